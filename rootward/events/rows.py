"""Rows: many tuples into one table with one statement, as fast as each database takes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from rootward.kit.db import Connection

__all__ = ["IN_ONE_STATEMENT", "Cell", "insert_rows", "sliced"]

Cell = str | int | float | bytes | None

IN_ONE_STATEMENT = 900
"""How many values one `IN (…)` may hold; older SQLite builds stop at 999 variables."""


def insert_rows(connection: Connection, table: sa.Table, rows: Sequence[tuple[Cell, ...]]) -> None:
    """Insert rows whose primary key is new; the others stay as they are.

    A row has a cell for every column of the table, in its order, `tenant` first; JSON columns get encoded bytes.
    SQLAlchemy's own executemany costs more per row than the database does, so the driver gets the tuples directly;
    PostgreSQL gets one array a column.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_sqlite_insert(table), list(rows))
    else:
        arrays = tuple([_storable(cell) for cell in column] for column in zip(*rows, strict=True))
        connection.exec_driver_sql(_postgres_insert(table), arrays)


def sliced(values: Sequence[str]) -> list[Sequence[str]]:
    """The values in parts that fit one statement."""
    return [values[start : start + IN_ONE_STATEMENT] for start in range(0, len(values), IN_ONE_STATEMENT)]


def _storable(cell: Cell) -> Cell:
    """PostgreSQL has no NUL in its text."""
    return cell.replace("\x00", "\ufffd") if isinstance(cell, str) and "\x00" in cell else cell


@cache
def _sqlite_insert(table: sa.Table) -> str:
    names = [column.name for column in table.columns]
    marks = ", ".join("?" for _ in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608


@cache
def _postgres_insert(table: sa.Table) -> str:
    names = [column.name for column in table.columns]
    arrays = ", ".join(f"%s::{_array_of(column)}" for column in table.columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # noqa: S608
        f"SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )


def _array_of(column: sa.Column[object]) -> str:
    kind = column.type
    if isinstance(kind, sa.BigInteger):
        return "bigint[]"
    if isinstance(kind, sa.Integer):
        return "integer[]"
    if isinstance(kind, sa.Float):
        return "double precision[]"
    return "text[]" if isinstance(kind, sa.Text) else "bytea[]"
