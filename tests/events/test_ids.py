"""Ids as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.ids import as_numbers, mixed

_HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
_ANY = st.one_of(_HEX, st.text(max_size=34), st.text("0123456789ABCDEF ", min_size=32, max_size=32))


@given(st.lists(_HEX))
def test_hexadecimal_ids_are_their_numbers(ids: list[str]) -> None:
    numbers, odd = as_numbers(ids, 32)
    assert [f"{high:016x}{low:016x}" for high, low in numbers.tolist()] == ids
    assert odd == {}


@given(st.lists(_ANY))
def test_every_id_has_its_own_number_and_can_be_told_from_it(ids: list[str]) -> None:
    numbers, odd = as_numbers(ids, 32)
    digits = [f"{high:016x}{low:016x}" for high, low in numbers.tolist()]
    told = [odd.get(one, one) for one in digits]
    assert told == [one or "0" * 32 for one in ids]
    assert as_numbers(ids[:1], 32)[0].tolist() == numbers.tolist()[:1]  # whatever stands beside it


def test_mixing_depends_on_every_column_and_their_order() -> None:
    one, two = np.array([1, 2], np.uint64), np.array([2, 1], np.uint64)
    assert len({*mixed(one, two).tolist(), *mixed(two, one).tolist()}) == 2
    assert mixed(one, two)[0] == mixed(two, one)[1]
    assert mixed(one, one)[0] != mixed(one, two)[0]
