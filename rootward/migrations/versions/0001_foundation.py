"""Revision 0001: foundation.

Written by .ci/migration.py from rootward/schema.py; never changed once it is released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

PARTITIONED_TABLES = ("events",)

TENANT_TABLES = (
    "agent_steps",
    "alert_states",
    "audit_entries",
    "audit_heads",
    "case_events",
    "case_keys",
    "case_timeline",
    "cases",
    "changes",
    "dead_letters",
    "detector_states",
    "document_sections",
    "document_terms",
    "documents",
    "events",
    "evidence_items",
    "guardrail_events",
    "idempotency_keys",
    "ingest_keys",
    "investigations",
    "log_records",
    "log_templates",
    "memories",
    "metric_chunks",
    "metric_series",
    "pack_activations",
    "pack_versions",
    "reports",
    "sources_seen",
    "spans",
    "tool_calls",
    "topology_edges",
    "events_default",
)
"""A tenant sees its own rows and nothing else."""

QUEUE_TABLES = ("agent_runs", "audit_staged", "messages", "principals", "tenants", "tokens")
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
            "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, "
            "'audit entries are append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, "
            "'audit entries are append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries WHEN EXISTS (SELECT 1 FROM "
            "audit_entries WHERE tenant = NEW.tenant AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'audit entries "
            "are append-only'); END"
        ),
        (
            "CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'the "
            "head of an audit log only grows'); END"
        ),
        (
            "CREATE TRIGGER audit_heads_no_replace BEFORE INSERT ON audit_heads WHEN EXISTS (SELECT 1 FROM "
            "audit_heads WHERE tenant = NEW.tenant) BEGIN SELECT RAISE(ABORT, 'the head of an audit log only "
            "grows'); END"
        ),
        (
            "CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads WHEN NEW.size <= OLD.size OR "
            "NEW.tenant <> OLD.tenant OR NEW.log_id <> OLD.log_id BEGIN SELECT RAISE(ABORT, 'the head of an audit"
            " log only grows'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
            "MESSAGE = TG_ARGV[0], ERRCODE = 'insufficient_privilege'; END $$"
        ),
        (
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW "
            "EXECUTE FUNCTION audit_refuse('audit entries are append-only')"
        ),
        (
            "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE"
            " FUNCTION audit_refuse('audit entries are append-only')"
        ),
        (
            "CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION "
            "audit_refuse('the head of an audit log only grows')"
        ),
        (
            "CREATE TRIGGER audit_heads_no_truncate BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE "
            "FUNCTION audit_refuse('the head of an audit log only grows')"
        ),
        (
            "CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads FOR EACH ROW WHEN (NEW.size <= "
            "OLD.size OR NEW.tenant <> OLD.tenant OR NEW.log_id <> OLD.log_id) EXECUTE FUNCTION audit_refuse('the"
            " head of an audit log only grows')"
        ),
    ),
}
"""Audit entries are added and read, never changed: the database itself refuses."""


def upgrade() -> None:
    op.create_table(
        "agent_runs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("agent_version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("input", sa.LargeBinary(), nullable=False),
        sa.Column("error_type", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.Column("correlation_ids", sa.LargeBinary(), nullable=False),
        sa.Column("cost", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("wake_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "run_id", "revision"),
    )
    op.create_index("agent_runs_by_lease", "agent_runs", ["status", "lease_until"], unique=False)
    op.create_table(
        "agent_steps",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("input_summary", sa.Text(), nullable=False),
        sa.Column("output_summary", sa.Text(), nullable=False),
        sa.Column("output", sa.LargeBinary(), nullable=True),
        sa.Column("error_type", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "run_id", "revision", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert_states",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("transitions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "fingerprint"),
    )
    op.create_index("alert_states_by_case", "alert_states", ["tenant", "case_id"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_heads",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("log_id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.create_table(
        "audit_staged",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "case_events",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("event_ts", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_id", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("case_events_by_event", "case_events", ["tenant", "event_id"], unique=False)
    op.create_table(
        "case_keys",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_timeline",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cases",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("first_event_ts", sa.BigInteger(), nullable=False),
        sa.Column("last_event_ts", sa.BigInteger(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("flaps", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("recurrence_of", sa.Text(), nullable=True),
        sa.Column("split_from", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_id"),
    )
    op.create_index("cases_by_number", "cases", ["tenant", "number"], unique=True)
    op.create_index("cases_by_state", "cases", ["tenant", "state", "updated_at"], unique=False)
    op.create_table(
        "changes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dead_letters",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_table(
        "detector_states",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("tracks", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.create_table(
        "document_sections",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "document_id", "seq", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document_terms",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "term", "document_id", "seq", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("document_terms_by_document", "document_terms", ["tenant", "document_id", "seq"], unique=False)
    op.create_table(
        "documents",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "document_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("ts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("entity", sa.LargeBinary(), nullable=False),
        sa.Column("correlation_ids", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("ingest_id", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "ts", "id"),
        postgresql_partition_by="RANGE (ts)",
        sqlite_with_rowid=False,
    )
    op.create_index("events_by_id", "events", ["tenant", "id"], unique=False)
    op.create_index("events_by_seq", "events", ["tenant", "seq"], unique=False)
    op.create_table(
        "evidence_items",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("window_start", sa.BigInteger(), nullable=False),
        sa.Column("window_end", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("onset", sa.BigInteger(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("magnitude", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "evidence_id"),
    )
    op.create_table(
        "guardrail_events",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "run_id", "revision", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key"),
    )
    op.create_table(
        "ingest_keys",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("ingest_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "ingest_id"),
    )
    op.create_index("ingest_keys_by_seq", "ingest_keys", ["tenant", "seq"], unique=False)
    op.create_table(
        "investigations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("investigation_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("pct", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("pins", sa.LargeBinary(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "investigation_id"),
    )
    op.create_index("investigations_by_case", "investigations", ["tenant", "case_id"], unique=False)
    op.create_table(
        "log_records",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("ts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=False),
        sa.Column("span_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "ts", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_templates",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "template_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memories",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("fixed_by", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "case_id", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "messages",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("available_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "message_id"),
    )
    op.create_index("messages_by_topic", "messages", ["topic", "available_at"], unique=False)
    op.create_table(
        "metric_chunks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("start_ts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("end_ts", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("min_seq", sa.BigInteger(), nullable=False),
        sa.Column("max_seq", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "series_id", "start_ts", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("metric_chunks_by_time", "metric_chunks", ["tenant", "start_ts"], unique=False)
    op.create_table(
        "metric_series",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.Column("bounds", sa.LargeBinary(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "series_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("metric_series_by_entity", "metric_series", ["tenant", "entity", "name"], unique=False)
    op.create_table(
        "pack_activations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name"),
    )
    op.create_table(
        "pack_versions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", "digest"),
    )
    op.create_table(
        "principals",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "principal_id"),
    )
    op.create_table(
        "reports",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("investigation_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("degraded", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "report_id"),
    )
    op.create_index("reports_by_case", "reports", ["tenant", "case_id"], unique=False)
    op.create_table(
        "sources_seen",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_ts", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("mean_gap_ns", sa.BigInteger(), nullable=False),
        sa.Column("silent_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "source"),
    )
    op.create_table(
        "spans",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("ts", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("trace_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("span_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("duration_ns", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "ts", "trace_id", "span_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("spans_by_trace", "spans", ["tenant", "trace_id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("change_seq", sa.BigInteger(), nullable=False),
        sa.Column("case_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.create_table(
        "tokens",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("principal_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "token_id"),
    )
    op.create_index("tokens_by_digest", "tokens", ["digest"], unique=True)
    op.create_table(
        "tool_calls",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("step_id", sa.Text(), nullable=False),
        sa.Column("tool_name", sa.Text(), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("schema_hash", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("args_json", sa.LargeBinary(), nullable=False),
        sa.Column("args_hash", sa.Text(), nullable=False),
        sa.Column("result_summary", sa.Text(), nullable=False),
        sa.Column("result_hash", sa.Text(), nullable=False),
        sa.Column("error_class", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "run_id", "revision", "call_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "topology_edges",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("src", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("dst", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("bucket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "src", "dst", "relation", "origin", "bucket"),
        sqlite_with_rowid=False,
    )
    op.create_index("topology_edges_by_time", "topology_edges", ["tenant", "bucket"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        _on_postgresql()
    for statement in AUDIT_WALLS[op.get_context().dialect.name]:
        op.execute(statement)
