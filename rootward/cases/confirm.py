"""Confirm: the first alert in a case that only the product itself had noticed is a reason to look again."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from rootward.cases.intake import Outcome
from rootward.events.own import OWN
from rootward.kit.db import Connection
from rootward.schema import case_events, events

__all__ = ["confirmed"]


def confirmed(connection: Connection, tenant: str, outcomes: Sequence[Outcome]) -> list[str]:
    """The cases in which these outcomes put the first event that is not our own beside some that are."""
    joined: dict[str, set[str]] = {}
    for outcome in outcomes:
        if outcome.verb == "join":
            joined.setdefault(outcome.case_id, set()).add(outcome.event_id)
    found = []
    for case_id, ids in sorted(joined.items()):
        link = case_events.c
        on = sa.and_(events.c.tenant == link.tenant, events.c.ts == link.event_ts, events.c.id == link.event_id)
        query = sa.select(events.c.id, events.c.source).select_from(case_events.join(events, on))
        rows = connection.execute(query.where(link.tenant == tenant, link.case_id == case_id)).all()
        foreign = {row.id for row in rows if row.source != OWN}
        if foreign and foreign <= ids and len(foreign) < len(rows):
            found.append(case_id)
    return found
