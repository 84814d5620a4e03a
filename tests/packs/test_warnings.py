"""What a pack's own tests expect and its rules do not give is said: which test, what is expected, what is given."""

from __future__ import annotations

import json

from rootward.packs.load import load_text
from rootward.packs.warnings import warnings
from tests.packs.forms import DOMAIN


def test_each_expectation_that_is_not_met_is_named() -> None:
    _, *told = warnings(load_text(json.dumps(DOMAIN)))
    assert told == [
        "test 2 (PARCEL_LOST): expected severity LOW, given HIGH",
        "test 3 (UNHEARD_OF): expected severity HIGH, given none, because no rule of the pack gives one",
    ]


def test_another_type_than_expected_is_said_and_what_agrees_is_not() -> None:
    tests = [{"input": {"exceptionType": "A"}, "expected": {"exceptionType": "B"}},
             {"input": {"exceptionType": "A"}, "expected": {"exceptionType": "A"}}]  # fmt: skip
    pack = load_text(json.dumps({"name": "p", "version": "1", "tests": tests}))
    assert warnings(pack) == ("test 1 (A): expected exceptionType B, given A",)
