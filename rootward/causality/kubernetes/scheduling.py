"""Scheduling: why a pod is given to no node, told from its specification and the nodes, then from the scheduler."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.quantity import quantity
from rootward.causality.kubernetes.said import event_time
from rootward.causality.kubernetes.snapshot import Object, items, section, text
from rootward.causality.kubernetes.storage import claims
from rootward.causality.kubernetes.view import View, Workload, containers, selects
from rootward.kit.canonical import JSON

__all__ = ["is_unscheduled", "reasons_of", "scheduling"]

_PART = re.compile(r"(\d+) (?:node\(s\) )?([^,]+?(?:\{[^}]*\})?)(?=, \d|\.|$)")
_TAINT = re.compile(r"had (?:untolerated taint|taint) \{([^:}]+)(?:: ?([^}]*))?\}")
_CONTROL = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")


def scheduling(view: View) -> Iterator[Finding]:
    for pod, workload in view.pods():
        if is_unscheduled(pod):
            yield from _unscheduled(view, pod, workload)


def is_unscheduled(pod: Object) -> bool:
    return text(pod, "status", "phase") == "Pending" and not text(pod, "spec", "nodeName")


def reasons_of(view: View, pod: Object) -> tuple[str, int | None, str]:
    """The scheduler's last words on the pod, when, and where they are written; '' when it said nothing."""
    for event in reversed(view.snapshot.events("Pod", text(pod, "metadata", "name"))):
        if text(event, "reason") == "FailedScheduling":
            return text(event, "message") or text(event, "note"), event_time(event), "its FailedScheduling event"
    for condition in items(pod, "status", "conditions"):
        if text(condition, "type") == "PodScheduled" and text(condition, "message"):
            return text(condition, "message"), None, "its condition PodScheduled"
    return "", None, ""


def _unscheduled(view: View, pod: Object, workload: Workload) -> Iterator[Finding]:
    words, at, where = reasons_of(view, pod)
    if not words:
        return
    found = list(claims(view, workload, words, at))
    if found:
        yield from found
        return
    nodes = view.snapshot.of("Node")
    said = _counted(words)
    spec = section(pod, "spec") | {key: value for key, value in workload.spec.items() if key == "affinity"}
    fields = (f"Pod/{text(pod, 'metadata', 'name')}: {where}",)

    def finding(kind: str, path: str = "", proof: bool = False, **facts: JSON) -> Finding:
        more = (f"{workload.ref} spec.template.spec.{path}",) if path else ()
        return Finding(
            kind=f"scheduling.{kind}", object=workload.ref, subject=workload.ref, at=at, fields=(*fields, *more),
            facts=dict(facts), proof="contradiction" if proof else "reported",
        )  # fmt: skip

    yield from _placed(spec, nodes, said, words, finding)


def _placed(
    spec: Object, nodes: Sequence[Object], said: Mapping[str, int], words: str, finding: Callable[..., Finding]
) -> Iterator[Finding]:
    """The filters in the scheduler's order: which nodes are wanted at all, and what keeps the pod off those."""
    selector = section(spec, "nodeSelector")
    wanted = [node for node in nodes if _wanted(spec, node)]
    chosen = bool(selector or _affinity(spec))
    if "didn't match pod anti-affinity" in words:
        yield finding("anti_affinity", "affinity.podAntiAffinity", bool(section(spec, "affinity", "podAntiAffinity")))
    elif "didn't match pod affinity" in words:
        yield finding("pod_affinity", "affinity.podAffinity", bool(section(spec, "affinity", "podAffinity")))
    elif "topology spread constraints" in words:
        yield finding("spread", "topologySpreadConstraints")
    elif "free ports" in words:
        yield finding("host_port", "containers[].ports[].hostPort")
    elif _insufficient(said):
        yield from _capacity(spec, wanted or nodes, said, finding)
    elif chosen and nodes and all(_is_closed(node) for node in wanted):
        open_to_all = [section(node, "metadata", "labels") for node in nodes if not _is_closed(node)]
        if selector and not any(selects(selector, labels) for labels in open_to_all):
            yield finding("node_selector", "nodeSelector", True, wanted=_pairs(selector))
        else:
            yield finding("node_affinity", "affinity.nodeAffinity", True, wanted=_terms(spec))
    else:
        yield from _kept_off(spec, wanted if chosen else nodes, words, finding)


def _kept_off(spec: Object, wanted: Sequence[Object], words: str, finding: Callable[..., Finding]) -> Iterator[Finding]:
    """Of the nodes that the pod wants, some are tainted and some are cordoned; control planes are always closed."""
    taint = _TAINT.search(words)
    open_to_all = [node for node in wanted if not _is_control(node)] or list(wanted)
    cordoned = [node for node in open_to_all if section(node, "spec").get("unschedulable") is True]
    named = ", ".join(text(node, "metadata", "name") for node in cordoned)
    tainted = [found for node in open_to_all for found in items(node, "spec", "taints") if _repels(found, spec)]
    if taint and not (taint[1].startswith("node.kubernetes.io/") and cordoned):
        shown = f"{taint[1]}={taint[2]}" if taint[2] else taint[1]
        yield finding("taint", "tolerations", bool(tainted), taint=shown)
    elif cordoned and "unschedulable" in words:
        yield finding("cordon", "", len(cordoned) == len(open_to_all), nodes=named)
    elif "didn't match" in words and "selector" in words:
        chosen = section(spec, "nodeSelector")
        kind = "node_selector" if chosen and not _affinity(spec) else "node_affinity"
        yield finding(
            kind, "nodeSelector" if kind == "node_selector" else "affinity", wanted=_pairs(chosen) or _terms(spec)
        )
    elif "unschedulable" in words:
        yield finding("cordon", "", nodes=named or "every node")


