"""Monthly partitions of a PostgreSQL table that is partitioned by a time in nanoseconds.

A default partition takes what no month takes, so nothing is ever refused; a month that was missing takes its rows out
of it. SQLite has no partitions: there is nothing to do.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

import sqlalchemy as sa

from rootward.kit import clock

__all__ = ["create_months"]

_WALL = "tenant = current_setting('app.tenant', true)"


def create_months(connection: sa.Connection, table: str, column: str, *, months: int) -> list[str]:
    """Make sure that partitions of this month and the `months` after it exist; returns the names of new ones.

    The role must own `table`. Readers and writers of `table` wait until the caller's transaction ends.
    """
    if connection.dialect.name != "postgresql":
        return []
    year, month = clock.now().year, clock.now().month
    made = []
    for _ in range(months + 1):
        name = f"{table}_{year}_{month:02}"
        if not sa.inspect(connection).has_table(name):
            _create(connection, table, column, name, _month_start(year, month), _month_end(year, month))
            made.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return made


def _create(connection: sa.Connection, table: str, column: str, name: str, start: int, end: int) -> None:
    """The rows are moved without row-level security (it is forced on us too); the lock keeps everybody else out."""
    inside = f"{column} >= {start} AND {column} < {end}"
    for statement in (
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)",
        f"ALTER TABLE {table}_default NO FORCE ROW LEVEL SECURITY",
        f"WITH moved AS (DELETE FROM {table}_default WHERE {inside} RETURNING *)"  # noqa: S608 (names of our tables)
        f" INSERT INTO {name} SELECT * FROM moved",
        f"ALTER TABLE {table}_default FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON {name} USING ({_WALL})",
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({end})",
    ):
        connection.exec_driver_sql(statement)


def _month_start(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1_000_000_000


def _month_end(year: int, month: int) -> int:
    return _month_start(year, month) + calendar.monthrange(year, month)[1] * 86_400 * 1_000_000_000
