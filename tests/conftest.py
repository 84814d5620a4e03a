"""What every test may use: a fresh database, and test functions that are coroutines.

`database` runs a test on SQLite and, where ROOTWARD_TEST_POSTGRES is a PostgreSQL URL, on PostgreSQL too, in a schema
of its own and behind forced row-level security. Both are made by the migrations, as an installation is.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from rootward.kit import migrate
from rootward.kit.db import Database
from rootward.settings import Settings

_POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test in a fresh event loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**wanted))
    return True


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """Short lines to the standard output of the test, whatever the one before has configured."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
            structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        logger_factory=structlog.PrintLoggerFactory(), cache_logger_on_first_use=False,
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"] if _POSTGRES else ["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with every table."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "test.db")
        yield from _opened(f"sqlite:///{tmp_path / 'test.db'}")
    else:
        yield from _schema()


@pytest.fixture
def deployed(database: Database, tmp_path: Path) -> Settings:
    """Settings of an installation on this database, with a data folder that is not made yet."""
    url = database.url.render_as_string(hide_password=False)
    return Settings(data_dir=tmp_path / "data", database_url=url, poll_s=0.05)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table, to be copied: migrating takes a quarter of a second."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    for _ in _opened(f"sqlite:///{path}"):
        pass
    return path


def _schema() -> Iterator[Database]:
    """A schema of its own in the PostgreSQL database."""
    root = sa.create_engine(sa.make_url(_POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    schema = f"t_{secrets.token_hex(6)}"
    with root.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    try:
        url = sa.make_url(_POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
        yield from _opened(url.render_as_string(hide_password=False))
    finally:
        with root.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
        root.dispose()


def _opened(url: str) -> Iterator[Database]:
    opened = Database(url)
    try:
        migrate.upgrade(opened.write_engine)
        yield opened
    finally:
        asyncio.run(opened.close())
