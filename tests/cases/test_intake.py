from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from rootward.cases import lifecycle, timeline
from rootward.cases.intake import Outcome, take
from rootward.cases.read import find
from rootward.errors import NotFound
from rootward.events.model import Event
from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.schema import alert_states, case_events, cases, changes, metadata
from tests.cases.conftest import MINUTE, SECOND, START, Desk, add_tenant, event, firing, resolved


def test_a_firing_alert_opens_a_case_that_says_why(desk: Desk) -> None:
    [outcome] = desk.take(firing("HighErrorRate", "checkout", START))
    [case] = desk.cases()
    assert outcome.opened and outcome.notify and outcome.case_id == case.case_id and outcome.kind == "incident"
    assert (case.number, case.title, case.entity) == ("INC-1", "HighErrorRate on checkout", "service:checkout")
    assert (case.state, case.severity, case.event_count) == ("open", "high", 1)
    [entry] = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert entry.kind == "opened" and entry.actor == "rule:alert-firing" and "alert-firing" in entry.text
    row = desk.run(lambda c: c.execute(sa.select(case_events)).mappings().one())
    assert (row["rule"], row["score"], row["seq"]) == ("new", 1.0, entry.seq)


def test_what_no_rule_calls_a_symptom_opens_nothing_and_says_so(desk: Desk) -> None:
    [outcome] = desk.take(event("DeployFinished", START, {"service": "checkout"}, severity="info"))
    assert outcome.verb == "ignore" and "DeployFinished" in outcome.reason
    assert desk.cases() == []


def test_a_repeat_notification_opens_nothing(desk: Desk) -> None:
    [outcome] = desk.take(firing("HighErrorRate", "checkout", START, repeat=True))
    assert outcome.verb == "ignore" and "repeated" in outcome.reason
    assert desk.cases() == []


def test_an_alert_that_is_still_firing_is_counted_and_attached_once(desk: Desk) -> None:
    desk.take(firing("HighErrorRate", "checkout", START))
    for minute in (1, 2, 3):
        again = firing("HighErrorRate", "checkout", START + minute * MINUTE, started=START)
        [outcome] = desk.take(again)
        assert outcome.verb == "repeat" and not outcome.opened and not outcome.notify
    [case] = desk.cases()
    assert case.event_count == 4 and case.last_event_ts == START + 3 * MINUTE
    assert desk.run(lambda c: c.execute(sa.select(sa.func.count()).select_from(case_events)).scalar()) == 1


def test_the_same_event_taken_twice_changes_nothing(desk: Desk) -> None:
    alert = firing("HighErrorRate", "checkout", START)
    desk.take(alert)
    before = desk.cases()
    [outcome] = desk.run(lambda c: take(c, "acme", [alert], desk.pack, now=START + SECOND))
    assert outcome.verb == "ignore" and "already" in outcome.reason
    assert desk.cases() == before


def test_two_units_of_one_alert_group_are_one_case(desk: Desk) -> None:
    group = '{}/{severity="critical"}:{alertname="Down"}'
    desk.take(firing("Down", "search", START, group=group))
    [outcome] = desk.take(firing("Down", "billing", START + 3 * 60 * MINUTE, group=group))
    assert (outcome.verb, outcome.rule, outcome.score) == ("join", "group", 0.938)
    assert "alert group" in outcome.reason and "INC-1" in outcome.reason
    assert len(desk.cases()) == 1


def test_a_group_key_that_groups_by_nothing_does_not_join_strangers(desk: Desk) -> None:
    desk.take(firing("Down", "search", START, group="{}:{}"))
    [outcome] = desk.take(firing("Slow", "billing", START + 60 * MINUTE, group="{}:{}"))
    assert outcome.opened


def test_a_shared_deployment_joins_what_lies_hours_apart(desk: Desk) -> None:
    desk.take(firing("Down", "search", START, ids={"deployment": "d-42"}))
    [outcome] = desk.take(firing("Slow", "billing", START + 60 * MINUTE, ids={"deployment": "d-42"}))
    assert (outcome.rule, outcome.key) == ("ids", "id:deployment:d-42")


