"""The Kubernetes agent: what is wrong with the objects of the clusters, as they were sent or as they are now."""

from __future__ import annotations

import asyncio

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Blindness, Task, Toolbox
from rootward.causality.kubernetes.diagnose import diagnose
from rootward.causality.kubernetes.observe import observe_snapshot
from rootward.causality.kubernetes.snapshot import Snapshot
from rootward.causality.model import Observation
from rootward.events.cluster import ClusterObjects
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

__all__ = ["KubernetesAgent"]

_NOW_NS = 900 * 1_000_000_000
"""A cluster's present state tells of an incident that lasted until a quarter of an hour ago, not of older ones."""
_REMEDY = "permit the diagnosis to list {what} (see the guide to connect a cluster)"


class KubernetesAgent:
    """Stored objects first; live clusters only when the question is about now. Without any there is nothing to say:
    not every system runs on Kubernetes."""

    name = "kubernetes"
    tools = ("kubernetes.snapshot", "kubernetes.live")

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        end = task.window[1]
        shared: dict[str, JSON] = {"end": end, "as_of": task.as_of}
        stored = await toolbox.call("kubernetes.snapshot", shared)
        evidence: tuple[Evidence, ...] = ()
        blind: list[Blindness] = []
        if isinstance(stored.data, Snapshot) and len(stored.data):
            found = await asyncio.to_thread(_observe, stored.data)
            evidence = _cited(found, shared | {"source": ""}, task)
        elif 0 <= clock.now_ns() - end < _NOW_NS or end > clock.now_ns():
            for cluster, snapshot in _clusters(await toolbox.call("kubernetes.live", {})):
                found = await asyncio.to_thread(_observe, snapshot)
                evidence += _cited(found, shared | {"source": cluster.source}, task)
                blind += [_unseen(item.resource, item.presence) for item in cluster.unlisted]
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence, blind=tuple(blind))


def _clusters(result: ToolResult) -> list[tuple[ClusterObjects, Snapshot]]:
    return result.data if isinstance(result.data, list) else []


def _observe(snapshot: Snapshot) -> list[Observation]:
    return strongest(observe_snapshot(diagnose(snapshot)))


def _cited(found: list[Observation], shared: dict[str, JSON], task: Task) -> tuple[Evidence, ...]:
    return cite(found, tool="kubernetes.finding", shared=shared, window=(task.baseline[0], task.window[1]))


def _unseen(resource: str, presence: Presence) -> Blindness:
    return absent(f"{resource} of the cluster", presence, _REMEDY.format(what=resource))
