"""Numbers and names as people read them."""

from __future__ import annotations

import pytest

from rootward.causality.words import amount, duration, named, percent, qualified, times


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.4123, "s", "412 ms"), (2.5, "s", "2.5 s"), (0.00048, "s", "480 us"), (1500, "ms", "1.5 s"),
        (151 * 1024**2, "By", "151 MiB"), (12, "{request}", "12"), (0.5, "1", "0.5"), (1234567, "", "1,234,567"),
        (3, "%", "3 %"), (7, "rpm", "7 rpm"), (float("nan"), "s", "nothing"),
    ],
)  # fmt: skip
def test_an_amount_is_said_in_a_unit_that_people_use(value: float, unit: str, said: str) -> None:
    assert amount(value, unit) == said


def test_times_and_shares() -> None:
    assert duration(42_000_000_000) == "42 s" and duration(180_000_000_000) == "3 min"
    assert percent(0.034) == "3.4 %" and percent(0.5) == "50 %"
    assert times(2.34) == "2.3 times" and times(120.4) == "120 times"


def test_a_service_is_named_alone_and_others_with_their_kind() -> None:
    assert named("service:pay") == "pay"
    assert named("external:bank") == "the third party bank" and named("node:n1") == "the node n1"


def test_a_series_is_told_from_its_neighbours_by_what_differs() -> None:
    attributes = {"db.system.name": "sqlite", "db.operation.name": "SELECT", "pool": "pay"}
    assert qualified("wait", attributes, "service:pay") == "wait (SELECT)"
    assert qualified("wait", {}, "service:pay") == "wait"
