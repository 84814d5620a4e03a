"""Routing: services that lead nowhere: selectors, ports, protocols, addresses, routes, policies."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from rootward.causality.kubernetes.addresses import Address, addresses, routes
from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.said import matching, said_of_workload
from rootward.causality.kubernetes.snapshot import Object, Ref, items, ref_of, section, text
from rootward.causality.kubernetes.view import View, Workload, containers, selects
from rootward.kit.canonical import JSON

__all__ = ["reached", "routing"]

_LOOKUP = re.compile(
    r"lookup ([a-z0-9.-]+)(?: on \S+)?: no such host"
    r"|(?:UnknownHostException|getaddrinfo \w+|bad address|ENOTFOUND):? '?([a-z0-9.-]+)"
)
_DATABASE = re.compile(r"(?i)mysql|maria|postgres|pgsql|mongo|database|jdbc|\bdb\b|_db_|^db_|sql")
_LIKE = 0.6
_LONG_NAME = 4
_UNTRIED = 0.5
"""Of a port that is not declared: that is allowed, and nobody tried whether it answers."""
_HEARD = 0.7
"""Of words in a log: it may have got over them."""
_ENDING = re.compile(
    r"(?:service|svc|server|api|base|grpc|http)*(?:addr|address|host|hostname|url|uri|endpoint|target)?s?"
)
"""What may follow the name of a service in the name of a variable that holds its address."""
_ALIKE = 0.85


def routing(view: View) -> Iterator[Finding]:
    for service in view.services:
        yield from _selector(view, service)
        yield from _ports(view, service)
    for declared in view.snapshot.declared("Service"):
        namespace = text(declared, "metadata", "namespace")
        if view.snapshot.knows("Service", namespace):
            yield Finding(kind="routing.missing_service", object=ref_of(declared), subject=ref_of(declared),
                          fields=(f"Service list of {namespace}",), proof="symptom")  # fmt: skip
    yield from _called(view)
    yield from _names(view)
    yield from _policies(view)


def reached(view: View, service: Object, port: object = None) -> bool | None:
    """Whether attempts to connect succeed from everywhere they were made; None when nobody tried."""
    name, namespace = text(service, "metadata", "name"), text(service, "metadata", "namespace")
    tried = [
        section(item, "status").get("ok") is True
        for item in view.snapshot.of("Connection")
        if text(item, "spec", "service").partition(".")[0] == name
        and text(item, "metadata", "namespace") == namespace
        and (port is None or section(item, "spec").get("port") == port)
    ]
    return None if not tried else all(tried)


def _selector(view: View, service: Object) -> Iterator[Finding]:
    selector, ref = section(service, "spec", "selector"), ref_of(service)
    if not selector or view.selected(service) or not view.workloads or _has_endpoints(view, ref):
        return
    meant = _meant(view, service)
    if meant is not None:
        yield Finding(
            kind="routing.selector", object=ref, subject=ref, proof="contradiction",
            facts={"selector": _pairs(selector), "workload": meant.ref.name, "labels": _pairs(dict(meant.labels))},
            fields=(f"{ref} spec.selector", f"{meant.ref} spec.template.metadata.labels"),
        )  # fmt: skip


def _has_endpoints(view: View, service: Ref) -> bool:
    """Somebody does stand behind it, whoever keeps the list."""
    found = view.snapshot.get("Endpoints", service.name, service.namespace)
    return any(items(subset, "addresses") for subset in items(found, "subsets"))


def _meant(view: View, service: Object) -> Workload | None:
    """The workload that the service was probably made for: of its name, or nearly of the labels that it selects."""
    ref, selector = ref_of(service), section(service, "spec", "selector")
    near = [item for item in view.workloads.values() if item.ref.namespace == ref.namespace and item.ref.kind != "Pod"]
    for workload in near:
        if workload.ref.name == ref.name:
            return workload
    wanted = {str(value) for value in selector.values()}
    scored = [
        (max((difflib.SequenceMatcher(None, value, str(have)).ratio() for value in wanted
              for have in (*workload.labels.values(), workload.ref.name)), default=0.0), workload)
        for workload in near
    ]  # fmt: skip
    best = max(scored, key=lambda pair: (pair[0], pair[1].ref.name), default=None)
    return best[1] if best is not None and best[0] >= _LIKE else None


def _ports(view: View, service: Object) -> Iterator[Finding]:
    for port in items(service, "spec", "ports"):
        target = port.get("targetPort", port.get("port"))
        for workload in view.selected(service):
            yield from _port(view, service, port, target, workload)


def _port(view: View, service: Object, port: Object, target: object, workload: Workload) -> Iterator[Finding]:
    offered = [item for container in containers(workload.spec) for item in items(container, "ports")]
    ok, ref = reached(view, service, port.get("port")), ref_of(service)
    if not offered or ok is True:
        return
    protocol = text(port, "protocol") or "TCP"
    fitting = [item for item in offered if target in (item.get("containerPort"), text(item, "name"))]
    facts: dict[str, JSON] = {
        "target": str(target), "listens": ", ".join(sorted(text(item, "containerPort") for item in offered)),
        "protocol": protocol, "served": ", ".join(sorted({text(item, "protocol") or "TCP" for item in fitting})),
    }  # fmt: skip
    fields = (f"{ref} spec.ports", f"{workload.ref} spec.template.spec.containers[].ports")
    if not fitting:
        named = isinstance(target, str)
        yield Finding(kind="routing.port", object=ref, subject=ref, facts=facts, fields=fields,
                      proof="contradiction" if ok is False or named else "reported",
                      strength=1.0 if ok is False or named else _UNTRIED)  # fmt: skip
    elif all((text(item, "protocol") or "TCP") != protocol for item in fitting):
        yield Finding(
            kind="routing.protocol", object=ref, subject=ref, facts=facts, fields=fields, proof="contradiction"
        )


def _called(view: View) -> Iterator[Finding]:
    """Addresses in variables and routes that no service answers, or not at that port."""
    every = [address for workload in view.workloads.values() for address in addresses(workload)]
    every += list(routes(view))
    users: dict[str, set[Ref]] = {}
    for address in every:
        users.setdefault(address.host, set()).add(address.owner)
    ports = Counter((address.host, address.port) for address in every if address.port)
    for address in every:
        service = view.snapshot.get("Service", address.host, address.namespace)
        if service is None:
            if view.snapshot.knows("Service", address.namespace) and _is_ours(view, address):
                yield from _unanswered(view, address, len(users[address.host]))
        elif meant := _elsewhere(view, address):
            yield _misled(address, meant)
        elif address.port and text(service, "spec", "type") != "ExternalName":
            yield from _other_port(address, service, ports[address.host, address.port])


def _is_ours(view: View, address: Address) -> bool:
    """A name without dots, or of this cluster: names outside are nobody's service here."""
    return address.in_cluster and view.snapshot.get("Endpoints", address.host, address.namespace) is None


