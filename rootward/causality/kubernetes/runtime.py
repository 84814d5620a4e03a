"""Runtime: containers that ran and were stopped, or run and cannot work: memory, crashes, ports, databases, scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.probes import told_ports
from rootward.causality.kubernetes.said import Said, matching, said_of_pod, said_of_workload, state_words
from rootward.causality.kubernetes.snapshot import Object, items, section, text
from rootward.causality.kubernetes.startup import is_down
from rootward.causality.kubernetes.view import View, Workload, containers
from rootward.kit.canonical import JSON

__all__ = ["runtime"]

_ONLY_LOGGED = 0.8
"""Of words in the log of what runs: it may have got over them."""
_PAST = 0.3
_LONG_AGO_NS = 3600 * 1_000_000_000
_BACK_OFF = frozenset({"CrashLoopBackOff", "Error", "RunContainerError"})
_SERVER_SIDE = frozenset({"runtime.database_read_only", "runtime.database_connections"})
_LISTENS = re.compile(r"(?i)\bnc\b.*-\w*l|listen|http\.server|--(?:\w+-)?port|-p\s?\d|socat")
_NUMBER = re.compile(r"(?<![\d.])(\d{2,5})(?![\d.])")
_DATABASE = re.compile(r"(?i)mysql|maria|postgres|pgsql|mongo|redis|database|[-_]?db\b|sql")


def runtime(view: View) -> Iterator[Finding]:
    told: list[tuple[Workload, str, Finding]] = []
    for workload in view.workloads.values():
        yield from _scaled_to_zero(view, workload)
        yield from _same_port(workload)
        told.extend((workload, item.kind, item) for item in _told(view, workload))
        yield from _crashing(view, workload)
    yield from _of_databases(view, told)


def _told(view: View, workload: Workload) -> Iterator[Finding]:
    """One finding a kind: what events, states and logs say plainly."""
    down = workload.is_short or any(is_down(pod) for pod in workload.pods)
    seen: set[str] = set()
    for said in _everything(view, workload):
        for rule, match in matching(said):
            if not rule.kind.startswith("runtime.") or rule.kind in seen or (rule.crashed and not down):
                continue
            seen.add(rule.kind)
            facts: dict[str, JSON] = {key: value for key, value in match.groupdict().items() if value}
            yield Finding(
                kind=rule.kind, object=workload.ref, subject=workload.ref, at=said.at, fields=(said.source,),
                facts=_limits(workload) | facts, visible=down or said.where != "event",
                strength=_certainty(view, said, down),
            )  # fmt: skip


def _everything(view: View, workload: Workload) -> Iterator[Said]:
    yield from said_of_workload(view, workload)
    for pod in workload.pods:
        yield from said_of_pod(view, pod)


def _certainty(view: View, said: Said, down: bool) -> float:
    """What is up again may have got over it: what was logged, and what ended long before the snapshot."""
    if down:
        return 1.0
    old = said.at is not None and view.snapshot.at - said.at > _LONG_AGO_NS
    return _PAST if old else _ONLY_LOGGED if said.where == "log" else 1.0


def _limits(workload: Workload) -> dict[str, JSON]:
    limits = [text(item, "resources", "limits", "memory") for item in containers(workload.spec)]
    return {"limit": ", ".join(filter(None, limits)) or "of its node"}


def _of_databases(view: View, told: list[tuple[Workload, str, Finding]]) -> Iterator[Finding]:
    """What a database refuses everybody is wrong with the database; what it refuses one client, with that client."""
    clients = Counter(kind for workload, kind, _ in told if kind.startswith("runtime.database_"))
    servers = _shared_databases(view)
    broken = any(workload.is_short for workload in servers)
    done: set[str] = set()
    for workload, kind, item in told:
        server_side = kind in _SERVER_SIDE or (kind == "runtime.database_credentials" and clients[kind] > 2)
        if kind in done or (kind == "runtime.database_port" and broken):
            continue
        if server_side and len(servers) == 1 and not _is_database(workload):
            done.add(kind)
            ref = servers[0].ref
            yield Finding(kind=kind, object=ref, subject=ref, facts=item.facts, fields=item.fields, at=item.at)
        else:
            yield item


def _shared_databases(view: View) -> list[Workload]:
    """Databases that are not named after one workload alone, as `shop-db` is after `shop`."""
    found = [workload for workload in view.workloads.values() if _is_database(workload)]
    names = {item.ref.name for item in view.workloads.values() if not _is_database(item) and len(item.ref.name) > 2}
    shared = [item for item in found if not any(item.ref.name.startswith(name) for name in names)]
    return shared or found


def _is_database(workload: Workload) -> bool:
    images = " ".join(text(item, "image") for item in containers(workload.spec))
    return bool(_DATABASE.search(images.rpartition("/")[2] or workload.ref.name))


def _scaled_to_zero(view: View, workload: Workload) -> Iterator[Finding]:
    if workload.desired == 0 and workload.ref.kind in ("Deployment", "StatefulSet"):
        served = [text(service, "metadata", "name") for service in view.services_of(workload)]
        yield Finding(
            kind="runtime.zero_replicas", object=workload.ref, subject=workload.ref, proof="contradiction",
            fields=(f"{workload.ref} spec.replicas", *(f"Service/{name} spec.selector" for name in served)),
            visible=bool(served),
        )  # fmt: skip


def _same_port(workload: Workload) -> Iterator[Finding]:
    """Containers of a pod share their network: two that listen on one port cannot both run."""
    ports = Counter(port for container in containers(workload.spec) for port in _claimed(container))
    for port, count in sorted(ports.items()):
        if count > 1:
            yield Finding(
                kind="runtime.port_conflict", object=workload.ref, subject=workload.ref, proof="contradiction",
                facts={"port": port}, fields=(f"{workload.ref} spec.template.spec.containers[].ports",),
                visible=workload.is_short or any(is_down(pod) for pod in workload.pods),
            )  # fmt: skip


def _claimed(container: Object) -> set[str]:
    """`8080/TCP` for each port that a container declares, is told by PORT, or names in what it runs to listen."""
    found = {f"{text(item, 'containerPort')}/{text(item, 'protocol') or 'TCP'}" for item in items(container, "ports")}
    found |= {f"{port}/TCP" for port in told_ports(container)}
    ran = " ".join(str(part) for key in ("command", "args") for part in container.get(key) or ())
    if not items(container, "ports") and _LISTENS.search(ran):
        found |= {f"{port}/TCP" for port in _NUMBER.findall(ran)}
    return found


def _crashing(view: View, workload: Workload) -> Iterator[Finding]:
    for pod in workload.pods:
        waiting = {text(item, "state", "waiting", "reason") for item in items(pod, "status", "containerStatuses")}
        waiting.add(text(pod, "status", "reason"))
        if waiting & _BACK_OFF:
            yield Finding(
                kind="runtime.crash", object=workload.ref, subject=workload.ref, proof="symptom",
                facts={"code": _exit_code(pod)}, fields=tuple(said.source for said in state_words(pod))[:3],
            )  # fmt: skip
            return


def _exit_code(pod: Object) -> str:
    for item in items(pod, "status", "containerStatuses"):
        for place in ("lastState", "state"):
            code = text(section(item, place, "terminated"), "exitCode")
            if code:
                return code
    return "?"
