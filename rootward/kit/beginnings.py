"""Beginnings: texts that begin alike, as a range that an index finds where the column sorts by its bytes."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["begins_with"]

_LAST = "\U0010ffff"
"""Sorts after every other character when bytes are compared."""


def begins_with(column: sa.Column[str], text: str, *, by_bytes: bool) -> sa.ColumnElement[bool]:
    """Whether a value begins so. `by_bytes` says that the column sorts by its bytes, as all do on SQLite and those of
    collation "C" on PostgreSQL; by the rules of a language a range would leave out values that do begin so. Without it
    SQLite finds the other case of ASCII letters, too.
    """
    if by_bytes:
        return sa.and_(column >= text, column < text + _LAST)
    return column.startswith(text, autoescape=True)