def _unanswered(view: View, address: Address, users: int) -> Iterator[Finding]:
    declared = any(text(item, "metadata", "name") == address.host for item in view.snapshot.declared("Service"))
    known = [text(item, "metadata", "name") for item in view.services]
    like = _expected(address, known) or difflib.get_close_matches(address.host, known, n=1, cutoff=_ALIKE)
    if declared or (users > 1 and not like):
        ref = Ref(kind="Service", name=address.host, namespace=address.namespace)
        yield Finding(kind="routing.missing_service", object=ref, subject=ref, proof="symptom",
                      fields=(f"{address.owner} {address.field}", f"Service list of {address.namespace}"))  # fmt: skip
        return
    yield Finding(
        kind="routing.gateway" if address.is_route else "routing.address", object=address.owner, subject=address.owner,
        facts={"variable": address.name, "address": address.shown, "meant": like[0] if like else ""},
        fields=(f"{address.owner} {address.field}", f"Service list of {address.namespace}"),
        proof="contradiction", visible=bool(like) or address.is_route or _is_missed(view, address),
    )  # fmt: skip


def _expected(address: Address, known: list[str]) -> list[str]:
    """The service that the variable is named after: `CART_SERVICE_ADDR` is about the cart service."""
    said = re.sub(r"[^a-z0-9]", "", address.name.lower())
    for name in sorted(known, key=lambda one: (-len(one), one)):
        plain = name.replace("-", "")
        if said.startswith(plain) and _ENDING.fullmatch(said.removeprefix(plain)):
            return [name]
    return []


def _elsewhere(view: View, address: Address) -> str:
    """The service that a variable (or a route's id) is named after, when it leads to quite another one."""
    known = [text(item, "metadata", "name") for item in view.services]
    meant = next(iter(_expected(address, known)), "")
    if not meant or meant in address.host or address.host in meant or len(meant) < _LONG_NAME:
        return ""
    said = re.sub(r"[^a-z0-9]", "", address.name.lower())
    return "" if address.host.replace("-", "") in said else meant


