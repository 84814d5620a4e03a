"""Pulse: how a case went: its events, counted in equal parts of the time from its first one until its end, or now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.cases.model import TERMINAL
from rootward.kit.db import Connection
from rootward.schema import case_events, cases

__all__ = ["MOST_CASES", "MOST_EVENTS", "PARTS", "Pulse", "pulses"]

PARTS = 24
MOST_CASES = 100
MOST_EVENTS = 100_000
"""Cases of one answer, and events that are counted for it: what it costs is bounded by these. The cases of the fewest
events are counted first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """`counts` has PARTS numbers over [since, until] (ns), and none where the answer had too many events. A repeat of
    an alert that fires already is no event of its own here."""

    case_id: str
    since: int
    until: int
    counts: tuple[int, ...]


def pulses(connection: Connection, tenant: str, case_ids: Sequence[str], *, now: int) -> list[Pulse]:
    """Of those cases that there are, in the order asked for. One statement."""
    found: dict[str, tuple[int, int, list[int]]] = {}
    for case_id, since, until, before, part, number in connection.execute(_counted(tenant, case_ids, now)):
        counts = found.setdefault(case_id, (since, until, [0] * PARTS if before <= MOST_EVENTS else []))[2]
        if part is not None:
            counts[min(max(part, 0), PARTS - 1)] += number
    return [
        Pulse(case_id=case_id, since=since, until=until, counts=tuple(counts))
        for case_id in dict.fromkeys(case_ids)
        if case_id in found
        for since, until, counts in (found[case_id],)
    ]


def _counted(tenant: str, case_ids: Sequence[str], now: int) -> sa.Select[Any]:
    """Each case with each part of its time in which something happened, and how much; one without a part where nothing
    did. Both ends of the time are in it, hence the one more."""
    ends = _ends(tenant, case_ids, now).subquery("ends")
    link = case_events.c
    part = (link.event_ts - ends.c.since) * PARTS // (ends.c.until - ends.c.since + 1)
    has = sa.and_(link.tenant == tenant, link.case_id == ends.c.case_id, ends.c.before <= MOST_EVENTS)
    placed = sa.select(ends, part.label("part")).select_from(ends.outerjoin(case_events, has)).subquery("placed")
    return sa.select(placed, sa.func.count()).group_by(*placed.c)


def _ends(tenant: str, case_ids: Sequence[str], now: int) -> sa.Select[Any]:
    """A case ends when it is resolved, or with its last event where nobody resolved it, but never before that event.
    `before` are the events of it and of all that have fewer."""
    table = cases.c
    end = sa.case(
        (table.resolved_at.is_not(None), table.resolved_at),
        (table.state.in_(TERMINAL), table.last_event_ts),
        else_=sa.literal(now, sa.BigInteger),
    )
    until = sa.case((end < table.last_event_ts, table.last_event_ts), else_=end)
    before = sa.func.sum(table.event_count).over(order_by=(table.event_count, table.case_id))
    columns = (table.case_id, table.first_event_ts.label("since"), until.label("until"), before.label("before"))
    return sa.select(*columns).where(table.tenant == tenant, table.case_id.in_(case_ids))
