"""The logs agent."""

from __future__ import annotations

from rootward.plugins.agents.logs import LogsAgent


async def test_the_new_error_is_found_and_the_routine_is_not(desk) -> None:  # type: ignore[no-untyped-def]
    found = await LogsAgent().investigate(desk.task, desk)
    assert [item.kind for item in found.evidence] == ["log.novel"]
    assert "no connection to pay" in str(found.evidence[0].value["template"])
    assert found.evidence[0].provenance == "free_text"


async def test_without_logs_it_says_so(empty_desk) -> None:  # type: ignore[no-untyped-def]
    found = await LogsAgent().investigate(empty_desk.task, empty_desk)
    assert found.evidence == () and "/v1/logs" in found.blind[0].remedy
