"""Together: queries of which none needs another's answer, carried out as one statement: one way to the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from rootward.kit.db import Connection
from rootward.kit.ready import Ready

__all__ = ["Found", "together"]

Found = dict[str, list[dict[str, Any]]]
"""For each query the rows that it found, by the names of its columns."""


def together(connection: Connection, queries: Mapping[str, sa.Select[Any]], given: Mapping[str, Any]) -> Found:
    """What each of the queries finds, in no order. They share the parameters in `given` by name, and are made once: a
    query that is new each time costs more than what is saved."""
    if not queries:
        return {}
    whole = _whole(tuple(queries.items()))
    found: Found = {name: [] for name in queries}
    for row in whole.statement.tuples(connection, given):
        name, places = whole.parts[row[0]]
        found[name].append({column: row[place] for column, place in places})
    return found


@dataclass(frozen=True, slots=True)
class _Whole:
    """Every row begins with the number of its query; `parts` say where the columns of each stand in it."""

    statement: Ready
    parts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@lru_cache(maxsize=500)
def _whole(queries: tuple[tuple[str, sa.Select[Any]], ...]) -> _Whole:
    """A union whose rows have a column for as many values of each type as the widest query needs."""
    inner = [query.subquery() for _, query in queries]
    shape: list[sa.types.TypeEngine[Any]] = []
    takes = [_taken(list(one.c), shape) for one in inner]
    arms = [
        sa.select(sa.literal_column(str(number)).label("part"), *_filled(taken, shape)).select_from(one)
        for number, (one, taken) in enumerate(zip(inner, takes, strict=True))
    ]
    parts = [
        (name, tuple((column.name, place + 1) for place, column in taken.items()))
        for (name, _), taken in zip(queries, takes, strict=True)
    ]
    return _Whole(Ready(sa.union_all(*arms)), tuple(parts))


def _taken(columns: list[Any], shape: list[sa.types.TypeEngine[Any]]) -> dict[int, Any]:
    """A place for each column, of its own type; `shape` grows where there is none left."""
    taken: dict[int, Any] = {}
    for column in columns:
        free = (place for place, kind in enumerate(shape) if place not in taken and type(kind) is type(column.type))
        place = next(free, len(shape))
        if place == len(shape):
            shape.append(column.type)
        taken[place] = column
    return taken


def _filled(taken: dict[int, Any], shape: list[sa.types.TypeEngine[Any]]) -> list[sa.ColumnElement[Any]]:
    return [
        (taken[place] if place in taken else sa.cast(sa.null(), kind)).label(f"c{place}")
        for place, kind in enumerate(shape)
    ]
