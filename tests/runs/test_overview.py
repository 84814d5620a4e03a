"""Overview: percentiles by nearest rank (the rest is asked for in tests/api/test_agent_runs.py)."""

from __future__ import annotations

import pytest

from rootward.runs.overview import percentile


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.95, 0), ([7], 0.95, 7), (list(range(1, 101)), 0.95, 95), ([3, 1, 2], 0.5, 2), ([1, 2], 0.95, 2)],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[int], share: float, expected: int) -> None:
    assert percentile(values, share) == expected
