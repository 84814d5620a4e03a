"""Apply: carry a decision out on what is known, so that the next event of the batch is decided knowing it."""

from __future__ import annotations

from collections.abc import Callable

from rootward.cases.correlate import is_new_start
from rootward.cases.model import CaseKind
from rootward.cases.rules import Rules
from rootward.cases.standing import AlertState, Decision, Link, LiveCase, Standing, Waiting
from rootward.cases.symptom import Resolution, Symptom, read_symptom, storm_key
from rootward.events.model import SEVERITIES, Event, Severity

__all__ = ["Number", "apply"]

Number = Callable[[CaseKind], tuple[str, str]]
"""Makes the id and the number of a new case."""

_KEPT_TRANSITIONS = 20


def apply(
    found: Symptom | Resolution, decision: Decision, standing: Standing, rules: Rules, number: Number
) -> LiveCase | None:
    """Returns the case that the event went into or was counted in."""
    if found.event.id in standing.linked:
        return None
    if isinstance(found, Resolution):
        return _end_alert(found, decision, standing)
    case = _new_case(found, decision, standing, number) if decision.verb == "open" else None
    case = case or standing.cases.get(decision.case_id or "")
    _note_alert(found, case, standing)
    if decision.verb == "wait":
        standing.waiting.setdefault(found.wait_key, []).append(Waiting(found.event, found.distinct))
        standing.new_waiting.setdefault(found.wait_key, []).append(found.event)
    if case is None:
        return None
    _take_in(found, decision, case, standing)
    for event in decision.also:
        _take_waiting(event, decision, case, standing, rules)
    if decision.also:
        standing.waiting.pop(found.wait_key, None)
        standing.done_waiting.add(found.wait_key)
    return case


def _new_case(found: Symptom, decision: Decision, standing: Standing, number: Number) -> LiveCase:
    kind = found.opening.kind
    case_id, word = number(kind)
    case = LiveCase(
        case_id=case_id, number=word, kind=kind, title=decision.title, severity=found.severity, state="open",
        entity=decision.entity, first_ts=found.event.ts, last_ts=found.event.ts, recurrence_of=decision.recurrence_of,
        severity_before=found.severity, is_new=True, opened_by=found.opening.name, opened_because=decision.reason,
        source=found.event.source,
    )  # fmt: skip
    standing.cases[case_id] = case
    if decision.rule != "storm":
        _touch(standing, found.title_key, case, found.event.ts)
    return case


def _take_in(found: Symptom, decision: Decision, case: LiveCase, standing: Standing) -> None:
    event = found.event
    _count(case, event, found.severity, standing)
    for key in found.own_keys:
        _touch(standing, key, case, event.ts)
    if decision.rule == "storm":
        _touch(standing, storm_key(case.kind), case, event.ts)
    if decision.rule == "flapping":
        case.flaps += 1
    if decision.verb != "repeat":
        case.joined[decision.rule] += 1
        _link(standing, case, event, decision)


def _take_waiting(event: Event, decision: Decision, case: LiveCase, standing: Standing, rules: Rules) -> None:
    """An event that was not enough by itself goes in with the one that completed it."""
    found = read_symptom(event, rules)
    if not isinstance(found, Symptom) or event.id in standing.linked:
        return
    if state := standing.alerts.get(found.fingerprint):
        state.case_id = case.case_id
        standing.changed_alerts.add(found.fingerprint)
    reason = f"waited until {found.opening.threshold.events} had come"
    waited = Decision(verb="join", rule="threshold", key=found.wait_key, score=decision.score, reason=reason)
    _take_in(found, waited, case, standing)


def _note_alert(found: Symptom, case: LiveCase | None, standing: Standing) -> None:
    """Remember the newest of this fingerprint."""
    ts, state = found.event.ts, standing.alerts.get(found.fingerprint)
    if state is None:
        state = AlertState(status="seen", starts_at=found.started, last_ts=ts, case_id=None)
        if found.is_alert:
            state.status, state.transitions = "firing", [ts]
        standing.alerts[found.fingerprint] = state
    elif found.is_alert and not found.is_repeat_notice and is_new_start(found, state):
        state.status, state.starts_at = "firing", found.started
        state.transitions = [*state.transitions, ts][-_KEPT_TRANSITIONS:]
    state.last_ts = max(state.last_ts, ts)
    if case is not None:
        state.case_id = case.case_id
    standing.changed_alerts.add(found.fingerprint)


def _end_alert(found: Resolution, decision: Decision, standing: Standing) -> LiveCase | None:
    state = standing.alerts.get(found.fingerprint)
    if decision.verb != "resolve" or state is None:
        return None
    state.status, state.last_ts = "resolved", max(state.last_ts, found.event.ts)
    state.transitions = [*state.transitions, found.event.ts][-_KEPT_TRANSITIONS:]
    standing.changed_alerts.add(found.fingerprint)
    case = standing.cases.get(decision.case_id or "")
    if case is not None:
        case.resolved_alerts += 1
        _count(case, found.event, case.severity, standing)
        _link(standing, case, found.event, decision)
    return case


def _count(case: LiveCase, event: Event, severity: Severity, standing: Standing) -> None:
    standing.changed_cases[case.case_id] = None
    case.events += 1
    case.first_ts, case.last_ts = min(case.first_ts, event.ts), max(case.last_ts, event.ts)
    if SEVERITIES.index(severity) < SEVERITIES.index(case.severity):
        case.severity = severity


def _touch(standing: Standing, key: str, case: LiveCase, ts: int) -> None:
    under = standing.keys.setdefault(key, {})
    if ts > under.get(case.case_id, -1):
        under[case.case_id] = ts
        standing.changed_keys.add((key, case.case_id))


def _link(standing: Standing, case: LiveCase, event: Event, decision: Decision) -> None:
    standing.linked.add(event.id)
    standing.links.append(
        Link(
            case_id=case.case_id, event_id=event.id, event_ts=event.ts, rule=decision.rule, key=decision.key,
            score=decision.score, reason=decision.reason,
        )
    )  # fmt: skip
