"""Faults: what kind of fault an entity's evidence speaks for, and what in it can be named as the component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rootward.causality.model import FaultHint
from rootward.causality.propagation import Weighed
from rootward.causality.signatures import FoundIn, Signatures, hints_in, hints_of_status
from rootward.events.entity import kind_of
from rootward.evidence.model import Evidence

__all__ = ["component_of", "fault_kinds", "hints_of"]

_OF_EVIDENCE: Mapping[str, tuple[tuple[str, float], ...]] = {
    "metric.pool_size": (("config.pool_size", 1.0),),
    "metric.pool_wait": (("config.pool_size", 0.6),),
    "metric.pool_usage": (("config.pool_size", 0.3),),
    "metric.connections": (("config.pool_size", 0.3),),
    "metric.db_latency": (("schema.slow_query", 0.8),),
    "metric.memory": (("memory.leak", 0.8),),
    "metric.cpu": (("cpu.saturation", 0.6),),
    "metric.disk": (("disk.saturation", 0.8),),
    "metric.restarts": (("memory.oom", 0.2), ("code.regression", 0.3)),
    "metric.traffic": (("traffic.surge", 0.3),),
    "trace.edge_gap": (("network.delay", 0.6),),
    "flow.gap": (("network.delay", 0.8),),
    "trace.self_time": (("code.regression", 0.25),),
    "trace.more": (("code.regression", 0.4),),
    "log.stopped": (("code.regression", 1.0),),
    "trace.stopped": (("code.regression", 0.8),),
    "metric.stopped": (("code.regression", 0.6),),
    "log.parted": (("code.regression", 0.9),),
    "trace.parted": (("code.regression", 0.7),),
    "metric.parted": (("code.regression", 0.5),),
    "flow.stopped": (("code.regression", 0.8),),
    "flow.lost": (("code.regression", 0.5),),
    "event.oom": (("memory.oom", 0.8),),
    "event.killed": (("memory.oom", 0.3),),
}
_DEEPER: Mapping[str, frozenset[str]] = {
    "memory.oom": frozenset({"memory.leak"}),
    "schema.slow_query": frozenset({"lock.contention", "disk.saturation"}),
    "config.pool_size": frozenset({"schema.slow_query", "lock.contention", "credential.expired"}),
    "cpu.saturation": frozenset({"schema.slow_query", "memory.leak", "traffic.surge"}),
    "code.regression": frozenset({"config.pool_size", "schema.slow_query", "lock.contention", "memory.leak",
                                  "credential.expired", "upstream.rate_limited", "cpu.saturation", "memory.oom",
                                  "disk.saturation"}),
    "upstream.unavailable": frozenset({"config.pool_size", "schema.slow_query", "lock.contention", "memory.leak",
                                       "memory.oom", "credential.expired", "upstream.rate_limited",
                                       "disk.saturation"}),
    "network.delay": frozenset({"config.pool_size", "schema.slow_query", "lock.contention", "memory.leak",
                                "memory.oom", "upstream.rate_limited", "upstream.unavailable"}),
    "traffic.surge": frozenset({"config.pool_size", "schema.slow_query", "lock.contention", "memory.leak",
                                "credential.expired", "upstream.rate_limited"}),
}  # fmt: skip
"""A fault kind gives way to the ones that bring it about: slow statements hold connections, so the pool runs dry."""
_SURGE = 2.0
"""Times the traffic that is plainly a surge."""
_ENOUGH = 0.35
"""How strong a deeper kind must be against a shallower one to explain it."""
_GIVES_WAY = 0.4
_FADING = 0.35
"""One voice for each kind of evidence, the further ones at a fraction: many weak ones must not drown a clear one."""
_LOUD = frozenset({"error", "fatal"})
_UNHEARD = 0.4
"""How strongly an error never written before speaks for the entity's own code, when it says nothing known."""
_FOUND_IN: Mapping[str, FoundIn] = {"log": "log", "event": "event", "trace": "span"}


