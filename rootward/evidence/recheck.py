"""Re-check: run a citation's query again and say whether it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from rootward.errors import RootwardError
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence
from rootward.kit.canonical import JSON, canonical
from rootward.tools.contract import ToolResult

__all__ = ["Recheck", "recheck"]

Verdict = Literal["holds", "changed", "gone", "cannot_check"]


class Caller(Protocol):
    async def __call__(self, tool: str, arguments: dict[str, JSON]) -> ToolResult: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Recheck:
    """`holds`: the same value again; `changed`: another one; `gone`: nothing there any more (retention);
    `cannot_check`: the source did not answer or may not be read."""

    evidence_id: str
    text: str
    verdict: Verdict
    detail: str = ""


async def recheck(item: Evidence, call: Caller) -> Recheck:
    """Run `item`'s query with exactly its arguments and compare the canonical values and the presence."""
    try:
        result = await call(item.query.tool, dict(item.query.arguments))
    except RootwardError as error:
        return _answer(item, "cannot_check", error.message)
    if canonical(result.value) == canonical(item.value) and result.presence == item.presence:
        return _answer(item, "holds", "")
    if result.presence != item.presence:
        return _answer(item, _lost(item, result), f"was {item.presence}, is {result.presence}")
    return _answer(item, "changed", _difference(item.value, result.value))


def _lost(item: Evidence, result: ToolResult) -> Verdict:
    """A source that may not be read, or is down, says nothing about what it holds."""
    if result.presence in (Presence.DENIED, Presence.SOURCE_DOWN):
        return "cannot_check"
    return "gone" if item.presence is Presence.FOUND else "changed"


def _answer(item: Evidence, verdict: Verdict, detail: str) -> Recheck:
    return Recheck(evidence_id=item.evidence_id, text=item.text, verdict=verdict, detail=detail)


def _difference(before: dict[str, JSON], after: dict[str, JSON]) -> str:
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return "; ".join(f"{name}: was {before.get(name)!r}, is {after.get(name)!r}" for name in names)[:500]
