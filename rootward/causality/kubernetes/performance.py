"""Performance: what the alerts of a snapshot say of cpu, memory, disk and network of workloads and nodes.

An alert is an `Alert` object: `spec.labels` as its sender set them, `spec.text` what it says. Slowness with a resource
at its limit is that resource's; slowness without one, at the deepest of those that are slow, is on the way there.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from rootward.causality.kubernetes.addresses import addresses
from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.snapshot import Object, Ref, section, text
from rootward.causality.kubernetes.view import View

__all__ = ["performance"]

_WORDS = (
    ("network_loss", re.compile(r"(?i)packet.?loss|retrans|packets? (?:dropped|lost)|drop.?rate|tcp.?retans")),
    ("network_delay", re.compile(r"(?i)network.?(?:delay|latency)|round.?trip|\brtt\b|\bping\b")),
    ("cpu", re.compile(r"(?i)throttl|cpu|\bcfs\b|load average")),
    ("memory", re.compile(r"(?i)memory|working.?set|\brss\b|\bmem\b")),
    ("disk", re.compile(r"(?i)disk|io.?wait|iops|filesystem|volume.*full|inode")),
    ("slow", re.compile(r"(?i)latency|slow|duration|response.?time|timeout|p9[059]")),
)
_CHANGE = re.compile(r"\+\s?(\d+(?:\.\d+)?)\s?%")
_LABELS = (("deployment", "Deployment"), ("statefulset", "StatefulSet"), ("daemonset", "DaemonSet"),
           ("service", "Service"), ("pod", "Pod"), ("node", "Node"), ("instance", "Node"))  # fmt: skip
_RESOURCES = ("network_loss", "network_delay", "cpu", "memory", "disk")
_MOST = 0.75
"""Share of what is slow, and calls nothing slow, that must be on one node to blame the node."""
_LIFT = 1.5
"""How much more often than workloads in general."""
_FEW = 3
Said = dict[str, tuple[float, str]]


def performance(view: View) -> Iterator[Finding]:
    told = _told(view)
    slow = [ref for ref, said in told.items() if ref.kind != "Node" and "slow" in said]
    node = _node_of(view, slow, told)
    for ref, said in sorted(told.items()):
        kind = next((name for name in _RESOURCES if name in said), "")
        if ref.kind == "Node":
            if kind in ("network_delay", "network_loss"):
                yield _finding(f"infrastructure.{kind}", ref, said, kind)
        elif kind:
            yield _finding(f"performance.{kind}", ref, said, kind, called=_deepest(view, ref, slow))
        elif "slow" in said and not node:
            yield _finding("performance.network_delay", ref, said, "slow", called=_deepest(view, ref, slow))
    if node:
        ref = Ref(kind="Node", name=node)
        yield _finding("infrastructure.network_delay", ref, told[max(slow)], "slow")


def _told(view: View) -> Mapping[Ref, Said]:
    """What was said of whom: word -> (how much it changed, in per cent, where that is said; the alert)."""
    told: dict[Ref, Said] = {}
    for alert in view.snapshot.of("Alert"):
        words, ref = text(alert, "spec", "text"), _subject(view, alert)
        if ref is None:
            continue
        for kind, pattern in _WORDS:
            if pattern.search(words):
                change = max((float(number) for number in _CHANGE.findall(words)), default=0.0)
                mine = told.setdefault(ref, {})
                mine[kind] = max(mine.get(kind, (0.0, "")), (change, words[:160]))
                if kind != "slow":
                    break
    return told


def _finding(kind: str, ref: Ref, said: Said, word: str, *, called: bool = True) -> Finding:
    change, words = said[word]
    grown = min(1.0, 0.6 + 0.1 * math.log10(1 + change))
    return Finding(kind=kind, object=ref, subject=ref, facts={"words": words}, fields=(f"alert: {words}",),
                   strength=grown if called else 0.5 * grown)  # fmt: skip


def _deepest(view: View, ref: Ref, slow: list[Ref]) -> bool:
    """Nothing that it calls is slow too."""
    workload = view.workload(ref.kind, ref.name, ref.namespace)
    called = {address.host for address in addresses(workload)} if workload is not None else set()
    return not any(other != ref and other.name in called for other in slow)


def _node_of(view: View, slow: list[Ref], told: Mapping[Ref, Said]) -> str:
    """The node where what is slow by itself lies, though most other things lie elsewhere, none short of a resource."""
    short = ("cpu", "memory", "disk")
    plain = [ref for ref in slow if not any(word in told[ref] for word in short) and _deepest(view, ref, slow)]
    places: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for pod, workload in view.pods():
        node = text(pod, "spec", "nodeName")
        whole[node] += 1
        places[node] += workload.ref in plain
    if len(plain) < _FEW or not places:
        return ""
    node, count = max(places.items(), key=lambda item: (item[1], item[0]))
    share, usual = count / len(plain), whole[node] / whole.total()
    return node if share >= _MOST and share >= _LIFT * usual else ""


def _subject(view: View, alert: Object) -> Ref | None:
    labels = section(alert, "spec", "labels")
    for name, kind in _LABELS:
        value = text(labels, name).partition(":")[0]
        if not value:
            continue
        if kind == "Node":
            return Ref(kind=kind, name=value) if view.snapshot.get(kind, value) is not None else None
        space = text(labels, "namespace") or text(alert, "metadata", "namespace")
        for above in ("Deployment", "StatefulSet", "DaemonSet") if kind == "Service" else (kind,):
            found = view.workload(above, value, space)
            if found is not None:
                return found.ref
        return Ref(kind=kind, name=value, namespace=space)
    return None
