"""Correlate: decide what one event does, with the reason: open a case, join one, repeat, wait, or nothing.

Pure. The rules are asked in this order and the first that answers decides: the same thing again, a flapping alert, the
sender's own group, shared ids, the same entity, a neighbour in the topology; then a new case, or a storm's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rootward.cases.rules import Rules
from rootward.cases.standing import AlertState, Decision, LiveCase, Neighbour, Rule, Standing
from rootward.cases.symptom import Key, Resolution, Symptom, entity_key, storm_key
from rootward.events.model import Event
from rootward.packs.case_model import JoinRule

__all__ = ["Near", "decide", "flaps_with", "is_new_start"]

Near = Mapping[str, Sequence[Neighbour]]
"""Entity reference to what is around it."""

_GROUP, _IDS, _ENTITY, _HOST, _STORM = 1.0, 0.95, 0.9, 0.7, 0.3
_HOPS = (0.9, 0.7, 0.5, 0.35)


@dataclass(frozen=True, slots=True)
class _Look:
    """All that a rule may look at."""

    symptom: Symptom
    standing: Standing
    rules: Rules
    near: Near


def decide(found: Symptom | Resolution, standing: Standing, rules: Rules, near: Near) -> Decision:
    """What `found` does to the cases and alerts in `standing`, which is left as it is."""
    if found.event.id in standing.linked:
        return _nothing("this event is in a case already")
    if isinstance(found, Resolution):
        return _resolve(found, standing)
    look = _Look(found, standing, rules, near)
    for name, rule in _RULES:
        decision = rule(look) if name in found.opening.join_by else None
        if decision is not None:
            return decision
    return _open(look)


def is_new_start(symptom: Symptom, state: AlertState) -> bool:
    """Whether an alert that is known began anew: it was over, or its end was never heard of."""
    is_over = state.status == "resolved" and symptom.event.ts > state.last_ts
    return is_over or symptom.started > state.starts_at


def flaps_with(transitions: Iterable[int], ts: int, rules: Rules) -> bool:
    """Whether a change at `ts` is one too many."""
    window = rules.windows["flapping"]
    recent = [moment for moment in transitions if abs(ts - moment) <= window]
    return len(recent) + 1 >= rules.correlate.flapping.transitions


def _repeat(look: _Look) -> Decision | None:
    """The same thing is still there, or is there again while its case is open."""
    symptom, state = look.symptom, look.standing.alerts.get(look.symptom.fingerprint)
    case = look.standing.final(state.case_id) if state else None
    if not symptom.is_alert:
        within = state is not None and abs(symptom.event.ts - state.last_ts) <= look.rules.windows["repeat"]
        return _again("repeat", symptom, case, "the same as before") if within and case and case.is_open else None
    if state is not None and state.case_id is None:
        return None  # it was held back: by maintenance, or by a threshold
    if symptom.is_repeat_notice or (state is not None and not is_new_start(symptom, state)):
        if case is None or not case.is_open:
            return _nothing("a repeated notification of an alert opens nothing")
        return _again("repeat", symptom, case, "the alert is still firing")
    return None


def _flapping(look: _Look) -> Decision | None:
    """An alert that comes and goes stays with its case, even a resolved one; one that came back, with an open one."""
    symptom, state = look.symptom, look.standing.alerts.get(look.symptom.fingerprint)
    case = look.standing.final(state.case_id) if state and symptom.is_alert else None
    if state is None or case is None or case.kind != symptom.opening.kind or case.state in ("closed", "merged"):
        return None
    if flaps_with(state.transitions, symptom.event.ts, look.rules):
        times = len(state.transitions) + 1
        return _join("flapping", symptom.fingerprint, 1.0, case, f"the alert flaps: it changed {times} times lately")
    if not case.is_open:
        return None
    return _join("repeat", symptom.fingerprint, 1.0, case, f"the same alert fires again while {case.number} is open")


def _group(look: _Look) -> Decision | None:
    return _best(look, "group", ((key, _GROUP, f"the same group: {key.text}") for key in look.symptom.groups))


def _shared_ids(look: _Look) -> Decision | None:
    return _best(look, "ids", ((key, _IDS, f"the same {key.text}") for key in look.symptom.ids))


def _entity(look: _Look) -> Decision | None:
    return _best(look, "entity", ((key, _ENTITY, f"the same entity {key.text}") for key in look.symptom.entities))


def _neighbour(look: _Look) -> Decision | None:
    return _best(look, "neighbour", _around(look))


def _around(look: _Look) -> Iterator[tuple[Key, float, str]]:
    for host in look.symptom.hosts:
        yield host, _HOST, f"it runs on {host.text}"
    for one in look.near.get(look.symptom.about, ()):
        if one.hops <= look.rules.correlate.hops:
            yield Key(entity_key(one.ref), one.ref), _HOPS[min(one.hops, 3)], f"{one.ref} is near: {one.path}"


_RULES: tuple[tuple[JoinRule, Callable[[_Look], Decision | None]], ...] = (
    ("repeat", _repeat),
    ("flapping", _flapping),
    ("group", _group),
    ("ids", _shared_ids),
    ("entity", _entity),
    ("neighbour", _neighbour),
)


def _best(look: _Look, rule: JoinRule, ways: Iterable[tuple[Key, float, str]]) -> Decision | None:
    """The open case to which a way leads within the rule's window; of several the surest, then the newest."""
    best: tuple[float, int, str] | None = None
    chosen: tuple[LiveCase, Key, str, int] | None = None
    for key, base, text in ways:
        for case_id, last_ts in look.standing.keys.get(key.key, {}).items():
            case = look.standing.final(case_id)
            if case is None or not _may_take(case, look, rule):
                continue
            gap = max(0, look.symptom.event.ts - last_ts, case.first_ts - look.symptom.event.ts)
            waits = look.symptom.opening.while_firing and case.is_firing and rule in ("entity", "neighbour")
            if gap > look.rules.windows[rule] and not waits:
                continue
            rank = (_score(base, gap, look.rules.windows[rule]), last_ts, case.case_id)
            if best is None or rank > best:
                best, chosen = rank, (case, key, text, gap)
    if best is None or chosen is None:
        return None
    case, key, text, gap = chosen
    return _join(rule, key.key, best[0], case, f"{text}, {_lasting(gap)} {case.number}")


