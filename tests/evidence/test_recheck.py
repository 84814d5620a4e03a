"""Re-check: the query runs again with exactly its arguments, and the answer is one of four words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.errors import Denied, NotFound, RootwardError, TimedOut, Unavailable
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence, Query
from rootward.evidence.recheck import Recheck, recheck
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

_VALUE: dict[str, JSON] = {"ratio": 3.25, "count": 4}
_ITEM = Evidence(
    kind="metric.latency", entity="service:cart", text="p95 tripled", window=(1, 2), value=_VALUE,
    query=Query(tool="metrics.measure", arguments={"series_id": "s1", "as_of": 7}),
)  # fmt: skip


async def _recheck(answer: ToolResult | RootwardError, asked: list[tuple[str, JSON]] | None = None) -> Recheck:
    async def call(tool: str, arguments: dict[str, JSON]) -> ToolResult:
        if asked is not None:
            asked.append((tool, dict(arguments)))
        arguments.clear()  # what the tool does to its arguments is no business of the evidence
        if isinstance(answer, RootwardError):
            raise answer
        return answer

    return await recheck(_ITEM, call)


async def test_the_same_value_holds_and_was_asked_for_in_the_same_way() -> None:
    asked: list[tuple[str, JSON]] = []
    found = await _recheck(ToolResult(value={"count": 4, "ratio": 3.25}, summary="another summary"), asked)
    assert (found.evidence_id, found.text) == (_ITEM.evidence_id, "p95 tripled")
    assert (found.verdict, found.detail) == ("holds", "")
    assert asked == [("metrics.measure", {"series_id": "s1", "as_of": 7})]
    assert _ITEM.query.arguments == {"series_id": "s1", "as_of": 7}


async def test_another_value_has_changed_and_says_what() -> None:
    found = await _recheck(ToolResult(value={"ratio": 1.5, "count": 4, "new": "x"}, summary=""))
    assert found.verdict == "changed"
    assert found.detail == "new: was None, is 'x'; ratio: was 3.25, is 1.5"


async def test_what_is_no_longer_there_is_gone() -> None:
    found = await _recheck(ToolResult(value={}, summary="", presence=Presence.ABSENT))
    assert (found.verdict, found.detail) == ("gone", "was found, is absent")


@pytest.mark.parametrize("presence", [Presence.DENIED, Presence.SOURCE_DOWN])
async def test_a_source_that_may_not_be_read_or_is_down_proves_nothing(presence: Presence) -> None:
    found = await _recheck(ToolResult(value={}, summary="", presence=presence))
    assert found.verdict == "cannot_check"
    assert str(presence) in found.detail


@pytest.mark.parametrize("error", [Unavailable("away"), Denied("not yours"), TimedOut("late"), NotFound("no tool")])
async def test_a_source_that_does_not_answer_proves_nothing(error: RootwardError) -> None:
    found = await _recheck(error)
    assert (found.verdict, found.detail) == ("cannot_check", error.message)


async def test_what_was_absent_and_is_there_now_has_changed_and_is_not_gone() -> None:
    async def call(tool: str, arguments: dict[str, JSON]) -> ToolResult:
        return ToolResult(value=_VALUE, summary="")

    found = await recheck(replace(_ITEM, presence=Presence.ABSENT, value={}), call)
    assert (found.verdict, found.detail) == ("changed", "was absent, is found")


async def test_a_long_difference_is_cut() -> None:
    found = await _recheck(ToolResult(value={"ratio": "x" * 2000, "count": 4}, summary=""))
    assert (found.verdict, len(found.detail)) == ("changed", 500)
