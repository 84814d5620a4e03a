"""Plan: what is asked follows from what was stored up to `as_of`, and from the pack; from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

import pytest

from rootward.cases import open as opening
from rootward.cases.model import Case
from rootward.errors import NotFound
from rootward.events.ingest import INTAKE
from rootward.events.model import Event
from rootward.investigations.plan import Plan, intake_is_behind, make_plan, with_onsets
from rootward.investigations.scope import DEFAULT_LOOKAHEAD_NS, DEFAULT_LOOKBACK_NS
from rootward.kit.bus import message
from rootward.kit.db import Connection
from rootward.packs.builtin import builtin
from rootward.packs.model import Pack, Route
from rootward.schema import messages
from tests.investigations.conftest import MINUTE, START, Desk, alert, plan, scope

_PACK = Pack(
    name="test", version="1",
    routes=(
        Route(name="oom", when="'OOMKilling' in event_types", agents=("metrics",), reason="memory ran out"),
        Route(name="all", agents=("graph", "metrics", "logs"), reason="everybody looks"),
    ),
)  # fmt: skip
_AGENTS = ("logs", "metrics", "graph")


async def _plan(desk: Desk, asked: str, known: Collection[str] = _AGENTS, pack: Pack = _PACK) -> Plan:
    return await desk.run(lambda c: make_plan(c, "acme", asked, pack, known))


async def test_what_was_stored_after_as_of_changes_nothing(desk: Desk) -> None:
    await desk.ingest(alert(1), alert(2, "pay", START + MINUTE))
    case = await desk.case(alert(1), alert(2, "pay", START + MINUTE))
    asked = await desk.ask(case)
    before = await _plan(desk, asked)
    later = (alert(3, "web", START - 30 * MINUTE), replace(alert(4, "db"), event_type="OOMKilling"))
    await desk.ingest(*later)
    await desk.run(lambda c: _link(c, case, later))
    assert await _plan(desk, asked) == before
    assert before.task.symptoms == ("service:cart", "service:pay")
    assert before.case_events == ("evt_0001", "evt_0002")


def _link(connection: Connection, case: Case, later: Iterable[Event]) -> None:
    for item in later:
        opening.link_event(connection, "acme", case, item, actor="ann", reason="it belongs here")


async def test_events_that_came_since_are_read_by_the_next_investigation(desk: Desk) -> None:
    await desk.ingest(alert(1))
    case = await desk.case(alert(1))
    first = await desk.ask(case)
    earlier = alert(2, "pay", START - MINUTE)
    seq = await desk.ingest(earlier)
    await desk.run(lambda c: _link(c, case, [earlier]))
    second = await desk.ask(case, as_of=seq)
    assert (await _plan(desk, second)).task.symptoms == ("service:pay", "service:cart")
    assert (await _plan(desk, second)).task.detected_at == START - MINUTE
    assert (await _plan(desk, first)).task.detected_at == START


async def test_the_scope_grows_with_what_came_before_the_plan_is_made_and_up_to_as_of(desk: Desk) -> None:
    late = alert(2, "pay", START + 20 * MINUTE)
    await desk.ingest(alert(1), late)
    case = await desk.case(alert(1))
    asked = await desk.ask(case)
    assert (await _plan(desk, asked)).task.scope.end == START + DEFAULT_LOOKAHEAD_NS
    await desk.run(lambda c: _link(c, case, [late]))
    found = (await _plan(desk, asked)).task
    assert found.scope.end == late.ts + DEFAULT_LOOKAHEAD_NS
    assert found.scope.start == START - DEFAULT_LOOKBACK_NS
    assert (found.baseline, found.window) == ((found.scope.start, START), (found.scope.start, found.scope.end))


async def test_a_scope_that_was_asked_for_stays_and_its_service_is_a_symptom(desk: Desk) -> None:
    await desk.ingest(alert(1))
    asked = await desk.ask(await desk.case(alert(1)), scope(service="web"))
    found = await _plan(desk, asked)
    assert found.task.scope == scope(service="web")
    assert found.task.symptoms == ("service:web", "service:cart")


async def test_without_events_it_was_noticed_at_the_end_of_the_scope(desk: Desk) -> None:
    asked = await desk.ask(await desk.case(kind="request"), scope())
    assert (await _plan(desk, asked)).task.detected_at == scope().end


async def test_the_route_chooses_the_agents_among_those_there_are_and_says_why(desk: Desk) -> None:
    await desk.ingest(alert(1))
    asked = await desk.ask(await desk.case(alert(1)))
    found = await _plan(desk, asked)
    assert found.agents == ("graph", "metrics", "logs")
    assert set(found.reasons.values()) == {"all: everybody looks"}
    assert (await _plan(desk, asked, known=("logs",))).agents == ("logs",)


async def test_the_route_sees_the_types_of_the_events(desk: Desk) -> None:
    killed = replace(alert(1), event_type="OOMKilling")
    await desk.ingest(killed)
    found = await _plan(desk, await desk.ask(await desk.case(killed)))
    assert found.reasons == {"metrics": "oom: memory ran out"}


async def test_the_severity_is_the_worst_of_the_events_and_else_the_cases(desk: Desk) -> None:
    await desk.ingest(alert(1))
    with_event, without = await desk.case(alert(1)), await desk.case()
    assert (await _plan(desk, await desk.ask(with_event), pack=builtin())).severity == "high"
    assert (await _plan(desk, await desk.ask(without), pack=builtin())).severity == "medium"


async def test_an_investigation_that_is_not_there_is_not_found(desk: Desk) -> None:
    asked = await desk.ask(await desk.case())
    for tenant, name in (("acme", "inv_none"), ("other", asked)):
        unit = partial(make_plan, tenant=tenant, investigation_id=name, pack=_PACK, known_agents=_AGENTS)
        with pytest.raises(NotFound):
            await desk.run(unit, tenant=tenant)


async def test_intake_is_behind_while_events_up_to_as_of_wait_to_become_cases(desk: Desk) -> None:
    seq = await desk.ingest(alert(1))
    asked = await desk.ask(await desk.case(alert(1)))
    behind = partial(intake_is_behind, tenant="acme", investigation_id=asked)
    await desk.run(partial(_waits, seq=seq + 1))
    assert not await desk.run(behind)
    await desk.run(partial(_waits, seq=seq))
    assert await desk.run(behind)


def _waits(connection: Connection, seq: int) -> None:
    sent = message(INTAKE, "acme", "acme", {"seq": seq})
    row: dict[str, object] = {"tenant": "acme", "message_id": sent.id, "topic": INTAKE, "key": "acme"}
    row |= {
        "body": sent.body,
        "attempts": 0,
        "available_at": START,
        "lease_until": 0,
        "lease_token": 0,
        "created_at": START,
    }
    connection.execute(messages.insert(), row)


def test_the_likeliest_onset_parts_what_was_normal_from_what_was_not() -> None:
    task = plan().task
    onsets = (START + 5 * MINUTE, START + 2 * MINUTE)
    found = with_onsets(task, onsets)
    assert found.onsets == onsets
    assert found.baseline == (START, onsets[0] - 15 * 10**9)  # a twentieth of five minutes
    assert found.window == (onsets[0], START + 60 * MINUTE)
    assert with_onsets(task, ()) == task


def test_a_given_baseline_takes_the_place_of_what_came_before_and_excluded_times_are_not_normal() -> None:
    asked = scope(
        baseline=((START - 900 * MINUTE, START - 800 * MINUTE), (START, START + 60 * MINUTE)),
        exclude=((START - 850 * MINUTE, START - 840 * MINUTE),),
    )
    onset = START + 30 * MINUTE
    found = with_onsets(replace(plan().task, scope=asked), (onset,))
    split = onset - 2 * MINUTE
    assert found.stretches == (
        (START - 900 * MINUTE, START - 850 * MINUTE), (START - 840 * MINUTE, START - 800 * MINUTE),
        (START, START + 60 * MINUTE),
    )  # fmt: skip
    assert (found.line.start, *found.baseline) == (START - 90 * MINUTE, START - 90 * MINUTE, split)
    assert found.window == (onset, START + 60 * MINUTE)


def test_what_is_excluded_right_before_the_onset_is_skipped() -> None:
    asked = scope(exclude=((START + 10 * MINUTE, START + 29 * MINUTE),))
    found = with_onsets(replace(plan().task, scope=asked), (START + 30 * MINUTE,))
    split = START + 30 * MINUTE - 33 * 10**9  # a twentieth of eleven minutes
    assert found.stretches == ((START, START + 10 * MINUTE), (START + 29 * MINUTE, START + 60 * MINUTE))
    assert found.baseline == (START + 19 * MINUTE, split)


def test_without_an_onset_the_whole_window_is_compared_with_the_given_baseline() -> None:
    asked = scope(baseline=((START - 60 * MINUTE, START - 30 * MINUTE),))
    found = with_onsets(replace(plan().task, scope=asked), ())
    assert found.window == (START, START + 60 * MINUTE) and found.baseline[0] < found.baseline[1] <= START


async def test_what_is_excluded_is_not_searched_for_the_onset(desk: Desk) -> None:
    excluded = (START + 5 * MINUTE, START + 9 * MINUTE)
    normal = (START - 600 * MINUTE, START - 500 * MINUTE)
    case = await desk.case(kind="request")
    asked = await desk.ask(case, scope(exclude=(excluded,), baseline=(normal,), detected=START + 20 * MINUTE))
    found = (await _plan(desk, asked)).task
    assert found.stretches == (normal, (START, excluded[0]), (excluded[1], START + 60 * MINUTE))
    assert found.detected_at == START + 20 * MINUTE
