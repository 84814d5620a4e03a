"""Engines: which URLs are databases, and what is said of those that are not."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from rootward.errors import BadInput, Misconfigured
from rootward.kit.engines import open_engine, parse_url


@pytest.mark.parametrize(
    "url", ["kept-secret", "postgresql://app:kept-secret@host:port/name", "postgresql:app:kept-secret@host"]
)
def test_a_malformed_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInput, match="database_url is no URL") as refused:
        parse_url(url)
    assert "kept-secret" not in "".join(traceback.format_exception(refused.value, limit=0))


def test_an_unknown_database_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match="mysql"):
        parse_url("mysql://localhost/x")


def test_a_server_is_reached_by_the_driver_that_comes_with_it() -> None:
    for url in ("postgresql://app:word@host/name", "postgresql+psycopg://app:word@host/name"):
        parsed = parse_url(url)
        assert (parsed.drivername, parsed.password, parsed.database) == ("postgresql+psycopg", "word", "name")


def test_only_an_engine_for_writing_writes(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path / 'a.db'}")
    writing, reading = (open_engine(url, writing=writes, size=1) for writes in (True, False))
    with writing.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL: what is answered is on the disk
    with reading.begin() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    for engine in (writing, reading):
        engine.dispose()
