"""Log counts: pure, from records to numbers in steps."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.log_counts import RECORD, log_counts
from rootward.events.tables import Table

_SHAPES = (("service:a", "info", "t1"), ("service:a", "error", "t2"), ("service:b", "info", "t1"), ("c", "info", "t9"))
_TEXTS = {"t1": "started", "t2": "failed", "t9": "ended"}


def _table(lines: list[tuple[int, int]]) -> Table:
    records = np.zeros(len(lines), RECORD)
    records["ts"] = [ts for ts, _ in lines]
    shape = np.array([place for _, place in lines], np.int32)
    return Table(shapes=_SHAPES, shape=shape, seq=np.ones(len(lines), np.int64), records=records)


@given(st.lists(st.tuples(st.integers(100, 999), st.integers(0, 3)), max_size=50))
def test_every_line_is_counted_once_in_its_step(lines: list[tuple[int, int]]) -> None:
    found = log_counts(_table(lines), _TEXTS, start=100, end=1000, step=70)
    assert found.counts.sum() == len(lines)
    for place, key in enumerate(found.keys):
        own = [ts for ts, shape in lines if _SHAPES[shape] == (key.entity, key.severity, key.template_id)]
        assert found.counts[place].tolist() == [sum(start <= ts < start + 70 for ts in own) for start in found.times]
        if own:
            assert (found.first[place], found.last[place]) == (min(own), max(own))
    assert [(key.entity, key.text) for key in found.keys] == [
        ("c", "ended"), ("service:a", "failed"), ("service:a", "started"), ("service:b", "started"),
    ]  # fmt: skip


def test_long_windows_get_a_coarser_step() -> None:
    found = log_counts(_table([(0, 0)]), _TEXTS, start=0, end=10**15, step=10**9)
    assert found.counts.shape == (4, len(found.times))
    assert len(found.times) <= 2000
    assert found.step_ns == 600 * 10**9
