"""Revision 0002: governed_action.

Written by .ci/migration.py from rootward/schema; never changed once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PARTITIONED_TABLES: tuple[str, ...] = ()

TENANT_TABLES = (
    "actions",
    "approval_votes",
    "approvals",
    "audit_checkpoints",
    "audit_witnesses",
    "budget_balances",
    "budget_reservations",
    "delegations",
    "denied_tokens",
    "identity_links",
    "playbook_runs",
    "tool_offers",
    "tool_states",
    "usage_days",
)
"""A tenant sees its own rows and nothing else."""

QUEUE_TABLES = ("kill_switches",)
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


AUDIT_WALLS = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints BEGIN SELECT "
            "RAISE(ABORT, 'audit checkpoints are append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints BEGIN SELECT "
            "RAISE(ABORT, 'audit checkpoints are append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_checkpoints_no_replace BEFORE INSERT ON audit_checkpoints WHEN EXISTS (SELECT 1"
            " FROM audit_checkpoints WHERE tenant = NEW.tenant AND size = NEW.size) BEGIN SELECT RAISE(ABORT, "
            "'audit checkpoints are append-only'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE ON audit_checkpoints FOR EACH "
            "ROW EXECUTE FUNCTION audit_refuse('audit checkpoints are append-only')"
        ),
        (
            "CREATE TRIGGER audit_checkpoints_no_truncate BEFORE TRUNCATE ON audit_checkpoints FOR EACH STATEMENT"
            " EXECUTE FUNCTION audit_refuse('audit checkpoints are append-only')"
        ),
    ),
}
"""Audit entries are added and read, never changed: the database itself refuses."""


def upgrade() -> None:
    op.create_table(
        "actions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("schema_hash", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("args_sha256", sa.Text(), nullable=False),
        sa.Column("targets", sa.LargeBinary(), nullable=False),
        sa.Column("provenance", sa.LargeBinary(), nullable=False),
        sa.Column("declared", sa.LargeBinary(), nullable=False),
        sa.Column("requester", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=True),
        sa.Column("policy_sha256", sa.Text(), nullable=True),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("dry_run", sa.LargeBinary(), nullable=True),
        sa.Column("intent", sa.LargeBinary(), nullable=True),
        sa.Column("reservation_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("result_summary", sa.Text(), nullable=False),
        sa.Column("result_sha256", sa.Text(), nullable=False),
        sa.Column("error_class", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "action_id"),
    )
    op.create_index("actions_by_case", "actions", ["tenant", "case_id"], unique=False)
    op.create_index("actions_by_key", "actions", ["tenant", "idempotency_key"], unique=True)
    op.create_index("actions_by_run", "actions", ["tenant", "run_id"], unique=False)
    op.create_index("actions_by_state", "actions", ["tenant", "state", "created_at"], unique=False)
    op.create_index("actions_by_time", "actions", ["tenant", "created_at"], unique=False)
    op.create_index("actions_by_tool", "actions", ["tenant", "tool", "started_at"], unique=False)
    op.create_table(
        "approval_votes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("principal_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "approval_id", "principal_id", "verdict"),
    )
    op.create_index("approval_votes_by_link", "approval_votes", ["tenant", "link"], unique=True)
    op.create_table(
        "approvals",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("bound", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("roles", sa.LargeBinary(), nullable=False),
        sa.Column("excluded", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("consumed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.Column("break_glass", sa.Boolean(), nullable=False),
        sa.Column("review_due_at", sa.BigInteger(), nullable=True),
        sa.Column("review_reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        sa.Column("review_comment", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "approval_id"),
    )
    op.create_index("approvals_by_action", "approvals", ["tenant", "action_id"], unique=False)
    op.create_index("approvals_by_review", "approvals", ["tenant", "review_due_at"], unique=False)
    op.create_index("approvals_by_state", "approvals", ["tenant", "state", "expires_at"], unique=False)
    op.create_table(
        "audit_checkpoints",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "size"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_witnesses",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("witness", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "witness"),
    )
    op.create_table(
        "budget_balances",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ceiling", sa.Float(), nullable=True),
        sa.Column("reserved", sa.Float(), nullable=False),
        sa.Column("spent", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "scope", "period", "unit"),
        sqlite_with_rowid=False,
    )
    op.create_index("budget_balances_by_ceiling", "budget_balances", ["tenant", "ceiling"], unique=False)
    op.create_table(
        "budget_reservations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("reservation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("amounts", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "reservation_id"),
    )
    op.create_index("budget_reservations_by_state", "budget_reservations", ["tenant", "state", "until"], unique=False)
    op.create_table(
        "delegations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("delegation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_principal", sa.Text(), nullable=False),
        sa.Column("to_principal", sa.Text(), nullable=False),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "delegation_id"),
    )
    op.create_table(
        "denied_tokens",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("denied_by", sa.Text(), nullable=False),
        sa.Column("denied_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "jti"),
    )
    op.create_table(
        "identity_links",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "principal_id"),
    )
    op.create_table(
        "kill_switches",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("engaged", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("engaged_by", sa.Text(), nullable=False),
        sa.Column("engaged_at", sa.BigInteger(), nullable=False),
        sa.Column("lift_asked_by", sa.Text(), nullable=True),
        sa.Column("lift_asked_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "scope"),
    )
    op.create_table(
        "playbook_runs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("playbook_run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("playbook", sa.Text(), nullable=False),
        sa.Column("playbook_digest", sa.Text(), nullable=False),
        sa.Column("playbook_body", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.LargeBinary(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_body", sa.LargeBinary(), nullable=True),
        sa.Column("requested_by", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "playbook_run_id"),
    )
    op.create_index("playbook_runs_by_case", "playbook_runs", ["tenant", "case_id"], unique=False)
    op.create_index("playbook_runs_by_signature", "playbook_runs", ["tenant", "playbook", "signature"], unique=False)
    op.create_table(
        "tool_offers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "server", "tool"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tool_states",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=True),
        sa.Column("pinned", sa.Text(), nullable=True),
        sa.Column("quarantined", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "tool"),
    )
    op.create_table(
        "usage_days",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tool", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "day", "agent", "tool", "case_id"),
        sqlite_with_rowid=False,
    )
    op.add_column("agent_runs", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("agent_runs", sa.Column("digest", sa.Text(), nullable=True))
    op.add_column("agent_runs", sa.Column("prompt_hash", sa.Text(), nullable=True))
    op.add_column("agent_runs", sa.Column("details", sa.LargeBinary(), nullable=True))
    op.add_column("agent_runs", sa.Column("signature", sa.Text(), nullable=True))
    op.add_column("agent_runs", sa.Column("shape", sa.Text(), nullable=True))
    op.add_column("agent_runs", sa.Column("tokens", sa.BigInteger(), nullable=True))
    op.add_column("agent_runs", sa.Column("cost_usd", sa.Float(), nullable=True))
    op.create_index("agent_runs_by_agent", "agent_runs", ["tenant", "origin", "agent_name", "created_at"], unique=False)
    op.create_index("agent_runs_by_signature", "agent_runs", ["tenant", "signature", "created_at"], unique=False)
    op.create_index("agent_runs_by_time", "agent_runs", ["tenant", "origin", "created_at"], unique=False)
    op.add_column("agent_steps", sa.Column("details", sa.LargeBinary(), nullable=True))
    op.add_column("tool_calls", sa.Column("details", sa.LargeBinary(), nullable=True))
    if op.get_context().dialect.name == "postgresql":
        _on_postgresql()
    for statement in AUDIT_WALLS[op.get_context().dialect.name]:
        op.execute(statement)
