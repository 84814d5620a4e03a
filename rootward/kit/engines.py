"""Engines: what a database URL means, and connections that are prepared as ours are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Misconfigured
from rootward.kit import arrays

__all__ = ["open_engine", "parse_url"]


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
    """A pool of up to `size` connections to the parsed URL; what is not for writing cannot write."""
    if url.get_backend_name() != "sqlite":
        server = sa.create_engine(url, pool_size=size, max_overflow=0)
        sa.event.listen(server, "connect", lambda connection, _record: arrays.register(connection))
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return server if writing else server.execution_options(**snapshot)
    engine = sa.create_engine(
        url, pool_size=size, max_overflow=0, poolclass=sa.QueuePool, connect_args={"check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun by what follows, not by the driver
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if not writing:
            connection.execute("PRAGMA query_only = ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


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