def _misled(address: Address, meant: str) -> Finding:
    kind = "routing.gateway" if address.is_route else "routing.address"
    return Finding(
        kind=kind, object=address.owner, subject=address.owner, proof="contradiction",
        facts={"variable": address.name, "address": address.shown, "meant": meant},
        fields=(f"{address.owner} {address.field}", f"Service/{address.namespace}/{meant}"),
    )  # fmt: skip


def _is_missed(view: View, address: Address) -> bool:
    """Whether anybody complains: an address may be of something optional that was never installed."""
    tails = view.snapshot.of("LogTail")
    return any(address.host in str(line) for tail in tails for line in section(tail, "status").get("lines") or ())


def _other_port(address: Address, service: Object, users: int) -> Iterator[Finding]:
    offered = [item.get("port") for item in items(service, "spec", "ports")]
    if not offered or address.port in offered:
        return
    facts: dict[str, JSON] = {
        "variable": address.name, "address": address.shown, "port": address.port, "target": str(address.port),
        "listens": ", ".join(map(str, offered)),
    }  # fmt: skip
    fields = (f"{address.owner} {address.field}", f"{ref_of(service)} spec.ports")
    if _DATABASE.search(f"{address.name} {address.host}"):
        kind, wrong = "runtime.database_port", address.owner
    elif address.is_route:
        kind, wrong = "routing.gateway", address.owner
    elif users > 1:
        kind, wrong = "routing.port", ref_of(service)
    else:
        kind, wrong = "routing.address", address.owner
    yield Finding(kind=kind, object=wrong, subject=wrong, facts=facts, fields=fields, proof="contradiction")


def _names(view: View) -> Iterator[Finding]:
    """Workloads that cannot resolve names: by their own settings, or by what they log of names that exist."""
    for workload in view.workloads.values():
        policy, servers = text(workload.spec, "dnsPolicy"), section(workload.spec, "dnsConfig").get("nameservers")
        field = f"{workload.ref} spec.template.spec.dnsPolicy"
        unusual = (policy == "None" and bool(servers)) or (policy == "Default" and not workload.spec.get("hostNetwork"))
        logged = next((line for line in _dns_lines(view, workload)), "")
        if unusual and workload.ref.namespace != "kube-system":
            yield Finding(kind="routing.dns", object=workload.ref, subject=workload.ref, fields=(field,),
                          proof="contradiction", visible=bool(logged))  # fmt: skip
        elif logged:
            yield Finding(
                kind="routing.dns", object=workload.ref, subject=workload.ref, fields=(logged,), strength=_HEARD
            )


def _dns_lines(view: View, workload: Workload) -> Iterator[str]:
    for said in said_of_workload(view, workload):
        if any(rule.kind == "routing.dns" for rule, _ in matching(said)):
            yield said.source
        lookup = _LOOKUP.search(said.words) if said.where == "log" else None
        name = (lookup[1] or lookup[2] or "").partition(".")[0] if lookup else ""
        known = name and view.snapshot.get("Service", name, workload.ref.namespace) is not None
        # what others could not resolve is repeated by their callers, but not as an error of one's own resolver
        if known and (lookup[2] or any(address.host == name for address in addresses(workload))):  # type: ignore[index]
            yield said.source


def _policies(view: View) -> Iterator[Finding]:
    """A policy that lets nobody in, before a service that cannot be reached."""
    for policy in view.snapshot.of("NetworkPolicy"):
        spec, ref = section(policy, "spec"), ref_of(policy)
        types = spec.get("policyTypes") or ["Ingress"]
        if "Ingress" not in types or items(policy, "spec", "ingress"):
            continue
        for service in view.services:
            hit = [item for item in view.selected(service) if item.ref.namespace == ref.namespace
                   and selects(section(spec, "podSelector", "matchLabels"), item.labels)]  # fmt: skip
            if hit and reached(view, service) is not True:
                yield Finding(
                    kind="routing.network_policy", object=ref, subject=ref_of(service), facts={"policy": ref.name},
                    fields=(f"{ref} spec.ingress", f"{ref} spec.podSelector"), proof="contradiction",
                    visible=reached(view, service) is False,
                )  # fmt: skip


def _pairs(found: Object) -> str:
    return ", ".join(f"{key}={value}" for key, value in sorted(found.items()))