def test_another_alert_of_the_same_service_joins_within_the_window_only(desk: Desk) -> None:
    desk.take(firing("HighErrorRate", "checkout", START))
    [soon] = desk.take(firing("HighLatency", "checkout", START + 5 * MINUTE))
    assert (soon.rule, soon.key) == ("entity", "entity:service:checkout")
    assert soon.reason == "the same entity service:checkout, 5 min after INC-1"
    [late] = desk.take(firing("DiskFull", "checkout", START + 60 * MINUTE))
    assert late.opened and [case.number for case in desk.cases()] == ["INC-1", "INC-2"]


def test_the_surer_of_two_open_cases_is_joined(desk: Desk) -> None:
    desk.declare(("service:web", "calls", "service:checkout"))
    desk.take(firing("Down", "web", START))
    desk.take(replace(firing("Slow", "checkout", START + 20 * MINUTE)))
    [outcome] = desk.take(firing("Errors", "web", START + 21 * MINUTE))
    assert outcome.rule == "neighbour" and outcome.case_id == desk.cases()[1].case_id


def test_a_neighbour_in_the_topology_joins_and_the_reason_names_the_way(desk: Desk) -> None:
    desk.declare(("service:web", "calls", "service:checkout"), ("service:checkout", "calls", "service:payments"))
    desk.take(firing("Slow", "payments", START))
    [one] = desk.take(firing("Slow", "checkout", START + MINUTE))
    assert (one.rule, one.score) == ("neighbour", 0.665)
    [two] = desk.take(firing("Errors", "web", START + 2 * MINUTE))
    assert two.rule == "neighbour" and "service:web calls service:checkout" in two.reason
    assert len(desk.cases()) == 1


def test_neighbours_do_not_join_when_the_window_is_over(desk: Desk) -> None:
    desk.declare(("service:web", "calls", "service:checkout"))
    desk.take(firing("Slow", "checkout", START))
    [outcome] = desk.take(firing("Errors", "web", START + 11 * MINUTE))
    assert outcome.opened


def test_a_pod_joins_the_case_of_the_node_it_runs_on_but_pods_of_one_node_are_not_the_same(desk: Desk) -> None:
    desk.take(event("BackOff", START, {"namespace": "a", "pod": "x", "node": "n1"}))
    [stranger] = desk.take(event("Evicted", START + SECOND, {"namespace": "b", "pod": "y", "node": "n1"}))
    assert stranger.opened
    [node] = desk.take(event("NodeNotReady", START + 2 * SECOND, {"node": "n1"}))
    assert node.opened
    [pod] = desk.take(event("Evicted", START + 3 * SECOND, {"namespace": "c", "pod": "z", "node": "n1"}))
    assert pod.rule == "neighbour" and "node:n1" in pod.reason and pod.case_id == node.case_id


def test_a_worse_event_raises_the_severity_and_is_told(desk: Desk) -> None:
    desk.take(firing("Slow", "web", START, severity="medium"))
    [outcome] = desk.take(firing("Down", "web", START + MINUTE, severity="critical"))
    [case] = desk.cases()
    assert case.severity == "critical" and outcome.notify and not outcome.opened
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert [entry.kind for entry in entries] == ["opened", "grouped", "severity"]


def test_a_snoozed_case_takes_events_in_and_tells_nobody(desk: Desk) -> None:
    [first] = desk.take(firing("Slow", "web", START, severity="medium"))
    until = START + 60 * MINUTE
    desk.run(lambda c: lifecycle.snooze(c, "acme", first.case_id, until=until, actor="mara", reason="known"))
    [outcome] = desk.take(firing("Down", "web", START + MINUTE, severity="critical"))
    assert outcome.case_id == first.case_id and not outcome.notify
    assert desk.cases()[0].event_count == 2


