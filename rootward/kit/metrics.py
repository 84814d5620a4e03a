"""Metrics: every Prometheus metric the process exposes, named once, here."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

__all__ = [
    "AGENT_EXECUTIONS", "AGENT_LATENCY", "AGENT_RUNS", "APPROVALS", "AUDIT_WITNESS_BEHIND", "BUDGET_REFUSALS",
    "CASES_OPENED", "DEAD_LETTERS", "EVENTS_INGESTED", "GATE_DECISIONS", "HTTP_LATENCY", "HTTP_REQUESTS",
    "INVESTIGATIONS", "INVESTIGATION_CONFIDENCE", "INVESTIGATION_LATENCY", "KILL_SWITCHES", "PLAYBOOK_RUNS",
    "QUEUE_DEPTH", "REGISTRY", "TELEMETRY_ITEMS", "TOOL_CALLS", "TOOL_COST", "TOOL_LATENCY", "WRITES_WAITING",
    "exposition",
]  # fmt: skip

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(f"rootward_{name}", text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, *labels: str) -> Histogram:
    return Histogram(f"rootward_{name}", text, labels, registry=REGISTRY, buckets=_SECONDS)


TOOL_CALLS = _counter("tool_calls_total", "tool calls", "tenant", "tool", "status")
TOOL_LATENCY = _histogram("tool_latency_seconds", "seconds a tool call took", "tenant", "tool")
TOOL_COST = Gauge(  # it only grows, but the client would put `_total` behind the name of a counter
    "rootward_tool_cost_usd", "dollars spent on tool calls", ("tenant", "tool"), registry=REGISTRY
)
GATE_DECISIONS = _counter("gate_decisions_total", "decisions about actions", "tenant", "answer", "guard")
AGENT_EXECUTIONS = _counter("agent_executions_total", "agent executions", "tenant", "agent", "status")
AGENT_LATENCY = _histogram("agent_latency_seconds", "seconds an agent took", "tenant", "agent")
AGENT_RUNS = _counter("agent_runs_total", "agent runs that were sent, by how they ended", "tenant", "status")
INVESTIGATIONS = _counter("investigations_total", "finished investigations", "tenant", "status")
INVESTIGATION_CONFIDENCE = Histogram(
    "rootward_investigation_confidence", "confidence of the first hypothesis", ("tenant",), registry=REGISTRY,
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
)  # fmt: skip
INVESTIGATION_LATENCY = _histogram("investigation_seconds", "seconds from start to report", "tenant")
EVENTS_INGESTED = _counter("events_ingested_total", "events by what became of them", "tenant", "source", "outcome")
TELEMETRY_ITEMS = _counter("telemetry_items_total", "points, lines and spans stored", "tenant", "kind")
DEAD_LETTERS = _counter("dead_letters_total", "items set aside", "tenant", "kind")
CASES_OPENED = _counter("cases_opened_total", "cases opened", "tenant", "kind")
PLAYBOOK_RUNS = _counter("playbook_runs_total", "ended playbook runs", "tenant", "state", "outcome")
APPROVALS = _counter("approvals_total", "approvals by what became of them", "tenant", "state")
AUDIT_WITNESS_BEHIND = Gauge(
    "rootward_audit_witness_behind", "audit entries under a checkpoint that a witness has not taken",
    ("tenant", "witness"), registry=REGISTRY,
)  # fmt: skip
BUDGET_REFUSALS = _counter("budget_refusals_total", "what did not fit into a budget", "tenant", "scope", "unit")
KILL_SWITCHES = Gauge("rootward_kill_switches_engaged", "kill switches engaged", ("tenant",), registry=REGISTRY)
QUEUE_DEPTH = Gauge("rootward_queue_depth", "messages waiting", ("topic",), registry=REGISTRY)
WRITES_WAITING = Gauge("rootward_writes_waiting", "units of work waiting for a commit", registry=REGISTRY)
HTTP_REQUESTS = _counter("http_requests_total", "HTTP requests", "route", "method", "status")
HTTP_LATENCY = _histogram("http_latency_seconds", "seconds to answer a request", "route", "method")


def exposition() -> bytes:
    """The text format 0.0.4 that Prometheus scrapes."""
    return generate_latest(REGISTRY)