def _may_take(case: LiveCase, look: _Look, rule: JoinRule) -> bool:
    if not case.is_open or case.kind != look.symptom.opening.kind:
        return False
    return rule in ("group", "ids") or look.symptom.event.ts - case.first_ts <= look.rules.span


def _open(look: _Look) -> Decision:
    """Nothing that is open explains it."""
    symptom = look.symptom
    pause = look.rules.maintenance(symptom.event)
    if pause is not None:
        return _nothing(f"maintenance {pause.name}: {pause.reason}")
    waiting = look.standing.waiting.get(symptom.wait_key, [])
    threshold = symptom.opening.threshold
    within = look.rules.threshold_windows[symptom.opening.name]
    near_in_time = [one for one in waiting if abs(symptom.event.ts - one.event.ts) <= within]
    different = {one.distinct for one in near_in_time} | {symptom.distinct}
    if len(different) < threshold.events:
        asked = f"{threshold.events} within {threshold.within}"
        reason = f"{len(different)} so far; rule {symptom.opening.name} asks for {asked}"
        return Decision(verb="wait", rule="threshold", key=symptom.wait_key, reason=reason)
    also = tuple(one.event for one in near_in_time)
    return _storm(look, also) or _new(look, also)


def _storm(look: _Look, also: tuple[Event, ...]) -> Decision | None:
    symptom, storm = look.symptom, look.rules.correlate.storm
    if "storm" not in symptom.opening.join_by:
        return None
    kind, ts, window = symptom.opening.kind, symptom.event.ts, look.rules.windows["storm"]
    recent = sum(1 for case in look.standing.cases.values() if case.kind == kind and abs(ts - case.first_ts) <= window)
    if recent < storm.cases:
        return None
    key = Key(storm_key(kind), "storm")
    reason = f"a storm: {recent} cases opened within {storm.within}"
    joined = _best(look, "storm", [(key, _STORM, reason)])
    if joined is not None:
        return replace(joined, also=also)
    return Decision(
        verb="open", rule="storm", key=key.key, score=_STORM, reason=reason, also=also,
        title=f"Storm: more than {storm.cases} cases within {storm.within}",
    )  # fmt: skip


