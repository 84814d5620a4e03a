"""Write down what a batch did to cases: rows in bulk, and one timeline entry for each thing people should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rootward.cases import timeline
from rootward.cases.model import OPEN_STATES
from rootward.cases.open import blank_row
from rootward.cases.standing import LiveCase, Standing
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, insert_new, upsert
from rootward.schema import alert_states, case_events, case_keys, cases

__all__ = ["write_standing"]


def write_standing(connection: Connection, tenant: str, standing: Standing, now: int) -> None:
    changed = [standing.cases[case_id] for case_id in standing.changed_cases]
    _write_keys(connection, tenant, standing)
    _write_alerts(connection, tenant, standing)
    over = _all_resolved(connection, tenant, [case for case in changed if case.resolved_alerts])
    numbers = {case.case_id: _tell(connection, tenant, case, case.case_id in over) for case in changed}
    _write_cases(connection, tenant, changed, numbers, now)
    rows = [
        {
            "tenant": tenant, "case_id": link.case_id, "event_id": link.event_id, "event_ts": link.event_ts,
            "rule": link.rule, "key": link.key, "score": link.score, "reason": link.reason,
            "seq": numbers[link.case_id],
        }
        for link in standing.links
    ]  # fmt: skip
    insert_new(connection, case_events, rows)


def _write_cases(
    connection: Connection, tenant: str, changed: Sequence[LiveCase], numbers: Mapping[str, int], now: int
) -> None:
    new = [_new_row(tenant, case, numbers[case.case_id], now) for case in changed if case.is_new]
    if new:
        connection.execute(cases.insert(), new)
    old = [
        {
            "b_case": case.case_id, "b_first": case.first_ts, "b_last": case.last_ts, "b_events": case.events,
            "b_flaps": case.flaps, "b_severity": case.severity, "b_seq": numbers[case.case_id], "b_now": now,
        }
        for case in changed
        if not case.is_new
    ]  # fmt: skip
    if old:
        statement = (
            cases.update()
            .where(cases.c.tenant == tenant, cases.c.case_id == sa.bindparam("b_case"))
            .values(
                first_event_ts=sa.bindparam("b_first"),
                last_event_ts=sa.bindparam("b_last"),
                event_count=cases.c.event_count + sa.bindparam("b_events"),
                flaps=sa.bindparam("b_flaps"),
                severity=sa.bindparam("b_severity"),
                seq=sa.case((sa.bindparam("b_seq") > 0, sa.bindparam("b_seq")), else_=cases.c.seq),
                updated_at=sa.bindparam("b_now"),
            )
        )
        connection.execute(statement, old)


def _new_row(tenant: str, case: LiveCase, seq: int, now: int) -> dict[str, object]:
    row = blank_row(
        tenant, case.case_id, kind=case.kind, number=case.number, title=case.title, severity=case.severity,
        entity=case.entity, now=now,
    )  # fmt: skip
    return row | {
        "first_event_ts": case.first_ts, "last_event_ts": case.last_ts, "event_count": case.events,
        "flaps": case.flaps, "recurrence_of": case.recurrence_of, "source": case.source,
        "seq": seq,
    }  # fmt: skip


def _write_keys(connection: Connection, tenant: str, standing: Standing) -> None:
    rows = [
        {"tenant": tenant, "key": key, "case_id": case_id, "last_ts": standing.keys[key][case_id]}
        for key, case_id in sorted(standing.changed_keys)
    ]
    for key, events in standing.new_waiting.items():
        if key not in standing.done_waiting:
            rows += [{"tenant": tenant, "key": key, "case_id": event.id, "last_ts": event.ts} for event in events]
    upsert(connection, case_keys, rows, update=("last_ts",))
    if standing.done_waiting:
        connection.execute(
            case_keys.delete().where(case_keys.c.tenant == tenant, case_keys.c.key.in_(sorted(standing.done_waiting)))
        )


def _write_alerts(connection: Connection, tenant: str, standing: Standing) -> None:
    names = ("status", "starts_at", "last_ts", "case_id", "transitions")
    rows = []
    for fingerprint in sorted(standing.changed_alerts):
        state = standing.alerts[fingerprint]
        rows.append({"tenant": tenant, "fingerprint": fingerprint, **{name: getattr(state, name) for name in names}})
    upsert(connection, alert_states, rows, update=names)


def _all_resolved(connection: Connection, tenant: str, touched: Sequence[LiveCase]) -> set[str]:
    """Of these cases, those without an alert that still fires."""
    ids = {case.case_id for case in touched if case.state in OPEN_STATES}
    if not ids:
        return set()
    table = alert_states.c
    query = sa.select(table.case_id).where(table.tenant == tenant, table.status == "firing", table.case_id.in_(ids))
    return ids - set(connection.execute(query.distinct()).scalars())


def _tell(connection: Connection, tenant: str, case: LiveCase, is_over: bool) -> int:
    """The entries this batch adds to the case's timeline; the newest one's number, 0 when there is nothing to say."""
    actor = f"rule:{case.opened_by}" if case.is_new else "intake"
    entries: list[tuple[str, str, dict[str, JSON]]] = []
    if case.is_new:
        facts: dict[str, JSON] = {"number": case.number, "kind": case.kind, "title": case.title}
        entries.append(("opened", case.opened_because, facts | {"recurrence_of": case.recurrence_of}))
    grouped = {rule: count for rule, count in sorted(case.joined.items()) if rule not in ("new", "recurrence")}
    if grouped:
        total = sum(grouped.values())
        by = ", ".join(f"{count} by {rule}" for rule, count in grouped.items())
        entries.append(("grouped", f"{total} more event{'s' * (total > 1)}: {by}", {"rules": {**grouped}}))
    if case.severity != case.severity_before:
        change: dict[str, JSON] = {"from": case.severity_before, "to": case.severity}
        entries.append(("severity", f"Severity rose from {case.severity_before} to {case.severity}", change))
    if case.flaps and not case.flaps_before:
        entries.append(("flapping", "An alert of it comes and goes: no new investigation for that", {}))
    if is_over and not case.flaps:
        suggestion: dict[str, JSON] = {"suggests": "resolved"}
        entries.append(("alerts_resolved", "All its alerts are over; it may be resolved", suggestion))
    elif case.resolved_alerts and not case.flaps:
        count = case.resolved_alerts
        entries.append(("alert_resolved", f"{count} of its alerts {'are' if count > 1 else 'is'} over", {}))
    seq = 0
    for kind, text, body in entries:
        seq = timeline.append(connection, tenant, case.case_id, kind=kind, actor=actor, text=text, body=body)
    return seq
