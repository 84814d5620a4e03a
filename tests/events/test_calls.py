"""Calls: read out of a batch of spans and what is stored of the same traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rootward.events import spans
from rootward.events.calls import ALIAS, calls_in
from rootward.events.model import SpanItem
from rootward.kit.db import Connection

Enter = Callable[[Connection, str], None]
CLIENT = SpanItem(
    ts=10, duration_ns=5, trace_id="1" * 32, span_id="a" * 16, parent_id="", entity="service:a", name="GET",
    kind="client", peer="external:b:80",
)  # fmt: skip
SERVER = replace(CLIENT, ts=11, span_id="b" * 16, parent_id="a" * 16, entity="service:b", kind="server", peer="")


def _calls(connection: Connection, *operations: SpanItem, seq: int = 1) -> set[tuple[str, str, str]]:
    spans.write(connection, "t", operations, seq=seq)
    return {(call.src, call.relation, call.dst) for call in calls_in(connection, "t", operations)}


def test_a_server_span_under_a_client_span_is_a_call_and_names_the_address(connection: Connection) -> None:
    assert _calls(connection, SERVER, CLIENT) == {
        ("service:a", "calls", "external:b:80"), ("service:a", "calls", "service:b"),
        ("external:b:80", ALIAS, "service:b"),
    }  # fmt: skip


@pytest.mark.parametrize("first", [CLIENT, SERVER])
def test_the_other_half_is_found_when_it_came_before(connection: Connection, first: SpanItem) -> None:
    second = SERVER if first is CLIENT else CLIENT
    assert ("service:a", "calls", "service:b") not in _calls(connection, first)
    assert ("service:a", "calls", "service:b") in _calls(connection, second, seq=2)


def test_a_span_of_another_tenant_is_nobodys_parent(connection: Connection, enter: Enter) -> None:
    enter(connection, "u")
    spans.write(connection, "u", [CLIENT], seq=1)
    enter(connection, "t")
    assert _calls(connection, SERVER) == set()


def test_an_internal_span_of_another_entity_is_a_call_but_no_answer_at_the_address(connection: Connection) -> None:
    assert _calls(connection, CLIENT, replace(SERVER, kind="internal")) == {
        ("service:a", "calls", "external:b:80"), ("service:a", "calls", "service:b"),
    }  # fmt: skip
