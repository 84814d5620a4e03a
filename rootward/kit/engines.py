"""Engines: what a database URL means, and connections that are prepared as ours are."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Misconfigured
from rootward.kit import arrays

__all__ = ["open_engine", "opening", "parse_url"]


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
        sa.event.listen(engine, "connect", _prepare_server)
        plain = "BEGIN" if writing else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    else:
        engine = sa.create_engine(
            url, pool_size=size, max_overflow=0, poolclass=sa.QueuePool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(engine, "connect", partial(_prepare_file, writing=writing))
        plain = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        statement = plain + connection.info.pop(_OPENING, "")
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    return engine


def opening(connection: sa.Connection, tenant: str, *, alone: bool) -> None:
    """On PostgreSQL, let the next transaction of the connection be the tenant's, in the same way to the server in which
    it begins; `alone`: no other of the tenant's at the same time."""
    name = quoted(tenant)
    held = f", pg_advisory_xact_lock({_LOCKS}, hashtext({name}))" if alone else ""
    connection.info[_OPENING] = f"; SELECT set_config('app.tenant', {name}, true){held}"


def quoted(text: str) -> str:
    """As PostgreSQL reads a text, whatever it holds and however the server is set up."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"E'{escaped}'"


def _prepare_server(connection: Any, _record: object) -> None:
    arrays.register(connection)
    connection.autocommit = True  # transactions are begun by the engine, not by the driver
    connection.prepared_max = _PREPARED


def _prepare_file(connection: Any, _record: object, *, writing: bool) -> None:
    connection.isolation_level = None  # transactions are begun by the engine, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    if not writing:
        connection.execute("PRAGMA query_only = ON")


_OPENING = "opening"
_PREPARED = 400
"""Statements that a connection keeps ready, all of ours; what is pushed out is planned anew."""
_LOCKS = 590623
"""Names these locks apart from others that the users of the database take."""
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
