"""Rows: many tuples into one table with one statement, as fast as each database takes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from rootward.kit.db import Connection, bulk_insert

__all__ = ["IN_ONE_STATEMENT", "Cell", "insert_rows", "one_of", "sliced"]

Cell = str | int | float | bytes | None
T = TypeVar("T")

IN_ONE_STATEMENT = 900
"""How many values one `IN (…)` may hold; older SQLite builds stop at 999 variables."""


def insert_rows(connection: Connection, table: sa.Table, rows: Sequence[tuple[Cell, ...]]) -> None:
    """Insert rows whose primary key is new; the others stay as they are.

    A row has a cell for every column of the table, in its order, `tenant` first; JSON columns get encoded bytes.
    """
    names = [column.name for column in table.columns]
    if connection.dialect.name != "sqlite":
        rows = [tuple([_storable(cell) for cell in row]) for row in rows]
    bulk_insert(connection, table, names, rows, new_only=True)


def sliced(values: Sequence[T]) -> list[Sequence[T]]:
    """The values in parts that fit one statement."""
    return [values[start : start + IN_ONE_STATEMENT] for start in range(0, len(values), IN_ONE_STATEMENT)]


def one_of(connection: Connection, column: sa.Column[str], values: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether a text column has one of any number of values, which are one parameter: `IN` with a parameter for each
    is written and parsed anew for every length."""
    if connection.dialect.name == "sqlite":
        every = sa.func.json_each(msgspec.json.encode(list(values)).decode()).table_valued("value")
        return column.in_(sa.select(every.c.value))
    return column == sa.any_(sa.literal(list(values), postgresql.ARRAY(sa.Text)))


def _storable(cell: Cell) -> Cell:
    """PostgreSQL has no NUL in its text."""
    return cell.replace("\x00", "\ufffd") if isinstance(cell, str) and "\x00" in cell else cell
