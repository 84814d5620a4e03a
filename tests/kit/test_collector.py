"""The collector of a process that has started: it leaves alone what was loaded, and still finds what comes after."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from rootward.kit.collector import calm, patient


class _Ring:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_is_loaded_is_not_looked_at_again() -> None:
    calm()
    assert gc.get_freeze_count() > 10_000


def test_loading_is_seldom_interrupted() -> None:
    patient()
    assert gc.get_threshold()[0] >= 50_000


def test_what_comes_later_is_still_freed() -> None:
    calm()
    ring = weakref.ref(_Ring())
    gc.collect()
    assert ring() is None
