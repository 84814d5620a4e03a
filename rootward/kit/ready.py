"""Ready: a statement that is made out once for a database, and given to its driver without a detour.

What SQLAlchemy does for each statement that is carried out takes longer than a small one takes itself. For everything
that stands in the path of every act it is written down once; the driver gets the text and the values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.types import TypeDecorator

from rootward.kit.arrays import oid_of
from rootward.kit.engines import translated, wire_of
from rootward.kit.wire import PACKED, Said

__all__ = ["Ready"]

Change = Callable[[Any], Any]


class Ready:
    """Made of a SELECT, or of an INSERT, UPDATE or DELETE whose values are parameters with names."""

    __slots__ = ("_forms", "_statement")

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: sa.Connection, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What is found, or returned, by the names of its columns. Raises SQLAlchemy's errors, as all of them do."""
        names = self._form(connection).names
        return [dict(zip(names, row, strict=True)) for row in self.tuples(connection, given)]

    def tuples(self, connection: sa.Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The same in the order of the columns."""
        form, wire = self._form(connection), wire_of(connection)
        values = form.values(given)
        try:
            if wire is None:
                found = connection.connection.driver_connection.execute(form.said.sql, values).fetchall()  # type: ignore[union-attr]
            else:
                found = wire.ask(form.said, values)
        except connection.dialect.loaded_dbapi.Error as error:
            raise translated(connection, error) from error
        return [form.made(row) for row in found] if form.makers else found

    def later(self, connection: sa.Connection, given: Mapping[str, Any]) -> None:
        """Carry it out before whatever comes next in the transaction; nobody waits for it by itself."""
        form, wire = self._form(connection), wire_of(connection)
        values = form.values(given)
        if wire is not None:
            wire.send(form.said, values)
            return
        try:
            connection.connection.driver_connection.execute(form.said.sql, values)  # type: ignore[union-attr]
        except sqlite3.Error as error:
            raise translated(connection, error) from error

    def _form(self, connection: sa.Connection) -> _Form:
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = self._forms[connection.dialect.name] = _form(self._statement, connection.dialect)
        return form


@dataclass(frozen=True, slots=True)
class _Form:
    """As one database takes it. `takers` say what goes to each place: something given, in that database's form, or what
    the statement itself holds; `makers` what becomes of the columns that are not as they are kept."""

    said: Said
    takers: tuple[tuple[str, Change | None, Any], ...]
    names: tuple[str, ...]
    makers: tuple[tuple[int, Change], ...]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        return [
            (take(given[name]) if take is not None else given[name]) if name else constant
            for name, take, constant in self.takers
        ]

    def made(self, row: Sequence[Any]) -> tuple[Any, ...]:
        cells = list(row)
        for place, make in self.makers:
            cells[place] = make(cells[place])
        return tuple(cells)


def _form(statement: Any, dialect: sa.Dialect) -> _Form:
    """Raises TypeError for a value of a type that we keep nothing in, and for a list."""
    is_wired = dialect.name != "sqlite"
    compiled = statement.compile(dialect=_NUMBERED if is_wired else dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    takers, types = [], []
    for name in compiled.positiontup:
        if binds[name].expanding:
            raise TypeError("a list of any length cannot be made out; write its literals")
        kind = binds[name].type
        oid = oid_of(kind)
        take = _taker(kind, dialect, PACKED[oid] if is_wired else None)
        if binds[name].required:
            takers.append((name, take, None))
        else:
            constant = compiled.params[name]
            takers.append(("", None, take(constant) if take is not None else constant))
        types.append(oid)
    columns = list(statement.exported_columns) if _answers(statement) else []
    makers = ((place, _maker(column.type, dialect, is_wired)) for place, column in enumerate(columns))
    return _Form(
        Said(compiled.string, tuple(types)), tuple(takers), tuple(column.key for column in columns),
        tuple((place, make) for place, make in makers if make is not None),
    )  # fmt: skip


def _answers(statement: Any) -> bool:
    return isinstance(statement, sa.sql.selectable.SelectBase) or bool(statement._returning)


def _taker(kind: Any, dialect: sa.Dialect, pack: Change | None) -> Change | None:
    change = partial(_bound, kind, dialect) if isinstance(kind, TypeDecorator) else None
    if pack is None:
        return change
    if change is None:
        return lambda value: None if value is None else pack(value)
    return lambda value: None if (new := change(value)) is None else pack(new)


def _bound(kind: TypeDecorator[Any], dialect: sa.Dialect, value: Any) -> Any:
    return kind.process_bind_param(value, dialect)


def _maker(kind: Any, dialect: sa.Dialect, is_wired: bool) -> Change | None:
    if isinstance(kind, TypeDecorator):
        made = kind.process_result_value
        return lambda value: None if value is None else made(value, dialect)
    if isinstance(kind, sa.Boolean) and not is_wired:
        return lambda value: None if value is None else bool(value)
    return None


_DIALECT: Any = PGDialect
_NUMBERED: sa.Dialect = _DIALECT(paramstyle="numeric_dollar")
