from __future__ import annotations

import pytest
import sqlalchemy as sa

from rootward.cases import lifecycle, timeline
from rootward.cases.merge import merge
from rootward.errors import Conflict, NotFound
from rootward.schema import case_events
from tests.cases.conftest import MINUTE, SECOND, START, Desk, event, firing


def two(desk: Desk) -> tuple[str, str]:
    desk.take(firing("A", "web", START, severity="critical"), firing("B", "search", START + MINUTE, severity="low"))
    first, second = desk.cases()
    return first.case_id, second.case_id


def test_a_merged_case_ends_and_the_other_has_all_its_events(desk: Desk) -> None:
    first, second = two(desk)
    taken = desk.run(lambda c: merge(c, "acme", first, into=second, actor="mara", reason="one cause"))
    assert taken.case_id == second and taken.event_count == 2 and taken.severity == "critical"
    assert taken.first_event_ts == START
    gone = desk.cases()[0]
    assert (gone.state, gone.merged_into) == ("merged", second)
    table = case_events.c
    query = sa.select(table.rule, table.key, table.reason).where(table.case_id == second).order_by(table.event_ts)
    rows = desk.run(lambda c: c.execute(query).all())
    assert rows[0].rule == "merge" and rows[0].key == first and rows[0].reason.startswith("came with INC-1 (")
    texts = [entry.text for entry in desk.run(lambda c: timeline.read(c, "acme", first, with_events=False))]
    assert "Merged into INC-2: one cause" in texts


def test_later_events_of_the_merged_case_go_to_the_other(desk: Desk) -> None:
    first, second = two(desk)
    desk.run(lambda c: merge(c, "acme", first, into=second, actor="mara", reason="one cause"))
    [again] = desk.take(firing("A", "web", START + 2 * MINUTE, started=START))
    [new] = desk.take(firing("C", "web", START + 3 * MINUTE))
    assert (again.verb, again.case_id) == ("repeat", second)
    assert (new.rule, new.case_id) == ("entity", second)


def test_what_cannot_be_merged_is_refused_with_the_reason(desk: Desk) -> None:
    first, second = two(desk)
    asked = event("OperatorRequest", START, {}, payload={"query": "why?", "request_id": "1"})
    request = desk.take(asked)[0].case_id
    closed = desk.take(firing("D", "mail", START + 10 * SECOND))[0].case_id
    desk.run(lambda c: lifecycle.move(c, "acme", closed, "closed", actor="mara", reason="noise"))
    for source, into, reason in (
        (first, first, "into itself"),
        (first, request, "different kinds"),
        (first, closed, "INC-4 is closed"),
        (closed, first, "cannot go from closed to merged"),
    ):
        with pytest.raises(Conflict, match=reason):
            desk.run(lambda c, s=source, i=into: merge(c, "acme", s, into=i, actor="mara", reason="x"))  # type: ignore[misc]
    with pytest.raises(NotFound):
        desk.run(lambda c: merge(c, "other", first, into=second, actor="eve", reason="x"), tenant="other")
