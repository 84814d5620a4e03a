"""Confirm: the first alert in a case that only the product itself had noticed is a reason to look again."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from rootward.cases.intake import Outcome
from rootward.events.model import Event
from rootward.events.own import OWN
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.schema import case_events, case_timeline, events

__all__ = ["confirmed"]

_NOTICED = "anomaly.detected"
_MANY = 500  # alerts at once in one case: it has been looked at, or will be


def confirmed(
    connection: Connection, tenant: str, outcomes: Sequence[Outcome], given: Sequence[Event], pack: Pack
) -> list[str]:
    """The cases that a rule of ours opened, and in which these outcomes put the first events that are not our own.

    A few indexed rows are read for a case, however large it is.
    """
    foreign = {event.id for event in given if event.source != OWN}
    joined: dict[str, set[str]] = {}
    for outcome in outcomes:
        if outcome.verb == "join" and outcome.event_id in foreign:
            joined.setdefault(outcome.case_id, set()).add(outcome.event_id)
    ours = {f"rule:{rule.name}" for rule in pack.cases.opens if _NOTICED in rule.events}
    return [
        case_id
        for case_id, ids in sorted(joined.items())
        if len(ids) <= _MANY
        and _opened_by(connection, tenant, case_id) in ours
        and not _has_others(connection, tenant, case_id, ids)
    ]


def _opened_by(connection: Connection, tenant: str, case_id: str) -> str:
    query = sa.select(case_timeline.c.actor).where(case_timeline.c.tenant == tenant, case_timeline.c.case_id == case_id)
    return str(connection.execute(query.order_by(case_timeline.c.seq).limit(1)).scalar())


def _has_others(connection: Connection, tenant: str, case_id: str, ids: set[str]) -> bool:
    """Whether somebody else's event was in the case before these."""
    link = case_events.c
    on = sa.and_(events.c.tenant == link.tenant, events.c.ts == link.event_ts, events.c.id == link.event_id)
    query = (
        sa.select(link.event_id)
        .select_from(case_events.join(events, on))
        .where(
            link.tenant == tenant, link.case_id == case_id, link.event_id.not_in(sorted(ids)), events.c.source != OWN
        )
    )
    return connection.execute(query.limit(1)).first() is not None
