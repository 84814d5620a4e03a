"""Revision 0003: history of actions.

Written by .ci/migration.py from rootward/schema; never changed once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("actions_by_start", "actions", ["tenant", "started_at"], unique=False)
    packs = sa.text("kind = 'pack'")
    op.create_index(
        "changes_of_packs", "changes", ["tenant", "seq"], unique=False, sqlite_where=packs, postgresql_where=packs
    )
    if op.get_context().dialect.name == "postgresql":  # names in the order of their bytes, as SQLite has them
        op.execute('ALTER TABLE actions ALTER COLUMN tool TYPE text COLLATE "C"')
