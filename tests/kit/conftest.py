"""Databases without tables for the tests of migrations, on SQLite and, where it is named, on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from rootward.kit import migrate
from rootward.kit.db import Database

_POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")


@pytest.fixture(params=["sqlite", "postgresql"] if _POSTGRES else ["sqlite"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        yield from _schema()


@pytest.fixture
def upgraded(engine: sa.Engine) -> sa.Engine:
    migrate.upgrade(engine)
    return engine


@pytest.fixture(params=["postgresql"])
def postgres() -> Iterator[sa.Engine]:
    """An upgraded PostgreSQL database, for what exists only there: row-level security and partitions."""
    if not _POSTGRES:
        pytest.skip("ROOTWARD_TEST_POSTGRES names no database")
    for engine in _schema():
        migrate.upgrade(engine)
        yield engine


def _schema() -> Iterator[sa.Engine]:
    """A schema of its own in the named database."""
    url, schema = sa.make_url(_POSTGRES).set(drivername="postgresql+psycopg"), f"m_{secrets.token_hex(6)}"
    root = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    try:
        own = url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield from _opened(own.render_as_string(hide_password=False))
    finally:
        with root.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        root.dispose()


def _opened(url: str) -> Iterator[sa.Engine]:
    database = Database(url)
    yield database.write_engine
    asyncio.run(database.close())
