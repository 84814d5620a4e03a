"""Revision 0006: case_source.

Written by .ci/migration.py from rootward/schema, but for the source of the cases that are there already; never changed
once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_READ = ("cases", "case_events", "events")

_FILL = """
UPDATE cases SET source = (
  SELECT e.source FROM case_events AS l JOIN events AS e
    ON e.tenant = l.tenant AND e.ts = l.event_ts AND e.id = l.event_id
  WHERE l.tenant = cases.tenant AND l.case_id = cases.case_id
  ORDER BY l.seq, l.event_ts, l.event_id LIMIT 1
)
"""
"""The first event that came into each case and is still kept. Every tenant's: on PostgreSQL the owner of the tables,
who upgrades, has to step over the wall between tenants for it."""


def upgrade() -> None:
    op.add_column("cases", sa.Column("source", sa.Text(), nullable=True))
    op.drop_index(op.f("cases_by_facet"), table_name="cases")
    is_walled = op.get_context().dialect.name == "postgresql"
    for table in _READ if is_walled else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_FILL)
    for table in _READ if is_walled else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.create_index(
        "cases_by_facet",
        "cases",
        ["tenant", "state", "severity", "kind", "assigned_to", "cause_kind", "source"],
        unique=False,
    )
