"""Planner: what SQLite should believe of our tables, so that a query is planned the same whatever is stored.

Without statistics SQLite takes one tenant's rows to be ten, and rather walks a million of them in the order of their
key than look one up by its id in an index. Real statistics would let plans depend on when they were taken. So the table
of statistics (https://www.sqlite.org/fileformat2.html#stat1tab) says of every index: one tenant has all of a million
rows, and each further column tells them a thousand times apart.
"""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["tell_planner"]

_ROWS = 1_000_000
_APART = 1000
_OF_QUEUES = 10
"""Kinds of rows that a first column other than the tenant tells apart: topics, states."""


def tell_planner(connection: sa.Connection) -> None:
    """Write the statistics of every index of a SQLite database, instead of any that are there."""
    ask = connection.exec_driver_sql
    ask("ANALYZE sqlite_schema")  # makes the table of statistics
    ask("DELETE FROM sqlite_stat1")
    tables = ask("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").scalars().all()
    for table in tables:
        for _, index, unique, origin, *_ in ask(f'PRAGMA index_list("{table}")').all():
            keyed = [row[2] for row in ask(f'PRAGMA index_xinfo("{index}")').all() if row[5]]
            named = table if origin == "pk" and _is_clustered(connection, table) else index
            stat = " ".join(map(str, _rows_left(keyed, unique=bool(unique))))
            ask("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, named, stat))
    ask("ANALYZE sqlite_schema")  # lets this connection read them, too


def _rows_left(columns: list[str], *, unique: bool) -> list[int]:
    """Rows of the table, then how many are left when one, two, … columns are known."""
    left, found = _ROWS, [_ROWS]
    for place, column in enumerate(columns):
        if unique and place == len(columns) - 1:
            left = 1
        elif place == 0:
            left = _ROWS if column == "tenant" else _ROWS // _OF_QUEUES
        else:
            left = max(left // _APART, 10)
        found.append(left)
    return found


def _is_clustered(connection: sa.Connection, table: str) -> bool:
    query = "SELECT sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return bool(connection.exec_driver_sql(query, (table,)).scalar())
