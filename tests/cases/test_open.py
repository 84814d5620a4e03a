from __future__ import annotations

import pytest

from rootward.cases import timeline
from rootward.cases.open import link_event, open_case, take_numbers
from rootward.cases.read import by_id
from rootward.errors import NotFound
from rootward.events.prepare import COLUMNS, row_of
from rootward.kit.db import bulk_insert
from rootward.schema import events as event_rows
from tests.cases.conftest import MINUTE, START, Desk, event


def test_somebodys_question_is_a_case_of_its_own(desk: Desk) -> None:
    case = desk.run(
        lambda c: open_case(
            c, "acme", kind="request", title="Why is it slow?", severity="info", entity="service:web", actor="mara",
            reason="asked for", ts=START - MINUTE, body={"via": "cli"},
        )
    )  # fmt: skip
    assert (case.number, case.state, case.event_count) == ("REQ-1", "open", 0)
    assert case.first_event_ts == case.last_event_ts == START - MINUTE
    [entry] = desk.run(lambda c: timeline.read(c, "acme", case.case_id))
    assert entry.actor == "mara" and entry.body["via"] == "cli" and entry.seq == case.seq


def test_an_event_that_somebody_puts_into_a_case_counts_once(desk: Desk) -> None:
    case = desk.run(
        lambda c: open_case(
            c, "acme", kind="request", title="t", severity="info", entity="", actor="mara", reason="asked", ts=START
        )
    )
    one = event("Odd", START - MINUTE, {"service": "web"})
    desk.run(lambda c: bulk_insert(c, event_rows, COLUMNS, [(*row_of(one, one.id, 0), 1)]))
    for _ in range(2):
        desk.run(lambda c: link_event(c, "acme", case, one, actor="mara", reason="this is what I mean"))
    after = desk.run(lambda c: by_id(c, "acme", case.case_id))
    assert after.source == "test"
    assert after.event_count == 1 and after.first_event_ts == START - MINUTE and after.last_event_ts == START
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id))
    assert [entry.kind for entry in entries] == ["event", "opened", "linked"]


def test_numbers_are_given_once_and_to_known_tenants_only(desk: Desk) -> None:
    assert [desk.run(lambda c: take_numbers(c, "acme", 2)) for _ in range(2)] == [1, 3]
    assert desk.run(lambda c: take_numbers(c, "other", 1), tenant="other") == 1
    with pytest.raises(NotFound, match="nobody"):
        desk.run(lambda c: take_numbers(c, "nobody", 1), tenant="nobody")
