"""Retrievals: searches that brought nothing, known by a count or by a result that is empty in form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from rootward.causality.agent_runs.model import Cite
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.troubles import failed
from rootward.kit.canonical import JSON
from rootward.runs.model import ToolCall

__all__ = ["EmptyRetrieval", "empty_retrievals"]

_SAID = re.compile(
    r"^\W*(?:sorry,? )?(?:there (?:are|were) )?(?:no|0|zero) (?:\w+ ){0,3}?(?:results?|documents?|matches|hits|"
    r"records?|items?|passages|entries|files|data|information)\b.{0,60}$|"
    r"^\W*(?:nothing|none) (?:was )?found\W*$|^\W*no match\W*$",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = frozenset({"results", "items", "documents", "docs", "hits", "matches", "data", "records", "rows", "chunks",
                    "passages", "nodes", "entries", "value", "values", "contexts", "output", "organic"})  # fmt: skip
_COUNTS = frozenset({"total", "count", "total_count", "totalcount", "num_results", "total_results", "numfound"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyRetrieval:
    call: ToolCall
    place: int
    weight: float
    found_later: str | None
    evidence: tuple[Cite, ...]


def empty_retrievals(order: Order) -> Iterator[EmptyRetrieval]:
    """Calls that succeeded and brought nothing; `found_later` names a later call of the same tool that brought
    something."""
    later: dict[str, str] = {}
    found = []
    for call in reversed(order.calls):
        if failed(call):
            continue
        why = _empty(call)
        if why is None:
            later[call.tool_name] = call.call_id
            continue
        sure = call.kind == "retrieval" or call.result_count == 0
        found.append(
            EmptyRetrieval(
                call=call, place=order.place(call.step_id), weight=P.empty_weight if sure else P.empty_untyped,
                found_later=later.get(call.tool_name),
                evidence=(Cite(kind="tool_call", ref_id=call.call_id, why=why),),
            )
        )  # fmt: skip
    yield from reversed(found)


def _empty(call: ToolCall) -> str | None:
    if call.result_count is not None:
        return "it brought 0 results" if call.result_count == 0 else None
    text = call.result_summary.strip()
    if not text:
        return "its result is empty" if call.kind == "retrieval" and call.status == "success" else None
    if text[0] in "[{":
        try:
            return "its result is an empty list" if _is_empty(msgspec.json.decode(text.encode())) else None
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            return None
    return f"it says {text[:80]!r}" if call.kind == "retrieval" and _SAID.match(text) else None


def _is_empty(value: JSON) -> bool:
    if isinstance(value, list):
        return not value
    if not isinstance(value, dict):
        return False
    lists = [item for name, item in value.items() if name.lower() in _LISTS and isinstance(item, list | dict)]
    if lists:
        return all(_is_empty(item) for item in lists)
    counts = [item for name, item in value.items() if name.lower() in _COUNTS and isinstance(item, int)]
    return bool(counts) and not any(counts)
