"""Running migrations and comparing schemas with Alembic; kit/migrate.py loads this only when it is needed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from rootward.kit.migrate import MIGRATIONS
from rootward.kit.planner import tell_planner

__all__ = ["differences", "run", "sql"]


def run(connection: sa.Connection) -> None:
    """Upgrade inside the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        tell_planner(connection)


def sql(dialect: str) -> str:
    """Every statement that `run` would send to an empty database of `dialect`; for administrators who apply it."""
    config, output = _config(), io.StringIO()
    config.attributes |= {"dialect": dialect, "output": output}
    command.upgrade(config, "head", sql=True)
    return output.getvalue()


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[str]:
    """What Alembic sees, and what it does not look at: SQLite's clustered tables, PostgreSQL's row-level security."""
    partitions = _partitions(connection)

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name not in partitions

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
    found = [_sentence(difference) for difference in _flat(compare_metadata(context, metadata))]
    return found + (_unclustered(connection, metadata) if connection.dialect.name == "sqlite" else _open(connection))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _partitions(connection: sa.Connection) -> frozenset[str]:
    if connection.dialect.name != "postgresql":
        return frozenset()
    rows = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relispartition AND relnamespace = current_schema()::regnamespace"
    )
    return frozenset(rows.scalars())


def _flat(found: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    """Alembic groups the changes of one column in a list; everything else is a tuple."""
    for item in found:
        if isinstance(item, list):
            yield from item
        else:
            yield item


def _sentence(difference: tuple[Any, ...]) -> str:
    verb, *facts = difference
    named = (getattr(fact, "name", fact) for fact in facts if isinstance(fact, str) or hasattr(fact, "name"))
    return f"{verb.replace('_', ' ')}: {'.'.join(str(name) for name in named)}"


def _unclustered(connection: sa.Connection, metadata: sa.MetaData) -> list[str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    there = {name: "WITHOUT ROWID" in (text or "") for name, text in rows}
    wanted = {table.name: not table.dialect_options["sqlite"]["with_rowid"] for table in metadata.sorted_tables}
    return [
        f"clustering differs: {name} should {'' if wanted[name] else 'not '}be WITHOUT ROWID"
        for name in wanted
        if name in there and there[name] != wanted[name]
    ]


def _open(connection: sa.Connection) -> list[str]:
    """Tables (partitions too) of this schema where a tenant's rows are not behind forced row-level security."""
    rows = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
        " AND relname <> 'alembic_version' AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
    )
    return [f"row-level security is not forced: {name}" for name in rows.scalars()]
