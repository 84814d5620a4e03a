"""Revision 0005: case_list.

Written by .ci/migration.py from rootward/schema; never changed once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PARTITIONED_TABLES: tuple[str, ...] = ()

TENANT_TABLES = ("case_views",)
"""A tenant sees its own rows and nothing else."""

QUEUE_TABLES: tuple[str, ...] = ()
"""The dispatcher (`*`) sees every row of these: claiming work comes before its tenant is known."""


def _forced(table: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant_wall ON {table} USING ({rule})")


def _on_postgresql() -> None:
    for table in PARTITIONED_TABLES:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    mine = "tenant = current_setting('app.tenant', true)"
    for table in TENANT_TABLES:
        _forced(table, mine)
    for table in QUEUE_TABLES:
        _forced(table, f"{mine} OR current_setting('app.tenant', true) = '*'")


def upgrade() -> None:
    op.create_table(
        "case_views",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("view_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "view_id"),
    )
    op.create_index("case_views_by_name", "case_views", ["tenant", "owner", "name"], unique=True)
    op.add_column("cases", sa.Column("cause", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("cause_kind", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("affected", sa.Integer(), nullable=True))
    op.create_index("cases_by_entity", "cases", ["tenant", "entity", "state", "severity", "kind"], unique=False)
    op.create_index(
        "cases_by_facet", "cases", ["tenant", "state", "severity", "kind", "assigned_to", "cause_kind"], unique=False
    )
    op.create_index("cases_by_opened", "cases", ["tenant", "opened_at", "case_id"], unique=False)
    op.create_index("cases_by_severity", "cases", ["tenant", "severity", "opened_at", "case_id"], unique=False)
    op.create_index("cases_by_state_opened", "cases", ["tenant", "state", "opened_at", "case_id"], unique=False)
    op.create_index("cases_by_updated", "cases", ["tenant", "updated_at", "case_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        _on_postgresql()
