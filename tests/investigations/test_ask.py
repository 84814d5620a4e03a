"""Ask: a question finds its case, or opens one; never another tenant's."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.agents.contract import Scope
from rootward.cases.read import by_id
from rootward.errors import BadInput, NotFound
from rootward.events.store import read_event
from rootward.investigations.ask import ask
from rootward.investigations.read import read_investigation
from rootward.investigations.scope import DEFAULT_LOOKBACK_NS, read_scope
from tests.investigations.conftest import MINUTE, PINS, START, Desk, alert, scope


async def _ask(desk: Desk, case_ref: str = "", wanted: Scope | None = None, tenant: str = "acme") -> tuple[str, str]:
    unit = partial(ask, tenant=tenant, case_ref=case_ref, scope=wanted, by="ann", pins=PINS, bus=desk.bus)
    return await desk.run(unit, tenant=tenant)


async def _scope_of(desk: Desk, investigation_id: str) -> Scope:
    return read_scope((await desk.run(lambda c: read_investigation(c, "acme", investigation_id)))["scope"])


async def test_a_question_without_case_or_window_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="case_id or a time_window") as refused:
        await _ask(desk)
    assert refused.value.facts["field"] == "time_window"


async def test_a_case_is_asked_about_by_its_number(desk: Desk) -> None:
    case = await desk.case()
    _, found = await _ask(desk, case.number.lower())
    assert found == case.case_id


async def test_a_window_alone_opens_a_case_of_its_own(desk: Desk) -> None:
    asked, case_id = await _ask(desk, wanted=scope(query="Why is cart slow?"))
    case = await desk.run(lambda c: by_id(c, "acme", case_id))
    assert (case.kind, case.title, case.entity) == ("request", "Why is cart slow?", "service:cart")
    assert await _scope_of(desk, asked) == scope(query="Why is cart slow?")


async def test_a_question_without_words_is_named_after_the_service_or_the_system(desk: Desk) -> None:
    titles = []
    for wanted in (scope(), scope(service="")):
        _, case_id = await _ask(desk, wanted=wanted)
        titles.append((await desk.run(lambda c, name=case_id: by_id(c, "acme", name))).title)  # type: ignore[misc]
    assert titles == ["What happened to cart?", "What happened to the system?"]


async def test_a_pivot_event_leads_to_its_case(desk: Desk) -> None:
    await desk.ingest(alert(1))
    case = await desk.case(alert(1))
    asked, found = await _ask(desk, wanted=scope(pivot_event_id="evt_0001", service="", start=START, end=START + 1))
    assert found == case.case_id
    around = await _scope_of(desk, asked)
    assert (around.service, around.start, around.end) == ("cart", START - DEFAULT_LOOKBACK_NS // 2, START + 1)


async def test_a_pivot_event_without_a_case_gets_one_that_holds_it(desk: Desk) -> None:
    await desk.ingest(alert(1, "pay", START + MINUTE))
    _, case_id = await _ask(desk, wanted=scope(pivot_event_id="evt_0001", service=""))
    case = await desk.run(lambda c: by_id(c, "acme", case_id))
    assert (case.entity, case.event_count) == ("service:pay", 1)
    assert (await desk.run(lambda c: read_event(c, "acme", "evt_0001"))).ts == case.first_event_ts


async def test_a_wider_window_before_the_pivot_stays(desk: Desk) -> None:
    await desk.ingest(alert(1))
    asked, _ = await _ask(desk, wanted=scope(pivot_event_id="evt_0001", start=START - 600 * MINUTE))
    assert (await _scope_of(desk, asked)).start == START - 600 * MINUTE


async def test_another_tenants_case_and_event_are_not_found(desk: Desk) -> None:
    await desk.ingest(alert(1))
    case = await desk.case(alert(1))
    for case_ref, wanted in (
        (case.case_id, None), (case.number, None), ("", scope(tenant="other", pivot_event_id="evt_0001")),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await _ask(desk, case_ref, wanted, tenant="other")
    assert desk.bus.messages == []
