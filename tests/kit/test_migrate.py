"""Migrations give exactly the schema of rootward/schema, and on PostgreSQL a wall between tenants."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from rootward.errors import Misconfigured, Unavailable
from rootward.kit import migrate, migrate_steps
from rootward.kit.db import Database
from rootward.schema import QUEUE_TABLES, cases, changes, events, messages, metadata

_CHANGE = {"seq": 1, "at": 1, "kind": "case", "ref": "case_1", "body": {}}


def test_an_upgraded_database_is_what_the_schema_says(upgraded: sa.Engine) -> None:
    assert migrate.check(upgraded, metadata) == []


def test_an_empty_database_has_no_revision_and_differs_in_every_table(engine: sa.Engine) -> None:
    assert migrate.current_revision(engine) is None
    missing = [sentence for sentence in migrate.check(engine, metadata) if sentence.startswith("add table")]
    assert len(missing) == len(metadata.tables)


def test_an_upgrade_says_from_where_to_where_and_does_nothing_the_second_time(engine: sa.Engine) -> None:
    assert migrate.upgrade(engine) == (None, migrate.head_revision())
    assert migrate.upgrade(engine) == (migrate.head_revision(), migrate.head_revision())
    assert migrate.current_revision(engine) == migrate.head_revision()


def test_a_column_that_is_gone_is_found(upgraded: sa.Engine) -> None:
    with upgraded.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE cases DROP COLUMN title")
    assert migrate.check(upgraded, metadata) == ["add column: cases.title"]


def test_a_database_of_a_newer_version_is_refused(upgraded: sa.Engine) -> None:
    with upgraded.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Misconfigured, match="9999"):
        migrate.upgrade(upgraded)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:////nowhere/at/all.db", "unable to open"),
        ("sqlite:///README.md", "not a database"),
        ("postgresql://me:hidden@127.0.0.1:1/none", "refused"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(url: str, why: str) -> None:
    database = Database(url)
    for ask in (migrate.current_revision, migrate.upgrade, migrate.sorts_by_bytes):
        with pytest.raises(Unavailable, match=why) as refused:
            ask(database.write_engine)
        assert refused.value.message.startswith(f"the database {url.partition(':')[0]}://")
        assert "hidden" not in refused.value.message
    asyncio.run(database.close())


def test_text_sorts_by_its_bytes(engine: sa.Engine) -> None:
    assert migrate.sorts_by_bytes(engine), "the tests must run on a database with the collation C"


def test_an_upgrade_that_fails_changes_nothing(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE spans (tenant text)")
    with pytest.raises(Misconfigured, match="spans"):
        migrate.upgrade(engine)
    assert sa.inspect(engine).get_table_names() == ["spans"]


def test_audit_entries_cannot_be_changed_or_removed(upgraded: sa.Engine) -> None:
    _write(upgraded, "one", "INSERT INTO audit_entries VALUES ('one', 1, 1, 'a', 'b', 'c')")
    for statement in ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(sa.exc.DBAPIError):
            _write(upgraded, "one", statement)


def test_a_database_that_is_up_to_date_is_told_without_alembic(tmp_path: Path) -> None:
    path = tmp_path / "ready.db"
    migrate.upgrade(sa.create_engine(f"sqlite:///{path}"))
    script = (
        "import sys, sqlalchemy as sa; from rootward.kit import migrate;"
        "migrate.upgrade(sa.create_engine(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, f"sqlite:///{path}"], timeout=200).returncode == 0


def test_cases_that_were_there_before_get_the_source_of_their_first_event(engine: sa.Engine) -> None:
    _upgrade_to(engine, "0005")
    for tenant in ("one", "two"):
        for case, links in {"case_1": ((7, 2, "late"), (5, 1, "first")), "case_2": (), "case_3": ((9, 3, ""),)}.items():
            _write(engine, tenant, _row("cases", tenant, case_id=case, number=case))
            for ts, seq, source in links:
                event = {"case_id": case, "event_id": f"evt_{ts}", "event_ts": ts, "seq": seq}
                _write(engine, tenant, _row("case_events", tenant, **event))
                if source:  # that of the third is not kept any more
                    _write(engine, tenant, sa.insert(events).values(_event(tenant, ts) | {"source": source + tenant}))
    migrate.upgrade(engine)
    assert migrate.check(engine, metadata) == []
    for tenant in ("one", "two"):
        with engine.begin() as connection:
            _enter(connection, tenant)
            query = sa.select(cases.c.case_id, cases.c.source).where(cases.c.tenant == tenant)
            found = {row.case_id: row.source for row in connection.execute(query)}
        assert found == {"case_1": f"first{tenant}", "case_2": None, "case_3": None}


def test_every_table_is_behind_row_level_security_in_the_statements_for_postgresql() -> None:
    statements = migrate_steps.sql("postgresql")
    for table in metadata.tables:
        assert f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" in statements
        policy = statements.partition(f"CREATE POLICY tenant_wall ON {table} USING ")[2].partition(";")[0]
        assert ("'*'" in policy) == (table in QUEUE_TABLES), table
    assert "PARTITION BY RANGE (ts)" in statements


def test_revisions_are_numbered_without_a_gap_and_follow_each_other() -> None:
    assert migrate.revisions() == tuple(f"{number:04}" for number in range(1, len(migrate.revisions()) + 1))
    for path in (migrate.MIGRATIONS / "versions").glob("[0-9]*.py"):
        number = int(path.stem[:4])
        text = path.read_text()
        assert f'revision = "{number:04}"' in text
        assert f"down_revision = {f'{number - 1:04}'!r}".replace("'", '"') in text or number == 1


def test_another_tenants_rows_cannot_be_read_changed_or_written(postgres: sa.Engine) -> None:
    _write(postgres, "one", sa.insert(changes).values(tenant="one", **_CHANGE))
    assert _count(postgres, "one", changes) == 1
    for stranger in ("two", "", "*"):
        assert _count(postgres, stranger, changes) == 0
        assert _write(postgres, stranger, "DELETE FROM changes") == 0
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        _write(postgres, "two", sa.insert(changes).values(tenant="one", **(_CHANGE | {"seq": 2})))


def test_a_connection_that_names_no_tenant_sees_nothing(postgres: sa.Engine) -> None:
    _write(postgres, "one", sa.insert(changes).values(tenant="one", **_CHANGE))
    with postgres.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(changes)).scalar_one() == 0


def test_the_wall_holds_for_the_role_that_owns_the_tables(postgres: sa.Engine) -> None:
    assert not migrate.bypasses_row_security(postgres), "the tests must connect with an ordinary role"


def test_the_dispatcher_sees_queues_of_all_tenants(postgres: sa.Engine) -> None:
    for tenant in ("one", "two"):
        row = dict.fromkeys(("created_at", "available_at", "attempts", "lease_token", "lease_until"), 0)
        row |= {"tenant": tenant, "message_id": tenant, "topic": "t", "key": "k", "body": {}}
        _write(postgres, tenant, sa.insert(messages).values(**row))
    assert [_count(postgres, tenant, messages) for tenant in ("one", "two", "*")] == [1, 1, 2]


def test_a_partition_read_by_its_own_name_is_behind_the_wall_too(postgres: sa.Engine) -> None:
    _write(postgres, "one", sa.insert(events).values(_event("one", 5)))
    default = sa.table("events_default", sa.column("tenant"))
    assert [_count(postgres, tenant, default) for tenant in ("one", "two")] == [1, 0]


def test_a_table_outside_the_wall_is_found(postgres: sa.Engine) -> None:
    with postgres.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE spans NO FORCE ROW LEVEL SECURITY")
    assert migrate.check(postgres, metadata) == ["row-level security is not forced: spans"]


def _upgrade_to(engine: sa.Engine, revision: str) -> None:
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _row(table: str, tenant: str, **values: object) -> sa.Insert:
    """A row of revision 0005, which has no source yet."""
    columns = {column.name: column.type for column in metadata.tables[table].c if column.name != "source"}
    blank = {name: 0 if isinstance(kind, sa.Integer | sa.Float) else "x" for name, kind in columns.items()}
    return sa.table(table, *map(sa.column, columns)).insert().values(blank | {"tenant": tenant} | values)


def _event(tenant: str, ts: int) -> dict[str, object]:
    row: dict[str, object] = {column.name: "x" for column in events.c}
    row |= {"entity": {}, "correlation_ids": {}, "payload": {}, "marks": [], "received_at": 0, "seq": 1}
    return row | {"tenant": tenant, "ts": ts, "id": f"evt_{ts}"}


def _enter(connection: sa.Connection, tenant: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config("app.tenant", tenant, True)))


def _write(engine: sa.Engine, tenant: str, statement: str | sa.Executable) -> int:
    with engine.begin() as connection:
        _enter(connection, tenant)
        return connection.execute(sa.text(statement) if isinstance(statement, str) else statement).rowcount


def _count(engine: sa.Engine, tenant: str, table: sa.FromClause) -> int:
    with engine.begin() as connection:
        _enter(connection, tenant)
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
