"""Request: one investigation at a time, numbered, with everything that it may read pinned."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.cases.read import by_id
from rootward.cases.timeline import read as read_timeline
from rootward.errors import BadInput, NotFound
from rootward.governance.budget_limits import Unit, change
from rootward.governance.budgets import OverBudget
from rootward.investigations.outcome import fail
from rootward.investigations.read import read_investigation
from rootward.investigations.request import INVESTIGATE, REFUSED, data_watermark, request, request_if_allowed
from rootward.kit import clock
from rootward.schema import agent_runs
from rootward.tenancy import changes
from rootward.tenancy.principal import LOCAL
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


async def _limited(desk: Desk, unit: Unit, amount: float) -> None:
    ann = replace(LOCAL, tenant="acme")
    await desk.run(lambda c: change(c, "acme", [("tenant", unit, amount)], by=ann))


async def test_a_tenant_asks_for_as_many_in_an_hour_as_it_may(desk: Desk) -> None:
    await _limited(desk, "investigations", 1)
    case, other = await desk.case(), await desk.case(entity="service:other")
    first = await desk.ask(case)
    assert await desk.ask(case) == first  # the same one is not counted twice
    with pytest.raises(OverBudget, match="investigations an hour"):
        await desk.ask(other)
    assert len(desk.bus.messages) == 1
    assert (await desk.run(lambda c: by_id(c, "acme", other.case_id))).state == "open"


async def test_what_nobody_waits_for_is_told_in_the_timeline_once_an_hour(desk: Desk) -> None:
    await _limited(desk, "investigations", 0)
    case = await desk.case()
    for later in (0, 1, 61):
        with clock.fixed(START + later * MINUTE):
            asked = partial(request_if_allowed, tenant="acme", case_id=case.case_id, by="pipeline", pins=PINS)
            assert await desk.run(partial(asked, bus=desk.bus)) is None
    told = [one for one in await desk.run(lambda c: read_timeline(c, "acme", case.case_id)) if one.kind == REFUSED]
    assert len(told) == 2
    assert (told[0].actor, told[0].body["unit"], told[0].body["limit"]) == ("pipeline", "investigations", 0)
    assert told[0].text.startswith("Not investigated: the budget of tenant for investigations an hour does not allow 1")
    assert desk.bus.messages == []


async def test_what_is_allowed_is_requested(desk: Desk) -> None:
    case = await desk.case()
    asked = partial(request_if_allowed, tenant="acme", case_id=case.case_id, by="pipeline", pins=PINS, bus=desk.bus)
    assert await desk.run(asked) == await desk.ask(case)
