"""Rules: the table of fault kinds and of the words that tell of them, read once from `rules.yaml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from rootward.errors import BadInput
from rootward.kit.canonical import JSON

__all__ = ["FAMILIES", "KindRule", "Rules", "TextRule", "parse", "rules"]

FAMILIES = ("admission", "scheduling", "startup", "runtime", "routing", "performance", "infrastructure")
_WHERE = frozenset({"event", "state", "log"})
_KEYS = frozenset({"kind", "where", "reasons", "match", "unless", "crashed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """A fault kind in words: what its object does, and what to do next; both are filled with a finding's facts."""

    kind: str
    says: str
    next: str

    def sentence(self, facts: Mapping[str, JSON]) -> str:
        return self.says.format_map(_Facts(facts))

    def step(self, facts: Mapping[str, JSON]) -> str:
        return self.next.format_map(_Facts(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """Words that tell of a kind. `crashed`: they only do when the workload is down, for they are said of harmless
    things too."""

    kind: str
    where: frozenset[str]
    reasons: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    crashed: bool


@dataclass(frozen=True, slots=True)
class Rules:
    kinds: Mapping[str, KindRule]
    texts: tuple[TextRule, ...]


@cache
def rules() -> Rules:
    """The built-in table."""
    return parse(resources.files(__package__).joinpath("rules.yaml").read_text())


def parse(document: str) -> Rules:
    """Raises BadInput naming the entry that is wrong."""
    loaded = yaml.safe_load(document)
    kinds: dict[str, KindRule] = {}
    for kind, body in loaded["kinds"].items():
        family, _, fault = kind.partition(".")
        if family not in FAMILIES or not fault or set(body) != {"says", "next"}:
            raise BadInput(f"kind {kind!r} must be FAMILY.FAULT with `says` and `next`", field=f"kinds.{kind}")
        kinds[kind] = KindRule(kind=kind, says=body["says"], next=body["next"])
    return Rules(kinds, tuple(_text_rule(item, place, kinds) for place, item in enumerate(loaded["texts"])))


def _text_rule(item: dict[str, JSON], place: int, kinds: Mapping[str, KindRule]) -> TextRule:
    kind, where = str(item.get("kind")), item.get("where")
    if kind not in kinds or not isinstance(where, list) or not where or not _WHERE.issuperset(map(str, where)):
        raise BadInput(f"texts[{place}] must have a known kind and where it is said", field=f"texts[{place}]")
    if set(item) - _KEYS:
        raise BadInput(f"texts[{place}] has unknown keys {sorted(set(item) - _KEYS)}", field=f"texts[{place}]")
    reasons = item.get("reasons")
    try:
        pattern = re.compile(str(item["match"]))
        unless = re.compile(str(item["unless"])) if item.get("unless") else None
    except (re.error, KeyError) as error:
        raise BadInput(f"texts[{place}] has no usable `match`: {error}", field=f"texts[{place}].match") from error
    return TextRule(
        kind=kind, where=frozenset(map(str, where)), pattern=pattern, unless=unless,
        reasons=frozenset(map(str, reasons)) if isinstance(reasons, list) else frozenset(),
        crashed=item.get("crashed") is True,
    )  # fmt: skip


class _Facts(defaultdict[str, JSON]):
    """A fact that is not known is told as `?`."""

    def __init__(self, facts: Mapping[str, JSON]) -> None:
        super().__init__(lambda: "?", facts)
