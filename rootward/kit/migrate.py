"""Bring a database to the newest revision of the schema, and say which one it has.

The newest revision is read from the names of the files in rootward/migrations/versions, so that a start of a database
that is up to date never loads Alembic (a tenth of a second).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import sqlalchemy as sa

from rootward.errors import Misconfigured, Unavailable

__all__ = [
    "MIGRATIONS", "bypasses_row_security", "check", "current_revision", "head_revision", "revisions", "sorts_by_bytes",
    "upgrade",
]  # fmt: skip

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_UPGRADE_LOCK = 5_906_237_001
"""Any number that nothing else in the database uses: two processes that start together upgrade one after the other."""


class _Steps(Protocol):
    def run(self, connection: sa.Connection) -> None: ...

    def differences(self, connection: sa.Connection, metadata: sa.MetaData) -> list[str]: ...


@cache
def revisions() -> tuple[str, ...]:
    """Every revision this version knows, oldest first; `0001_foundation.py` holds revision `0001`."""
    return tuple(sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def head_revision() -> str:
    return revisions()[-1]


def current_revision(engine: sa.Engine) -> str | None:
    """The revision of the database, or None for one that was never upgraded. Raises Unavailable, like all of these,
    when the database cannot be opened."""
    with _begun(engine) as connection:
        return _revision(connection)


def upgrade(engine: sa.Engine) -> tuple[str | None, str]:
    """Upgrade in one transaction; returns the revision before and after, which are equal when nothing was to do.

    `engine` may write and may create tables. Raises Misconfigured for a database that a newer version has upgraded,
    and for one that refuses (nothing has changed then).
    """
    before = current_revision(engine)
    if before == head_revision():
        return before, before
    try:
        with _begun(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            before = _revision(connection)  # another process may have been first
            if before != head_revision():
                _steps().run(connection)
    except sa.exc.DBAPIError as error:
        raise Misconfigured(
            f"the database could not be upgraded to revision {head_revision()}: {error.orig}", field="database_url"
        ) from error
    return before, head_revision()


def check(engine: sa.Engine, metadata: sa.MetaData) -> list[str]:
    """Sentences about what differs between the database and `metadata`; empty when nothing does."""
    with _begun(engine) as connection:
        return _steps().differences(connection, metadata)


def bypasses_row_security(engine: sa.Engine) -> bool:
    """Whether the wall between tenants does not hold for our role: a PostgreSQL superuser or one with BYPASSRLS."""
    if engine.dialect.name != "postgresql":
        return False
    role = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with _begun(engine) as connection:
        return bool(connection.exec_driver_sql(role).scalar())


def sorts_by_bytes(engine: sa.Engine) -> bool:
    """Whether text sorts by its bytes, as on SQLite: what is read in order of a text is the same on both then."""
    with _begun(engine) as connection:
        return bool(connection.exec_driver_sql("SELECT 'B' < 'a' AND 'Z' < '_' AND 'a-b' < 'aa'").scalar())


@contextmanager
def _begun(engine: sa.Engine) -> Iterator[sa.Connection]:
    try:
        connection = engine.connect()
        if engine.dialect.name == "sqlite":  # which opens any file, and finds out at the first question
            connection.exec_driver_sql("PRAGMA schema_version")
            connection.rollback()
    except sa.exc.DBAPIError as error:
        where = engine.url.set(drivername=engine.url.get_backend_name()).render_as_string()
        why = " ".join(str(error.orig).split())[:300]
        raise Unavailable(f"the database {where} cannot be opened: {why}", who="database") from error
    with connection, connection.begin():
        yield connection


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is not None and found not in revisions():
        raise Misconfigured(
            f"the database is at revision {found}, which a newer Rootward made; this one knows up to {head_revision()}",
            field="database_url",
        )
    return found


def _steps() -> _Steps:
    return cast(_Steps, importlib.import_module("rootward.kit.migrate_steps"))
