"""Loaded series: every window made of them is what reading that window gives."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.events import metrics
from rootward.events.chunks import HOUR
from rootward.events.loaded import whole_hours
from rootward.events.model import Series
from rootward.events.resample import LOOKBACK
from rootward.kit.db import Connection

S = 1_000_000_000
T0 = 1_760_000_400 * S  # a whole hour


def _store(connection: Connection) -> None:
    """A counter and a gauge of two instances, in blocks and in chunks of their own; the last write came later."""
    for seq, first in enumerate((0, 300, 700), start=1):
        times = tuple(T0 + (first + 20 * place) * S for place in range(30))
        few = times[::10]
        for pod in "ab":
            shared = {"k8s.pod.name": pod, "route": "/"}
            counter = Series(
                name="requests", unit="1", kind="counter", entity="service:a", attributes=shared, times=times,
                values=tuple(float(seq * place) for place in range(30)),
            )  # fmt: skip
            level = Series(
                name="queue", unit="1", kind="gauge", entity="service:a", attributes=shared, times=few,
                values=tuple(float(place) for place in range(len(few))),
            )  # fmt: skip
            metrics.write(connection, "t", [counter, level], seq=10 * seq + ord(pod))


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("merge", [False, True])
def test_a_window_of_what_is_loaded_is_what_is_read(connection: Connection, merge: bool, again: bool) -> None:
    _store(connection)
    loaded = metrics.load(connection, "t", [(T0 - HOUR, T0 + HOUR)], as_of=125, merge_instances=merge)
    for start, end, step in ((0, 1300, None), (100, 400, None), (333, 777, 60 * S), (100, 400, None), (900, 901, None)):
        start, end = T0 + start * S, T0 + end * S
        made = loaded.series(start=start, end=end, step=step, limit=100, again=again)
        found = metrics.read(connection, "t", start=start, end=end, as_of=125, step=step, merge_instances=merge)
        assert (made.keys, made.step_ns) == (found.keys, found.step_ns)
        assert made.times.tolist() == found.times.tolist()
        assert np.array_equal(made.values, found.values, equal_nan=True)


def test_what_came_after_the_watermark_is_not_loaded(connection: Connection) -> None:
    _store(connection)
    loaded = metrics.load(connection, "t", [(T0 - HOUR, T0 + HOUR)], as_of=5)
    assert loaded.series(start=T0, end=T0 + HOUR, step=None, limit=9).keys == ()


def test_windows_share_the_hours_they_need() -> None:
    assert whole_hours([(T0, T0 + S)]) == [(T0 - HOUR, T0 + HOUR)]
    assert whole_hours([(T0 + LOOKBACK, T0 + HOUR)]) == [(T0, T0 + HOUR)]
    far = T0 + 9 * HOUR + LOOKBACK
    assert whole_hours([(far, far + S), (T0 + LOOKBACK, T0 + HOUR + S), (T0 + HOUR, T0 + HOUR + 1)]) == [
        (T0, T0 + 2 * HOUR), (T0 + 9 * HOUR, T0 + 10 * HOUR),
    ]  # fmt: skip