def _capacity(
    spec: Object, nodes: Sequence[Object], said: Mapping[str, int], finding: Callable[..., Finding]
) -> Iterator[Finding]:
    """The resource that most nodes lack; of equals the one of which the pod asks for more than there is."""
    lacking = _insufficient(said)
    scored = sorted(lacking, key=lambda name: (-lacking[name], -_ratio(spec, nodes, name), name))
    resource = scored[0]
    kind = {"cpu": "cpu_capacity", "memory": "memory_capacity", "pods": "pod_capacity"}.get(resource, "other_capacity")
    asked = _asked(spec, resource)
    most = max((_free(node, resource) for node in nodes), default=0.0)
    yield finding(kind, f"containers[].resources.requests.{resource}", bool(asked and most and asked > most),
                  resource=resource, requested=_shown(asked, resource), most=_shown(most, resource))  # fmt: skip


def _insufficient(said: Mapping[str, int]) -> dict[str, int]:
    found = {
        name.removeprefix("Insufficient "): count for name, count in said.items() if name.startswith("Insufficient")
    }
    return found | ({"pods": said["Too many pods"]} if "Too many pods" in said else {})


def _counted(words: str) -> dict[str, int]:
    """`0/4 nodes are available: 1 Insufficient cpu, 3 …`: reason -> number of nodes."""
    told = words.partition("are available:")[2].partition("preemption:")[0]
    return {match[2].strip(): int(match[1]) for match in _PART.finditer(told)}


def _wanted(spec: Object, node: Object) -> bool:
    labels = section(node, "metadata", "labels")
    terms = _affinity(spec)
    fits = not terms or any(all(_holds(part, labels) for part in items(term, "matchExpressions")) for term in terms)
    return fits and selects(section(spec, "nodeSelector"), labels)


def _affinity(spec: Object) -> list[Object]:
    required = section(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    return items(required, "nodeSelectorTerms")


def _holds(part: Object, labels: Mapping[str, object]) -> bool:
    key, operator = text(part, "key"), text(part, "operator")
    values = [str(value) for value in part.get("values") or ()]
    have = labels.get(key)
    if operator in ("Exists", "DoesNotExist"):
        return (key in labels) == (operator == "Exists")
    if operator in ("Gt", "Lt") and values:
        left, right = quantity(have), quantity(values[0])
        return left is not None and right is not None and (left > right if operator == "Gt" else left < right)
    return (have in values) == (operator == "In") if operator in ("In", "NotIn") else True


def _repels(taint: Object, spec: Object) -> bool:
    if text(taint, "effect") == "PreferNoSchedule" or text(taint, "key").startswith("node.kubernetes.io/unschedulable"):
        return False
    return not any(_tolerates(item, taint) for item in items(spec, "tolerations"))


def _tolerates(item: Object, taint: Object) -> bool:
    if text(item, "effect") not in ("", text(taint, "effect")):
        return False
    if text(item, "operator") == "Exists":
        return text(item, "key") in ("", text(taint, "key"))
    return text(item, "key") == text(taint, "key") and text(item, "value") == text(taint, "value")


def _is_control(node: Object) -> bool:
    labels = section(node, "metadata", "labels")
    return any(name in labels for name in _CONTROL) or labels.get("kubernetes.io/role") in ("master", "control-plane")


def _is_closed(node: Object) -> bool:
    """A control plane that takes no ordinary pods: a pod that fits only there fits nowhere."""
    return _is_control(node) and (
        section(node, "spec").get("unschedulable") is True or bool(items(node, "spec", "taints"))
    )


def _asked(spec: Object, resource: str) -> float:
    return sum(quantity(text(item, "resources", "requests", resource)) or 0.0 for item in containers(spec))


def _free(node: Object, resource: str) -> float:
    whole = quantity(text(node, "status", "allocatable", resource)) or 0.0
    return max(0.0, whole - (quantity(text(node, "status", "requested", resource)) or 0.0))


def _ratio(spec: Object, nodes: Sequence[Object], resource: str) -> float:
    most = max((_free(node, resource) for node in nodes), default=0.0)
    return _asked(spec, resource) / most if most else 0.0


def _shown(amount: float, resource: str) -> str:
    return f"{amount / 2**30:.3g}Gi" if resource == "memory" else f"{amount:g}"


def _pairs(selector: Mapping[str, object]) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(selector.items()))


def _terms(spec: Object) -> str:
    parts = [part for term in _affinity(spec) for part in items(term, "matchExpressions")]
    return "; ".join(
        f"{text(part, 'key')} {text(part, 'operator')} {part.get('values') or ''}".strip() for part in parts
    )
