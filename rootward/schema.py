"""Every table on one page: facts (append-only) first, then state (one writer each).

Rules: every table has `tenant`; times are int64 nanoseconds UTC; `seq` is the tenant's change sequence at which a row
became visible, so that `seq <= as_of` is a stable picture of the past; JSON is compact UTF-8 bytes (kit.db.Json).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, Text

from rootward.kit.db import Json

metadata = sa.MetaData()


def _table(name: str, *columns: Any, clustered: bool = False) -> sa.Table:
    """`clustered` keeps SQLite's rows in primary-key order, which is how they are read."""
    return sa.Table(name, metadata, *columns, sqlite_with_rowid=not clustered)


def _tenant() -> Column[str]:
    return Column("tenant", Text, primary_key=True)


def _key(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


def _need(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, nullable=False)


# ---- facts: events and telemetry ------------------------------------------------------------------------------------

changes = _table(
    "changes",
    _tenant(),
    _key("seq", BigInteger),
    _need("at", BigInteger),
    _need("kind"),  # ingest, case, investigation, …: what an SSE subscriber filters on
    _need("ref"),
    _need("body", Json),
    clustered=True,
)

events = _table(
    "events",
    _tenant(),
    _key("ts", BigInteger),
    _key("id"),
    _need("source"),
    _need("event_type"),
    _need("severity"),
    _need("entity", Json),
    _need("correlation_ids", Json),
    _need("payload", Json),
    _need("ingest_id"),
    _need("schema_version"),
    _need("received_at", BigInteger),
    _need("marks", Json),  # late, skewed, redacted
    _need("seq", BigInteger),
    clustered=True,
)
sa.Index("events_by_id", events.c.tenant, events.c.id)
sa.Index("events_by_seq", events.c.tenant, events.c.seq)

ingest_keys = _table(  # not clustered: ids come in any order, and a page of small index entries is written less often
    "ingest_keys",
    _tenant(),
    _key("ingest_id"),
    _need("digest", LargeBinary),  # keyed HMAC-SHA256 of the raw item
    _need("ref"),  # event id, or what the item became
    _need("seq", BigInteger),
)
sa.Index("ingest_keys_by_seq", ingest_keys.c.tenant, ingest_keys.c.seq)

dead_letters = _table(
    "dead_letters",
    _tenant(),
    _key("id"),
    _need("kind"),  # ingest: bytes that no source could read; message: work that failed too often
    _need("source"),  # source name or topic
    _need("reason"),
    Column("field", Text),
    _need("raw", LargeBinary),  # after redaction
    _need("headers", Json),
    _need("received_at", BigInteger),
    _need("attempts", Integer),
    _need("state"),  # open, replayed, discarded
    Column("settled_by", Text),
    Column("settled_at", BigInteger),
)

metric_series = _table(
    "metric_series",
    _tenant(),
    _key("series_id"),  # hash of name, entity and attributes
    _need("name"),
    _need("unit"),
    _need("kind"),  # gauge, counter (cumulative), delta, histogram
    _need("entity"),  # canonical entity reference, `service:checkout`
    _need("attributes", Json),
    Column("bounds", Json),  # histogram bucket bounds
    _need("seq", BigInteger),
    clustered=True,
)
sa.Index("metric_series_by_entity", metric_series.c.tenant, metric_series.c.entity, metric_series.c.name)

metric_chunks = _table(
    "metric_chunks",
    _tenant(),
    _key("series_id"),
    _key("start_ts", BigInteger),
    _key("id"),
    _need("end_ts", BigInteger),
    _need("points", Integer),
    _need("min_seq", BigInteger),
    _need("max_seq", BigInteger),
    _need("data", LargeBinary),  # times, values and seqs, compressed; see events/metrics.py
    clustered=True,
)
sa.Index("metric_chunks_by_time", metric_chunks.c.tenant, metric_chunks.c.start_ts)

log_templates = _table(
    "log_templates",
    _tenant(),
    _key("template_id"),
    _need("text"),  # `<*>` stands for a variable
    _need("seq", BigInteger),
    clustered=True,
)

log_records = _table(
    "log_records",
    _tenant(),
    _key("ts", BigInteger),
    _key("id"),
    _need("entity"),
    _need("severity"),
    _need("template_id"),
    _need("variables", Json),
    _need("attributes", Json),
    _need("trace_id"),
    _need("span_id"),
    _need("seq", BigInteger),
    clustered=True,
)

spans = _table(
    "spans",
    _tenant(),
    _key("ts", BigInteger),  # start
    _key("trace_id"),
    _key("span_id"),
    _need("parent_id"),
    _need("entity"),
    _need("name"),
    _need("kind"),  # server, client, internal, producer, consumer
    _need("peer"),  # what a client span called, as a canonical entity reference, or ''
    _need("duration_ns", BigInteger),
    _need("status"),  # ok, error, unset
    _need("message"),
    _need("attributes", Json),
    _need("seq", BigInteger),
    clustered=True,
)
sa.Index("spans_by_trace", spans.c.tenant, spans.c.trace_id)

topology_edges = _table(
    "topology_edges",
    _tenant(),
    _key("src"),
    _key("dst"),
    _key("relation"),  # calls, owns, runs_on, depends_on
    _key("origin"),  # spans, kubernetes, pack
    _key("bucket", BigInteger),  # start of the five minutes in which it was seen; 0 = declared
    _need("seq", BigInteger),
    clustered=True,
)

sa.Index("topology_edges_by_time", topology_edges.c.tenant, topology_edges.c.bucket)

# ---- facts: agent runs (ours and the customers' alike) ---------------------------------------------------------------

agent_runs = _table(
    "agent_runs",
    _tenant(),
    _key("run_id"),
    _key("revision", Integer),  # a run sent again is a new revision; the newest is read
    _need("origin"),  # own, sent
    _need("kind"),  # investigation, playbook, agent
    Column("case_id", Text),
    _need("agent_name"),
    _need("agent_version"),
    _need("model"),
    _need("environment"),
    _need("status"),  # queued, running, success, failure
    _need("input", Json),
    Column("error_type", Text),
    Column("error_message", Text),
    Column("trace_id", Text),
    _need("correlation_ids", Json),
    _need("cost", Json),
    _need("created_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("lease_owner", Text),
    _need("lease_token", BigInteger),  # fencing: grows with every takeover
    Column("lease_until", BigInteger),
    Column("wake_at", BigInteger),
    _need("attempts", Integer),
)
sa.Index("agent_runs_by_lease", agent_runs.c.status, agent_runs.c.lease_until)

agent_steps = _table(
    "agent_steps",
    _tenant(),
    _key("run_id"),
    _key("revision", Integer),
    _key("seq", Integer),
    _need("step_id"),
    _need("name"),
    _need("status"),  # running, success, failure, timeout
    _need("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("latency_ms", Integer),
    _need("retries", Integer),
    _need("input_summary"),
    _need("output_summary"),
    Column("output", Json),
    Column("error_type", Text),
    Column("error_message", Text),
    clustered=True,
)

tool_calls = _table(
    "tool_calls",
    _tenant(),
    _key("run_id"),
    _key("revision", Integer),
    _key("call_id"),
    _need("step_id"),
    _need("tool_name"),
    _need("tool_version"),
    _need("schema_hash"),
    _need("effect"),  # read, idempotent, non_idempotent, destructive
    _need("status"),  # requested, running, succeeded, failed, denied, unknown
    _need("args_json", Json),
    _need("args_hash"),
    _need("result_summary"),
    _need("result_hash"),
    Column("error_class", Text),
    Column("error_message", Text),
    Column("status_code", Integer),
    _need("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("latency_ms", Integer),
    _need("retries", Integer),
    _need("cost_usd", Float),
    clustered=True,
)

guardrail_events = _table(
    "guardrail_events",
    _tenant(),
    _key("run_id"),
    _key("revision", Integer),
    _key("event_id"),
    Column("step_id", Text),
    Column("call_id", Text),
    _need("type"),  # pii_redaction, policy_block, schema_validation, other
    _need("message"),
    _need("created_at", BigInteger),
    clustered=True,
)

# ---- facts: audit ----------------------------------------------------------------------------------------------------

audit_entries = _table(
    "audit_entries",
    _tenant(),
    _key("seq", BigInteger),
    _need("at", BigInteger),
    _need("action"),
    _need("entry", LargeBinary),  # canonical JSON: exactly the bytes that are hashed
    _need("leaf", LargeBinary),
    clustered=True,
)

audit_heads = _table(  # state: the frontier of the Merkle tree
    "audit_heads",
    _tenant(),
    _need("log_id"),
    _need("size", BigInteger),
    _need("frontier", LargeBinary),  # roots of the perfect subtrees, left to right, 32 bytes each
    _need("root", LargeBinary),
)

audit_staged = _table(  # PostgreSQL: entries of committed transactions that wait for their sequence number
    "audit_staged",
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    _need("entry", Json),
)

# ---- facts: evidence and reports -------------------------------------------------------------------------------------

evidence_items = _table(
    "evidence_items",
    _tenant(),
    _key("evidence_id"),  # content hash: kind, entity, query, window, value
    _need("kind"),
    _need("entity"),
    _need("presence"),  # found, absent, denied, out_of_window, source_down
    _need("query", Json),  # {"tool": …, "arguments": {…}}: runs again by itself
    _need("window_start", BigInteger),
    _need("window_end", BigInteger),
    _need("value", Json),
    Column("onset", BigInteger),
    _need("direction"),  # up, down, new, gone, none
    _need("magnitude", Float),
    _need("score", Float),
    _need("text"),
    _need("provenance"),
    _need("created_at", BigInteger),
)

reports = _table(
    "reports",
    _tenant(),
    _key("report_id"),
    _need("investigation_id"),
    _need("case_id"),
    _need("digest"),  # sha256 of body
    _need("body", LargeBinary),  # canonical JSON
    _need("degraded", Boolean),
    _need("created_at", BigInteger),
)
sa.Index("reports_by_case", reports.c.tenant, reports.c.case_id)

case_timeline = _table(
    "case_timeline",
    _tenant(),
    _key("case_id"),
    _key("seq", BigInteger),
    _need("at", BigInteger),
    _need("kind"),
    _need("actor"),
    _need("text"),
    _need("body", Json),
    clustered=True,
)

case_events = _table(
    "case_events",
    _tenant(),
    _key("case_id"),
    _key("event_id"),
    _need("event_ts", BigInteger),
    _need("rule"),
    _need("key"),
    _need("score", Float),
    _need("reason"),
    _need("seq", BigInteger),
    clustered=True,
)
sa.Index("case_events_by_event", case_events.c.tenant, case_events.c.event_id)

memories = _table(  # what a resolved case was and what helped; a correction is a new row, the newest is read
    "memories",
    _tenant(),
    _key("case_id"),
    _key("seq", BigInteger),
    _need("number"),
    _need("title"),
    _need("entity"),  # of the cause, as a canonical reference, or ''
    _need("kind"),  # of the fault
    _need("cause"),
    _need("fixed_by"),
    _need("signature", Json),  # {"what:of whom:role": weight, …}
    _need("resolved_at", BigInteger),
    _need("confirmed_by"),
    _need("forgotten", Boolean),
    clustered=True,
)

documents = _table(  # state: the newest version of each document is the one that is not gone
    "documents",
    _tenant(),
    _key("document_id"),
    _key("seq", BigInteger),
    _need("path"),
    _need("title"),
    _need("digest"),
    _need("kind"),  # runbook
    _need("added_by"),
    _need("added_at", BigInteger),
    Column("gone_seq", BigInteger),
    clustered=True,
)

document_sections = _table(
    "document_sections",
    _tenant(),
    _key("document_id"),
    _key("seq", BigInteger),
    _key("place", Integer),
    _need("heading"),
    _need("text"),
    _need("words", Integer),
    clustered=True,
)

document_terms = _table(  # which sections have a word, and how often: full-text search, the same on both databases
    "document_terms",
    _tenant(),
    _key("term"),
    _key("document_id"),
    _key("seq", BigInteger),
    _key("place", Integer),
    _need("times", Integer),
    clustered=True,
)
sa.Index("document_terms_by_document", document_terms.c.tenant, document_terms.c.document_id, document_terms.c.seq)

pack_versions = _table(
    "pack_versions",
    _tenant(),
    _key("name"),
    _key("digest"),
    _need("version"),
    _need("body", Json),
    _need("loaded_at", BigInteger),
)

# ---- state -----------------------------------------------------------------------------------------------------------

tenants = _table(
    "tenants",
    _tenant(),
    _need("name"),
    _need("status"),  # active, suspended
    _need("created_at", BigInteger),
    _need("settings", Json),  # {"retention_days": {"events": 30, …}}
    _need("change_seq", BigInteger),
    _need("case_number", BigInteger),
)

principals = _table(
    "principals",
    _tenant(),
    _key("principal_id"),
    _need("name"),
    _need("kind"),  # human, service, agent
    _need("created_at", BigInteger),
)

tokens = _table(
    "tokens",
    _tenant(),
    _key("token_id"),
    _need("principal_id"),
    _need("role"),
    _need("digest"),  # sha256 of the secret half; the secret itself is shown once
    _need("created_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
)
sa.Index("tokens_by_digest", tokens.c.digest, unique=True)

pack_activations = _table(
    "pack_activations",
    _tenant(),
    _key("name"),
    _need("digest"),
    _need("position", Integer),  # overlays come after what they overlay
    _need("activated_at", BigInteger),
    _need("activated_by"),
)

sources_seen = _table(
    "sources_seen",
    _tenant(),
    _key("source"),
    _need("first_seen", BigInteger),
    _need("last_seen", BigInteger),
    _need("last_ts", BigInteger),
    _need("items", BigInteger),
    _need("mean_gap_ns", BigInteger),  # smoothed time between arrivals: how long a silence is unusual
    Column("silent_since", BigInteger),
)

cases = _table(
    "cases",
    _tenant(),
    _key("case_id"),
    _need("number"),  # INC-12
    _need("kind"),  # incident, exception, agent_run, request
    _need("title"),
    _need("severity"),
    _need("state"),
    _need("entity"),
    _need("opened_at", BigInteger),
    _need("updated_at", BigInteger),
    _need("first_event_ts", BigInteger),
    _need("last_event_ts", BigInteger),
    _need("event_count", Integer),
    _need("flaps", Integer),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", BigInteger),
    Column("assigned_to", Text),
    Column("snoozed_until", BigInteger),
    Column("merged_into", Text),
    Column("recurrence_of", Text),
    Column("split_from", Text),
    Column("resolved_at", BigInteger),
    Column("report_id", Text),
    Column("confidence", Float),
    _need("seq", BigInteger),
)
sa.Index("cases_by_state", cases.c.tenant, cases.c.state, cases.c.updated_at)
sa.Index("cases_by_number", cases.c.tenant, cases.c.number, unique=True)

case_keys = _table(  # what groups a later event into an open case; `wait:…` holds events that wait for a threshold
    "case_keys",
    _tenant(),
    _key("key"),
    _key("case_id"),
    _need("last_ts", BigInteger),
    clustered=True,
)

alert_states = _table(
    "alert_states",
    _tenant(),
    _key("fingerprint"),
    _need("status"),  # firing, resolved
    _need("starts_at", BigInteger),
    _need("last_ts", BigInteger),
    Column("case_id", Text),
    _need("transitions", Json),  # recent changes, for flapping
)
sa.Index("alert_states_by_case", alert_states.c.tenant, alert_states.c.case_id)

detector_states = _table(  # what detection knows of each series; see cases/detect.py
    "detector_states",
    _tenant(),
    _need("until", BigInteger),  # evaluated so far (ns)
    _need("tracks", LargeBinary),
    _need("rows", LargeBinary),
    _need("active", Json),
    _need("updated_at", BigInteger),
)

investigations = _table(
    "investigations",
    _tenant(),
    _key("investigation_id"),
    _need("case_id"),
    _need("run_id"),
    _need("attempt", Integer),
    _need("status"),  # queued, running, done, error
    _need("step"),
    _need("pct", Integer),
    _need("message"),
    _need("scope", Json),
    _need("plan", Json),
    _need("pins", Json),  # as_of, packs, memory, product version: what makes the report repeatable
    _need("requested_by"),
    _need("created_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("report_id", Text),
    Column("error_message", Text),
)
sa.Index("investigations_by_case", investigations.c.tenant, investigations.c.case_id)

messages = _table(  # the bus on SQL: written with the work that causes them, deleted with the work they cause
    "messages",
    _tenant(),
    _key("message_id"),
    _need("topic"),
    _need("key"),
    _need("body", Json),
    _need("created_at", BigInteger),
    _need("available_at", BigInteger),
    _need("attempts", Integer),
    _need("lease_token", BigInteger),
    _need("lease_until", BigInteger),
)
sa.Index("messages_by_topic", messages.c.topic, messages.c.available_at)

idempotency_keys = _table(
    "idempotency_keys",
    _tenant(),
    _key("key"),
    _need("digest"),
    _need("response", Json),
    _need("created_at", BigInteger),
)

QUEUE_TABLES = frozenset({"messages", "agent_runs", "tenants", "tokens", "principals", "audit_staged"})
"""Opened to kit.db.DISPATCHER: claiming work and finding whose token it is come before a tenant is known."""