def test_when_all_alerts_are_over_the_timeline_suggests_to_resolve(desk: Desk) -> None:
    desk.take(firing("Slow", "web", START), firing("Errors", "web", START + SECOND))
    [case] = desk.cases()
    desk.take(resolved("Slow", "web", START + MINUTE, started=START))
    desk.take(resolved("Errors", "web", START + 2 * MINUTE, started=START + SECOND))
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert [entry.kind for entry in entries] == ["opened", "grouped", "alert_resolved", "alerts_resolved"]
    assert entries[-1].body == {"suggests": "resolved"}
    assert desk.cases()[0].state == "open"


def test_a_resolution_of_something_unknown_is_left_alone(desk: Desk) -> None:
    [outcome] = desk.take(resolved("Slow", "web", START, started=START))
    assert outcome.verb == "ignore" and desk.cases() == []


def test_an_alert_that_comes_and_goes_is_one_flapping_case(desk: Desk) -> None:
    for round_ in range(10):
        begins = START + round_ * 2 * MINUTE
        outcomes = desk.take(firing("Slow", "web", begins))
        assert outcomes[0].opened == (round_ == 0)
        desk.take(resolved("Slow", "web", begins + MINUTE, started=begins))
    [case] = desk.cases()
    assert case.is_flapping and case.state == "open"
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert [entry.kind for entry in entries].count("flapping") == 1


def test_a_flapping_alert_does_not_reopen_a_resolved_case_nor_open_another(desk: Desk) -> None:
    for round_ in range(3):
        begins = START + round_ * 2 * MINUTE
        desk.take(firing("Slow", "web", begins))
        desk.take(resolved("Slow", "web", begins + MINUTE, started=begins))
    [case] = desk.cases()
    desk.run(lambda c: lifecycle.move(c, "acme", case.case_id, "resolved", actor="mara", reason="over"))
    [outcome] = desk.take(firing("Slow", "web", START + 7 * MINUTE))
    assert outcome.rule == "flapping" and not outcome.notify
    assert [one.state for one in desk.cases()] == ["resolved"]


def test_what_comes_back_after_it_was_resolved_is_a_new_case_linked_to_the_old_one(desk: Desk) -> None:
    [first] = desk.take(firing("Slow", "web", START))
    desk.take(resolved("Slow", "web", START + MINUTE, started=START))
    desk.run(lambda c: lifecycle.move(c, "acme", first.case_id, "resolved", actor="mara", reason="fixed"))
    [again] = desk.take(firing("Slow", "web", START + 120 * MINUTE))
    assert again.opened and again.rule == "recurrence" and "INC-1" in again.reason
    assert desk.cases()[1].recurrence_of == first.case_id


def test_a_lost_end_of_an_alert_is_a_new_start_and_not_a_repeat(desk: Desk) -> None:
    [first] = desk.take(firing("Slow", "web", START))
    [again] = desk.take(firing("Slow", "web", START + 60 * MINUTE))
    assert again.verb == "join" and again.case_id == first.case_id and "fires again" in again.reason


def test_a_stale_firing_after_its_end_does_not_bring_the_alert_back(desk: Desk) -> None:
    desk.take(firing("Slow", "web", START))
    desk.take(resolved("Slow", "web", START + 5 * MINUTE, started=START))
    [stale] = desk.take(firing("Slow", "web", START + 2 * MINUTE, started=START))
    assert stale.verb == "repeat"
    row = desk.run(lambda c: c.execute(sa.select(alert_states)).mappings().one())
    assert row["status"] == "resolved"


def with_cases(**sections: object) -> Pack:
    return load_body({"name": "test", "version": "1", "cases": sections})


def test_below_its_threshold_a_rule_waits_and_then_takes_what_waited_along(desk: Desk) -> None:
    opening = {
        "name": "errors", "events": ["AlertFiring"], "title": "Errors of {entity.service}",
        "threshold": {"events": 3, "within": "10m", "distinct": "payload.alert.labels.alertname"},
    }  # fmt: skip
    desk.pack = with_cases(opens=[opening])
    [one] = desk.take(firing("A", "web", START))
    assert one.verb == "wait" and "1 so far" in one.reason and desk.cases() == []
    [same] = desk.take(firing("A", "web", START + MINUTE))
    assert same.verb == "wait"
    [two] = desk.take(firing("B", "web", START + 2 * MINUTE))
    assert two.verb == "wait"
    [three] = desk.take(firing("C", "web", START + 3 * MINUTE))
    assert three.opened
    [case] = desk.cases()
    assert case.event_count == 4 and case.first_event_ts == START
    linked = desk.run(lambda c: c.execute(sa.select(case_events.c.rule)).scalars().all())
    assert sorted(linked) == ["new", "threshold", "threshold", "threshold"]


