"""Request: one investigation at a time, numbered, with everything that it may read pinned."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rootward.cases.read import by_id
from rootward.cases.timeline import read as read_timeline
from rootward.errors import BadInput, NotFound
from rootward.investigations.outcome import fail
from rootward.investigations.read import read_investigation
from rootward.investigations.request import INVESTIGATE, data_watermark, request
from rootward.schema import agent_runs
from rootward.tenancy import changes
from tests.investigations.conftest import MINUTE, PINS, START, Desk, alert, scope


async def _end(desk: Desk, investigation_id: str) -> None:
    await desk.run(lambda c: fail(c, "acme", investigation_id, reason="given up"))


async def test_a_request_queues_one_message_one_run_and_says_so(desk: Desk) -> None:
    await desk.ingest(alert(1))
    case = await desk.case(alert(1))
    asked = await desk.ask(case)
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    assert (row["status"], row["attempt"], row["case_id"], row["requested_by"]) == ("queued", 1, case.case_id, "ann")
    (sent,) = desk.bus.messages
    assert (sent.topic, sent.tenant, sent.key) == (INVESTIGATE, "acme", case.case_id)
    assert sent.body == {"investigation_id": asked, "case_id": case.case_id}
    run = await desk.run(lambda c: c.execute(sa.select(agent_runs)).mappings().one())
    assert (run["run_id"], run["status"], run["case_id"]) == (row["run_id"], "queued", case.case_id)
    assert (await desk.run(lambda c: by_id(c, "acme", case.case_id))).state == "investigating"
    told = await desk.run(lambda c: read_timeline(c, "acme", case.case_id))
    assert "Investigation 1 requested" in [entry.text for entry in told]


async def test_a_second_request_while_one_waits_is_the_same_one(desk: Desk) -> None:
    case = await desk.case()
    first = await desk.ask(case)
    await desk.ingest(alert(1))
    assert await desk.ask(case) == first
    assert len(desk.bus.messages) == 1


async def test_another_scope_or_other_data_is_another_investigation(desk: Desk) -> None:
    old = await desk.ingest(alert(1))
    await desk.ingest(alert(2))
    case = await desk.case()
    first = await desk.ask(case)
    wider, older = await desk.ask(case, scope(correlation_ids=("t1",))), await desk.ask(case, as_of=old)
    assert len({first, wider, older}) == 3
    assert await desk.ask(case, scope(correlation_ids=("t1",))) == wider
    assert await desk.ask(case, as_of=old) == older


async def test_after_one_has_ended_the_next_is_the_next_attempt(desk: Desk) -> None:
    case = await desk.case()
    first = await desk.ask(case)
    await _end(desk, first)
    second = await desk.ask(case)
    assert second != first
    assert (await desk.run(lambda c: read_investigation(c, "acme", second)))["attempt"] == 2


async def test_what_may_be_read_is_pinned_to_the_newest_data_and_not_to_other_changes(desk: Desk) -> None:
    await desk.ingest(alert(1))
    newest = await desk.ingest(alert(2))
    case = await desk.case(alert(1))
    await desk.run(lambda c: changes.append(c, "acme", "case", case.case_id))
    await desk.ingest(alert(3), tenant="other")
    asked = await desk.ask(case)
    await desk.ingest(alert(4))
    pins = (await desk.run(lambda c: read_investigation(c, "acme", asked)))["pins"]
    assert pins == PINS | {"as_of": newest, "scope": "case", "memory": 0}


async def test_without_data_the_watermark_is_zero(desk: Desk) -> None:
    assert await desk.run(lambda c: data_watermark(c, "acme")) == 0


async def test_data_that_is_still_to_come_cannot_be_asked_for(desk: Desk) -> None:
    newest = await desk.ingest(alert(1))
    case = await desk.case(alert(1))
    with pytest.raises(BadInput, match="beyond the newest data") as refused:
        await desk.ask(case, as_of=newest + 1)
    assert (refused.value.facts["field"], refused.value.facts["value"]) == ("as_of", newest + 1)
    assert desk.bus.messages == []


async def test_an_asked_for_case_is_asked_again_in_the_scope_it_was_asked_in(desk: Desk) -> None:
    case = await desk.case(kind="request")
    wanted = scope(start=START - 7 * MINUTE, correlation_ids=("t1", "t2"))
    first = await desk.ask(case, wanted)
    await _end(desk, first)
    row = await desk.run(lambda c: read_investigation(c, "acme", first))
    again = await desk.ask(case)
    row_again = await desk.run(lambda c: read_investigation(c, "acme", again))
    assert row_again["scope"] == row["scope"]
    assert row_again["pins"]["scope"] == "asked"


async def test_another_tenants_case_cannot_be_asked_about(desk: Desk) -> None:
    case = await desk.case()
    with pytest.raises(NotFound):
        await desk.run(lambda c: request(c, "other", case.case_id, by="eve", pins=PINS, bus=desk.bus), tenant="other")
    assert desk.bus.messages == []
