"""Settle: resolve the cases whose alerts have been over for as long as the pack asks; forget what waited in vain."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.cases import lifecycle
from rootward.cases.rules import rules_of
from rootward.events.own import OWN
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.values import nanoseconds
from rootward.schema import alert_states, case_keys, cases

__all__ = ["settle"]

_QUIET_STATES = ("open", "diagnosed")
"""In the others somebody or something is at work."""


def settle(connection: Connection, tenant: str, pack: Pack, *, now: int) -> list[str]:
    """To be asked now and then; returns the ids of the cases that were resolved. Does nothing to cases where the pack
    leaves `resolve_after` out."""
    rules = rules_of(pack)
    forgotten = now - max(rules.threshold_windows.values(), default=0)
    connection.execute(
        case_keys.delete().where(
            case_keys.c.tenant == tenant, case_keys.c.key.startswith("wait:"), case_keys.c.last_ts < forgotten
        )
    )
    found: list[str] = []
    for quiet, own, what in (
        (pack.cases.detection.resolve_after, True, "all that was noticed has"),
        (pack.cases.correlate.resolve_after, False, "all its alerts have"),
    ):
        if quiet is None:
            continue
        over = _over_since(connection, tenant, now - nanoseconds(quiet), own=own)
        for case_id in over:
            reason = f"{what} been over for {quiet}"
            lifecycle.move(connection, tenant, case_id, "resolved", actor="rule:resolve_after", reason=reason)
        found += over
    return found


def _over_since(connection: Connection, tenant: str, since: int, *, own: bool) -> list[str]:
    """Cases that had an alert which fires and resolves, and of which the last one ended before `since`; with `own`
    those in which nothing but our own detection has seen anything."""
    state = alert_states.c
    on = sa.and_(state.tenant == cases.c.tenant, state.case_id == cases.c.case_id, state.status != "seen")
    query = (
        sa.select(cases.c.case_id)
        .select_from(cases.join(alert_states, on))
        .where(cases.c.tenant == tenant, cases.c.state.in_(_QUIET_STATES))
        .group_by(cases.c.case_id)
        .having(
            sa.func.max(state.last_ts) < since,
            sa.func.sum(sa.case((state.status == "firing", 1), else_=0)) == 0,
        )
    )
    if own:
        foreign = sa.case((state.fingerprint.startswith(f"{OWN}:"), 0), else_=1)
        query = query.having(sa.func.sum(foreign) == 0)
    return sorted(connection.execute(query).scalars())
