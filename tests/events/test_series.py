"""The identity of a series, and grids of time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.model import Series
from rootward.events.series import STEPS, SeriesKey, columns, fitting_step, group_of, series_id, without_instance

ONE = Series(
    name="m", unit="s", kind="gauge", entity="service:a", attributes={"route": "/", "process.pid": "1"}, times=(1,),
    values=(1.0,),
)  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "n"}, {"unit": "ms"}, {"kind": "counter"}, {"entity": "service:b"}, {"attributes": {"route": "/"}},
        {"attributes": {"route": "/x", "process.pid": "1"}}, {"bounds": (1.0,)}, {"cumulative": True},
        {"attributes": {"route": "/", "process.pid": "2"}},
    ],
)  # fmt: skip
def test_another_nature_or_instance_is_another_series(changes: dict[str, object]) -> None:
    assert series_id(replace(ONE, **changes)) != series_id(ONE)  # type: ignore[arg-type]


def test_points_and_the_order_of_attributes_are_no_part_of_the_identity() -> None:
    turned = replace(ONE, attributes=dict(reversed(ONE.attributes.items())), times=(2,), values=(5.0,))
    assert series_id(turned) == series_id(ONE)
    assert len(series_id(ONE)) == 32


def test_instances_of_one_series_share_the_group() -> None:
    other = replace(ONE, attributes={"route": "/", "process.pid": "2", "k8s.pod.name": "p"})
    assert group_of(series_id(other)) == group_of(series_id(ONE))
    assert without_instance(other.attributes) == {"route": "/"}


def test_a_key_can_stand_in_a_set() -> None:
    key = SeriesKey(series_id="1", name="m", unit="", kind="gauge", entity="e", attributes={"a": "b"}, stat="value")
    assert {key} == {replace(key)}
    assert key != replace(key, attributes={})


@given(st.integers(0, 10**18), st.integers(0, 10**17), st.sampled_from(STEPS), st.integers(2, 2000))
def test_a_step_fits_the_window_and_is_no_coarser_than_needed(start: int, width: int, step: int, most: int) -> None:
    fitting = fitting_step(start, start + width, step, most=most)
    grid = columns(start, start + width, fitting)
    assert fitting >= step
    assert len(grid) <= most
    if len(grid):
        assert grid[0] <= start < grid[0] + fitting
        assert grid[-1] < start + width <= grid[-1] + fitting
    finer = [one for one in STEPS if step <= one < fitting]
    assert all(len(columns(start, start + width, one)) > most for one in finer)
