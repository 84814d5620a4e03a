"""Arguments of a call, as they are typed."""

from __future__ import annotations

import pytest

from rootward.cli.exit import Quit
from rootward.cli.typed import arguments


def test_a_value_is_read_as_json_where_it_is_json() -> None:
    assert arguments("", ["replicas=8", "name=checkout", 'note="8"', "where=a=b"]) == {
        "replicas": 8, "name": "checkout", "note": "8", "where": "a=b",
    }  # fmt: skip


def test_what_was_there_before_stays_unless_it_is_named_or_the_whole_is_given() -> None:
    before = {"replicas": 8, "name": "checkout"}
    assert arguments("", ["replicas=4"], before) == {"replicas": 4, "name": "checkout"}
    assert arguments('{"replicas": 4}', [], before) == {"replicas": 4}
    assert before == {"replicas": 8, "name": "checkout"}


@pytest.mark.parametrize(("whole", "parts"), [("{", ()), ("[1]", ()), ("", ("replicas",)), ("", ("=8",))])
def test_what_is_none_is_refused(whole: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(Quit):
        arguments(whole, parts)
