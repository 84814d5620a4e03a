from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import re2

from rootward.packs.builtin import builtin
from rootward.packs.load import load


def test_the_shipped_pack_passes_the_checks_that_a_start_leaves_out() -> None:
    assert load(Path(str(files("rootward.packs.builtin") / "sre"))) == builtin()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no connection to orders.db within 2 s: pool size 2, 2 in use", "config.pool_size"),
        ("QueuePool limit of size 5 overflow 10 reached, connection timed out", "config.pool_size"),
        ("FATAL: sorry, too many clients already", "config.pool_size"),
        ("Memory cgroup out of memory: Killed process 123", "memory.oom"),
        ("Container was OOMKilled", "memory.oom"),
        ("service token of orders expired at 12:00", "credential.expired"),
        ("x509: certificate has expired or is not yet valid", "credential.expired"),
        ("cardnet answered 429: request quota of this merchant is used up", "upstream.rate_limited"),
        ("Rate limit exceeded, retry in 3 s", "upstream.rate_limited"),
        ("reservation failed: OperationalError: database is locked", "lock.contention"),
        ("dial tcp 10.0.0.1:5432: connect: connection refused", "upstream.unavailable"),
        ("lookup payments on 10.0.0.10:53: no such host", "network.delay"),
        ("write /data/x: no space left on device", "disk.saturation"),
        ('ERROR: column "tax" does not exist', "schema.slow_query"),
    ],
)
def test_signatures_know_the_words_of_their_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "order 429 placed",
        "GET /health 200 in 3 ms",
        "user logged in",
        "connection pool opened with 10 connections",
        "cache refreshed, 401 entries",
        "took 503 ms",
        "session started",
    ],
)
def test_ordinary_words_are_no_fault(text: str) -> None:
    assert faults(text) == set()


def faults(text: str) -> set[str]:
    options = re2.Options()
    options.case_sensitive = False
    return {
        one.fault
        for one in builtin().signatures
        if any(re2.compile(pattern, options).search(text) for pattern in one.patterns)
    }
