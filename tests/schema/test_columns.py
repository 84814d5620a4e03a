"""Every table is one tenant's, and says what it needs."""

from __future__ import annotations

import sqlalchemy as sa

from rootward import schema
from rootward.schema.columns import key, need, table, tenant

WITHOUT_TENANT_KEY = {"audit_staged"}  # its rows are numbered before they are anybody's entries


def test_every_table_is_keyed_by_tenant_first() -> None:
    wrong = [
        name for name, found in schema.metadata.tables.items()
        if name not in WITHOUT_TENANT_KEY and next(iter(found.primary_key)).name != "tenant"
    ]  # fmt: skip
    assert wrong == []


def test_a_table_is_written_down_in_four_words() -> None:
    made = table("written_down", tenant(), key("name"), need("value"), clustered=True)
    schema.metadata.remove(made)
    assert [column.name for column in made.primary_key] == ["tenant", "name"]
    assert not made.c.value.nullable
    assert "WITHOUT ROWID" in str(sa.schema.CreateTable(made).compile(dialect=sa.create_engine("sqlite://").dialect))


def test_every_table_can_be_imported_by_its_name() -> None:
    assert sorted(schema.metadata.tables) == sorted(set(schema.__all__) - {"QUEUE_TABLES", "metadata"})