def test_a_threshold_forgets_what_is_too_long_ago(desk: Desk) -> None:
    opening = {"name": "errors", "title": "Errors", "threshold": {"events": 2, "within": "10m"}}
    desk.pack = with_cases(opens=[opening])
    desk.take(event("X", START, {"service": "web"}))
    [outcome] = desk.take(event("Y", START + 11 * MINUTE, {"service": "web"}))
    assert outcome.verb == "wait"


def test_an_alert_that_ended_while_it_waited_is_not_firing_when_its_case_opens(desk: Desk) -> None:
    opening = {"name": "errors", "events": ["AlertFiring"], "title": "E", "threshold": {"events": 2, "within": "10m"}}
    desk.pack = with_cases(opens=[opening])
    desk.take(firing("A", "web", START))
    desk.take(resolved("A", "web", START + MINUTE, started=START))
    desk.take(firing("B", "web", START + 2 * MINUTE))
    rows = desk.run(lambda c: c.execute(sa.select(alert_states.c.fingerprint, alert_states.c.status)).all())
    assert dict(rows) == {"alertmanager:A/web": "resolved", "alertmanager:B/web": "firing"}
    states = desk.run(lambda c: set(c.execute(sa.select(alert_states.c.case_id)).scalars()))
    assert states == {desk.cases()[0].case_id}


def test_maintenance_opens_nothing_and_the_alert_may_open_a_case_afterwards(desk: Desk) -> None:
    pause = {
        "name": "move", "when": 'entity.service == "web"', "reason": "the database moves",
        "starts": clock.format_ns(START), "ends": clock.format_ns(START + 60 * MINUTE),
    }  # fmt: skip
    opening = {"name": "alert", "events": ["AlertFiring"], "title": "{entity.service}"}
    desk.pack = with_cases(opens=[opening], maintenance=[pause])
    [during] = desk.take(firing("Slow", "web", START + MINUTE))
    assert during.verb == "ignore" and "the database moves" in during.reason
    [other] = desk.take(firing("Slow", "search", START + MINUTE))
    assert other.opened
    [after] = desk.take(firing("Slow", "web", START + 61 * MINUTE, started=START + MINUTE))
    assert after.opened


def test_severity_rules_come_before_the_events_own_word(desk: Desk) -> None:
    desk.pack = with_cases(
        opens=[{"name": "alert", "events": ["AlertFiring"], "title": "{entity.service}"}],
        severity=[{"name": "money", "when": 'entity.service == "payments"', "severity": "critical"}],
    )
    desk.take(firing("Slow", "payments", START, severity="low"), firing("Slow", "search", START, severity="low"))
    assert [case.severity for case in desk.cases()] == ["critical", "low"]


def test_kinds_do_not_mix_and_have_their_own_prefix(desk: Desk) -> None:
    desk.take(firing("Slow", "web", START))
    failed = {"run_id": "r1", "error_type": "tool_schema_mismatch"}
    desk.take(event("AgentRunFailed", START, {"service": "web", "agent": "helpdesk"}, payload={**failed}))
    same = event("AgentRunFailed", START + MINUTE, {"agent": "helpdesk"}, payload={**failed, "run_id": "r2"})
    [joined] = desk.take(same)
    assert joined.rule == "group"
    desk.take(event("OperatorRequest", START, {"service": "web"}, payload={"query": "why?", "request_id": "1"}))
    assert [case.number for case in desk.cases()] == ["INC-1", "RUN-2", "REQ-3"]


