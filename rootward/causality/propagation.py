"""Propagation: whom each observation speaks against, and how much of it others explain.

A caller fails because its callee fails: a symptom is discounted, softly, by the callee's symptoms of a kind that could
bring it about. What an entity does by itself (its memory, its limits, an error that begins there) is never discounted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rootward.causality.complaint import Complaint
from rootward.causality.graph import Graph
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.events.entity import kind_of, name_of
from rootward.evidence.model import Evidence, Presence
from rootward.kit.canonical import JSON

__all__ = ["GROUPS", "Weighed", "badness", "driven", "shows_failing", "weigh"]

GROUPS: Mapping[str, str] = {
    "metric.latency": "latency",
    "metric.client_latency": "latency",
    "metric.db_latency": "statement",
    "metric.errors": "errors",
    "metric.availability": "errors",
    "metric.client_errors": "errors",
    "metric.db_errors": "origin",
    "metric.refusals": "refusals",
    "metric.traffic": "traffic",
    "metric.network": "traffic",
    "metric.pool_wait": "waiting",
    "metric.pool_usage": "waiting",
    "metric.queue": "waiting",
    "metric.threads": "waiting",
    "metric.connections": "waiting",
    "canary.errors": "canary",
    "canary.latency": "canary",
    "canary.cpu": "canary",
    "canary.memory": "itself",
    "flow.gap": "gap",
    "flow.lost": "parted",
    "flow.stopped": "stopped",
    "flow.time": "flow",
    "flow.failures": "flow",
    "trace.errors": "errors",
    "trace.error_origin": "origin",
    "trace.self_time": "self_time",
    "trace.edge_gap": "latency",
    "trace.client_time": "statement",
    "trace.traffic": "traffic",
    "trace.lost": "traffic",
    "trace.more": "traffic",
    "kubernetes.admission": "origin",
    "kubernetes.scheduling": "origin",
    "kubernetes.startup": "origin",
    "kubernetes.runtime": "origin",
    "kubernetes.routing": "origin",
    "kubernetes.performance": "origin",
    "kubernetes.infrastructure": "origin",
    "log.stopped": "stopped",
    "trace.stopped": "stopped",
    "metric.stopped": "stopped",
    "log.parted": "parted",
    "trace.parted": "parted",
    "metric.parted": "parted",
    "log.novel": "words",
    "log.rate": "words",
    "log.vanished": "words",
}
"""What an observation shows; kinds that are not here show what an entity does by itself."""

_EXPLAINED_BY: Mapping[str, frozenset[str]] = {
    "latency": frozenset({"latency", "statement", "self_time", "origin", "gap"}),
    "errors": frozenset({"errors", "origin", "stopped"}),
    "flow": frozenset({"stopped", "gap"}),
    "waiting": frozenset({"latency", "statement", "self_time", "origin", "gap"}),
    "traffic": frozenset({"errors", "origin", "latency", "traffic", "statement", "self_time"}),
    "words": frozenset({"errors", "origin", "statement", "latency", "parted", "stopped"}),
    "parted": frozenset({"parted", "stopped", "origin"}),
    "stopped": frozenset({"stopped", "origin"}),
    "self_time": frozenset({"errors", "origin", "latency", "statement"}),
}
_OF_HOSTS = frozenset({"metric.cpu", "metric.memory", "metric.disk"})
"""What a host shows because one of those that run on it does."""
_TRAFFIC = frozenset({"metric.traffic", "trace.traffic"})
_FAILING = frozenset({
    "parted", "stopped", "flow", "gap", "latency", "errors", "origin", "statement", "self_time", "availability",
})  # fmt: skip
_SLOW = frozenset({
    "metric.latency", "metric.client_latency", "metric.db_latency", "flow.time", "flow.gap", "trace.self_time",
    "trace.edge_gap", "trace.client_time",
})  # fmt: skip
_FAILS = frozenset({
    "metric.errors", "metric.availability", "metric.client_errors", "metric.refusals", "flow.failures", "trace.errors",
    "trace.error_origin", "trace.client_errors",
})  # fmt: skip
_UNLOADED = frozenset({"stopped"})
"""What no load brings about, however large."""
_LOUD = frozenset({"error", "fatal"})
_SOFTER = 0.5
"""Share of the usual discount for self time: waiting and retrying show there, but so do faults of its own."""
_REFUSED = range(400, 500)
_RATE_LIMITED = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An observation as it counts for `entity`: `own` surprise times the weight of its kind, `strength` what is left
    after others explained their share; `mentioned` when it is somebody else's message that names `entity`."""

    evidence: Evidence
    entity: str
    group: str
    own: float
    strength: float
    explained_by: str = ""
    mentioned: bool = False

    @property
    def failing(self) -> bool:
        """Shows that the entity did not do its work (and not only that something about it moved)."""
        return self.group in _FAILING or shows_failing(self.evidence.kind, self.evidence.value)


def shows_failing(kind: str, value: Mapping[str, JSON]) -> bool:
    """Whether an observation of this kind says that somebody did not do its work, or only that something moved."""
    group = GROUPS.get(kind, "itself")
    return group in _FAILING or (group == "words" and value.get("severity") in _LOUD)


def weigh(
    evidence: Sequence[Evidence], graph: Graph, parameters: Parameters = PARAMETERS, *, symptoms: Collection[str] = (),
    complaint: Complaint = "",
) -> list[Weighed]:  # fmt: skip
    """Every observation that was found, for each entity it speaks against. What is not of the kind that was complained
    of matters less."""
    spoken = [item for item in evidence if item.presence == Presence.FOUND and item.score > 0]
    blamed = [part for item in spoken for part in _blamed(item, graph, parameters)]
    blamed = _relevant(blamed, symptoms, complaint, parameters)
    pushed = driven(blamed, graph, parameters)
    blamed = [
        _softened(item, parameters.driven) if item.entity in pushed and item.group not in _UNLOADED else item
        for item in blamed
    ]
    bad = badness(blamed)
    return [_discounted(item, graph, bad, parameters) for item in blamed]


