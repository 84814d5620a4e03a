"""The generic words of failures, and the fault kind each speaks for."""

from __future__ import annotations

import pytest

from rootward.causality.model import FAULT_KINDS
from rootward.causality.signatures import COSMETIC, SIGNATURES, TOPICS, hints_in, hints_of_status, topics_in

SAID = [
    ("QueuePool limit of size 5 overflow 10 reached, connection timed out", "config.pool_size"),
    ("HikariPool-1 - Connection is not available, request timed out: unable to acquire connection", "config.pool_size"),
    ("FATAL: sorry, too many clients already", "config.pool_size"),
    ("sqlite3.OperationalError: database is locked", "lock.contention"),
    ("ERROR: deadlock detected", "lock.contention"),
    ("Lock wait timeout exceeded; try restarting transaction", "lock.contention"),
    ("canceling statement due to statement timeout", "schema.slow_query"),
    ("java.lang.OutOfMemoryError: Java heap space", "memory.oom"),
    ("Memory cgroup out of memory: Killed process 7", "memory.oom"),
    ("token of svc expired at 12:00", "credential.expired"),
    ("x509: certificate has expired or is not yet valid", "credential.expired"),
    ("HTTP 429 Too Many Requests", "upstream.rate_limited"),
    ("rate limit exceeded, retry after 5 s", "upstream.rate_limited"),
    ("write failed: no space left on device", "disk.saturation"),
    ("dial tcp: lookup db on 10.0.0.2:53: no such host", "network.delay"),
    ("connect: connection refused", "upstream.unavailable"),
    ("TypeError: cannot read property 'x' of undefined", "code.regression"),
    ("java.lang.NullPointerException at Foo.bar", "code.regression"),
]


@pytest.mark.parametrize(("text", "kind"), SAID)
def test_a_message_speaks_for_its_fault_kind(text: str, kind: str) -> None:
    assert hints_in(text)[0].kind == kind


@pytest.mark.parametrize("text", ["order 7 placed and paid", "GET /products 200", "listening on port 8080", ""])
def test_routine_messages_speak_for_nothing(text: str) -> None:
    assert hints_in(text) == ()


def test_every_kind_in_the_tables_is_known() -> None:
    assert {signature.kind for signature in SIGNATURES} | {kind for kind, _ in TOPICS} <= set(FAULT_KINDS)


def test_statuses_speak_by_their_share() -> None:
    found = hints_of_status({401: 90, 500: 10})
    assert found[0].kind == "credential.expired" and found[0].strength == pytest.approx(0.9)
    assert hints_of_status({}) == ()
    assert hints_of_status({200: 5}) == ()


@pytest.mark.parametrize(
    ("lines", "topic"),
    [
        (["-pool_size = 20", "+pool_size = 2"], "config.pool_size"),
        (["-CREATE INDEX by_sku ON products (sku)"], "schema.slow_query"),
        (["+  max_entries: 0"], "memory.leak"),
        (["+API_KEY=${NEW_KEY}"], "credential.expired"),
        (["+retries = 9"], "upstream.rate_limited"),
    ],
)
def test_the_content_of_a_change_tells_what_it_may_bring_about(lines: list[str], topic: str) -> None:
    assert topic in topics_in(lines)


def test_texts_are_cosmetic_and_settings_are_not() -> None:
    assert COSMETIC.search("banner") and COSMETIC.search("docs/api.md")
    assert not COSMETIC.search("pool_size")
