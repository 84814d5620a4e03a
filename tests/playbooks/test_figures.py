"""An answer becomes a number that can be compared with the one that showed the symptom."""

from __future__ import annotations

import pytest

from rootward.kit.canonical import JSON
from rootward.playbooks.figures import Figure, figure, is_over

WINDOW = (0, 10 * 10**9)
TIMES: dict[str, JSON] = {
    "before": {"n": 9, "median_s": 0.1, "p90_s": 0.2}, "after": {"n": 9, "median_s": 0.1, "p90_s": 2.0},
}  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "value", "usual", "seen", "unit"),
    [
        ("metrics.shift", {"before": 1, "after": 3, "unit": "ms"}, 1, 3, "ms"),
        ("metrics.shift", {"before": None, "after": 3, "unit": ""}, 0, 3, ""),
        ("logs.shift", {"before": 1, "after": 50, "expected": 10}, 1, 5, "lines/s"),
        ("spans.errors", {"before": 1, "after": 5, "calls_before": 10, "calls_after": 10}, 0.1, 0.5, "of calls"),
        ("spans.shift", TIMES, 0.2, 2.0, "s"),
        ("spans.shift", {"before": 1, "after": 2, "per_s": [3, 4]}, 3, 4, "/s"),
        ("spans.shift", {"before": 9, "after": 2, "expected": 8}, 1, 0.25, "x"),
    ],
)
def test_what_is_read(tool: str, value: dict[str, JSON], usual: float, seen: float, unit: str) -> None:
    assert figure(tool, value, after=WINDOW) == Figure(usual=usual, seen=seen, unit=unit)


@pytest.mark.parametrize(
    ("tool", "value"),
    [
        ("metrics.shift", {}), ("metrics.shift", {"before": 1, "after": None}), ("topology.path", {"after": 1}),
        ("spans.errors", {"after": 0, "calls_after": 0}), ("spans.shift", {"before": {}, "after": {"n": 0}}),
    ],
)  # fmt: skip
def test_no_number_is_no_figure(tool: str, value: dict[str, JSON]) -> None:
    assert figure(tool, value, after=WINDOW) is None


def test_the_number_is_read_that_moved_when_the_symptom_was_seen() -> None:
    now: dict[str, JSON] = {
        "before": {"n": 9, "median_s": 0.1, "p90_s": 0.2}, "after": {"n": 9, "median_s": 0.5, "p90_s": 0.3},
    }  # fmt: skip
    assert figure("spans.shift", now, after=WINDOW, like=TIMES) == Figure(usual=0.2, seen=0.3, unit="s")


@pytest.mark.parametrize(
    ("then", "now", "over"),
    [(3.0, 1.0, True), (3.0, 1.4, True), (3.0, 1.5, False), (3.0, 0.5, True), (0.2, 0.9, True), (0.2, 0.5, False),
     (1.0, 1.0, True), (1.0, 2.0, False)],
)  # fmt: skip
def test_a_fifth_may_be_left(then: float, now: float, over: bool) -> None:
    assert is_over(Figure(usual=1, seen=then, unit=""), Figure(usual=1, seen=now, unit="")) is over
