"""The table of words: fitted the same every time, and judged on vendors that it has not seen."""

from __future__ import annotations

from bench.agents.faults import errors_of
from bench.agents.wordings import family, fitted_table, folds_by_vendor, said_of
from rootward.causality.agent_runs.wording import features_of, shipped_table, verdict

HALVES = ("development", "test")
ERRORS = [
    {"vendor": f"v{number % 4}-x", "kind": kind, "message": message}
    for number in range(8)
    for kind, message in (("not_found", "the parcel is missing"), ("timeout", "the parcel took too long"))
]


def test_the_families_of_vendors_stay_together() -> None:
    errors = [{"vendor": name} for name in ("aws-kms", "aws-ecs", "acme", "bolt", "cern")]
    folds = folds_by_vendor(errors, 3, seed=1)
    assert family("aws-kms") == "aws" and folds[0] == folds[1]
    assert folds == folds_by_vendor(errors, 3, seed=1)


def test_a_table_learns_what_words_speak_for() -> None:
    table = fitted_table(ERRORS)
    assert table == fitted_table(ERRORS)
    found = verdict(features_of(error="", message="it is missing", status=0, placed=False), table)
    assert found is not None and found.kind == "not_found"


def test_what_says_nothing_teaches_nothing() -> None:
    table = fitted_table([*ERRORS, *({"vendor": "g", "kind": "unknown", "message": "oops"} for _ in range(5))])
    assert table.kinds == ["not_found", "timeout"] and "w:oop" not in table.words


def test_an_error_is_seen_as_the_product_sees_it() -> None:
    said, generic = said_of(
        {"vendor": "v", "kind": "x", "message": "Gone", "error_class": "NotHere", "status_code": 410}
    )
    assert (said.status, said.error, said.message, generic) == (410, "not here", "gone", False)


def test_the_table_that_ships_is_the_one_that_the_development_messages_give() -> None:
    """But for the last digit, which the sums of another machine may round otherwise."""
    errors = [error for of_kind in errors_of("development").values() for error in of_kind]
    made, shipped = fitted_table(errors), shipped_table()
    assert made.kinds == shipped.kinds
    assert len(made.words.keys() ^ shipped.words.keys()) <= len(made.words) // 100
    both = made.words.keys() & shipped.words.keys()
    assert all(abs(a - b) <= 1 for w in both for a, b in zip(made.words[w], shipped.words[w], strict=True))


def test_no_vendor_is_in_both_halves() -> None:
    known, unknown = ({error["vendor"] for of in errors_of(half).values() for error in of} for half in HALVES)
    assert not known & unknown
