"""Merge one case into another: its events, alerts and later events go there, and it ends."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.cases.lifecycle import change, check_move
from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.errors import Conflict
from rootward.events.model import SEVERITIES
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new, upsert
from rootward.schema import alert_states, case_events, case_keys, cases

__all__ = ["merge"]


def merge(connection: Connection, tenant: str, case_id: str, *, into: str, actor: str, reason: str) -> Case:
    """Returns the case that takes the other in. Its links are copies: what was grouped before stays on record.

    Raises Conflict when the cases are one, of different kinds, or in states that allow no merge.
    """
    target = by_id(connection, tenant, into, for_change=True)
    source = by_id(connection, tenant, case_id, for_change=True)
    if source.case_id == target.case_id:
        raise Conflict(f"{source.number} cannot be merged into itself", case=source.case_id)
    if source.kind != target.kind:
        raise Conflict(f"{source.number} and {target.number} are of different kinds", case=source.case_id)
    if target.is_terminal or target.state == "resolved":
        raise Conflict(f"{target.number} is {target.state}: nothing is merged into it", case=target.case_id)
    check_move(source, "merged")
    change(
        connection, tenant, source, kind="merged", actor=actor, text=f"Merged into {target.number}: {reason}",
        body={"into": target.case_id}, state="merged", merged_into=target.case_id,
    )  # fmt: skip
    severity = min(source.severity, target.severity, key=SEVERITIES.index)
    taken = change(
        connection, tenant, target, kind="merge", actor=actor, text=f"{source.number} was merged into this: {reason}",
        body={"case": source.case_id}, severity=severity, event_count=target.event_count + source.event_count,
        first_event_ts=min(target.first_event_ts, source.first_event_ts),
        last_event_ts=max(target.last_event_ts, source.last_event_ts), flaps=max(target.flaps, source.flaps),
    )  # fmt: skip
    _copy_links(connection, tenant, source, taken)
    _move_keys(connection, tenant, source, taken)
    return taken


def _copy_links(connection: Connection, tenant: str, source: Case, target: Case) -> None:
    table = case_events.c
    rows = connection.execute(
        sa.select(case_events).where(table.tenant == tenant, table.case_id == source.case_id)
    ).mappings()
    copies = [
        {
            **row, "case_id": target.case_id, "rule": "merge", "key": source.case_id, "seq": target.seq,
            "reason": f"came with {source.number} ({row['reason']})",
        }
        for row in rows
    ]  # fmt: skip
    insert_new(connection, case_events, copies)


def _move_keys(connection: Connection, tenant: str, source: Case, target: Case) -> None:
    """Later events find the target; the time under a key is the newer one of both."""
    table = case_keys.c
    query = sa.select(table.key, table.case_id, table.last_ts)
    query = query.where(table.tenant == tenant, table.case_id.in_([source.case_id, target.case_id]))
    newest: dict[str, int] = {}
    for key, _, last_ts in connection.execute(query):
        newest[key] = max(last_ts, newest.get(key, 0))
    rows = [{"tenant": tenant, "key": key, "case_id": target.case_id, "last_ts": ts} for key, ts in newest.items()]
    upsert(connection, case_keys, rows, update=("last_ts",))
    connection.execute(case_keys.delete().where(table.tenant == tenant, table.case_id == source.case_id))
    connection.execute(
        alert_states.update()
        .where(alert_states.c.tenant == tenant, alert_states.c.case_id == source.case_id)
        .values(case_id=target.case_id)
    )
    connection.execute(
        cases.update()
        .where(cases.c.tenant == tenant, cases.c.recurrence_of == source.case_id)
        .values(recurrence_of=target.case_id, updated_at=clock.now_ns())
    )
