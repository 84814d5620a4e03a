"""Room: what fits, what is left, and the sentence when it does not fit."""

from __future__ import annotations

import pytest

from rootward.governance.budget_limits import Unit
from rootward.governance.budget_room import OverBudget, Room, exact
from tests.governance.house import NOON


def _room(**given: object) -> Room:
    facts: dict[str, object] = {
        "scope": "tenant", "unit": "usd", "period": "2027-01-15", "limit": 1.0, "spent": 0.0, "reserved": 0.0,
        "frees_at": NOON,
    }  # fmt: skip
    return Room(**facts | given)  # type: ignore[arg-type]


def test_tenths_add_up_to_the_whole() -> None:
    found = _room(spent=exact(0.1 + 0.2), reserved=0.6)
    assert (found.left, found.fits(0.1), found.fits(0.100000001)) == (0.1, True, False)
    assert _room(spent=3.0).left == 0.0


def test_what_is_no_number_fits_nowhere() -> None:
    assert not _room().fits(float("nan"))
    assert not _room().fits(float("inf"))


@pytest.mark.parametrize(
    ("scope", "unit", "words"),
    [
        ("tenant", "concurrency", "agents at once does"), ("agent:logs", "concurrency", "use at once does"),
        ("case:c1", "usd", "dollars does"), ("tenant", "usd", "dollars a day does"),
        ("tenant", "investigations", "investigations an hour does"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_in_words(scope: str, unit: Unit, words: str) -> None:
    assert words in OverBudget(_room(scope=scope, unit=unit, spent=1.0), 1, NOON - 1).message


def test_who_is_refused_comes_back_when_the_next_period_has_begun() -> None:
    spent = _room(spent=1.0)
    assert OverBudget(spent, 1, NOON - 1).retry_after == 1
    assert OverBudget(spent, 1, NOON - 1_500_000_000).retry_after == 2
    assert OverBudget(spent, 1, NOON + 5).retry_after == 1
    assert OverBudget(_room(spent=1.0, frees_at=None), 1, NOON).retry_after == 3600
