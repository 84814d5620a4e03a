from __future__ import annotations

from functools import partial

import pytest

from rootward.cases import timeline
from rootward.cases.merge import merge
from rootward.cases.model import Case
from rootward.cases.split import split
from rootward.errors import BadInput, Conflict
from tests.cases.conftest import MINUTE, START, Desk, firing, resolved


def two_in_one(desk: Desk) -> Case:
    """Alerts of two services that call each other, and so are one case."""
    desk.declare(("service:web", "calls", "service:pay"))
    desk.take(firing("A", "web", START), firing("B", "pay", START + MINUTE))
    [case] = desk.cases()
    assert case.event_count == 2
    return case


def parted(desk: Desk, case: Case, **chosen: object) -> Case:
    given = {"entity": "service:pay", "pack": desk.pack, "actor": "ann", "reason": "another matter"} | chosen
    return desk.run(lambda c: split(c, "acme", case.case_id, **given))  # type: ignore[arg-type]


def told(desk: Desk, case: Case) -> list[str]:
    read = partial(timeline.read, tenant="acme", case_id=case.case_id, with_events=False)
    return [entry.text for entry in desk.run(read)]


def test_events_go_to_a_case_of_their_own_and_both_say_so(desk: Desk) -> None:
    case = two_in_one(desk)
    made = parted(desk, case)
    source = next(one for one in desk.cases() if one.case_id == case.case_id)
    assert (made.entity, made.event_count, made.split_from) == ("service:pay", 1, case.case_id)
    assert (made.title, made.first_event_ts) == ("B on pay", START + MINUTE)
    assert made.source == "alertmanager"
    assert (source.event_count, source.last_event_ts) == (1, START)
    assert f"1 event split off into {made.number}: another matter" in told(desk, source)
    assert f"Split off {case.number}: another matter" in told(desk, made)


def test_what_follows_goes_to_the_case_it_belongs_to(desk: Desk) -> None:
    case = two_in_one(desk)
    made = parted(desk, case)
    [over] = desk.take(resolved("B", "pay", START + 2 * MINUTE, started=START + MINUTE))
    assert over.case_id == made.case_id
    [more] = desk.take(firing("C", "pay", START + 3 * MINUTE))
    assert more.case_id == made.case_id
    [other] = desk.take(firing("D", "web", START + 3 * MINUTE))
    assert other.case_id == case.case_id


def test_merging_back_undoes_it(desk: Desk) -> None:
    case = two_in_one(desk)
    made = parted(desk, case)
    desk.run(lambda c: merge(c, "acme", made.case_id, into=case.case_id, actor="ann", reason="one matter"))
    whole = next(one for one in desk.cases() if one.case_id == case.case_id)
    assert (whole.event_count, whole.first_event_ts, whole.last_event_ts) == (2, START, START + MINUTE)
    [more] = desk.take(firing("C", "pay", START + 3 * MINUTE))
    assert more.case_id == case.case_id


def test_what_cannot_be_split_is_refused_with_the_reason(desk: Desk) -> None:
    case = two_in_one(desk)
    with pytest.raises(BadInput, match="no event 'evt_x'"):
        parted(desk, case, entity="", event_ids=["evt_x"])
    with pytest.raises(BadInput, match="no event about"):
        parted(desk, case, entity="service:none")
    with pytest.raises(BadInput, match="either events or an entity"):
        parted(desk, case, event_ids=["evt_x"])
    made = parted(desk, case)
    with pytest.raises(Conflict, match="no event left"):
        parted(desk, made)
    desk.run(lambda c: merge(c, "acme", made.case_id, into=case.case_id, actor="ann", reason="x"))
    with pytest.raises(Conflict, match="is merged"):
        parted(desk, made)
