"""Whom each observation speaks against, and how much of it others explain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.causality.graph import Graph
from rootward.causality.parameters import PARAMETERS
from rootward.causality.propagation import GROUPS, badness, weigh
from rootward.events.presence import Presence

GRAPH = Graph([
    ("service:web", "service:cart", "calls"), ("service:cart", "service:pay", "calls"),
    ("service:pay", "external:bank", "calls"), ("service:cart", "database:cart", "calls"),
])  # fmt: skip


def _strength(weighed, entity: str, kind: str) -> float:  # type: ignore[no-untyped-def]
    return sum(item.strength for item in weighed if item.entity == entity and item.evidence.kind == kind)


def test_a_callee_s_symptom_explains_its_caller_s(seen) -> None:  # type: ignore[no-untyped-def]
    alone = weigh([seen("metric.latency", "service:cart")], GRAPH)
    both = weigh([seen("metric.latency", "service:cart"), seen("metric.latency", "service:pay")], GRAPH)
    assert _strength(both, "service:cart", "metric.latency") == pytest.approx(PARAMETERS.kept * alone[0].strength)
    assert _strength(both, "service:pay", "metric.latency") == alone[0].strength
    assert {item.explained_by for item in both} == {"", "service:pay"}


def test_a_weak_symptom_explains_little_of_a_strong_one(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("metric.errors", "service:cart", 4.0), seen("metric.errors", "service:pay", 0.5)], GRAPH)
    assert _strength(found, "service:cart", "metric.errors") > 0.85 * 4.0 * PARAMETERS.weights["metric.errors"]


def test_what_an_entity_does_by_itself_is_never_explained_away(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("metric.memory", "service:cart"), seen("trace.error_origin", "service:pay", 5.0)], GRAPH)
    assert _strength(found, "service:cart", "metric.memory") == 3.0 * PARAMETERS.weights["metric.memory"]


def test_waiting_for_a_pool_is_explained_by_a_slow_callee(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("metric.pool_wait", "service:cart"), seen("metric.latency", "service:pay", 5.0)], GRAPH)
    assert _strength(found, "service:cart", "metric.pool_wait") < 1.5


def test_a_database_of_one_service_counts_for_it(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("trace.client_time", "database:cart", observer="service:cart")], GRAPH)
    assert [item.entity for item in found] == ["service:cart"]


def test_failed_calls_speak_against_the_callee_unless_it_refused_them(seen) -> None:  # type: ignore[no-untyped-def]
    failed = weigh([seen("metric.client_errors", "service:cart", peer="pay", status=503)], GRAPH)
    refused = weigh([seen("metric.client_errors", "service:cart", peer="pay", status=401)], GRAPH)
    limited = weigh([seen("metric.client_errors", "service:pay", peer="bank", status=429)], GRAPH)
    assert [item.entity for item in failed + refused + limited] == ["service:pay", "service:cart", "external:bank"]


def test_what_is_only_seen_from_outside_weighs_as_its_own(seen) -> None:  # type: ignore[no-untyped-def]
    outside = weigh([seen("metric.client_errors", "service:pay", peer="bank", status=503)], GRAPH)[0]
    inside = weigh([seen("metric.client_errors", "service:cart", peer="pay", status=503)], GRAPH)[0]
    assert outside.own > inside.own and outside.group == "origin"


def test_a_message_moves_part_of_its_blame_to_the_neighbour_it_names(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("log.novel", "service:cart", template="no answer of pay", severity="error")], GRAPH)
    own, moved = sorted(found, key=lambda item: -item.own)
    assert (own.entity, moved.entity) == ("service:cart", "service:pay")
    assert moved.own / (own.own + moved.own) == pytest.approx(PARAMETERS.mention_share)


def test_a_name_that_is_no_neighbour_is_only_a_word(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("log.novel", "service:pay", template="web of trust broken", severity="error")], GRAPH)
    assert [item.entity for item in found] == ["service:pay"]


def test_loud_words_are_a_failure_and_quiet_ones_are_not(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh(
        [seen("log.novel", "service:pay", template="x", severity="error"),
         seen("log.novel", "service:web", template="y", severity="info")], GRAPH,
    )  # fmt: skip
    assert {item.entity: item.failing for item in found} == {"service:pay": True, "service:web": False}


def test_what_was_not_found_and_what_is_unknown_do_not_count(seen) -> None:  # type: ignore[no-untyped-def]
    absent = replace(seen("metric.cpu", "service:pay"), presence=Presence.ABSENT)
    assert weigh([absent, seen("made.up", "service:pay"), seen("metric.cpu", "service:pay", 0.0)], GRAPH) == []


def test_badness_is_the_strongest_of_each_group(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("metric.latency", "service:pay", 1.0), seen("metric.latency", "service:pay", 2.0)], GRAPH)
    assert badness(found) == {"service:pay": {"latency": 2.0 * PARAMETERS.weights["metric.latency"]}}


def test_every_grouped_kind_has_a_weight() -> None:
    assert set(GROUPS) <= set(PARAMETERS.weights)


def test_what_a_host_shows_is_explained_by_what_runs_on_it(seen) -> None:  # type: ignore[no-untyped-def]
    graph = Graph([("service:pay", "node:n1", "runs_on"), ("service:web", "node:n1", "runs_on")])
    found = weigh([seen("metric.cpu", "node:n1", 2.0), seen("metric.cpu", "service:pay", 3.0)], graph)
    alone = weigh([seen("metric.cpu", "node:n1", 2.0)], graph)
    assert _strength(found, "node:n1", "metric.cpu") == pytest.approx(PARAMETERS.kept * alone[0].strength)
    assert _strength(found, "service:pay", "metric.cpu") == 3.0 * PARAMETERS.weights["metric.cpu"]


def test_what_came_to_rest_is_not_explained_by_another_mix_below(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("log.stopped", "service:cart"), seen("trace.parted", "service:pay", 9.0)], GRAPH)
    alone = weigh([seen("log.stopped", "service:cart")], GRAPH)
    assert _strength(found, "service:cart", "log.stopped") == alone[0].strength
    both = weigh([seen("log.stopped", "service:cart"), seen("log.stopped", "service:pay")], GRAPH)
    assert _strength(both, "service:cart", "log.stopped") < alone[0].strength


def test_no_load_stops_a_way_through_a_program(seen) -> None:  # type: ignore[no-untyped-def]
    surge = [
        replace(seen("metric.traffic", f"service:{name}", 3.0), magnitude=4.0, direction="up")
        for name in ("web", "cart", "pay")
    ]
    found = weigh([*surge, seen("log.stopped", "service:pay"), seen("metric.memory", "service:pay")], GRAPH)
    alone = weigh([seen("log.stopped", "service:pay"), seen("metric.memory", "service:pay")], GRAPH)
    assert _strength(found, "service:pay", "log.stopped") == _strength(alone, "service:pay", "log.stopped")
    assert _strength(found, "service:pay", "metric.memory") < _strength(alone, "service:pay", "metric.memory")


def test_a_callee_that_calls_no_longer_explains_the_failing_above(seen) -> None:  # type: ignore[no-untyped-def]
    found = weigh([seen("flow.failures", "service:cart"), seen("flow.stopped", "service:pay")], GRAPH)
    alone = weigh([seen("flow.failures", "service:cart")], GRAPH)
    assert _strength(found, "service:cart", "flow.failures") < 0.5 * alone[0].strength
