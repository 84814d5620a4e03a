"""The words of failures that packs bring, and the fault kind each speaks for."""

from __future__ import annotations

import msgspec
import pytest

from rootward.causality.model import FAULT_KINDS
from rootward.causality.signatures import (
    COSMETIC,
    STATUS_KINDS,
    TOPICS,
    FoundIn,
    Signature,
    compile_signatures,
    hints_in,
    hints_of_status,
    signatures_of,
    topics_in,
)  # fmt: skip
from rootward.packs.builtin import builtin

SHIPPED = signatures_of(builtin())
SIGNATURES = compile_signatures(SHIPPED)

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
    assert hints_in(text, SIGNATURES)[0].kind == kind


@pytest.mark.parametrize("text", ["order 7 placed and paid", "GET /products 200", "listening on port 8080", ""])
def test_routine_messages_speak_for_nothing(text: str) -> None:
    assert hints_in(text, SIGNATURES) == ()


def test_every_kind_that_is_shipped_is_known() -> None:
    shipped = {one.fault for one in SHIPPED}
    assert shipped | {kind for kind, _ in TOPICS} | {kind for _, kind, _, _ in STATUS_KINDS} <= set(FAULT_KINDS)
    assert len(shipped) == 12


def _signature(
    *patterns: str, fault: str = "hardware.flux", found_in: tuple[FoundIn, ...] = ("log",), blames: str = "self"
) -> Signature:
    return Signature(
        name="own", fault=fault, patterns=patterns, weight=0.5, meaning="so", found_in=found_in,
        blames=blames,  # type: ignore[arg-type]
    )  # fmt: skip


def test_words_are_found_in_any_case_and_only_where_they_are_looked_for() -> None:
    mine = compile_signatures((_signature("flux capacitor", "^DRAINED$"),))
    for text in ("the Flux Capacitor drained", "drained"):
        assert [(hint.kind, hint.strength, hint.because) for hint in hints_in(text, mine, where="log")] == [
            ("hardware.flux", 0.5, "so")
        ]
    assert hints_in("is drained", mine, where="log") == ()
    assert hints_in("drained", mine, where="span") == ()
    assert hints_in("drained", mine) != ()


def test_what_only_speaks_of_its_writer_says_nothing_about_the_one_it_names() -> None:
    mine = compile_signatures((_signature("a", fault="self.fault"), _signature("a", fault="peer.fault", blames="peer")))
    assert [hint.kind for hint in hints_in("a", mine)] == ["peer.fault", "self.fault"]
    assert [hint.kind for hint in hints_in("a", mine, of_peer=True)] == ["peer.fault"]


def test_two_patterns_may_use_the_same_group_name() -> None:
    mine = compile_signatures((_signature("(?P<x>a)b", "(?P<x>c)d"),))
    assert hints_in("cd", mine) != ()


def test_signatures_made_of_the_same_records_are_the_same_value() -> None:
    again = msgspec.convert(msgspec.to_builtins(SHIPPED), tuple[Signature, ...])
    assert again == SHIPPED and compile_signatures(again) is SIGNATURES
    assert hash(compile_signatures(again)) == hash(SIGNATURES)
    assert compile_signatures(SHIPPED[:1]) != SIGNATURES


def test_without_signatures_no_text_speaks_for_anything() -> None:
    assert hints_in("out of memory", compile_signatures(())) == ()


def test_bytes_that_are_no_letters_do_not_end_a_match() -> None:
    assert hints_in("\x00\n\ufffd out of memory", SIGNATURES)[0].kind == "memory.oom"


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
