"""Numbers that have another value under the same name."""

from __future__ import annotations

import pytest

from rootward.causality.diff_limits import limits
from rootward.causality.diff_lines import hunks_of
from rootward.causality.effect import Effect


def _limits(diff: str) -> list[Effect]:
    return [effect for hunk in hunks_of(diff) for effect in limits(hunk)]


@pytest.mark.parametrize(
    ("before", "after", "what", "topic"),
    [
        ("pool_size = 20", "pool_size = 2", "pool_size from 20 to 2", "config.pool_size"),
        ("ttl: 15 * time.Minute,", "ttl: 15 * time.Second,", "ttl from 900 to 15", "schema.slow_query"),
        ("default_ttl: 15m", "default_ttl: 15s", "default_ttl from 900 to 15", "schema.slow_query"),
        ("WithTimeout(ctx, 5*time.Second)", "WithTimeout(ctx, 300*time.Millisecond)", "WithTimeout from 5 to 0.3",
         "upstream.unavailable"),
        ("max_attempts: 8", "max_attempts: 2", "max_attempts from 8 to 2", "upstream.rate_limited"),
        ("memory: 512Mi", "memory: 64Mi", "memory from 5.36871e+08 to 6.71089e+07", "memory.oom"),
    ],
)  # fmt: skip
def test_a_limit_in_the_unit_it_is_written_in(before: str, after: str, what: str, topic: str) -> None:
    (effect,) = _limits(f"-{before}\n+{after}\n")
    assert effect.what == what and topic in effect.topics
    assert effect.risk >= 0.6


def test_a_small_step_risks_little_and_none_nothing() -> None:
    (effect,) = _limits("-entries: 50000\n+entries: 60000\n")
    assert effect.risk < 0.25
    assert _limits("-entries: 50000 # many\n+entries: 50000\n") == []


def test_a_limit_that_went_is_one_that_changed() -> None:
    (effect,) = _limits("-const leeway = 120 * time.Second\n")
    assert (effect.kind, effect.what) == ("limit_removed", "leeway")


def test_numbers_of_looks_are_no_limits() -> None:
    assert _limits("-.a { padding: 4px; max-width: 10px }\n+.a { padding: 8px; max-width: 90px }\n") == []


def test_more_room_risks_less_than_less() -> None:
    (more,) = _limits("-timeout: 2s\n+timeout: 8s\n")
    (less,) = _limits("-timeout: 8s\n+timeout: 2s\n")
    assert more.risk < 0.6 * less.risk
