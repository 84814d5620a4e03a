"""Probes: what a failing probe asks for, against what its container offers."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.said import event_time
from rootward.causality.kubernetes.snapshot import Object, items, section, text
from rootward.causality.kubernetes.startup import is_down
from rootward.causality.kubernetes.view import View, Workload, containers
from rootward.kit.canonical import JSON

__all__ = ["listens", "probes", "told_ports"]

_PROTOCOL = re.compile(
    r"malformed HTTP|transport connection broken|HTTP response to HTTPS|does not look like a TLS|server preface"
    r"|frame too large|unimplemented|not implement the grpc|unknown service grpc\.health|tls: |first record"
)
_STATUS = re.compile(r"statuscode: (\d+)")
_TIME = re.compile(r"(?i)timeout|deadline exceeded|timed out|did not complete|connection refused|within \d+s")
_HOW = {"httpGet": "HTTP", "tcpSocket": "TCP", "grpc": "gRPC", "exec": "a command"}
_PORTS = frozenset({"PORT", "SERVER_PORT", "HTTP_PORT", "GRPC_PORT", "LISTEN_PORT"})
_SOON_S = 15
"""A container that must answer within so many seconds of its start, or else is killed, is given little time."""


def probes(view: View) -> Iterator[Finding]:
    for pod, workload in view.pods():
        for container in containers(workload.spec) or containers(section(pod, "spec")):
            for name in ("liveness", "readiness"):
                probe = section(container, f"{name}Probe")
                if probe:
                    yield from _judged(view, pod, workload, container, name, probe)


def listens(view: View, workload: Workload, container: Object) -> list[int]:
    """Ports that a container says it serves, by its ports and its PORT variable."""
    found = {item["containerPort"] for item in items(container, "ports") if isinstance(item.get("containerPort"), int)}
    return sorted(found | told_ports(container))


def told_ports(container: Object) -> set[int]:
    """What variables such as PORT tell a container to listen on."""
    return {
        int(text(variable, "value"))
        for variable in items(container, "env")
        if text(variable, "name").upper() in _PORTS and text(variable, "value").isdigit()
    }


def _judged(
    view: View, pod: Object, workload: Workload, container: Object, name: str, probe: Object
) -> Iterator[Finding]:  # fmt: skip
    words, at, count = _failures(view, pod, name)
    status = next((item for item in items(pod, "status", "containerStatuses")
                   if text(item, "name") == text(container, "name")), {})  # fmt: skip
    restarted = int(text(status, "restartCount") or 0) > 0
    biting = (restarted or count >= 3) if name == "liveness" else is_down(pod) and bool(words)
    how = next((key for key in _HOW if key in probe), "")
    port, known = section(probe, how).get("port"), listens(view, workload, container)
    named = {text(item, "name"): item.get("containerPort") for item in items(container, "ports")}
    port = named.get(port, port) if isinstance(port, str) else port
    budget = _budget(probe)
    facts: dict[str, JSON] = {
        "port": port, "listens": ", ".join(map(str, known)), "spoken": _HOW.get(how, how), "allowed": budget,
    }  # fmt: skip
    wrong_port = bool(known) and port not in known and port is not None
    if not words or not biting:
        if wrong_port and words:
            yield _finding(workload, name, "port", facts, at, proof="contradiction", visible=False)
        return
    code = _STATUS.search(words)
    if wrong_port:
        yield _finding(workload, name, "port", facts, at, proof="contradiction")
    elif code and code[1].startswith("4"):
        yield _finding(workload, name, "path", facts, at)
    elif _PROTOCOL.search(words) or _speaks_otherwise(view, pod, workload, container, name, how, port):
        yield _finding(workload, name, "protocol", facts, at)
    elif (name == "liveness" and _hasty(view, workload, budget) and _TIME.search(words)) or (
        name == "readiness" and _seconds(probe, "timeoutSeconds", 1) <= 1 and "awaiting headers" in words
    ):
        yield _finding(workload, name, "timing", facts, at)
    elif not text(status, "state", "waiting", "reason") or restarted:
        yield _finding(workload, name, "", facts, at, proof="symptom")


def _finding(
    workload: Workload, name: str, fault: str, facts: dict[str, JSON], at: int | None, *, proof: str = "reported",
    visible: bool = True,
) -> Finding:  # fmt: skip
    where = f"{workload.ref} spec.template.spec.containers[].{name}Probe"
    return Finding(
        kind=f"runtime.{name}_{fault}" if fault else f"runtime.{name}", object=workload.ref, subject=workload.ref,
        facts=facts, fields=(where, f"events {name.title()} probe failed"), at=at, visible=visible,
        proof="contradiction" if proof == "contradiction" else "symptom" if proof == "symptom" else "reported",
    )  # fmt: skip


def _failures(view: View, pod: Object, name: str) -> tuple[str, int | None, int]:
    """The last words of the probe's failures, when, and how often."""
    words, at, count = "", None, 0
    for event in view.snapshot.events("Pod", text(pod, "metadata", "name")):
        message = text(event, "message")
        if text(event, "reason") == "Unhealthy" and message.lower().startswith(f"{name} probe"):
            words, at = message, event_time(event)
            count += int(text(event, "count") or text(event, "series", "count") or 1)
    return words, at, count


def _speaks_otherwise(
    view: View, pod: Object, workload: Workload, container: Object, name: str, how: str, port: object
) -> bool:  # fmt: skip
    """The service says gRPC of the port and the probe speaks HTTP, or the other way round; or the container's other
    probe reaches the port in another protocol."""
    said = set()
    for service in view.services_of(workload):
        for item in items(service, "spec", "ports"):
            if item.get("targetPort", item.get("port")) == port:
                said.add((text(item, "appProtocol") or text(item, "name")).lower().partition("-")[0])
    if (how == "httpGet" and "grpc" in said) or (how == "grpc" and said & {"http", "https", "web"}):
        return True
    other = "readiness" if name == "liveness" else "liveness"
    beside = section(container, f"{other}Probe")
    spoken = next((key for key in ("httpGet", "grpc", "tcpSocket") if key in beside), how)
    reaches = section(beside, spoken).get("port") == port and not _failures(view, pod, other)[0]
    return how in ("httpGet", "grpc") and spoken != how and reaches


def _hasty(view: View, workload: Workload, budget: int) -> bool:
    """Killed within a few seconds, or in half of the time that others in the namespace are given."""
    others = [
        _budget(section(item, "livenessProbe"))
        for other in view.workloads.values()
        if other is not workload and other.ref.namespace == workload.ref.namespace
        for item in containers(other.spec)
        if section(item, "livenessProbe")
    ]
    return budget <= _SOON_S or (bool(others) and budget <= statistics.median(others) / 2)


def _budget(probe: Object) -> int:
    """Seconds from the start until a probe that never succeeds has failed."""
    tries = _seconds(probe, "failureThreshold", 3)
    return _seconds(probe, "initialDelaySeconds", 0) + _seconds(probe, "periodSeconds", 10) * tries


def _seconds(probe: Object, name: str, otherwise: int) -> int:
    value = probe.get(name)
    return value if isinstance(value, int) else otherwise
