"""Load what is known about the cases and alerts that a batch of events may touch, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from rootward.cases.correlate import Near
from rootward.cases.model import OPEN_STATES
from rootward.cases.rules import Rules
from rootward.cases.standing import AlertState, LiveCase, Standing, Waiting
from rootward.cases.symptom import Resolution, Symptom, entity_key, read_symptom
from rootward.events.store import find_events
from rootward.kit.db import Connection
from rootward.schema import alert_states, case_events, case_keys, cases

__all__ = ["load_standing"]

_CHUNK = 1000


def load_standing(
    connection: Connection, tenant: str, found: Sequence[Symptom | Resolution], rules: Rules, near: Near, now: int
) -> Standing:
    """Everything `decide` may ask about these events."""
    standing = Standing()
    symptoms = [item for item in found if isinstance(item, Symptom)]
    standing.linked = _linked(connection, tenant, [item.event.id for item in found])
    _load_keys(connection, tenant, standing, _wanted_keys(symptoms, near), _oldest(found, rules))
    wait_keys = {item.wait_key for item in symptoms if item.opening.threshold.events > 1}
    waiting = _load_waiting(connection, tenant, standing, wait_keys, rules)
    fingerprints = {item.fingerprint for item in (*found, *waiting)}
    standing.alerts = _alerts(connection, tenant, fingerprints)
    if symptoms:
        _load_cases(connection, tenant, standing, _lately(now, rules))
    wanted = {case_id for under in standing.keys.values() for case_id in under}
    wanted |= {state.case_id for state in standing.alerts.values() if state.case_id}
    while missing := wanted - standing.cases.keys():
        for chunk in _chunks(missing):
            _load_cases(connection, tenant, standing, cases.c.case_id.in_(chunk))
        wanted = {case.merged_into for case in standing.cases.values() if case.merged_into}
    if any(item.opening.while_firing for item in symptoms):
        _note_firing(connection, tenant, standing)
    return standing


def _wanted_keys(symptoms: Sequence[Symptom], near: Near) -> set[str]:
    own = {key for item in symptoms for key in item.all_keys}
    return own | {entity_key(one.ref) for around in near.values() for one in around}


def _oldest(found: Sequence[Symptom | Resolution], rules: Rules) -> int:
    """Keys whose newest event is older than this can lead nowhere."""
    return min(item.event.ts for item in found) - max(rules.recurrence_window, *rules.windows.values())


def _lately(now: int, rules: Rules) -> sa.ColumnElement[bool]:
    """Cases that may make a storm: those open ones that something was done to within its window."""
    return sa.and_(cases.c.state.in_(OPEN_STATES), cases.c.updated_at >= now - rules.windows["storm"])


def _load_cases(connection: Connection, tenant: str, standing: Standing, clause: sa.ColumnElement[bool]) -> None:
    table = cases.c
    columns = (
        table.case_id, table.number, table.kind, table.title, table.severity, table.state, table.entity, table.flaps,
        table.first_event_ts.label("first_ts"), table.last_event_ts.label("last_ts"), table.snoozed_until,
        table.merged_into, table.recurrence_of, table.severity.label("severity_before"),
        table.flaps.label("flaps_before"),
    )  # fmt: skip
    for row in connection.execute(sa.select(*columns).where(table.tenant == tenant, clause)).mappings():
        standing.cases[row["case_id"]] = LiveCase(**row)


def _load_keys(connection: Connection, tenant: str, standing: Standing, keys: Collection[str], since: int) -> None:
    table = case_keys.c
    for chunk in _chunks(keys):
        query = sa.select(table.key, table.case_id, table.last_ts)
        query = query.where(table.tenant == tenant, table.key.in_(chunk), table.last_ts >= since)
        for key, case_id, last_ts in connection.execute(query):
            standing.keys.setdefault(key, {})[case_id] = last_ts


def _load_waiting(
    connection: Connection, tenant: str, standing: Standing, wait_keys: Collection[str], rules: Rules
) -> list[Symptom]:
    """Under the key of something that waits stand events instead of cases."""
    table = case_keys.c
    events: dict[str, str] = {}
    for chunk in _chunks(wait_keys):
        query = sa.select(table.case_id, table.key).where(table.tenant == tenant, table.key.in_(chunk))
        events |= {row.case_id: row.key for row in connection.execute(query)}
    found = []
    for chunk in _chunks(events):
        for event in find_events(connection, tenant, ids=chunk, limit=len(chunk)):
            symptom = read_symptom(event, rules)
            if isinstance(symptom, Symptom):
                standing.waiting.setdefault(events[event.id], []).append(Waiting(event, symptom.distinct))
                found.append(symptom)
    return found


def _alerts(connection: Connection, tenant: str, fingerprints: Collection[str]) -> dict[str, AlertState]:
    table = alert_states.c
    columns = (table.fingerprint, table.status, table.starts_at, table.last_ts, table.case_id, table.transitions)
    result = {}
    for chunk in _chunks(fingerprints):
        query = sa.select(*columns).where(table.tenant == tenant, table.fingerprint.in_(chunk))
        for row in connection.execute(query).mappings():
            values = {name: row[name] for name in AlertState.__slots__}
            result[row["fingerprint"]] = AlertState(**values)
    return result


def _note_firing(connection: Connection, tenant: str, standing: Standing) -> None:
    table = alert_states.c
    for chunk in _chunks([case.case_id for case in standing.cases.values() if case.is_open]):
        query = sa.select(table.case_id).where(
            table.tenant == tenant, table.status == "firing", table.case_id.in_(chunk)
        )
        for case_id in connection.execute(query.distinct()).scalars():
            standing.cases[case_id].is_firing = True


def _linked(connection: Connection, tenant: str, event_ids: Collection[str]) -> set[str]:
    table = case_events.c
    result: set[str] = set()
    for chunk in _chunks(event_ids):
        query = sa.select(table.event_id).where(table.tenant == tenant, table.event_id.in_(chunk))
        result |= set(connection.execute(query).scalars())
    return result


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
