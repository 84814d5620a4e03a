"""How a source is chosen, how a file becomes pieces, and what sources share."""

from __future__ import annotations

import io
import json
import lzma
from collections.abc import Mapping

import pytest

from rootward.errors import BadInput, TooLarge
from rootward.events.envelope import Limits
from rootward.events.model import Received
from rootward.events.source import (
    Piece,
    SourceContext,
    detect,
    gather,
    header,
    make_event,
    split_stream,
    time_of,
)  # fmt: skip
from rootward.kit import clock
from rootward.kit.canonical import JSON

NOW = clock.parse_ns("2026-11-20T12:00:00Z")
CONTEXT = SourceContext(tenant="acme", now_ns=NOW)


class Letters:
    """Recognises bodies in which its letter stands."""

    def __init__(self, letter: str, *, many: bool) -> None:
        self.name = letter
        self.many = many

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return self.name.encode() in body

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        return Received()


A, B = Letters("a", many=True), Letters("b", many=False)


def split(data: bytes, **limits: int) -> list[Piece]:
    return list(split_stream(io.BytesIO(data), [A, B], **limits))  # type: ignore[arg-type]


def test_the_first_source_that_recognises_a_body_has_it() -> None:
    assert detect(b"ab", {}, [A, B]) is A
    assert detect(b"b", {}, [A, B]) is B
    with pytest.raises(BadInput, match=r"no source recognises 'zzz'; known are a, b"):
        detect(b"zzz", {}, [A, B])


def test_lines_are_put_together_up_to_the_limits() -> None:
    data = b"\n".join(b'{"a":%d}' % n for n in range(10))
    assert [piece.items for piece in split(data, max_items=4)] == [4, 4, 2]
    assert [piece.items for piece in split(data, max_bytes=22)] == [3, 3, 3, 1]
    assert b"\n".join(piece.body for piece in split(data, max_items=3)) == data
    assert split(data, max_items=4)[-1].done == len(data)


def test_a_source_of_single_bodies_gets_them_singly() -> None:
    pieces = split(b'{"b":1}\n{"b":2}\n')
    assert [(piece.kind, piece.body) for piece in pieces] == [("b", b'{"b":1}'), ("b", b'{"b":2}')]


def test_an_array_stays_an_array() -> None:
    pieces = split(lzma.compress(json.dumps([{"a": n} for n in range(5)]).encode()), max_items=2)
    assert [json.loads(piece.body) for piece in pieces] == [[{"a": 0}, {"a": 1}], [{"a": 2}, {"a": 3}], [{"a": 4}]]


def test_what_comes_before_the_first_known_record_is_rejected_with_it() -> None:
    pieces = split(b'oops\n{"zzz":1}\n{"a":1}\n{"a":2}\n')
    assert len(pieces) == 1
    assert [reject.raw for reject in pieces[0].rejects] == [b"oops", b'{"zzz":1}']
    assert (pieces[0].body, pieces[0].items) == (b'{"a":1}\n{"a":2}', 4)


def test_a_line_that_is_too_long_is_rejected_in_its_place() -> None:
    pieces = split(b'{"a":1}\n{"a":"' + b"x" * 400_000 + b'"}\n{"a":2}', limit=300_000)
    assert [reject.code for piece in pieces for reject in piece.rejects] == ["too_large"]
    assert b"\n".join(piece.body for piece in pieces) == b'{"a":1}\n{"a":2}'


def test_a_file_that_nobody_knows_is_refused_and_an_empty_one_is_not() -> None:
    with pytest.raises(BadInput, match="no source recognises"):
        split(b'{"zzz":1}\n' * 3)
    assert split(b"") == []


def test_headers_are_found_in_any_case() -> None:
    assert header({"X-GitHub-Event": "push"}, "x-github-event") == "push"
    assert header({"content-type": "a"}, "content-type") == "a"
    assert header({}, "content-type") == ""


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        (None, 0),
        ("", 0),
        ("0001-01-01T00:00:00Z", 0),
        ("2026-11-20T12:00:00Z", NOW),
        ("2026-11-20T14:00:00.5+02:00", NOW + 500_000_000),
    ],
)
def test_vendors_times_are_read(text: JSON, ns: int) -> None:
    assert time_of(text, "at") == ns


@pytest.mark.parametrize(
    "text", [7, "yesterday", "2026-11-20T12:00:00", "9999-01-01T00:00:00Z", [], "0000-00-00T00:00:00Z"]
)
def test_a_time_that_is_none_is_named(text: JSON) -> None:
    with pytest.raises(BadInput) as caught:
        time_of(text, "at")
    assert caught.value.facts["field"] == "at"


def event(**changes: object) -> object:
    told = {
        "source": "s", "event_type": "T", "ts": NOW, "entity": {"service": "x", "pod": ""}, "severity": "low",
        "payload": {}, "ingest_id": "1", "correlation_ids": {"a": ""},
    } | changes  # fmt: skip
    return make_event(CONTEXT, **told)  # type: ignore[arg-type]


def test_events_of_sources_obey_the_rules_of_the_envelope() -> None:
    made = event()
    assert (made.entity, made.correlation_ids) == ({"service": "x"}, {})  # type: ignore[attr-defined]
    for changes, field in (
        ({"event_type": ""}, "event_type"),
        ({"entity": {"pod": "x\0"}}, "entity.pod"),
        ({"payload": {"a": float("nan")}}, "payload.a"),
        ({"ingest_id": "x" * 300}, "ingest_id"),
        ({"ts": 1}, "ts"),
    ):
        with pytest.raises(BadInput) as caught:
            event(**changes)
        assert caught.value.facts["field"] == field
    small = SourceContext(tenant="acme", now_ns=NOW, limits=Limits(max_item_bytes=10))
    with pytest.raises(TooLarge):
        make_event(
            small, source="s", event_type="T", ts=NOW, entity={}, severity="low", payload={"a": "x" * 20},
            ingest_id="1", correlation_ids={},
        )  # fmt: skip


def test_a_wrong_item_is_set_aside_and_a_repeat_needs_only_its_id() -> None:
    def read(item: int):  # type: ignore[no-untyped-def]
        if item == 2:
            raise BadInput("two is wrong", field="n")
        return None if item == 3 else event(ingest_id=str(item))

    found = gather([1, 2, 3, 4], read, lambda item: {"n": item})
    assert [item.ingest_id for item in found.events] == ["1", "4"]
    assert found.bodies == (b"1", b"4")
    assert [(reject.index, reject.field, reject.raw) for reject in found.rejects] == [(1, "n", b'{"n":2}')]
