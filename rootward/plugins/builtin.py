"""The built-in plugins, through the same door as everybody's."""

from __future__ import annotations

from rootward.kit.registry import Registry
from rootward.plugins.agents.changes import ChangesAgent
from rootward.plugins.agents.graph import GraphAgent
from rootward.plugins.agents.logs import LogsAgent
from rootward.plugins.agents.metrics import MetricsAgent

__all__ = ["register"]

AGENTS = (GraphAgent, MetricsAgent, LogsAgent, ChangesAgent)


def register(registry: Registry) -> None:
    for agent in AGENTS:
        registry.add("agent", agent())
