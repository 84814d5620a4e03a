from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.agent_runs.model import SUBCATEGORIES
from rootward.causality.agent_runs.wording import Table, features_of, shipped_table, verdict

TABLE = Table(
    kinds=["business_rule_rejected", "not_found"],
    start=[0, 0],
    words={"w:refund": [250, -50], "w:miss": [-30, 200], "s:404": [-100, 150], "w:refund window": [120, 0]},
)


def features(message: str, *, error: str = "", status: int = 0, placed: bool = False) -> tuple[str, ...]:
    return features_of(error=error, message=message, status=status, placed=placed)


def test_words_pairs_class_words_status_and_place_are_features() -> None:
    found = features("refunds: 12 closed", error="window closed", status=409, placed=True)
    assert {"w:refund", "w:refund 0", "w:0 clos", "c:window", "w:window", "s:409", "s:4xx", "p:place"} <= set(found)
    assert len(found) == len(set(found))


def test_the_strongest_words_are_told() -> None:
    found = verdict(features("the refund window is missing"), TABLE)
    assert found is not None and found.kind == "business_rule_rejected"
    assert found.words[0] == "refund" and 0.5 < found.share < 1.0


def test_a_status_speaks_beside_words_and_is_told_as_one() -> None:
    found = verdict(features("missing", status=404), TABLE)
    assert found is not None and (found.kind, found.words) == ("not_found", ("status 404", "miss"))


def test_a_status_alone_is_no_wording() -> None:
    assert verdict(features("the flux is inverted", status=404), TABLE) is None


@pytest.mark.parametrize("message", ["qwertz uiop", "the flux is inverted", "an unexpected error occurred", ""])
def test_words_that_nobody_used_and_words_of_any_error_say_nothing(message: str) -> None:
    assert verdict(features(message), shipped_table()) is None


def test_the_table_that_ships_names_known_kinds_and_has_a_weight_for_each() -> None:
    table = shipped_table()
    assert set(table.kinds) <= set(SUBCATEGORIES) and "unknown" not in table.kinds
    assert {len(row) for row in (table.start, *table.words.values())} == {len(table.kinds)}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("the payment for this order has a later settlement", "business_rule_rejected"),
        ("column and identifier near the symbol", "code_error"),
        ("the image may contain violence, sexual content", "content_filter"),
    ],
)
def test_sentences_of_nobody_in_particular_are_told_apart(message: str, kind: str) -> None:
    found = verdict(features(message), shipped_table())
    assert found is not None and found.kind == kind


@given(st.text(max_size=120), st.text(max_size=30), st.integers(min_value=0, max_value=599), st.booleans())
def test_shares_are_shares_and_the_same_error_gets_the_same_answer(
    message: str, error: str, status: int, placed: bool
) -> None:
    asked = features(message.lower(), error=error.lower(), status=status, placed=placed)
    found = verdict(asked, shipped_table())
    assert found == verdict(asked, shipped_table())
    assert found is None or 0.0 < found.share <= 1.0
