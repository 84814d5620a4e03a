"""What every test may use: a fresh database, and test functions that are coroutines.

`database` runs a test on SQLite and, where ROOTWARD_TEST_POSTGRES is a PostgreSQL URL, on PostgreSQL too, in a schema
of its own and behind forced row-level security. Both are made by the migrations, as an installation is.
"""

from __future__ import annotations

import asyncio
import http.server
import inspect
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck, settings

from rootward.kit import migrate, migrate_steps
from rootward.kit.db import Database
from rootward.settings import Settings

_POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")

_UNHURRIED = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNHURRIED, derandomize=True)
settings.register_profile("new", _UNHURRIED, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
"""The same examples in every run, however busy the machine is; HYPOTHESIS_PROFILE=new looks for others."""


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
        yield from _opened(request.getfixturevalue("server_url"))


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


@pytest.fixture(scope="session")
def migrated_sql() -> str:
    """What makes every table in PostgreSQL, to be sent at once: a migration asks for each statement by itself."""
    return migrate_steps.sql("postgresql")


@pytest.fixture
def server_url(migrated_sql: str) -> Iterator[str]:
    """The URL of a schema of its own in the PostgreSQL database, empty and with every table."""
    root = sa.create_engine(sa.make_url(_POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    schema = f"t_{secrets.token_hex(6)}"
    with root.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}; SET search_path = {schema}; {migrated_sql}")
        connection.exec_driver_sql("RESET search_path")
    url = sa.make_url(_POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
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


@dataclass
class Outside:
    """A real HTTP server on loopback: `answer(method, path, query, headers, body)` gives (status, headers, body)."""

    url: str
    answer: Callable[[str, str, dict[str, list[str]], dict[str, str], bytes], tuple[int, dict[str, str], bytes]]
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """Answers 404 until a test says what to answer."""
    server: Outside

    class Answering(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            query = parse_qs(parts.query, keep_blank_values=True)
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((self.command, parts.path, query))
            status, given, content = server.answer(self.command, parts.path, query, headers, body)
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **given}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # whoever asked may have had enough
                self.wfile.write(content)

        do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    listening.daemon_threads = True
    server = Outside(f"http://127.0.0.1:{listening.server_port}", lambda *_: (404, {}, b""))
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    listening.shutdown()
    listening.server_close()
    thread.join()