def test_a_storm_of_ten_thousand_alerts_is_a_handful_of_cases(desk: Desk) -> None:
    services = [f"s{number}" for number in range(200)]
    desk.declare(*((f"service:s{n // 3}", "calls", f"service:s{n}") for n in range(1, 120)))
    storm = [
        firing(f"Rule{number % 7}", services[(number * 7919) % 200], START + number * 10**7, started=START + number)
        for number in range(10_000)
    ]
    outcomes = desk.take(*storm)
    assert len(outcomes) == 10_000 and all(outcome.case_id for outcome in outcomes)
    assert len(desk.cases()) <= 25
    assert sum(case.event_count for case in desk.cases()) == 10_000


def test_unrelated_alerts_beyond_a_storms_limit_gather_in_one_case(desk: Desk) -> None:
    outcomes = desk.take(*(firing("Down", f"s{number}", START + number * SECOND) for number in range(300)))
    found = desk.cases()
    assert len(found) == 21 and found[-1].title.startswith("Storm") and found[-1].event_count == 280
    assert {outcome.rule for outcome in outcomes} == {"new", "storm"}
    [later] = desk.take(firing("Slow", "s250", START + 6 * MINUTE))
    assert later.case_id == found[-1].case_id and later.rule == "entity"


def test_the_outcome_does_not_depend_on_how_events_are_cut_into_batches(desk: Desk) -> None:
    desk.declare(*((f"service:s{n // 2}", "calls", f"service:s{n}") for n in range(1, 12)))
    alerts = [firing(f"R{n % 3}", f"s{(n * 7) % 12}", START + n * 20 * SECOND) for n in range(60)]
    apart = [desk.take(alert)[0] for alert in alerts]
    counted = [(case.number, case.title, case.event_count, case.severity) for case in desk.cases()]

    def forget(connection: sa.Connection) -> None:
        for table in metadata.tables.values():
            if table.name not in ("tenants", "topology_edges"):
                connection.execute(table.delete())
        connection.execute(sa.text("UPDATE tenants SET case_number = 0, change_seq = 0"))

    desk.run(forget)
    together = desk.take(*alerts)
    assert [(one.verb, one.rule, one.score) for one in together] == [(one.verb, one.rule, one.score) for one in apart]
    assert [(case.number, case.title, case.event_count, case.severity) for case in desk.cases()] == counted


def test_every_grouping_has_its_rule_key_score_and_reason(desk: Desk) -> None:
    desk.declare(("service:web", "calls", "service:checkout"))
    desk.take(firing("A", "web", START), firing("B", "web", START + SECOND), firing("C", "checkout", START + SECOND))
    rows = desk.run(lambda c: c.execute(sa.select(case_events)).mappings().all())
    assert len(rows) == 3
    assert all(row["rule"] and row["key"] and row["reason"] and 0 < row["score"] <= 1 and row["seq"] for row in rows)


def test_every_opened_case_is_in_the_change_log(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    [case] = desk.cases()
    rows = desk.run(lambda c: c.execute(sa.select(changes).where(changes.c.ref == case.case_id)).mappings().all())
    assert [(row["kind"], row["seq"]) for row in rows] == [("case", case.seq)]


def test_an_unknown_tenant_has_no_cases(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.run(
            lambda c: take(c, "nobody", [firing("A", "web", START)], desk.pack, now=START),
            tenant="nobody",
        )
    assert desk.run(lambda c: c.execute(sa.select(sa.func.count()).select_from(cases)).scalar()) == 0


async def test_units_at_the_same_time_open_one_case_for_one_thing(database: Database) -> None:
    await database.run(lambda c: add_tenant(c, "acme"), tenant="acme")
    alerts = [firing(f"R{number}", "web", START + number) for number in range(24)]

    async def one(alert: Event) -> Outcome:
        def unit(connection: Connection) -> list[Outcome]:
            return take(connection, "acme", [alert], builtin(), now=START + MINUTE)

        [outcome] = await database.run(unit, tenant="acme")
        return outcome

    outcomes = await asyncio.gather(*(one(alert) for alert in alerts))
    assert sum(outcome.opened for outcome in outcomes) == 1
    assert len({outcome.case_id for outcome in outcomes}) == 1
    found = await database.read(lambda c: find(c, "acme").items, tenant="acme")
    assert [case.event_count for case in found] == [24]
