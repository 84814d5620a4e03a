"""Revision 0007: keys_by_page.

Written by hand from rootward/schema: on PostgreSQL an index becomes a summary of pages; never changed once it is
released.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.drop_index("ingest_keys_by_seq", table_name="ingest_keys")
    op.create_index("ingest_keys_by_seq", "ingest_keys", ["tenant", "seq"], unique=False, postgresql_using="brin")
