"""Once: what is reckoned of a set of series is reckoned once, however many ask for it while the set is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from rootward.events.series import SeriesSet

__all__ = ["once"]

T = TypeVar("T")


def once(make: Callable[[SeriesSet], T]) -> Callable[[SeriesSet], T]:
    """`make`, whose answer is kept as long as the set is, which it must not hold. The answer is shared: nobody may
    change it."""
    known: WeakKeyDictionary[SeriesSet, T] = WeakKeyDictionary()

    @wraps(make)
    def answer(series: SeriesSet) -> T:
        found = known.get(series)
        if found is None:
            found = known[series] = make(series)
        return found

    return answer
