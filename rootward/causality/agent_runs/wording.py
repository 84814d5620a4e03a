"""Wording: the kind of error that the words of one speak for, where no signature knows its phrase.

The last resort after fields and phrases: a table of words, pairs of words, class words and statuses with their weights
for each kind (a softmax regression), fitted to messages of many vendors by `python -m bench.wording_fit` and kept as
data. The same error gets the same answer, and the answer names the words that decided. It says nothing where it knows
none of the words, or where they speak for no kind in particular.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import msgspec

__all__ = ["Table", "Wording", "features_of", "shipped_table", "verdict"]

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[`{}\[\]<>^]|::|->|\(\)")
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 4
_TOLD = 3
_SAYS_NOTHING = frozenset(
    """a action again agent an and another any are as at be been by call can complet contact could did do due error
    exception execut fail failure for from generic had has have if in internal is issue it its later may more no not
    occurr of on one operation or please problem process request run running server service some something step support
    system task that the then there this to tool try tried unable unexpect unhandl unknown us was went while will with
    wrong you your""".split()  # noqa: SIM905, a list of so many words is no longer read
)
"""Words, without their endings, that are in any error: a text of these alone speaks for no kind."""


class Table(msgspec.Struct, frozen=True):
    """Weights in hundredths: `words[feature][n]` is what a feature adds to kind `kinds[n]`."""

    kinds: list[str]
    start: list[int]
    words: dict[str, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """`share` (0..1) is the probability of `kind` by the table, `words` what decided, the strongest first."""

    kind: str
    share: float
    words: tuple[str, ...]


def features_of(*, error: str, message: str, status: int, placed: bool) -> tuple[str, ...]:
    """What the table may know of an error, each once: `w:` a word or a pair, `c:` a word of the class, `s:` a status,
    `p:` that it names a place in a program."""
    words = _words(message)
    named = _words(error)
    found = [*(f"c:{word}" for word in named), *(f"w:{word}" for word in (*named, *words))]
    found += [f"w:{one} {other}" for one, other in pairwise(words)]
    found += [f"s:{status}", f"s:{status // 100}xx"] if status else []
    found += ["p:place"] if placed else []
    return tuple(dict.fromkeys(found))


def verdict(features: Sequence[str], table: Table) -> Wording | None:
    """None where no word that says anything is known: a status alone is for signatures to judge."""
    known = {feature: table.words[feature] for feature in features if feature in table.words}
    if not any(feature[0] in "wc" and _says_something(feature) for feature in known):
        return None
    scores = [start + sum(column) for start, *column in zip(table.start, *known.values(), strict=True)]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n))
    parts = [math.exp((score - scores[best]) / 100) for score in scores]
    return Wording(
        kind=table.kinds[best], share=round(1 / sum(parts), 4), words=tuple(_deciding(known, best, len(scores)))
    )


def _deciding(known: Mapping[str, Sequence[int]], best: int, kinds: int) -> Iterator[str]:
    """What lifts the kind most above the mean of all, of what says something."""
    telling = {feature: weights for feature, weights in known.items() if _says_something(feature)}
    lift = {feature: weights[best] - sum(weights) / kinds for feature, weights in telling.items()}
    for feature in sorted(lift, key=lambda one: (-lift[one], one))[:_TOLD]:
        if lift[feature] > 0:
            yield _readable(feature)


def _says_something(feature: str) -> bool:
    return not _SAYS_NOTHING.issuperset(feature[2:].split())


def _readable(feature: str) -> str:
    mark, _, text = feature.partition(":")
    return {"s": f"status {text}", "p": "a place in a program"}.get(mark, text)


def _words(text: str) -> list[str]:
    return [_stem(token) for token in _TOKEN.findall(text)]


def _stem(word: str) -> str:
    """Without its ending, so that `cancelled` and `cancel` are nearly one; any number is 0."""
    if word.isdigit():
        return "0"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def shipped_table() -> Table:
    return msgspec.json.decode((files(__package__) / "wording.json").read_bytes(), type=Table)
