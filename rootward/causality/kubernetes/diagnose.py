"""Diagnose: every check over a snapshot, and the findings in order of how likely each is the cause of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rootward.causality.kubernetes.addresses import addresses
from rootward.causality.kubernetes.admission import admission
from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.infrastructure import infrastructure
from rootward.causality.kubernetes.performance import performance
from rootward.causality.kubernetes.probes import probes
from rootward.causality.kubernetes.routing import routing
from rootward.causality.kubernetes.rules import rules
from rootward.causality.kubernetes.runtime import runtime
from rootward.causality.kubernetes.scheduling import scheduling
from rootward.causality.kubernetes.snapshot import Ref, Snapshot, text
from rootward.causality.kubernetes.startup import is_down, startup
from rootward.causality.kubernetes.view import View

__all__ = ["Diagnosed", "diagnose"]

_CHECKS: tuple[Callable[[View], Iterable[Finding]], ...] = (
    admission, scheduling, startup, probes, runtime, routing, performance, infrastructure,
)  # fmt: skip
_PROOF = {"contradiction": 9.0, "reported": 7.5, "symptom": 2.0}
_UNSEEN = 0.3
"""Of a finding that nothing in the cluster suffers from now."""
_EXPLAINED = 0.15
"""Of a finding that follows from another one."""
_OF_STATE = "node.kubernetes.io/"
"""Taints that the cluster itself sets on a node for the state it is in."""
_WIDE = frozenset({"Node", "Namespace"})
_FOLLOWS: dict[str, frozenset[str]] = {
    "admission.quota_services": frozenset({"routing.missing_service", "routing.address"}),
    "admission.quota_storage": frozenset({"scheduling.claim_missing", "scheduling.claim_unbound"}),
    "runtime.zero_replicas": frozenset({"routing.unreachable"}),
    "startup.secret_missing": frozenset({"startup.mount", "runtime.crash"}),
}
"""What a fault brings about in the same namespace, beside the general rules."""
_SYMPTOMS = frozenset({"runtime.crash", "runtime.liveness", "runtime.readiness", "startup.init", "startup.mount"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosed:
    """A finding with its place: `entity` is the product's reference for its subject; `explained_by` the kind and object
    that it follows from, or ''; `says` and `next` are sentences."""

    finding: Finding
    entity: str
    score: float
    explained_by: str
    says: str
    next: str


def diagnose(snapshot: Snapshot) -> list[Diagnosed]:
    """Likeliest first; of the same kind on the same object only the best shown. Pure; ties are broken by name."""
    view = View(snapshot)
    found = _distinct(item for check in _CHECKS for item in check(view))
    placed = [_placed(view, item, found) for item in found]
    return sorted(placed, key=lambda item: (-item.score, item.finding.kind, item.finding.object))


def _distinct(found: Iterable[Finding]) -> list[Finding]:
    best: dict[tuple[str, Ref], Finding] = {}
    for item in found:
        key = item.kind, item.object
        if key not in best or _own(item) > _own(best[key]):
            best[key] = item
    return [best[key] for key in sorted(best)]


def _own(item: Finding) -> float:
    return _PROOF[item.proof] * item.strength * (1.0 if item.visible else _UNSEEN)


def _placed(view: View, item: Finding, found: Sequence[Finding]) -> Diagnosed:
    reason = next(_reasons(view, item, found), None)
    rule = rules().kinds[item.kind]
    score = _own(item) * (_EXPLAINED if reason is not None else 1.0)
    return Diagnosed(
        finding=item, entity=view.entity(item.subject), score=round(score, 3),
        explained_by=f"{reason.kind} of {reason.object}" if reason is not None else "",
        says=rule.sentence(item.facts), next=rule.step(item.facts),
    )  # fmt: skip


def _reasons(view: View, item: Finding, found: Sequence[Finding]) -> Iterator[Finding]:
    """Other findings that bring this one about, the best shown first."""
    for other in sorted(found, key=lambda one: (-_own(one), one.kind, one.object)):
        if other is not item and _own(other) >= _own(item) * 0.8 and _explains(view, other, item):
            yield other


def _explains(view: View, other: Finding, item: Finding) -> bool:
    if item.kind in _FOLLOWS.get(other.kind, ()):
        return other.subject.name in (item.subject.namespace, item.subject.name)
    if other.family == "infrastructure" and str(item.facts.get("taint", "")).startswith(_OF_STATE):
        return True
    if other.family == "infrastructure" and other.subject.kind == "Node":
        return item.family in ("runtime", "startup", "performance") and _only_on(view, item.subject, other.subject.name)
    if other.subject.kind in _WIDE or other.proof == "symptom":
        return False
    if item.kind in _SYMPTOMS and other.subject == item.subject:
        return True
    if item.kind == "routing.unreachable" or item.kind in _SYMPTOMS:
        return _calls(view, item.subject, other.subject)
    return False


def _only_on(view: View, ref: Ref, node: str) -> bool:
    """Whether everything of the workload that is down is on this node."""
    workload = view.workload(ref.kind, ref.name, ref.namespace)
    down = [pod for pod in workload.pods if is_down(pod)] if workload is not None else []
    return bool(down) and all(text(pod, "spec", "nodeName") == node for pod in down)


def _calls(view: View, caller: Ref, callee: Ref) -> bool:
    workload = view.workload(caller.kind, caller.name, caller.namespace)
    if workload is None or caller == callee:
        return False
    target = view.workload(callee.kind, callee.name, callee.namespace)
    names = {callee.name} if callee.kind == "Service" else {
        text(service, "metadata", "name") for service in (view.services_of(target) if target is not None else ())
    }  # fmt: skip
    return any(address.host in names for address in addresses(workload))