def _new(look: _Look, also: tuple[Event, ...]) -> Decision:
    symptom = look.symptom
    before = _earlier(look)
    reason = f"rule {symptom.opening.name} opens a case"
    if also:
        reason += f": {len(also) + 1} events within {symptom.opening.threshold.within}"
    if before is not None:
        reason += f"; the same as {before.number}, which is {before.state}"
    return Decision(
        verb="open", rule="recurrence" if before else "new", key=symptom.opening.name, score=1.0, reason=reason,
        title=symptom.title, entity=symptom.about, recurrence_of=before.case_id if before else None, also=also,
    )  # fmt: skip


def _earlier(look: _Look) -> LiveCase | None:
    """The case that was resolved or closed and is now there again: of the same alert, or of the same name."""
    symptom, window = look.symptom, look.rules.recurrence_window
    state = look.standing.alerts.get(symptom.fingerprint)
    ids = [state.case_id] if state and state.case_id else []
    named = look.standing.keys.get(symptom.title_key, {})
    ids += sorted(named, key=lambda case_id: (-named[case_id], case_id))
    for case_id in ids:
        case = look.standing.final(case_id)
        if case and case.state in ("resolved", "closed") and 0 <= symptom.event.ts - case.last_ts <= window:
            return case
    return None


def _resolve(found: Resolution, standing: Standing) -> Decision:
    state = standing.alerts.get(found.fingerprint)
    if state is None:
        return _nothing("it resolves an alert that was never seen firing")
    if state.status != "firing":
        return _nothing("the alert was resolved before")
    if found.event.ts < state.starts_at:
        return _nothing("it resolves an earlier firing of the alert")
    case = standing.final(state.case_id)
    if case is None or case.state in ("closed", "merged"):
        return Decision(
            verb="resolve", rule="resolved", key=found.fingerprint, reason="an alert without a case is over"
        )
    return Decision(
        verb="resolve", rule="resolved", key=found.fingerprint, score=1.0, case_id=case.case_id,
        reason=f"an alert of {case.number} is over",
    )  # fmt: skip


def _again(rule: Rule, symptom: Symptom, case: LiveCase, why: str) -> Decision:
    return Decision(
        verb="repeat", rule=rule, key=symptom.fingerprint, score=1.0, case_id=case.case_id,
        reason=f"{why}: counted in {case.number}, nothing new",
    )  # fmt: skip


def _join(rule: Rule, key: str, score: float, case: LiveCase, reason: str) -> Decision:
    return Decision(verb="join", rule=rule, key=key, score=score, case_id=case.case_id, reason=reason)


def _nothing(reason: str) -> Decision:
    return Decision(verb="ignore", rule="none", reason=reason)


def _score(base: float, gap: int, window: int) -> float:
    """Sure when it was just now, half as sure at the end of the window and beyond."""
    return round(base * (1 - min(gap, window) / (2 * window)), 3) if window else base


def _lasting(gap: int) -> str:
    seconds = gap // 10**9
    if seconds < 1:
        return "at the time of"
    return f"{seconds} s after" if seconds < 120 else f"{seconds // 60} min after"
