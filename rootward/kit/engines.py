"""Engines: what a database URL means, and connections that are prepared as ours are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Misconfigured
from rootward.kit import arrays
from rootward.kit.wire import Said, Wire

__all__ = ["catch_up", "open_engine", "opening", "parse_url", "translated", "wire_of"]


def parse_url(url: str) -> sa.URL:
    """Raises BadInput, or Misconfigured for a database of another kind; what they say holds no password."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise BadInput(  # without what was given, and without its cause: both may hold a password
            "database_url is no URL: it must read sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME, "
            "with what is special in a password percent-encoded",
            field="database_url",
        ) from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise Misconfigured(
            f"database_url must start with sqlite:// or postgresql://, not {parsed.drivername}://",
            field="database_url",
        )
    return parsed


def open_engine(url: sa.URL, *, writing: bool, size: int) -> sa.Engine:
    """A pool of up to `size` connections to the parsed URL; what is not for writing cannot write. A transaction begins
    with what `opening` has said, or plainly."""
    if url.get_backend_name() != "sqlite":  # of the pool the one that was used last, whose server process is warm
        engine = sa.create_engine(url, pool_size=size, max_overflow=0, pool_use_lifo=True)
        sa.event.listen(engine, "connect", partial(_prepare_server, dbapi=engine.dialect.loaded_dbapi))
        sa.event.listen(engine, "begin", partial(_begin_on_wire, plain=_BEGIN if writing else _BEGIN_READING))
        for moment, act in (("before_cursor_execute", _catch_up), ("commit", _commit), ("rollback", _rollback)):
            sa.event.listen(engine, moment, act)
    else:
        engine = sa.create_engine(
            url, pool_size=size, max_overflow=0, poolclass=sa.QueuePool,
            connect_args={"check_same_thread": False, "cached_statements": _PREPARED},
        )  # fmt: skip
        sa.event.listen(engine, "connect", partial(_prepare_file, writing=writing))
        plain = "BEGIN IMMEDIATE" if writing else "BEGIN"

        @sa.event.listens_for(engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            driver: Any = connection.connection.driver_connection
            try:
                driver.execute(plain)
            except sqlite3.Error as error:
                raise translated(connection, error) from error

    return engine


def opening(connection: sa.Connection, tenant: str, *, alone: bool) -> None:
    """On PostgreSQL, let the next transaction of the connection be the tenant's; `alone`: no other of the tenant's at
    the same time."""
    name = tenant.encode()
    connection.info[_OPENING] = (_ALONE, (name, name)) if alone else (_FOR_TENANT, (name,))


def wire_of(connection: sa.Connection) -> Wire | None:
    """How statements travel together; none with a file."""
    wire: Wire | None = connection.info.get(_WIRE)
    return wire


def catch_up(connection: sa.Connection) -> None:
    """Have carried out what has been sent: the driver itself is given something that comes after it."""
    wire = wire_of(connection)
    if wire is not None:
        _on_wire(connection, wire.catch_up)


def translated(connection: sa.Connection, error: Any) -> Exception:
    """The driver's error as SQLAlchemy raises it; one that ends the connection ends it there too, and its pool."""
    wire = wire_of(connection)
    if wire is not None and wire.is_dead:
        try:
            connection.exec_driver_sql("SELECT 1")  # it finds out by itself
        except sa.exc.DBAPIError as found:
            return found
    dbapi: Any = connection.dialect.loaded_dbapi
    raised: Exception = sa.exc.DBAPIError.instance(None, None, error, dbapi.Error, dialect=connection.dialect)
    return raised


def _begin_on_wire(connection: sa.Connection, plain: Said) -> None:
    wire: Wire = connection.info[_WIRE]
    opening = connection.info.pop(_OPENING, None)
    wire.start((plain, ()), *([opening] if opening else []))


def _catch_up(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
    wire: Wire = connection.info[_WIRE]
    _on_wire(connection, wire.catch_up)
    if statement.startswith(_FORGOTTEN_AFTER):
        wire.prepare_anew()


def _commit(connection: sa.Connection) -> None:
    """The driver finds nothing left to commit."""
    _on_wire(connection, connection.info[_WIRE].commit)


def _rollback(connection: sa.Connection) -> None:
    """The driver finds nothing left to undo."""
    if not connection.invalidated:
        _on_wire(connection, connection.info[_WIRE].rollback)


def _on_wire(connection: sa.Connection, act: Callable[[], None]) -> None:
    try:
        act()
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, error) from error


def _prepare_server(connection: Any, record: Any, dbapi: Any) -> None:
    record.info[_WIRE] = Wire(connection, dbapi)
    arrays.register(connection)
    connection.autocommit = True  # transactions are begun by the engine, not by the driver
    connection.prepared_max = _PREPARED


def _prepare_file(connection: Any, _record: object, *, writing: bool) -> None:
    connection.isolation_level = None  # transactions are begun by the engine, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if not writing:
        connection.execute("PRAGMA query_only = ON")


_OPENING, _WIRE = "opening", "wire"
_PREPARED = 400
"""Statements that a connection keeps ready, about all of ours; what is pushed out is planned anew."""
_TEXT = 25
_LOCKS = 590623
"""Names these locks apart from others that the users of the database take."""
_FORGOTTEN_AFTER = ("DROP", "ALTER", "ROLLBACK", "DISCARD", "DEALLOCATE")
"""After these the driver lets the server forget all statements that it keeps ready."""
_BEGIN = Said("BEGIN")
_BEGIN_READING = Said("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
_FOR_TENANT = Said("SELECT set_config('app.tenant', $1, true)", (_TEXT,))
_ALONE = Said(
    f"SELECT set_config('app.tenant', $1, true), pg_advisory_xact_lock({_LOCKS}, hashtext($2))", (_TEXT, _TEXT)
)
_PRAGMAS = (
    "PRAGMA busy_timeout = 15000",
    "PRAGMA page_size = 16384",  # takes effect when the file is made; a fifth faster for rows of about 700 bytes
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 4000",  # 64 MB: a page that many commits change is copied back once
)
