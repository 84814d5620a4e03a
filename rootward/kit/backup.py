"""Backup and restore of the whole database, while it is in use (backup) or while nobody uses it (restore)."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from rootward.errors import BadInput, Conflict, Unavailable
from rootward.kit.engines import parse_url

__all__ = ["backup", "restore"]

_PAGES = 2000


def backup(url: str, target: Path) -> int:
    """Write a consistent copy to `target`, readable by us alone; returns its size in bytes.

    Raises Conflict when it exists, BadInput for a place where nothing can be written. What fails leaves no file.
    """
    if target.exists():
        raise Conflict(f"{target} exists already; a backup never overwrites", field="target", value=str(target))
    parsed = parse_url(url)
    with _part(target) as part:
        if parsed.get_backend_name() == "sqlite":
            _backup_sqlite(Path(str(parsed.database)), part)
        else:
            with _reached(parsed) as where:
                _run("pg_dump", "--format=custom", f"--file={part}", where)
    return target.stat().st_size


def restore(url: str, source: Path, *, overwrite: bool) -> None:
    """Put a backup in place, whole or not at all. Raises BadInput for a file that is no intact backup, Conflict when
    data would be lost."""
    if not source.is_file():
        raise BadInput(f"there is no backup {str(source)!r}", field="source", value=str(source))
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        _restore_sqlite(source, Path(str(parsed.database)), overwrite=overwrite)
    else:
        _restore_postgresql(source, parsed, overwrite=overwrite)


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A file beside `target` that becomes it when the block ends well, and is gone otherwise."""
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror}", field="target", value=str(target)) from error
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _backup_sqlite(database: Path, part: Path) -> None:
    if not database.exists():
        raise BadInput(f"there is no database {str(database)!r}", field="database_url", value=str(database))
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy, pages=_PAGES)
    except sqlite3.Error as error:
        raise Unavailable(f"{database} could not be copied: {error}", who="database") from error
    _check(part)


def _restore_sqlite(source: Path, database: Path, *, overwrite: bool) -> None:
    _check(source)
    if database.exists() and not overwrite:
        raise Conflict(
            f"{database} exists; stop the server and restore with --overwrite", field="database_url",
            value=str(database),
        )  # fmt: skip
    database.parent.mkdir(parents=True, exist_ok=True)
    with _part(database) as part:
        shutil.copyfile(source, part)
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)


def _restore_postgresql(source: Path, url: sa.URL, *, overwrite: bool) -> None:
    """The backup as statements, after those that drop what it makes: pg_restore cannot drop partitions itself."""
    found = [_LISTED.match(line) for line in _run("pg_restore", "--list", str(source)).splitlines()]
    made = [f'DROP {made["kind"]} IF EXISTS "{made["schema"]}"."{made["name"]}" CASCADE;\n' for made in found if made]
    with tempfile.TemporaryDirectory(prefix="rootward-") as folder, _reached(url) as where:
        drops, makes = Path(folder, "drops.sql"), Path(folder, "makes.sql")
        drops.write_text("".join(made) if overwrite else "")
        _run("pg_restore", f"--file={makes}", str(source))
        quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        _run("psql", *quiet, f"--file={drops}", f"--file={makes}", where)


_LISTED = re.compile(r"\d+; \d+ \d+ (?P<kind>TABLE|FUNCTION) (?!DATA |ATTACH )(?P<schema>\w+) (?P<name>\w+)")


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path} is not an intact backup: {error}", field="source", value=str(path)) from error
    if answer != "ok":
        raise BadInput(f"{path} is damaged: {answer}", field="source", value=str(path))


@contextmanager
def _reached(url: sa.URL) -> Iterator[str]:
    """The URL for PostgreSQL's programs, with the password in a file: everybody on the machine sees arguments."""
    where = url.set(drivername="postgresql")
    if url.password is None:
        yield where.render_as_string()
        return
    with tempfile.NamedTemporaryFile("w", prefix="rootward-", suffix=".pgpass") as secret:
        escaped = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
        secret.write(f"*:*:*:*:{escaped}\n")
        secret.flush()
        named = sa.URL.create(
            "postgresql", where.username, None, where.host, where.port, where.database,
            {**where.query, "passfile": secret.name},
        )  # fmt: skip
        yield named.render_as_string()


def _run(program: str, *arguments: str) -> str:
    """What the program prints. Raises Unavailable with what it complains of."""
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is not installed; it comes with PostgreSQL's client programs", who=program)
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 argv, no shell
    if done.returncode != 0:
        said = "\n".join(line[:200] for line in done.stderr.strip().splitlines()[-8:])
        advice = next((text for sign, text in _ADVICE.items() if sign in said), "")
        raise Unavailable(f"{program} failed: {said}{advice}", who=program)
    return done.stdout


_ADVICE = {
    "row-level security": "\nA role that sees one tenant at a time cannot copy them all: use a database URL whose role "
    "is a superuser or has BYPASSRLS, for the backup only",
    "already exists": "\nThe database is not empty: stop the servers and restore with --overwrite",
}