def hints_of(item: Evidence, signatures: Signatures, *, of_peer: bool = False) -> tuple[FaultHint, ...]:
    """Fault kinds that one observation speaks for; `of_peer` when it is weighed for somebody its text names."""
    known = _OF_EVIDENCE.get(item.kind, ())
    hints = [FaultHint(kind=kind, strength=strength, because=item.text) for kind, strength in known]
    if item.kind == "trace.client_time" and str(item.value.get("peer", "")).startswith("database:"):
        hints.append(FaultHint(kind="schema.slow_query", strength=0.9, because=item.text))
    if item.kind.startswith("kubernetes."):
        hints.append(FaultHint(kind=str(item.value.get("fault", "unknown")), strength=1.0, because=item.text))
    if item.kind in ("metric.traffic", "trace.traffic") and item.direction == "up" and item.magnitude >= _SURGE:
        hints.append(FaultHint(kind="traffic.surge", strength=0.9, because=item.text))
    statuses = item.value.get("statuses")
    if isinstance(statuses, dict) and not item.entity.startswith("database:"):
        counts = {int(code): number for code, number in statuses.items() if isinstance(number, int)}
        own = item.value.get("observer") == item.entity
        hints.extend(_of_own(hint) if own else hint for hint in hints_of_status(counts))
    status = item.value.get("status")
    if isinstance(status, int) and status:
        hints.extend(hints_of_status({status: 1}))
    where = _FOUND_IN.get(item.kind.partition(".")[0])
    for key in ("template", "message", "reasons", "error_types"):
        text = item.value.get(key)
        if text:
            said = text if isinstance(text, str) else " ".join(str(part) for part in _list(text))
            hints.extend(hints_in(said, signatures, where=where, of_peer=of_peer))
    if not hints and not of_peer and item.kind == "log.novel" and item.value.get("severity") in _LOUD:
        hints.append(FaultHint(kind="code.regression", strength=_UNHEARD, because=item.text))
    return tuple(hints)


def _of_own(hint: FaultHint) -> FaultHint:
    """An error that begins in the entity itself is no sign that a peer does not answer: its own code may fail."""
    if hint.kind != "upstream.unavailable":
        return hint
    return FaultHint(kind="code.regression", strength=0.7 * hint.strength, because=hint.because)


def fault_kinds(weighed: Sequence[Weighed], signatures: Signatures) -> dict[str, float]:
    """kind -> strength 0..1 relative to the strongest, for one entity's observations; empty when nothing is said."""
    voices: dict[str, dict[str, float]] = {}
    for item in weighed:
        for hint in hints_of(item.evidence, signatures, of_peer=item.mentioned):
            mine = voices.setdefault(hint.kind, {})
            mine[item.evidence.kind] = max(mine.get(item.evidence.kind, 0.0), hint.strength * item.strength)
    raw = {
        kind: sum(value * _FADING**place for place, value in enumerate(sorted(said.values(), reverse=True)))
        for kind, said in voices.items()
    }
    settled = {kind: value * (_GIVES_WAY if _explained(kind, raw) else 1.0) for kind, value in raw.items()}
    most = max(settled.values(), default=0.0)
    return {kind: value / most for kind, value in sorted(settled.items())} if most > 0 else {}


def _explained(kind: str, raw: Mapping[str, float]) -> bool:
    return any(raw.get(deeper, 0.0) >= _ENOUGH * raw[kind] for deeper in _DEEPER.get(kind, ()))


def component_of(weighed: Iterable[Weighed], entity: str) -> str:
    """The database, pool, peer or Kubernetes object inside or beside the entity that its strongest observation is
    about, or ''."""
    for item in sorted(weighed, key=lambda part: (-part.strength, part.evidence.evidence_id)):
        if item.evidence.kind.startswith("kubernetes."):
            return str(item.evidence.value.get("object", ""))
        if item.evidence.entity != entity and kind_of(item.evidence.entity) == "database":
            return item.evidence.entity
    return ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