def _relevant(
    blamed: list[Weighed], symptoms: Collection[str], complaint: Complaint, parameters: Parameters
) -> list[Weighed]:
    """Slowness elsewhere matters less where those that alerted fail without being slow. (Failures elsewhere may well
    be what makes them slow.)"""
    failing = max(
        (item.own for item in blamed if item.entity in symptoms and item.evidence.kind in _FAILS), default=0.0
    )
    slow = max((item.own for item in blamed if item.entity in symptoms and _is_slow(item)), default=0.0)
    only_failing = failing >= parameters.least_surprise and slow < parameters.also_slow * failing
    if complaint == "slow" or not (complaint == "failing" or only_failing):
        return blamed
    return [_softened(item, parameters.not_slow) if _is_slow(item) else item for item in blamed]


def _softened(item: Weighed, factor: float) -> Weighed:
    return replace(item, own=item.own * factor, strength=item.strength * factor)


def _is_slow(item: Weighed) -> bool:
    return item.evidence.kind in _SLOW


def driven(blamed: Iterable[Weighed], graph: Graph, parameters: Parameters = PARAMETERS) -> frozenset[str]:
    """Entities that are asked much more than before because one that calls them is: what is wrong with them follows
    from where the traffic comes in."""
    surged: dict[str, float] = {}
    for item in blamed:
        if item.evidence.kind in _TRAFFIC and item.evidence.direction == "up":
            surged[item.entity] = max(surged.get(item.entity, 0.0), item.evidence.magnitude)
    return frozenset(
        entity
        for entity, factor in surged.items()
        if factor >= parameters.surge
        and any(
            surged.get(caller, 0.0) >= parameters.same_surge * factor
            for caller in graph.callers.get(entity, ())
            if caller != entity and entity not in graph.callers.get(caller, ())
        )
    )


def badness(weighed: Iterable[Weighed]) -> dict[str, dict[str, float]]:
    """entity -> group -> its strongest own observation."""
    found: dict[str, dict[str, float]] = {}
    for item in weighed:
        mine = found.setdefault(item.entity, {})
        mine[item.group] = max(mine.get(item.group, 0.0), item.own)
    return found


def _blamed(item: Evidence, graph: Graph, parameters: Parameters) -> Iterable[Weighed]:
    weight = parameters.weights.get(item.kind, 0.0)
    group = GROUPS.get(item.kind, "itself")
    if weight <= 0:
        return
    entity = _accused(item, graph)
    if item.kind == "metric.client_errors" and kind_of(entity) == "external":
        weight, group = parameters.unseen_weight, "origin"
    mentioned = _mentioned(item, entity, graph) if group == "words" else ()
    share = parameters.mention_share if mentioned else 0.0
    if any(kind_of(name) == "external" for name in mentioned):
        share = parameters.mention_unseen
    yield _plain(item, graph.owner(entity), group, weight * item.score * (1 - share))
    for name in mentioned:
        own = weight * item.score * share / len(mentioned)
        yield replace(_plain(item, graph.owner(name), group, own), mentioned=True)


def _plain(item: Evidence, entity: str, group: str, own: float) -> Weighed:
    return Weighed(evidence=item, entity=entity, group=group, own=own, strength=own)


def _accused(item: Evidence, graph: Graph) -> str:
    """What was measured on the calling side speaks against the callee, unless the callee refused a bad request."""
    peer = item.value.get("peer")
    if not isinstance(peer, str) or not peer or item.kind not in ("metric.client_latency", "metric.client_errors"):
        return item.entity
    status = item.value.get("status")
    if isinstance(status, int) and status in _REFUSED and status != _RATE_LIMITED:
        return item.entity
    callees = graph.callees.get(item.entity, ())
    return next((name for name in callees if name_of(name) == peer or name == peer), item.entity)


def _mentioned(item: Evidence, entity: str, graph: Graph) -> tuple[str, ...]:
    """Neighbours that a message names, as whole words. Only neighbours: names are often ordinary words."""
    text = item.value.get("template")
    if not isinstance(text, str):
        return ()
    words = set(re.findall(r"[a-z0-9][a-z0-9._-]*[a-z0-9]", text.lower()))
    near = {*graph.callees.get(entity, ()), *graph.callers.get(entity, ())}
    return tuple(name for name in sorted(near) if kind_of(name) != "database" and name_of(name).lower() in words)


def _discounted(item: Weighed, graph: Graph, bad: Mapping[str, Mapping[str, float]], parameters: Parameters) -> Weighed:
    explaining = _EXPLAINED_BY.get(item.group)
    near = graph.callees.get(item.entity, ())
    if item.group == "itself" and item.evidence.kind in _OF_HOSTS:
        explaining, near = frozenset({"itself"}), graph.hosted.get(item.entity, ())
    if explaining is None or item.own <= 0:
        return item
    worst, by = 0.0, ""
    for callee in near:
        callee = graph.owner(callee)
        if callee == item.entity:
            continue
        for group, value in bad.get(callee, {}).items():
            if group in explaining and value > worst:
                worst, by = value, callee
    share = min(1.0, worst / item.own) * (1 - parameters.kept)
    share *= _SOFTER if item.group == "self_time" else 1.0
    return replace(item, strength=item.own * (1 - share), explained_by=by if share > 0.3 else "")
