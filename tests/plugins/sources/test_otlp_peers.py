"""Whom a span called."""

from __future__ import annotations

import pytest

from rootward.events.model import SpanKind
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_peers import peer_of


@pytest.mark.parametrize(
    ("attributes", "peer"),
    [
        (
            {"db.system.name": "postgresql", "server.address": "orders-db", "db.namespace": "orders"},
            "database:orders-db",
        ),
        ({"db.system": "mysql", "net.peer.name": "10.1.2.3", "db.name": "orders"}, "database:orders"),
        ({"db.system": "mysql", "server.address": "localhost"}, "database:mysql"),
        ({"db.system": "redis", "server.address": "::1", "db.namespace": "0"}, "database:redis"),
        ({"db.system.name": "sqlite", "db.namespace": "catalog"}, "database:catalog"),
        ({"db.system": "redis", "peer.service": "cache"}, "database:redis"),
        ({"peer.service": "payments", "server.address": "10.0.0.1"}, "service:payments"),
        ({"server.address": "inventory"}, "external:inventory"),
        ({"server.address": "inventory", "server.port": 8080}, "external:inventory:8080"),
        ({"server.address": "api.example.com", "server.port": 443}, "external:api.example.com"),
        ({"net.peer.name": "old", "net.peer.port": "81"}, "external:old:81"),
        ({"http.host": "shop:8080", "server.port": 8080}, "external:shop:8080"),
        ({"url.full": "https://user:secret@api.example.com:8443/v1?token=x"}, "external:api.example.com:8443"),
        ({"http.url": "http://[broken"}, ""),
        ({"messaging.system": "kafka", "messaging.destination.name": "orders"}, "external:kafka/orders"),
        ({"rpc.system": "grpc"}, ""),
        ({"server.address": ""}, ""),
        ({"server.address": ["x"]}, ""),
        ({}, ""),
    ],
)
def test_a_client_span_names_its_peer(attributes: dict[str, JSON], peer: str) -> None:
    assert peer_of("client", attributes) == peer


@pytest.mark.parametrize(
    ("kind", "attributes", "peer"),
    [
        ("server", {"server.address": "me", "db.system": "x"}, ""),
        ("internal", {"server.address": "somewhere"}, ""),
        ("internal", {"db.system": "sqlite", "db.name": "orders"}, "database:orders"),
        ("producer", {"messaging.destination.name": "orders"}, "external:orders"),
        ("consumer", {"messaging.system": "rabbitmq", "messaging.destination": "orders"}, "external:rabbitmq/orders"),
        ("producer", {"server.address": "broker"}, "external:broker"),
    ],
)
def test_other_kinds_call_only_what_they_say(kind: SpanKind, attributes: dict[str, JSON], peer: str) -> None:
    assert peer_of(kind, attributes) == peer
