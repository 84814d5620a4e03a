"""Backups: consistent while in use, never overwriting, refused when damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rootward.errors import BadInput, Conflict
from rootward.kit.backup import backup, restore


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
