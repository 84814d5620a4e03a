"""The JSON documents of a body."""

from __future__ import annotations

import pytest

from rootward.errors import BadSyntax
from rootward.events.model import Reject
from rootward.plugins.sources.documents import by_line, first_item, read_json, section, text


def test_one_document_or_one_a_line() -> None:
    assert by_line(b'{"a":\n1}') == [{"a": 1}]
    assert by_line(b'{"a":1}\n\n{"a":2}\n') == [{"a": 1}, {"a": 2}]


def test_a_broken_line_is_a_reject_in_its_place() -> None:
    first, wrong, last = by_line(b'{"a":1}\noops\n{"a":2}')
    assert (first, last) == ({"a": 1}, {"a": 2})
    assert isinstance(wrong, Reject)
    assert (wrong.index, wrong.raw, wrong.code) == (1, b"oops", "bad_syntax")


@pytest.mark.parametrize("body", [b"", b"oops", b"oops\noops", b'"\xff"', b"[" * 100_000])
def test_what_holds_no_json_at_all_is_refused(body: bytes) -> None:
    for read in (read_json, by_line):
        with pytest.raises(BadSyntax):
            read(body)
    assert first_item(body) is None


@pytest.mark.parametrize("body", [b'{"a":1}', b' [{"a":1}, 2]', b'{"a":1}\noops', b'{"a"\n:1}'])
def test_the_first_object_is_found(body: bytes) -> None:
    assert first_item(body) == {"a": 1}


def test_members_of_another_type_are_absent() -> None:
    value: dict[str, object] = {"a": {"b": 1}, "c": "d"}
    assert section(value, "a") == {"b": 1}  # type: ignore[arg-type]
    assert section(value, "c") == {} == section(value, "x")  # type: ignore[arg-type]
    assert (text(value, "c"), text(value, "a"), text(value, "x")) == ("d", "", "")  # type: ignore[arg-type]
