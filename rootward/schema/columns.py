"""Columns: how a table of ours is written down, in four words.

Rules: every table has `tenant`; times are int64 nanoseconds UTC; `seq` is the tenant's change sequence at which a row
became visible, so that `seq <= as_of` is a stable picture of the past; JSON is compact UTF-8 bytes (kit.db.Json).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Text

metadata = sa.MetaData()


def table(name: str, *columns: Any, clustered: bool = False) -> sa.Table:
    """`clustered` keeps SQLite's rows in primary-key order, which is how they are read."""
    return sa.Table(name, metadata, *columns, sqlite_with_rowid=not clustered)


def tenant() -> Column[str]:
    return Column("tenant", Text, primary_key=True)


def key(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def need(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, nullable=False)
