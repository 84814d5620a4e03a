"""Silence: every source's usual rhythm, and the sources from which nothing has come for unusually long."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit.db import Connection, insert_new
from rootward.packs.model import Pack
from rootward.packs.values import nanoseconds
from rootward.schema import sources_seen
from rootward.tenancy import changes

__all__ = ["SourceSeen", "find_silent", "list_seen", "seen"]

_SMOOTHING = 8
"""A new gap counts for an eighth of the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """Times in ns; `mean_gap_ns` is the smoothed time between arrivals, 0 until the second one."""

    source: str
    first_seen: int
    last_seen: int
    last_ts: int
    items: int
    mean_gap_ns: int
    silent_since: int | None


def seen(connection: Connection, tenant: str, source: str, *, ts: int, items: int, now: int) -> bool:
    """Note that `items` came, the newest of them about `ts`; True when the source had been silent.

    Once for a source and batch: one row is read and one written.
    """
    here = {"whose": tenant, "which": source}
    known = connection.execute(_SILENT_SINCE, here).first()
    if known is None:
        row = {"tenant": tenant, "source": source, "first_seen": now, "last_seen": now, "last_ts": ts, "items": items}
        insert_new(connection, sources_seen, [row | {"mean_gap_ns": 0, "silent_since": None}])
        return False
    note = _CAME_AGAIN if known.silent_since is None else _CAME_BACK
    connection.execute(note, here | {"more": items, "about": ts, "now": now})
    if known.silent_since is None:
        return False
    changes.append(connection, tenant, "source", source, {"verb": "back", "silent_since": known.silent_since})
    return True


def _note(*, rhythm: bool) -> sa.Update:
    """A silence is no part of the `rhythm`."""
    table = sources_seen.c
    now = sa.bindparam("now", type_=sa.BigInteger)
    about = sa.bindparam("about", type_=sa.BigInteger)
    gap = sa.case((now > table.last_seen, now - table.last_seen), else_=0)
    smoothed = table.mean_gap_ns + (gap - table.mean_gap_ns) / _SMOOTHING
    columns: dict[str, object] = {
        "items": sources_seen.c["items"] + sa.bindparam("more", type_=sa.BigInteger),
        "last_ts": sa.case((table.last_ts < about, about), else_=table.last_ts),
        "last_seen": sa.case((table.last_seen < now, now), else_=table.last_seen),
        "silent_since": None,
    }
    if rhythm:
        columns["mean_gap_ns"] = sa.case((table.mean_gap_ns == 0, gap), else_=sa.cast(smoothed, sa.BigInteger))
    here = sa.and_(table.tenant == sa.bindparam("whose"), table.source == sa.bindparam("which"))
    return sources_seen.update().where(here).values(**columns)


# Made once: every batch of events needs them, and making them costs five times as much as carrying them out.
_SILENT_SINCE = sa.select(sources_seen.c.silent_since).where(
    sources_seen.c.tenant == sa.bindparam("whose"), sources_seen.c.source == sa.bindparam("which")
)
_CAME_AGAIN, _CAME_BACK = _note(rhythm=True), _note(rhythm=False)


def find_silent(connection: Connection, tenant: str, pack: Pack, *, now: int) -> list[SourceSeen]:
    """The sources that have newly fallen silent; each is noticed once, until it comes back."""
    rules = pack.cases.silence
    minimum, observed = nanoseconds(rules.minimum), nanoseconds(rules.observed)
    table = sources_seen.c
    usual = table.mean_gap_ns * rules.factor
    query = sa.select(sources_seen).where(
        table.tenant == tenant,
        table.silent_since.is_(None),
        table.source.not_in(rules.ignore),
        table.last_seen - table.first_seen >= observed,
        now - table.last_seen > minimum,
        now - table.last_seen > usual,
    )
    found = [_seen(row) for row in connection.execute(query.order_by(table.source)).mappings()]
    for one in found:
        connection.execute(
            sources_seen.update()
            .where(table.tenant == tenant, table.source == one.source)
            .values(silent_since=one.last_seen)
        )
        facts: dict[str, object] = {"verb": "silent", "since": one.last_seen, "mean_gap_ns": one.mean_gap_ns}
        changes.append(connection, tenant, "source", one.source, facts)
    return found


def list_seen(connection: Connection, tenant: str) -> list[SourceSeen]:
    """Every source that ever sent something, by name."""
    query = sa.select(sources_seen).where(sources_seen.c.tenant == tenant).order_by(sources_seen.c.source)
    return [_seen(row) for row in connection.execute(query).mappings()]


def _seen(row: sa.RowMapping) -> SourceSeen:
    values = {name: row[name] for name in SourceSeen.__slots__}
    return SourceSeen(**values)
