"""Facts: tables that only grow; what was done, decided and found."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, Text

from rootward.kit.db import Json
from rootward.schema.columns import key, need, table, tenant

# ---- facts: agent runs (ours and the customers' alike) ---------------------------------------------------------------

agent_runs = table(
    "agent_runs",
    tenant(),
    key("run_id"),
    key("revision", Integer),  # a run sent again is a new revision; the newest is read
    need("origin"),  # own, sent
    need("kind"),  # investigation, playbook, agent
    Column("case_id", Text),
    need("agent_name"),
    need("agent_version"),
    need("model"),
    need("environment"),
    need("status"),  # queued, running, success, failure
    need("input", Json),
    Column("error_type", Text),
    Column("error_message", Text),
    Column("trace_id", Text),
    need("correlation_ids", Json),
    need("cost", Json),
    need("created_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("lease_owner", Text),
    need("lease_token", BigInteger),  # fencing: grows with every takeover
    Column("lease_until", BigInteger),
    Column("wake_at", BigInteger),
    need("attempts", Integer),
    Column("seq", BigInteger),  # of sent runs: the change number at which this revision became visible
    Column("digest", Text),  # of sent runs: sha256 of what was sent, so that the same again is no new revision
    Column("prompt_hash", Text),
    Column("details", Json),  # task, tools
    Column("signature", Text),  # how a failure is told apart from others (runs/fingerprint)
    Column("shape", Text),  # what was done in which order, hashed
    Column("tokens", BigInteger),
    Column("cost_usd", Float),
)
sa.Index("agent_runs_by_lease", agent_runs.c.status, agent_runs.c.lease_until)
sa.Index(
    "agent_runs_by_agent", agent_runs.c.tenant, agent_runs.c.origin, agent_runs.c.agent_name, agent_runs.c.created_at
)
sa.Index("agent_runs_by_signature", agent_runs.c.tenant, agent_runs.c.signature, agent_runs.c.created_at)
sa.Index("agent_runs_by_time", agent_runs.c.tenant, agent_runs.c.origin, agent_runs.c.created_at)

agent_steps = table(
    "agent_steps",
    tenant(),
    key("run_id"),
    key("revision", Integer),
    key("seq", Integer),
    need("step_id"),
    need("name"),
    need("status"),  # running, success, failure, timeout, unknown
    need("started_at", BigInteger),  # 0 where the sender did not say
    Column("ended_at", BigInteger),
    Column("latency_ms", Integer),
    need("retries", Integer),
    need("input_summary"),
    need("output_summary"),
    Column("output", Json),
    Column("error_type", Text),
    Column("error_message", Text),
    Column("details", Json),  # of sent runs: kind, agent, parent, model, finish reason, prompt, cost
    clustered=True,
)

tool_calls = table(
    "tool_calls",
    tenant(),
    key("run_id"),
    key("revision", Integer),
    key("call_id"),
    need("step_id"),
    need("tool_name"),
    need("tool_version"),
    need("schema_hash"),
    need("effect"),  # read, idempotent, non_idempotent, destructive
    need("status"),  # ours: requested, running, succeeded, failed, denied, unknown; sent: as a step's
    need("args_json", Json),
    need("args_hash"),
    need("result_summary"),
    need("result_hash"),
    Column("error_class", Text),
    Column("error_message", Text),
    Column("status_code", Integer),
    need("started_at", BigInteger),  # 0 where the sender did not say
    Column("ended_at", BigInteger),
    Column("latency_ms", Integer),
    need("retries", Integer),
    need("cost_usd", Float),
    Column("details", Json),  # of sent runs: kind, place among the calls, items that a retrieval brought
    clustered=True,
)

guardrail_events = table(
    "guardrail_events",
    tenant(),
    key("run_id"),
    key("revision", Integer),
    key("event_id"),
    Column("step_id", Text),
    Column("call_id", Text),
    need("type"),  # pii_redaction, policy_block, schema_validation, other
    need("message"),
    need("created_at", BigInteger),
    clustered=True,
)

# ---- facts: audit ----------------------------------------------------------------------------------------------------

audit_entries = table(
    "audit_entries",
    tenant(),
    key("seq", BigInteger),
    need("at", BigInteger),
    need("action"),
    need("entry", LargeBinary),  # canonical JSON: exactly the bytes that are hashed
    need("leaf", LargeBinary),
    clustered=True,
)

audit_heads = table(  # state: the frontier of the Merkle tree
    "audit_heads",
    tenant(),
    need("log_id"),
    need("size", BigInteger),
    need("frontier", LargeBinary),  # roots of the perfect subtrees, left to right, 32 bytes each
    need("root", LargeBinary),
)

audit_staged = table(  # PostgreSQL: entries of committed transactions that wait for their sequence number
    "audit_staged",
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    need("entry", Json),
)

# ---- facts: evidence and reports -------------------------------------------------------------------------------------

evidence_items = table(
    "evidence_items",
    tenant(),
    key("evidence_id"),  # content hash: kind, entity, query, window, value
    need("kind"),
    need("entity"),
    need("presence"),  # found, absent, denied, out_of_window, source_down
    need("query", Json),  # {"tool": …, "arguments": {…}}: runs again by itself
    need("window_start", BigInteger),
    need("window_end", BigInteger),
    need("value", Json),
    Column("onset", BigInteger),
    need("direction"),  # up, down, new, gone, none
    need("magnitude", Float),
    need("score", Float),
    need("text"),
    need("provenance"),
    need("created_at", BigInteger),
)

reports = table(
    "reports",
    tenant(),
    key("report_id"),
    need("investigation_id"),
    need("case_id"),
    need("digest"),  # sha256 of body
    need("body", LargeBinary),  # canonical JSON
    need("degraded", Boolean),
    need("created_at", BigInteger),
)
sa.Index("reports_by_case", reports.c.tenant, reports.c.case_id)

case_timeline = table(
    "case_timeline",
    tenant(),
    key("case_id"),
    key("seq", BigInteger),
    need("at", BigInteger),
    need("kind"),
    need("actor"),
    need("text"),
    need("body", Json),
    clustered=True,
)

case_events = table(
    "case_events",
    tenant(),
    key("case_id"),
    key("event_id"),
    need("event_ts", BigInteger),
    need("rule"),
    need("key"),
    need("score", Float),
    need("reason"),
    need("seq", BigInteger),
    clustered=True,
)
sa.Index("case_events_by_event", case_events.c.tenant, case_events.c.event_id)

memories = table(  # what a resolved case was and what helped; a correction is a new row, the newest is read
    "memories",
    tenant(),
    key("case_id"),
    key("seq", BigInteger),
    need("number"),
    need("title"),
    need("entity"),  # of the cause, as a canonical reference, or ''
    need("kind"),  # of the fault
    need("cause"),
    need("fixed_by"),
    need("signature", Json),  # {"what:of whom:role": weight, …}
    need("resolved_at", BigInteger),
    need("confirmed_by"),
    need("forgotten", Boolean),
    clustered=True,
)

documents = table(  # state: the newest version of each document is the one that is not gone
    "documents",
    tenant(),
    key("document_id"),
    key("seq", BigInteger),
    need("path"),
    need("title"),
    need("digest"),
    need("kind"),  # runbook
    need("added_by"),
    need("added_at", BigInteger),
    Column("gone_seq", BigInteger),
    clustered=True,
)

document_sections = table(
    "document_sections",
    tenant(),
    key("document_id"),
    key("seq", BigInteger),
    key("place", Integer),
    need("heading"),
    need("text"),
    need("words", Integer),
    clustered=True,
)

document_terms = table(  # which sections have a word, and how often: full-text search, the same on both databases
    "document_terms",
    tenant(),
    key("term"),
    key("document_id"),
    key("seq", BigInteger),
    key("place", Integer),
    need("times", Integer),
    clustered=True,
)
sa.Index("document_terms_by_document", document_terms.c.tenant, document_terms.c.document_id, document_terms.c.seq)

pack_versions = table(
    "pack_versions",
    tenant(),
    key("name"),
    key("digest"),
    need("version"),
    need("body", Json),
    need("loaded_at", BigInteger),
)
