"""Backups: consistent while in use, never overwriting, refused when damaged, and whole or not there at all."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from rootward.errors import BadInput, Conflict, Unavailable
from rootward.kit import migrate
from rootward.kit.backup import backup, restore
from rootward.kit.db import Database
from rootward.schema import changes, metadata

_POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")


def _made(path: Path, value: str) -> str:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (value,))
    return f"sqlite:///{path}"


def _value(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT x FROM t").fetchone()[0])


def test_a_backup_brings_back_what_was_there(tmp_path: Path) -> None:
    url = _made(tmp_path / "a.db", "before")
    with closing(sqlite3.connect(tmp_path / "a.db")) as busy:
        busy.execute("SELECT * FROM t").fetchone()
        assert backup(url, tmp_path / "copy") > 0
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("UPDATE t SET x = 'after'")
    restore(url, tmp_path / "copy", overwrite=True)
    assert _value(tmp_path / "a.db") == "before"


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    url = _made(tmp_path / "a.db", "x")
    backup(url, tmp_path / "copy")
    with pytest.raises(Conflict, match="exists already"):
        backup(url, tmp_path / "copy")
    with pytest.raises(Conflict, match="--overwrite"):
        restore(url, tmp_path / "copy", overwrite=False)


def test_a_file_that_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    url = _made(tmp_path / "a.db", "kept")
    (tmp_path / "junk").write_bytes(b"not a database" * 100)
    with pytest.raises(BadInput, match="not an intact backup"):
        restore(url, tmp_path / "junk", overwrite=True)
    with pytest.raises(BadInput, match="there is no backup"):
        restore(url, tmp_path / "absent", overwrite=True)
    assert _value(tmp_path / "a.db") == "kept"


def test_a_backup_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    size = backup(_made(tmp_path / "a.db", "x"), tmp_path / "out" / "copy")
    (made,) = (tmp_path / "out").iterdir()
    assert (made.stat().st_size, stat.S_IMODE(made.stat().st_mode)) == (size, 0o600)


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="copy cannot be written: No such file or directory"):
        backup(_made(tmp_path / "a.db", "x"), tmp_path / "absent" / "copy")


def test_a_database_that_cannot_be_copied_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match="could not be copied"):
        backup(f"sqlite:///{tmp_path}/junk.db", tmp_path / "copy")
    with pytest.raises(BadInput, match="there is no database"):
        backup(f"sqlite:///{tmp_path}/absent.db", tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["junk.db"]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, for programs that stand in for PostgreSQL's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_program_that_is_not_installed_is_named(programs: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="pg_dump is not installed"):
        backup("postgresql://h/d", tmp_path / "copy")


def test_a_dump_that_fails_leaves_no_file_and_says_what_to_do(programs: Path, tmp_path: Path) -> None:
    said = 'query would be affected by row-level security policy for table \\"cases\\"'
    _program(programs, "pg_dump", f'for a in "$@"; do case $a in --file=*) echo half > "${{a#--file=}}";; esac; done\n'
             f'echo "{said}" >&2; exit 1')  # fmt: skip
    with pytest.raises(Unavailable, match='policy for table "cases"') as refused:
        backup("postgresql://h/d", tmp_path / "copy")
    assert "superuser or has BYPASSRLS" in refused.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


SPY = """
import json, os, sys
from urllib.parse import parse_qs, urlsplit
file = parse_qs(urlsplit(sys.argv[-1]).query)["passfile"][0]
seen = {"arguments": sys.argv[1:], "file": file, "line": open(file).read(), "mode": os.stat(file).st_mode & 0o777}
json.dump(seen, open(sys.argv[0] + ".seen", "w"))
"""


def test_the_password_goes_by_a_file_that_is_gone_afterwards(programs: Path, tmp_path: Path) -> None:
    (programs / "spy").write_text(SPY)
    _program(programs, "pg_dump", f'exec {sys.executable} {programs / "spy"} "$@"')
    backup("postgresql://me:p%3As%5Cs@h:1/d?options=-csearch_path%3Dx", tmp_path / "copy")
    seen = json.loads((programs / "spy.seen").read_text())
    assert seen["arguments"][-1].startswith("postgresql://me@h:1/d?options=-csearch_path%3Dx&passfile=")
    assert "p%3As" not in str(seen["arguments"])
    assert (seen["line"], seen["mode"]) == ("*:*:*:*:p\\:s\\\\s\n", 0o600)
    assert not Path(seen["file"]).exists()


@pytest.fixture(params=["postgresql"])
def server() -> Iterator[str]:
    """The URL of an upgraded PostgreSQL database of its own."""
    if not _POSTGRES or shutil.which("pg_dump") is None:
        pytest.skip("ROOTWARD_TEST_POSTGRES names no database, or PostgreSQL's client programs are not installed")
    name = f"b_{secrets.token_hex(6)}"
    url = sa.make_url(_POSTGRES).set(drivername="postgresql+psycopg")
    root = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    own = url.set(database=name)
    database = Database(own.render_as_string(hide_password=False))
    migrate.upgrade(database.write_engine)
    asyncio.run(database.close())
    yield own.render_as_string(hide_password=False)
    with root.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    root.dispose()


def _execute(url: str, *statements: str) -> list[sa.Row[tuple[int]]]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.tenant', 't', true)")
        for statement in statements[:-1]:
            connection.exec_driver_sql(statement)
        found = connection.exec_driver_sql(statements[-1])
        return list(found) if found.returns_rows else []


CHANGE = "INSERT INTO changes (tenant, seq, at, kind, ref, body) VALUES ('t', {}, 1, 'k', 'r', '{{}}')"


def test_a_role_that_sees_one_tenant_at_a_time_cannot_back_them_all_up(server: str, tmp_path: Path) -> None:
    _execute(server, CHANGE.format(1))
    with pytest.raises(Unavailable, match="row-level security") as refused:
        backup(server, tmp_path / "copy")
    assert "superuser or has BYPASSRLS" in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_server_database_is_restored_whole_over_what_is_there(server: str, tmp_path: Path) -> None:
    lowered = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in (*metadata.tables, "events_default")]
    _execute(server, CHANGE.format(1), *lowered)  # so that the role of the tests may do what an administrator's may
    assert backup(server, tmp_path / "copy") > 1000
    _execute(server, CHANGE.format(2))
    with pytest.raises(Unavailable, match="restore with --overwrite"):
        restore(server, tmp_path / "copy", overwrite=False)
    assert _execute(server, f"SELECT seq FROM {changes.name} ORDER BY seq") == [(1,), (2,)]
    restore(server, tmp_path / "copy", overwrite=True)
    assert _execute(server, f"SELECT seq FROM {changes.name} ORDER BY seq") == [(1,)]
    (tmp_path / "copy").write_bytes((tmp_path / "copy").read_bytes()[:-2000])
    with pytest.raises(Unavailable, match="pg_restore failed"):
        restore(server, tmp_path / "copy", overwrite=True)
    assert _execute(server, f"SELECT seq FROM {changes.name}") == [(1,)], "half a backup drops nothing"
