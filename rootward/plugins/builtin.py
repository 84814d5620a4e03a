"""The built-in plugins, through the same door as everybody's."""

from __future__ import annotations

from rootward.kit.registry import Registry
from rootward.plugins.agents.agent_run import AgentRunAgent
from rootward.plugins.agents.changes import ChangesAgent
from rootward.plugins.agents.context import ContextAgent
from rootward.plugins.agents.graph import GraphAgent
from rootward.plugins.agents.kubernetes import KubernetesAgent
from rootward.plugins.agents.logs import LogsAgent
from rootward.plugins.agents.metrics import MetricsAgent
from rootward.plugins.sources.alertmanager import AlertmanagerSource
from rootward.plugins.sources.backstage import BackstageSource
from rootward.plugins.sources.csv_table import CsvSource
from rootward.plugins.sources.envelope import EnvelopeSource
from rootward.plugins.sources.github import GitHubSource
from rootward.plugins.sources.kubernetes import KubernetesSource
from rootward.plugins.sources.otlp import OtlpSource
from rootward.plugins.tools import (
    agent_runs,
    events,
    github,
    http_requests,
    jira,
    knowledge,
    kubernetes_cluster,
    kubernetes_stored,
    logs,
    mail,
    measure_canary,
    measure_changes,
    measure_flow,
    measure_logs,
    measure_metrics,
    measure_partners,
    measure_spans,
    measure_topology,
    metrics,
    people,
    prometheus,
    prometheus_measure,
    slack,
    spans,
    topology,
    webhook,
)

__all__ = ["AGENTS", "SOURCES", "TOOLS", "register"]

SOURCES = (
    EnvelopeSource(), AlertmanagerSource(), BackstageSource(), KubernetesSource(), GitHubSource(), OtlpSource("traces"),
    OtlpSource("metrics"), OtlpSource("logs"), CsvSource(),
)  # fmt: skip
TOOLS = (
    *metrics.TOOLS, *logs.TOOLS, *spans.TOOLS, *topology.TOOLS, *events.TOOLS,
    measure_metrics.MetricsShift(), measure_flow.MetricsFlow(), measure_canary.MetricsCanary(),
    measure_logs.LogsShift(), measure_spans.SpansShift(),
    measure_spans.SpansErrors(), measure_changes.ChangesDescribe(), measure_changes.EventsCount(),
    measure_topology.TopologyPath(), *prometheus.TOOLS, *prometheus_measure.TOOLS,
    *kubernetes_cluster.TOOLS, *kubernetes_stored.TOOLS,
    measure_partners.MetricsPartners(), *knowledge.TOOLS, *people.TOOLS, *http_requests.TOOLS, *github.TOOLS,
    *jira.TOOLS, *slack.TOOLS, *webhook.TOOLS, *mail.TOOLS, *agent_runs.TOOLS,
)  # fmt: skip
AGENTS = (
    GraphAgent(), MetricsAgent(), LogsAgent(), ChangesAgent(), KubernetesAgent(), ContextAgent(), AgentRunAgent(),
)  # fmt: skip


def register(registry: Registry) -> None:
    """Everything above, in this order: it is also the order in which sources are asked whether they know a body."""
    for kind, things in (("source", SOURCES), ("tool", TOOLS), ("agent", AGENTS)):
        for thing in things:
            registry.add(kind, thing)
