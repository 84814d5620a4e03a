"""Open a case: give it a number, write it down, and say on its timeline why it exists."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from rootward.cases import timeline
from rootward.cases.model import PREFIXES, Case, CaseKind
from rootward.cases.read import by_id
from rootward.errors import NotFound
from rootward.events.model import Event, Severity
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import case_events, cases, tenants

__all__ = ["blank_row", "link_event", "open_case", "take_numbers"]


def open_case(
    connection: Connection, tenant: str, *, kind: CaseKind, title: str, severity: Severity, entity: str, actor: str,
    reason: str, ts: int, body: Mapping[str, JSON] | None = None,
) -> Case:  # fmt: skip
    """A case that somebody asked for, without an event; `ts` (ns) is the moment it is about."""
    case_id, now = clock.new_id("case"), clock.now_ns()
    number = f"{PREFIXES[kind]}-{take_numbers(connection, tenant, 1)}"
    row = blank_row(tenant, case_id, kind=kind, number=number, title=title, severity=severity, entity=entity, now=now)
    facts: dict[str, JSON] = {"number": number, "kind": kind, "title": title, **(body or {})}
    seq = timeline.append(connection, tenant, case_id, kind="opened", actor=actor, text=reason, body=facts)
    connection.execute(cases.insert(), row | {"first_event_ts": ts, "last_event_ts": ts, "seq": seq})
    return by_id(connection, tenant, case_id)


def link_event(connection: Connection, tenant: str, case: Case, event: Event, *, actor: str, reason: str) -> None:
    """Put an event into a case because somebody said that it belongs there; once."""
    known = sa.select(case_events.c.seq).where(
        case_events.c.tenant == tenant, case_events.c.case_id == case.case_id, case_events.c.event_id == event.id
    )
    if connection.execute(known).first() is not None:
        return
    seq = timeline.append(
        connection, tenant, case.case_id, kind="linked", actor=actor, text=reason, body={"event_id": event.id}
    )
    row = {"tenant": tenant, "case_id": case.case_id, "event_id": event.id, "event_ts": event.ts, "rule": "asked"}
    row |= {"key": actor, "score": 1.0, "reason": reason, "seq": seq}
    connection.execute(case_events.insert(), row)
    connection.execute(
        cases.update()
        .where(cases.c.tenant == tenant, cases.c.case_id == case.case_id)
        .values(
            event_count=cases.c.event_count + 1,
            first_event_ts=sa.case((cases.c.first_event_ts > event.ts, event.ts), else_=cases.c.first_event_ts),
            last_event_ts=sa.case((cases.c.last_event_ts < event.ts, event.ts), else_=cases.c.last_event_ts),
            source=sa.func.coalesce(cases.c.source, event.source),
            updated_at=clock.now_ns(),
            seq=seq,
        )
    )


def take_numbers(connection: Connection, tenant: str, count: int) -> int:
    """The first of `count` case numbers of a tenant; they are never given out again. Raises NotFound for no tenant."""
    last = connection.execute(
        tenants.update()
        .where(tenants.c.tenant == tenant)
        .values(case_number=tenants.c.case_number + count)
        .returning(tenants.c.case_number)
    ).scalar()
    if last is None:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    return int(last) - count + 1


def blank_row(
    tenant: str, case_id: str, *, kind: CaseKind, number: str, title: str, severity: Severity, entity: str, now: int
) -> dict[str, object]:
    """A case in its first state, with nothing in it yet."""
    empty = (
        "acknowledged_by", "acknowledged_at", "assigned_to", "snoozed_until", "merged_into", "recurrence_of",
        "split_from", "resolved_at", "report_id", "confidence", "cause", "cause_kind", "affected",
        "source",
    )  # fmt: skip
    return {
        **dict.fromkeys(empty), "tenant": tenant, "case_id": case_id, "number": number,
        "kind": kind, "title": title, "severity": severity, "state": "open", "entity": entity, "opened_at": now,
        "updated_at": now, "event_count": 0, "flaps": 0,
    }  # fmt: skip
