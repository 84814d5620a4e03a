"""Addresses: which services a workload is told to call: by variables, ingress backends and routes in config maps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rootward.causality.kubernetes.snapshot import Object, Ref, items, ref_of, section, text
from rootward.causality.kubernetes.view import View, Workload, containers

__all__ = ["Address", "addresses", "routes"]

_TELLS = re.compile(r"(?i)addr|host|url|uri|endpoint|service|server|backend|upstream|target|broker|origin")
_HOST = r"[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*"
_URL = re.compile(rf"(?:jdbc:)?[a-z][a-z0-9+]*://(?:[^@/\s]*@)?({_HOST})(?::(\d+))?(?=[/?,;\s]|$)")
_PLAIN = re.compile(rf"({_HOST}):(\d+)(?:/.*)?$")
_BARE = re.compile(rf"{_HOST}$")
_ROUTE = re.compile(rf"\bid:\s*[\"']?([\w.-]+)[\"']?\s+uri:\s*[\"']?[a-z][a-z0-9+]*://({_HOST})")
_NO_HOSTS = frozenset(
    {"localhost", "true", "false", "none", "http", "https", "grpc", "tcp", "production", "development"}
)
_ROUTE_MAPS = re.compile(r"(?i)gateway|route|nginx|proxy|ingress|envoy|haproxy|traefik|kong|apisix")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`host` without the cluster's domain, `port` or None; `owner` is told so in its `field`, under `name`."""

    owner: Ref
    name: str
    host: str
    port: int | None
    namespace: str
    field: str
    shown: str
    in_cluster: bool
    is_route: bool = False


def addresses(workload: Workload) -> Iterator[Address]:
    """Of the variables of its containers. A bare word counts only under a name that says it is a host, and when a port
    or the variable beside it does."""
    for container in containers(workload.spec):
        variables = {text(item, "name"): text(item, "value") for item in items(container, "env")}
        for name, value in variables.items():
            found = _address(name, value, variables)
            if found is not None:
                host, port = found
                field = f"spec.template.spec.containers[].env[{name}]"
                routes_others = bool(_ROUTE_MAPS.search(workload.ref.name))
                yield _made(workload.ref, name, host, port, field, value, is_route=routes_others)


def routes(view: View) -> Iterator[Address]:
    """Backends of ingresses, and URLs in config maps whose name tells of routing."""
    for ingress in view.snapshot.of("Ingress"):
        ref = ref_of(ingress)
        backends = [section(ingress, "spec", "defaultBackend")]
        backends += [section(path, "backend") for rule in items(ingress, "spec", "rules")
                     for path in items(rule, "http", "paths")]  # fmt: skip
        for backend in backends:
            name, port = text(backend, "service", "name"), section(backend, "service", "port").get("number")
            if name:
                number = port if isinstance(port, int) else None
                yield _made(ref, name, name, number, "spec.rules", name, is_route=True)
    for config in view.snapshot.of("ConfigMap"):
        ref = ref_of(config)
        if not _ROUTE_MAPS.search(f"{ref.name} {' '.join(section(config, 'data'))}"):
            continue
        owner = _reader_of(view, ref) or ref
        for key, body in sorted(section(config, "data").items()):
            for match in _ROUTE.finditer(str(body)):
                named = _made(ref, match[1], match[2], None, f"data[{key}]", match[0], is_route=True)
                yield replace(named, owner=owner)
            for match in _URL.finditer(str(body)):
                port = int(match[2]) if match[2] else None
                made = _made(ref, key, match[1], port, f"data[{key}]", match[0], is_route=True)
                yield replace(made, owner=owner)


def _reader_of(view: View, config: Ref) -> Ref | None:
    """The workload that mounts the config map, if one alone does."""
    users = [
        workload.ref for workload in view.workloads.values()
        if workload.ref.namespace == config.namespace and config.name in _maps(workload.spec)
    ]  # fmt: skip
    return users[0] if len(users) == 1 else None


def _maps(spec: Object) -> set[str]:
    names = {text(item, "configMap", "name") for item in items(spec, "volumes")}
    return names | {text(item, "configMapRef", "name") for one in containers(spec) for item in items(one, "envFrom")}


def _address(name: str, value: str, variables: dict[str, str]) -> tuple[str, int | None] | None:
    url, plain = _URL.match(value), _PLAIN.match(value)
    if url is not None:
        return url[1], int(url[2]) if url[2] else None
    if plain is not None and plain[1] not in _NO_HOSTS:
        return plain[1], int(plain[2])
    if _BARE.match(value) and value not in _NO_HOSTS and re.search(r"(?i)(?:^|_)(?:host|hostname|addr|address)$", name):
        beside = variables.get(re.sub(r"(?i)(host|hostname|addr|address)$", "PORT", name), "")
        return value, int(beside) if beside.isdigit() else None
    return None


def _made(
    owner: Ref, name: str, host: str, port: int | None, field: str, shown: str, *, is_route: bool = False
) -> Address:
    parts = host.split(".")
    inside = (
        len(parts) == 1
        or (len(parts) > 2 and parts[2] == "svc")
        or host.endswith(".svc")
        or (len(parts) == 2 and (parts[1] == owner.namespace))
    )
    namespace = parts[1] if inside and len(parts) > 1 else owner.namespace
    return Address(
        owner=owner, name=name, host=parts[0] if inside else host, port=port, namespace=namespace, field=field,
        shown=shown[:200], in_cluster=inside and parts[0] not in _NO_HOSTS, is_route=is_route,
    )  # fmt: skip
