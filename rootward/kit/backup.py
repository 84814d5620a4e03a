"""Backup and restore of the whole database, while it is in use (backup) or while nobody uses it (restore)."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from rootward.errors import BadInput, Conflict, Unavailable

__all__ = ["backup", "restore"]

_PAGES = 2000


def backup(url: str, target: Path) -> int:
    """Write a consistent copy to `target`; returns its size in bytes. Raises Conflict when it exists."""
    if target.exists():
        raise Conflict(f"{target} exists already; a backup never overwrites", field="target", value=str(target))
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _backup_sqlite(Path(str(parsed.database)), target)
    else:
        _run("pg_dump", "--format=custom", f"--file={target}", _plain(parsed))
    return target.stat().st_size


def restore(url: str, source: Path, *, overwrite: bool) -> None:
    """Put a backup in place. Raises BadInput for a file that is no intact backup, Conflict when data would be lost."""
    if not source.is_file():
        raise BadInput(f"there is no backup {str(source)!r}", field="source", value=str(source))
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _restore_sqlite(source, Path(str(parsed.database)), overwrite=overwrite)
        return
    clean = ("--clean", "--if-exists") if overwrite else ()
    _run("pg_restore", "--exit-on-error", "--single-transaction", *clean, f"--dbname={_plain(parsed)}", str(source))


def _backup_sqlite(database: Path, target: Path) -> None:
    if not database.exists():
        raise BadInput(f"there is no database {str(database)!r}", field="database_url", value=str(database))
    part = target.with_name(target.name + ".part")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy, pages=_PAGES)
    _check(part)
    part.replace(target)


def _restore_sqlite(source: Path, database: Path, *, overwrite: bool) -> None:
    _check(source)
    if database.exists() and not overwrite:
        raise Conflict(
            f"{database} exists; stop the server and restore with --overwrite", field="database_url",
            value=str(database),
        )  # fmt: skip
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(database.name + ".part")
    shutil.copyfile(source, part)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    part.replace(database)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path} is not an intact backup: {error}", field="source", value=str(path)) from error
    if answer != "ok":
        raise BadInput(f"{path} is damaged: {answer}", field="source", value=str(path))


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is not installed; it comes with PostgreSQL's client programs", who=program)
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 argv, no shell
    if done.returncode != 0:
        raise Unavailable(f"{program} failed: {done.stderr.strip()[-500:]}", who=program)
