"""State: tables whose rows change, each written by one slice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, Text

from rootward.kit.db import Json
from rootward.schema.columns import key, need, table, tenant

# ---- state -----------------------------------------------------------------------------------------------------------

tenants = table(
    "tenants",
    tenant(),
    need("name"),
    need("status"),  # active, suspended
    need("created_at", BigInteger),
    need("settings", Json),  # {"retention_days": {"events": 30, …}}
    need("change_seq", BigInteger),
    need("case_number", BigInteger),
)

principals = table(
    "principals",
    tenant(),
    key("principal_id"),
    need("name"),
    need("kind"),  # human, service, agent
    need("created_at", BigInteger),
)

tokens = table(
    "tokens",
    tenant(),
    key("token_id"),
    need("principal_id"),
    need("role"),
    need("digest"),  # sha256 of the secret half; the secret itself is shown once
    need("created_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
)
sa.Index("tokens_by_digest", tokens.c.digest, unique=True)

pack_activations = table(
    "pack_activations",
    tenant(),
    key("name"),
    need("digest"),
    need("position", Integer),  # overlays come after what they overlay
    need("activated_at", BigInteger),
    need("activated_by"),
)

sources_seen = table(
    "sources_seen",
    tenant(),
    key("source"),
    need("first_seen", BigInteger),
    need("last_seen", BigInteger),
    need("last_ts", BigInteger),
    need("items", BigInteger),
    need("mean_gap_ns", BigInteger),  # smoothed time between arrivals: how long a silence is unusual
    Column("silent_since", BigInteger),
)

cases = table(
    "cases",
    tenant(),
    key("case_id"),
    need("number"),  # INC-12
    need("kind"),  # incident, exception, agent_run, request
    need("title"),
    need("severity"),
    need("state"),
    need("entity"),
    need("opened_at", BigInteger),
    need("updated_at", BigInteger),
    need("first_event_ts", BigInteger),
    need("last_event_ts", BigInteger),
    need("event_count", Integer),
    need("flaps", Integer),
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
    Column("cause", Text),  # the newest report in one line
    Column("cause_kind", Text),  # config.pool_size
    Column("affected", Integer),  # entities that the newest report names
    Column("source", Text),  # of the event that opened it; absent where nobody knows it (any more)
    need("seq", BigInteger),
)
sa.Index("cases_by_state", cases.c.tenant, cases.c.state, cases.c.updated_at)
sa.Index("cases_by_number", cases.c.tenant, cases.c.number, unique=True)
sa.Index("cases_by_opened", cases.c.tenant, cases.c.opened_at, cases.c.case_id)
sa.Index("cases_by_severity", cases.c.tenant, cases.c.severity, cases.c.opened_at, cases.c.case_id)
sa.Index("cases_by_updated", cases.c.tenant, cases.c.updated_at, cases.c.case_id)
sa.Index("cases_by_state_opened", cases.c.tenant, cases.c.state, cases.c.opened_at, cases.c.case_id)
# Counted without a look at the rows, in the order in which they are counted.
sa.Index(
    "cases_by_facet", cases.c.tenant, cases.c.state, cases.c.severity, cases.c.kind, cases.c.assigned_to,
    cases.c.cause_kind, cases.c.source,
)  # fmt: skip
sa.Index("cases_by_entity", cases.c.tenant, cases.c.entity, cases.c.state, cases.c.severity, cases.c.kind)

case_views = table(  # filters and an order of the case list, under a name
    "case_views",
    tenant(),
    key("view_id"),
    need("owner"),  # a principal; '' for one that everybody of the tenant sees
    need("name"),
    need("wanted", Json),  # {"state": ["open"], "sort": "severity"}
    need("created_by"),
    need("created_at", BigInteger),
    need("updated_at", BigInteger),
)
sa.Index("case_views_by_name", case_views.c.tenant, case_views.c.owner, case_views.c.name, unique=True)

case_keys = table(  # what groups a later event into an open case; `wait:…` holds events that wait for a threshold
    "case_keys",
    tenant(),
    key("key"),
    key("case_id"),
    need("last_ts", BigInteger),
    clustered=True,
)

alert_states = table(
    "alert_states",
    tenant(),
    key("fingerprint"),
    need("status"),  # firing, resolved
    need("starts_at", BigInteger),
    need("last_ts", BigInteger),
    Column("case_id", Text),
    need("transitions", Json),  # recent changes, for flapping
)
sa.Index("alert_states_by_case", alert_states.c.tenant, alert_states.c.case_id)

detector_states = table(  # what detection knows of each series; see cases/detect.py
    "detector_states",
    tenant(),
    need("until", BigInteger),  # evaluated so far (ns)
    need("tracks", LargeBinary),
    need("rows", LargeBinary),
    need("active", Json),
    need("updated_at", BigInteger),
)

investigations = table(
    "investigations",
    tenant(),
    key("investigation_id"),
    need("case_id"),
    need("run_id"),
    need("attempt", Integer),
    need("status"),  # queued, running, done, error
    need("step"),
    need("pct", Integer),
    need("message"),
    need("scope", Json),
    need("plan", Json),
    need("pins", Json),  # as_of, packs, memory, product version: what makes the report repeatable
    need("requested_by"),
    need("created_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("report_id", Text),
    Column("error_message", Text),
)
sa.Index("investigations_by_case", investigations.c.tenant, investigations.c.case_id)

messages = table(  # the bus on SQL: written with the work that causes them, deleted with the work they cause
    "messages",
    tenant(),
    key("message_id"),
    need("topic"),
    need("key"),
    need("body", Json),
    need("created_at", BigInteger),
    need("available_at", BigInteger),
    need("attempts", Integer),
    need("lease_token", BigInteger),
    need("lease_until", BigInteger),
)
sa.Index("messages_by_topic", messages.c.topic, messages.c.available_at)

idempotency_keys = table(
    "idempotency_keys",
    tenant(),
    key("key"),
    need("digest"),
    need("response", Json),
    need("created_at", BigInteger),
)
