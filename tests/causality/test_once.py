import gc
import weakref
from dataclasses import dataclass

import numpy as np

from rootward.causality.once import once
from rootward.events.series import SeriesSet


@dataclass(eq=False)
class Answer:
    to: int


def _set() -> SeriesSet:
    return SeriesSet(keys=(), times=np.zeros(0, np.int64), values=np.zeros((0, 0)), step_ns=1)


def test_a_set_is_reckoned_with_once_however_many_ask() -> None:
    made: list[SeriesSet] = []

    @once
    def answer(series: SeriesSet) -> Answer:
        made.append(series)
        return Answer(len(made))

    one, other = _set(), _set()
    assert [answer(one).to, answer(other).to, answer(one).to] == [1, 2, 1]
    assert made == [one, other]


def test_what_was_reckoned_is_forgotten_with_its_set() -> None:
    @once
    def answer(series: SeriesSet) -> Answer:
        return Answer(0)

    one = _set()
    kept = weakref.ref(answer(one))
    assert kept() is answer(one)
    del one
    gc.collect()
    assert kept() is None
