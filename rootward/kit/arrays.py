"""Arrays: many rows as a few arguments of one PostgreSQL statement, one array a column, in the server's binary form.

The driver's own way costs ten times as much for each cell; COPY goes through a temporary table, because row-level
security forbids it for others, and that costs a small insert more than the insert itself.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

__all__ = ["Array", "as_arrays", "insert_statement", "oid_of", "register"]

Pack = Callable[[Sequence[Any]], bytes]
_HEAD = struct.Struct("!iiIii")  # dimensions, whether a cell is null, type of the cells, how many, the first's index
_LENGTH = struct.Struct("!i")
_NULL = _LENGTH.pack(-1)


class Array:
    """One column of several rows."""

    __slots__ = ("raw",)
    oid = 0
    """PostgreSQL's number of the array's type."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw


def register(connection: Any) -> None:
    """Teach one connection of the driver (psycopg) to send arrays."""
    for kind in _KINDS:
        connection.adapters.register_dumper(kind, _dumper(kind))


@cache
def insert_statement(table: sa.Table, columns: Sequence[str], *, new_only: bool) -> str:
    """The INSERT that takes one array a column, in their order."""
    names, marks = ", ".join(columns), ", ".join(["%b"] * len(columns))
    conflict = " ON CONFLICT DO NOTHING" if new_only else ""
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({marks}){conflict}"  # noqa: S608 our own names


def as_arrays(table: sa.Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Array]:
    """The rows (one at least) as arrays; JSON columns are bytes already."""
    makers = _makers(table, tuple(columns))
    return [make(cells) for make, cells in zip(makers, zip(*rows, strict=True), strict=True)]


def oid_of(kind: sa.types.TypeEngine[Any]) -> int:
    """PostgreSQL's number of the type. Raises TypeError for one in which nothing of ours is kept."""
    return _kept_as(kind)[1]


@cache
def _makers(table: sa.Table, columns: tuple[str, ...]) -> list[Callable[[Sequence[Any]], Array]]:
    return [_maker(table.c[name]) for name in columns]


def _maker(column: sa.Column[Any]) -> Callable[[Sequence[Any]], Array]:
    array, oid, pack = _kept_as(column.type)
    fill = _with_nulls if column.nullable else _without_nulls
    return lambda cells: array(fill(cells, oid, pack))


def _kept_as(kind: sa.types.TypeEngine[Any]) -> tuple[type[Array], int, Pack]:
    impl = kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind
    for given, array, oid, pack in _TYPES:
        if isinstance(impl, given):
            return array, oid, pack
    raise TypeError(f"nothing of ours is kept as {impl!r}")


def _without_nulls(cells: Sequence[Any], oid: int, pack: Pack) -> bytes:
    size = len(cells)
    same = cells.count(cells[0]) == size  # in every row: tenant, source, number
    return _HEAD.pack(1, 0, oid, size, 1) + (pack(cells[:1]) * size if same else pack(cells))


def _with_nulls(cells: Sequence[Any], oid: int, pack: Pack) -> bytes:
    if None not in cells:
        return _without_nulls(cells, oid, pack)
    body = b"".join([_NULL if cell is None else pack((cell,)) for cell in cells])
    return _HEAD.pack(1, 1, oid, len(cells), 1) + body


def _blobs(cells: Sequence[bytes]) -> bytes:
    """Each cell after its length."""
    parts = [b""] * (2 * len(cells))
    parts[0::2] = map(_LENGTH.pack, map(len, cells))
    parts[1::2] = cells
    return b"".join(parts)


def _texts(cells: Sequence[str]) -> bytes:
    return _blobs([cell.encode() for cell in cells])


def _numbers(form: str) -> Pack:
    """Cells of one length, each after it."""
    pack, size = struct.Struct(f"!i{form}").pack, struct.calcsize(f"!{form}")
    return lambda cells: b"".join([pack(size, cell) for cell in cells])


class _Texts(Array):
    oid = 1009


class _Blobs(Array):
    oid = 1001


class _Longs(Array):
    oid = 1016


class _Integers(Array):
    oid = 1007


class _Floats(Array):
    oid = 1022


class _Booleans(Array):
    oid = 1000


_KINDS = (_Texts, _Blobs, _Longs, _Integers, _Floats, _Booleans)
_TYPES: tuple[tuple[type, type[Array], int, Pack], ...] = (  # ours; a bigint is an integer too, so it comes first
    (sa.BigInteger, _Longs, 20, _numbers("q")),
    (sa.Integer, _Integers, 23, _numbers("i")),
    (sa.Float, _Floats, 701, _numbers("d")),
    (sa.Boolean, _Booleans, 16, _numbers("?")),
    (sa.String, _Texts, 25, _texts),
    (sa.LargeBinary, _Blobs, 17, _blobs),
)


@cache
def _dumper(kind: type[Array]) -> type:
    """What psycopg asks how to send an object of this kind; shaped like its Dumper, so that it need not be loaded."""

    class Dumper:
        format = 1  # binary
        oid = kind.oid

        def __init__(self, cls: type, context: object = None) -> None: ...

        def dump(self, obj: Array) -> bytes:
            return obj.raw

        def quote(self, obj: Array) -> bytes:
            raise TypeError("an array is sent, never written into a statement")

        def get_key(self, obj: Array, form: object) -> type:
            return kind

        def upgrade(self, obj: Array, form: object) -> Dumper:
            return self

    return Dumper
