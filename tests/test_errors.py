"""The tree of errors: every refusal has a status, a code of its own, a sentence and facts."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from rootward import errors
from rootward.errors import BadInput, RootwardError, TooBusy

ALL = [getattr(errors, name) for name in errors.__all__]
TREE = {
    "BadInput": 422, "BadSyntax": 400, "TooLarge": 413, "Unauthenticated": 401, "Denied": 403, "NotFound": 404,
    "Conflict": 409, "Fenced": 409, "TooBusy": 429, "Unavailable": 503, "TimedOut": 504, "Misconfigured": 500,
}  # fmt: skip
PARENTS = {"BadSyntax": "BadInput", "Fenced": "Conflict", "TimedOut": "Unavailable"}


@pytest.mark.parametrize("name", TREE)
def test_a_refusal_has_its_status_its_parent_and_a_title(name: str) -> None:
    kind = getattr(errors, name)
    assert kind.status == TREE[name] == HTTPStatus(kind.status)
    assert kind.__base__.__name__ == PARENTS.get(name, "RootwardError")
    assert kind.title


def test_every_error_is_exported_and_has_a_code_of_its_own() -> None:
    defined = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)}
    assert defined == set(ALL)
    assert len({kind.code for kind in ALL}) == len(ALL)
    assert {kind.__name__ for kind in ALL} == {*TREE, "RootwardError"}


def test_the_page_of_the_tree_names_every_error_with_its_status() -> None:
    page = errors.__doc__ or ""
    for name, status in TREE.items():
        assert any(name in line.split() and str(status) in line.split() for line in page.splitlines()), name


def test_an_error_carries_a_sentence_and_facts() -> None:
    error = BadInput("ts must be a time, not 'noon'", field="ts", value="noon")
    assert (str(error), error.message) == ("ts must be a time, not 'noon'",) * 2
    assert error.facts == {"field": "ts", "value": "noon"}


def test_facts_can_be_added_on_the_way_up() -> None:
    with pytest.raises(RootwardError) as caught:
        try:
            raise BadInput("no", field="x")
        except BadInput as error:
            error.facts["dead_letter"] = "dead_1"
            raise
    assert caught.value.facts == {"field": "x", "dead_letter": "dead_1"}


def test_backpressure_says_when_to_come_back() -> None:
    assert TooBusy("full").retry_after == 1
    busy = TooBusy("full", retry_after=5, waiting=10)
    assert (busy.retry_after, busy.facts) == (5, {"retry_after": 5, "waiting": 10})
