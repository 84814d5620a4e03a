"""Scope: from the events that were stored by then; never from the clock."""

from __future__ import annotations

import msgspec
import pytest

from rootward.errors import BadInput, NotFound
from rootward.investigations.scope import (
    DEFAULT_LOOKAHEAD_NS,
    DEFAULT_LOOKBACK_NS,
    Known,
    asked_before,
    read_scope,
    scope_of_case,
)
from rootward.kit import clock
from tests.investigations.conftest import MINUTE, START, Desk, alert, scope


async def test_it_reaches_from_before_the_first_event_to_after_the_last_of_those_known_by_then(desk: Desk) -> None:
    early, late = alert(1), alert(2, "pay", START + 30 * MINUTE)
    old, new = await desk.ingest(early), await desk.ingest(late)
    case = await desk.case(early, late)
    for as_of, last in ((old, START), (new, late.ts)):
        found = await desk.run(lambda c, seq=as_of: scope_of_case(c, "acme", case.case_id, as_of=seq))  # type: ignore[misc]
        assert found == scope(start=START - DEFAULT_LOOKBACK_NS, end=last + DEFAULT_LOOKAHEAD_NS)


async def test_without_events_it_is_around_the_moment_the_case_is_about_whenever_it_is_asked_for(desk: Desk) -> None:
    case = await desk.case(entity="database:orders")
    with clock.fixed(START + 600 * MINUTE):
        found = await desk.run(lambda c: scope_of_case(c, "acme", case.case_id, as_of=9))
    assert found == scope(start=START - DEFAULT_LOOKBACK_NS, end=START + DEFAULT_LOOKAHEAD_NS, service="")


async def test_a_case_that_is_not_there_or_another_tenants_has_no_scope(desk: Desk) -> None:
    case = await desk.case()
    for tenant, name in (("acme", "case_none"), ("other", case.case_id)):
        with pytest.raises(NotFound):
            await desk.run(lambda c, t=tenant, n=name: scope_of_case(c, t, n, as_of=9), tenant=tenant)  # type: ignore[misc]


async def test_only_a_case_that_was_asked_for_remembers_what_was_asked(desk: Desk) -> None:
    asked, incident = await desk.case(kind="request"), await desk.case()
    wanted = scope(correlation_ids=("t1",), query="why?")
    for case in (asked, incident):
        await desk.ask(case, wanted)
    assert await desk.run(lambda c: asked_before(c, "acme", asked.case_id)) == wanted
    assert await desk.run(lambda c: asked_before(c, "acme", incident.case_id)) is None
    assert await desk.run(lambda c: asked_before(c, "other", asked.case_id), tenant="other") is None


def test_a_stored_scope_is_read_back_with_its_ids_as_a_tuple() -> None:
    stored: dict[str, object] = {
        "tenant": "acme", "start": START, "end": START + 60 * MINUTE, "service": "cart", "pivot_event_id": "",
        "correlation_ids": ["t1", "t2"], "query": "",
    }  # fmt: skip
    assert read_scope(stored) == scope(correlation_ids=("t1", "t2"))


def test_what_is_known_goes_into_the_scope() -> None:
    known = Known(onset=START + MINUTE, baseline=((0, 5), (7, 9)), exclude=((2, 3),))
    found = known.of(scope())
    assert found == scope(onset=START + MINUTE, baseline=((0, 5), (7, 9)), exclude=((2, 3),))
    assert read_scope(msgspec.json.decode(msgspec.json.encode(found))) == found


@pytest.mark.parametrize(
    ("known", "field"),
    [
        (Known(onset=START - 1), "onset"), (Known(detected=START + 61 * MINUTE), "detected_at"),
        (Known(baseline=((5, 5),)), "baseline"), (Known(exclude=((6, 5),)), "exclude"),
        (Known(baseline=((2, 5),), exclude=((0, 9),)), "baseline"),
        (Known(exclude=((START, START + 60 * MINUTE),)), "exclude"), (Known(onset=START), "onset"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_named(known: Known, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        known.of(scope())
    assert refused.value.facts["field"] == field
