"""OTLP peers: whom a span called, by the old and the new names of the semantic conventions.

A host that is called may be a service that answers under its own name. Here it is `external:<host>`; the store, which
sees whole traces, puts the service that really answered in its place.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from rootward.events.entity import reference
from rootward.events.model import SpanKind
from rootward.kit.canonical import JSON

__all__ = ["peer_of"]

_ADDRESSES = ("server.address", "net.peer.name", "http.host", "net.peer.ip", "server.socket.address", "peer.address")
_PORTS = ("server.port", "net.peer.port")
_URLS = ("url.full", "http.url")
_QUEUES = ("messaging.destination.name", "messaging.destination", "messaging.destination_publish.name")
_USUAL_PORTS = ("", "80", "443")


def peer_of(kind: SpanKind, attributes: Mapping[str, JSON]) -> str:
    """The reference of what was called, '' when the span called nothing or does not say what."""
    if kind == "server":
        return ""
    system = _first(attributes, "db.system.name", "db.system")
    if system:
        return reference("database", _database(system, attributes))
    if kind in ("producer", "consumer") or (kind == "client" and _first(attributes, "messaging.system")):
        queue = _first(attributes, *_QUEUES)
        if queue:
            broker = _first(attributes, "messaging.system")
            return reference("external", f"{broker}/{queue}" if broker else queue)
    if kind == "internal":
        return ""
    service = _first(attributes, "peer.service", "service.peer.name")
    if service:
        return reference("service", service)
    address = _address(attributes)
    return reference("external", address) if address else ""


def _database(system: str, attributes: Mapping[str, JSON]) -> str:
    """A name that stays: the host, else the database's own name, else the kind of database. Addresses come and go, and
    a bare number is a slot of the server, not a name."""
    host = _first(attributes, "server.address", "net.peer.name")
    if host and not _is_passing(host):
        return host
    name = _first(attributes, "db.namespace", "db.name")
    return name if name and not name.isdigit() else system


def _address(attributes: Mapping[str, JSON]) -> str:
    host, port = _first(attributes, *_ADDRESSES), _first(attributes, *_PORTS)
    if not host:
        host = _netloc(_first(attributes, *_URLS))
    if not host or port in _USUAL_PORTS or host.endswith(f":{port}"):
        return host
    return f"{host}:{port}"


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _is_passing(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _first(attributes: Mapping[str, JSON], *names: str) -> str:
    for name in names:
        found = attributes.get(name)
        if isinstance(found, str) and found:
            return found
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
    return ""
