"""Signatures of runs: conditions over what an error says in its fields, and the category each speaks for.

They come from packs; the strongest that holds classifies a trouble. Conditions see values that every framework has:
the status, the class in words, the error's own sentence, the finish reason, the differences from the tool's schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import re2

from rootward.causality.agent_runs.model import CATEGORIES, Category
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.wording import Table, features_of, shipped_table, verdict
from rootward.kit.canonical import JSON
from rootward.kit.match import Condition, bind
from rootward.packs.conditions import RUN_VARIABLES, run_condition
from rootward.packs.model import Pack

__all__ = ["RunSignature", "Said", "classify", "run_signatures_of", "stronger", "strongest", "worded"]


_ALWAYS = "true"
_CATEGORY: Mapping[str, Category] = {category: category for category in CATEGORIES}
_ANSWERS = frozenset({"not_found", "business_rule_rejected"})


class Pattern(Protocol):
    """A compiled RE2 expression."""

    def search(self, text: str, /) -> object | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSignature:
    """One signature of a pack, as it is recorded with a diagnosis. `answer` marks what a sound tool may answer, so
    that an agent which goes on after it has dealt with it."""

    name: str
    category: Category
    subcategory: str
    when: str
    weight: float
    meaning: str
    answer: bool = False
    error: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    except_error: tuple[str, ...] = ()
    except_message: tuple[str, ...] = ()
    guessed: bool = False
    """Not a pack's: what the words of an error speak for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a condition sees of one trouble. Texts are in lower case; 0 and '' stand for what was not told."""

    source: str  # call, step, guardrail, run
    status: int = 0
    error: str = ""
    message: str = ""
    outcome: str = ""
    kind: str = ""
    tool: str = ""
    finish: str = ""
    retries: int = 0
    schema: tuple[str, ...] = ()
    placed: bool = False


def run_signatures_of(packs: Iterable[Pack]) -> tuple[RunSignature, ...]:
    """What packs say about runs, as records; the first pack's item stands for a name that comes again."""
    found: dict[str, RunSignature] = {}
    for pack in packs:
        for one in pack.run_signatures:
            made = RunSignature(
                name=one.name, category=one.category, subcategory=one.subcategory or one.category, when=one.when,
                weight=one.weight, meaning=one.meaning, answer=one.answer, error=one.error, message=one.message,
                except_error=one.except_error, except_message=one.except_message,
            )  # fmt: skip
            found.setdefault(one.name, made)
    return tuple(found.values())


def classify(said: Said, signatures: Sequence[RunSignature]) -> RunSignature | None:
    """The strongest signature that holds; of equally strong ones the first by name. Where its words speak more clearly
    for a kind than that does, what they say."""
    return _classified(said, tuple(signatures))


@lru_cache(maxsize=8192)
def _classified(said: Said, signatures: tuple[RunSignature, ...]) -> RunSignature | None:
    if not signatures:
        return None
    return stronger(strongest(said, signatures), worded(said, shipped_table()))


def stronger(known: RunSignature | None, guessed: RunSignature | None) -> RunSignature | None:
    """What is known outweighs an equally strong guess; where both say the same, the reason is the known one."""
    if known is None or guessed is None:
        return known or guessed
    if known.subcategory == guessed.subcategory:
        return replace(known, weight=max(known.weight, guessed.weight))
    return guessed if guessed.weight > known.weight else known


def strongest(said: Said, signatures: tuple[RunSignature, ...]) -> RunSignature | None:
    """The strongest signature that holds."""
    values: dict[str, JSON] = {
        "source": said.source, "status": said.status, "error": said.error, "message": said.message,
        "outcome": said.outcome, "kind": said.kind, "tool": said.tool, "finish": said.finish,
        "retries": said.retries, "schema": list(said.schema), "placed": said.placed,
    }  # fmt: skip
    bound = bind(values, RUN_VARIABLES)
    for one in _by_weight(signatures):
        if _speaks(one, said) and (one.when == _ALWAYS or _condition(one.when).holds(bound)):
            return one
    return None


def worded(said: Said, table: Table) -> RunSignature | None:
    """What its words speak for, weighed by how clearly they do: more than a status that many things share."""
    features = features_of(error=said.error, message=said.message, status=said.status, placed=said.placed)
    found = verdict(features, table)
    if found is None or found.share < P.worded_share:
        return None
    return RunSignature(
        name="wording", guessed=True, category=_CATEGORY.get(found.kind, "unknown"), subcategory=found.kind,
        when=_ALWAYS, weight=P.worded_least + (P.worded_most - P.worded_least) * found.share,
        answer=found.kind in _ANSWERS,
        meaning=f"it is worded as such errors are ({', '.join(found.words)})",
    )  # fmt: skip


def _speaks(one: RunSignature, said: Said) -> bool:
    """Expressions are matched here and not in the condition, which would compile them at every evaluation."""
    if (one.error or one.message) and not (_found(one.error, said.error) or _found(one.message, said.message)):
        return False
    return not (_found(one.except_error, said.error) or _found(one.except_message, said.message))


def _found(patterns: tuple[str, ...], text: str) -> bool:
    return bool(patterns) and bool(text) and _pattern(patterns).search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(patterns: tuple[str, ...]) -> Pattern:
    compiled: Pattern = re2.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return compiled


@lru_cache(maxsize=64)
def _by_weight(signatures: tuple[RunSignature, ...]) -> tuple[RunSignature, ...]:
    return tuple(sorted(signatures, key=lambda one: (-one.weight, one.name)))


@lru_cache(maxsize=4096)
def _condition(when: str) -> Condition:
    return run_condition(when)
