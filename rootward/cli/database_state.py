"""The state of the database: what can be told of it before, and whether or not, the application can be opened."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import sqlalchemy as sa

from rootward.errors import RootwardError
from rootward.kit import migrate
from rootward.kit.engines import parse_url
from rootward.settings import Settings

__all__ = ["Fact", "State", "database_state"]

State: TypeAlias = Literal["ok", "note", "warning", "wrong"]
Fact: TypeAlias = tuple[State, str, str]
"""How it stands, with what, and a sentence."""


def database_state(settings: Settings) -> Iterator[Fact]:
    """Nothing is made or changed by looking."""
    yield from _folder(settings.data_dir)
    try:
        url = parse_url(settings.resolved_database_url)
    except RootwardError as error:
        yield "wrong", "database", error.message
        return
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite and not Path(url.database or "").exists():
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        yield _schema(engine)
        if not is_sqlite:
            yield _wall(engine)
            yield _collation(engine)
    except RootwardError as error:
        yield "wrong", "database", error.message


def _folder(path: Path) -> Iterator[Fact]:
    if path.is_dir() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield "warning", "data folder", f"others on this machine can look into {path}: chmod 700 {path}"


def _schema(engine: sa.Engine) -> Fact:
    found, head = migrate.current_revision(engine), migrate.head_revision()
    if found == head:
        return "ok", "schema", f"revision {head}"
    if engine.dialect.name == "sqlite":
        return "note", "schema", f"revision {found or 'none'} becomes {head} when it is opened"
    return "wrong", "schema", f"revision {found or 'none'}, this version needs {head}: rootward db upgrade"


def _wall(engine: sa.Engine) -> Fact:
    if migrate.bypasses_row_security(engine):
        return "warning", "tenant wall", "the role may see every row: use one without SUPERUSER and BYPASSRLS"
    return "ok", "tenant wall", "row-level security holds for the role"


def _collation(engine: sa.Engine) -> Fact:
    if migrate.sorts_by_bytes(engine):
        return "ok", "collation", "text sorts by its bytes, as on SQLite"
    return "warning", "collation", "text does not sort as on SQLite, so reports may differ: use LC_COLLATE 'C'"
