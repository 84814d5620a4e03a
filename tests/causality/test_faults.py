"""What kind of fault the evidence on one entity speaks for."""

from __future__ import annotations

from rootward.causality.faults import component_of, fault_kinds, hints_of
from rootward.causality.graph import Graph
from rootward.causality.propagation import weigh
from rootward.causality.signatures import compile_signatures, signatures_of
from rootward.evidence.model import Evidence
from rootward.packs.builtin import builtin

SIGNATURES = compile_signatures(signatures_of(builtin()))
GRAPH = Graph([("service:a", "database:a", "calls")])


def _kind(*evidence) -> str:  # type: ignore[no-untyped-def]
    kinds = fault_kinds(weigh(evidence, GRAPH), SIGNATURES)
    return max(sorted(kinds), key=lambda kind: kinds[kind])


def test_a_limit_that_fell_is_a_matter_of_configuration(seen) -> None:  # type: ignore[no-untyped-def]
    assert _kind(seen("metric.pool_size", "service:a"), seen("metric.pool_wait", "service:a")) == "config.pool_size"


def test_slow_statements_explain_an_empty_pool(seen) -> None:  # type: ignore[no-untyped-def]
    found = (
        seen("metric.pool_wait", "service:a", 4.0), seen("metric.db_latency", "service:a", 4.0),
        seen("log.novel", "service:a", 2.0, template="no connection available in pool", severity="error"),
    )  # fmt: skip
    assert _kind(*found) == "schema.slow_query"


def test_a_lock_explains_slow_statements(seen) -> None:  # type: ignore[no-untyped-def]
    found = (
        seen("metric.db_latency", "service:a", 4.0),
        seen("log.novel", "service:a", 3.0, template="database is locked", severity="error"),
    )
    assert _kind(*found) == "lock.contention"


def test_growing_memory_explains_the_kill(seen) -> None:  # type: ignore[no-untyped-def]
    killed = seen("event.oom", "service:a", 3.5, reasons=["memory limit"])
    assert _kind(killed) == "memory.oom"
    assert _kind(killed, seen("metric.memory", "service:a", 3.0)) == "memory.leak"


def test_statuses_of_failed_calls_tell_the_kind(seen) -> None:  # type: ignore[no-untyped-def]
    assert _kind(seen("trace.error_origin", "external:x", statuses={"429": 90})) == "upstream.rate_limited"
    assert _kind(seen("trace.error_origin", "service:a", statuses={"401": 90})) == "credential.expired"
    assert _kind(seen("trace.error_origin", "external:x", statuses={"0": 5, "503": 90})) == "upstream.unavailable"


def test_an_exception_of_its_own_is_the_code(seen) -> None:  # type: ignore[no-untyped-def]
    found = seen("log.novel", "service:a", template="TypeError: x is undefined", severity="error")
    begun = seen("trace.error_origin", "service:a", observer="service:a", statuses={"500": 9})
    assert _kind(found, begun) == "code.regression"


def test_many_weak_voices_do_not_drown_a_clear_one(seen) -> None:  # type: ignore[no-untyped-def]
    weak = [seen("metric.db_latency", "service:a", 1.0, n=n) for n in range(20)]
    clear = seen("metric.pool_size", "service:a", 3.0)
    assert _kind(*weak, clear) == "config.pool_size"


def test_a_lock_of_the_writer_is_no_fault_of_the_neighbour_it_names(seen) -> None:  # type: ignore[no-untyped-def]
    graph = Graph([("service:a", "service:pay", "calls")])
    lock = seen("log.novel", "service:a", template="call of pay failed: database is locked", severity="error")
    refused = seen("log.novel", "service:a", template="call of pay failed: connection refused", severity="error")

    def kinds(item: Evidence, entity: str) -> set[str]:
        return set(fault_kinds([one for one in weigh([item], graph) if one.entity == entity], SIGNATURES))

    assert kinds(lock, "service:a") == {"lock.contention"} and kinds(lock, "service:pay") == set()
    assert kinds(refused, "service:a") == kinds(refused, "service:pay") == {"upstream.unavailable"}


def test_nothing_said_is_no_kind(seen) -> None:  # type: ignore[no-untyped-def]
    assert fault_kinds(weigh([seen("metric.latency", "service:a")], GRAPH), SIGNATURES) == {}
    assert hints_of(seen("metric.latency", "service:a"), SIGNATURES) == ()


def test_the_component_is_the_database_that_is_spoken_of(seen) -> None:  # type: ignore[no-untyped-def]
    weighed = weigh([seen("trace.client_time", "database:a"), seen("metric.cpu", "service:a")], GRAPH)
    assert component_of(weighed, "service:a") == "database:a"
    assert component_of(weigh([seen("metric.cpu", "service:a")], GRAPH), "service:a") == ""
