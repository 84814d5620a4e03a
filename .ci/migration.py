"""Write a migration from the difference between the newest revision and rootward/schema.

`python .ci/migration.py NAME` writes the next revision; `--foundation` writes 0001 again, which is allowed only until
it is released. What it writes is static: it never imports the schema, so that a later change cannot alter the past.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext

from rootward.audit.walls import walls
from rootward.kit.db import Json
from rootward.kit.migrate import MIGRATIONS, revisions, upgrade
from rootward.schema import QUEUE_TABLES, metadata

PARTITIONED = {"events": "ts"}

HEAD = '''"""Revision {revision}: {title}.

Written by .ci/migration.py from rootward/schema; never changed once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}

'''

POSTGRES = '''
TENANT_TABLES = {tenant_tables}
"""A tenant sees its own rows and nothing else."""

QUEUE_TABLES = {queue_tables}
"""The dispatcher (`*`) sees every row of these: claiming work comes before its tenant is known."""


def _forced(table: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {{table}} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant_wall ON {{table}} USING ({{rule}})")


def _on_postgresql() -> None:
    for table in PARTITIONED_TABLES:
        op.execute(f"CREATE TABLE {{table}}_default PARTITION OF {{table}} DEFAULT")
    mine = "tenant = current_setting('app.tenant', true)"
    for table in TENANT_TABLES:
        _forced(table, mine)
    for table in QUEUE_TABLES:
        _forced(table, f"{{mine}} OR current_setting('app.tenant', true) = '*'")
'''

WALLS = '''
AUDIT_WALLS = {{
    "sqlite": {sqlite},
    "postgresql": {postgresql},
}}
"""Audit entries are added and read, never changed: the database itself refuses."""
'''


def main(arguments: list[str]) -> None:
    foundation = "--foundation" in arguments
    name = "foundation" if foundation else arguments[0]
    number = 1 if foundation else int(revisions()[-1]) + 1
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    if not foundation:
        upgrade(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "compare_type": True})
        script = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    if script.upgrade_ops.is_empty():
        sys.exit("rootward/schema says nothing that the newest revision does not")
    target = MIGRATIONS / "versions" / f"{number:04}_{re.sub('[^a-z0-9]+', '_', name.lower())}.py"
    target.write_text(_text(number, name, script.upgrade_ops))
    for step in (["format", "--quiet"], ["check", "--quiet"]):
        subprocess.run([Path(sys.executable).with_name("ruff"), *step, target], check=True)  # noqa: S603 (our own ruff)
    print(target.relative_to(MIGRATIONS.parent.parent))


def _text(number: int, name: str, upgrade_ops: ops.UpgradeOps) -> str:
    made = [item.table_name for item in upgrade_ops.ops if isinstance(item, ops.CreateTableOp)]
    for item in upgrade_ops.ops:
        if isinstance(item, ops.CreateTableOp) and item.table_name in PARTITIONED:
            item.kw["postgresql_partition_by"] = f"RANGE ({PARTITIONED[item.table_name]})"
    body = render_python_code(upgrade_ops, render_item=_render)
    body = re.sub(r"^ *#.*\n?", "", body, flags=re.MULTILINE)
    body = re.sub(r",\s*sqlite_with_rowid=True", "", body)
    parts = [HEAD.format(revision=f"{number:04}", title=name, down=None if number == 1 else f'"{number - 1:04}"')]
    if made:
        partitioned = tuple(table for table in made if table in PARTITIONED)
        tenant = tuple(t for t in made if t not in QUEUE_TABLES) + tuple(f"{t}_default" for t in partitioned)
        parts.append(f"PARTITIONED_TABLES: tuple[str, ...] = {partitioned!r}\n")
        parts.append(
            POSTGRES.format(tenant_tables=tenant, queue_tables=tuple(table for table in made if table in QUEUE_TABLES))
        )
    built = {dialect: walls(dialect, made) for dialect in ("sqlite", "postgresql")}
    if any(built.values()):
        parts.append(WALLS.format(**{dialect: _literals(statements) for dialect, statements in built.items()}))
    parts.append(f"\n\ndef upgrade() -> None:\n    {body.strip()}\n")
    if made:
        parts.append('    if op.get_context().dialect.name == "postgresql":\n        _on_postgresql()\n')
    if any(built.values()):
        parts.append(
            "    for statement in AUDIT_WALLS[op.get_context().dialect.name]:\n        op.execute(statement)\n"
        )
    return "".join(parts)


def _literals(statements: Iterable[str]) -> str:
    """A tuple of string literals whose lines fit the house's width; white space in SQL is one space."""
    lines = (textwrap.wrap(" ".join(statement.split()), 100, drop_whitespace=False) for statement in statements)
    return "(" + "".join("(" + "\n".join(json.dumps(line) for line in wrapped) + "),\n" for wrapped in lines) + ")"


def _render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """`Json` is bytes to the database; a migration must not depend on a class that may change."""
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Json) else False


if __name__ == "__main__":
    main(sys.argv[1:])
