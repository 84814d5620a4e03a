"""Telemetry: events, metrics, logs, spans and topology as they are kept."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

from rootward.kit.db import Json
from rootward.schema.columns import key, need, table, tenant

# ---- facts: events and telemetry ------------------------------------------------------------------------------------

changes = table(
    "changes",
    tenant(),
    key("seq", BigInteger),
    need("at", BigInteger),
    need("kind"),  # ingest, case, investigation, …: what an SSE subscriber filters on
    need("ref"),
    need("body", Json),
    clustered=True,
)
_OF_PACKS = changes.c.kind == sa.literal_column("'pack'")
sa.Index(  # their history is read whenever people are asked; other changes are many more
    "changes_of_packs", changes.c.tenant, changes.c.seq, sqlite_where=_OF_PACKS, postgresql_where=_OF_PACKS
)

events = table(
    "events",
    tenant(),
    key("ts", BigInteger),
    key("id"),
    need("source"),
    need("event_type"),
    need("severity"),
    need("entity", Json),
    need("correlation_ids", Json),
    need("payload", Json),
    need("ingest_id"),
    need("schema_version"),
    need("received_at", BigInteger),
    need("marks", Json),  # late, skewed, redacted
    need("seq", BigInteger),
    clustered=True,
)
sa.Index("events_by_id", events.c.tenant, events.c.id)
sa.Index("events_by_seq", events.c.tenant, events.c.seq)

ingest_keys = table(  # not clustered: ids come in any order, and a page of small index entries is written less often
    "ingest_keys",
    tenant(),
    key("ingest_id"),
    need("digest", LargeBinary),  # keyed HMAC-SHA256 of the raw item
    need("ref"),  # event id, or what the item became
    need("seq", BigInteger),
)
sa.Index(  # for retention, which asks for the oldest: of a server's pages a summary says enough, and is cheap to keep
    "ingest_keys_by_seq", ingest_keys.c.tenant, ingest_keys.c.seq, postgresql_using="brin"
)

dead_letters = table(
    "dead_letters",
    tenant(),
    key("id"),
    need("kind"),  # ingest: bytes that no source could read; message: work that failed too often
    need("source"),  # source name or topic
    need("reason"),
    Column("field", Text),
    need("raw", LargeBinary),  # after redaction
    need("headers", Json),
    need("received_at", BigInteger),
    need("attempts", Integer),
    need("state"),  # open, replayed, discarded
    Column("settled_by", Text),
    Column("settled_at", BigInteger),
)

metric_series = table(
    "metric_series",
    tenant(),
    key("series_id"),  # hash of name, entity and attributes
    need("name"),
    need("unit"),
    need("kind"),  # gauge, counter (cumulative), delta, histogram
    need("entity"),  # canonical entity reference, `service:checkout`
    need("attributes", Json),
    Column("bounds", Json),  # histogram bucket bounds
    need("seq", BigInteger),
    clustered=True,
)
sa.Index("metric_series_by_entity", metric_series.c.tenant, metric_series.c.entity, metric_series.c.name)

metric_chunks = table(
    "metric_chunks",
    tenant(),
    key("series_id"),
    key("start_ts", BigInteger),
    key("id"),
    need("end_ts", BigInteger),
    need("points", Integer),
    need("min_seq", BigInteger),
    need("max_seq", BigInteger),
    need("data", LargeBinary),  # times, values and seqs, compressed; see events/metrics.py
    clustered=True,
)
sa.Index("metric_chunks_by_time", metric_chunks.c.tenant, metric_chunks.c.start_ts)

log_templates = table(
    "log_templates",
    tenant(),
    key("template_id"),
    need("text"),  # `<*>` stands for a variable
    need("seq", BigInteger),
    clustered=True,
)

log_records = table(
    "log_records",
    tenant(),
    key("ts", BigInteger),
    key("id"),
    need("entity"),
    need("severity"),
    need("template_id"),
    need("variables", Json),
    need("attributes", Json),
    need("trace_id"),
    need("span_id"),
    need("seq", BigInteger),
    clustered=True,
)

spans = table(
    "spans",
    tenant(),
    key("ts", BigInteger),  # start
    key("trace_id"),
    key("span_id"),
    need("parent_id"),
    need("entity"),
    need("name"),
    need("kind"),  # server, client, internal, producer, consumer
    need("peer"),  # what a client span called, as a canonical entity reference, or ''
    need("duration_ns", BigInteger),
    need("status"),  # ok, error, unset
    need("message"),
    need("attributes", Json),
    need("seq", BigInteger),
    clustered=True,
)
sa.Index("spans_by_trace", spans.c.tenant, spans.c.trace_id)

topology_edges = table(
    "topology_edges",
    tenant(),
    key("src"),
    key("dst"),
    key("relation"),  # calls, owns, runs_on, depends_on
    key("origin"),  # spans, kubernetes, pack
    key("bucket", BigInteger),  # start of the five minutes in which it was seen; 0 = declared
    need("seq", BigInteger),
    clustered=True,
)

sa.Index("topology_edges_by_time", topology_edges.c.tenant, topology_edges.c.bucket)
