"""What readers of exports share."""

from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.kit.canonical import JSON
from rootward.plugins.sources.exported_spans import Exported, given, mapping, moment, records_in, span_of, word

NOON = 1_795_176_000_000_000_000


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-20T12:00:00Z", "2026-11-20T12:00:00", "2026-11-20 12:00:00.000000", "2026-11-20T14:00:00+02:00",
        NOON, NOON // 1000, NOON // 10**6, NOON // 10**9, NOON / 10**9, str(NOON),
    ],
)  # fmt: skip
def test_a_time_is_read_in_every_form(time: JSON) -> None:
    assert moment({"start": time}, "start") == NOON


@pytest.mark.parametrize("time", ["yesterday", True, [1], -5, 1e300, "2026-13-01T00:00:00Z"])
def test_what_is_no_time_is_named(time: JSON) -> None:
    with pytest.raises(BadInput, match="start is"):
        moment({"start": time}, "start", "begun")


def test_a_time_that_is_not_told_is_0() -> None:
    assert [moment(record, "a", "b") for record in ({}, {"a": None}, {"a": ""})] == [0, 0, 0]


def test_a_field_is_found_in_every_spelling() -> None:
    record: dict[str, JSON] = {"b": 5, "c": {"d": 1}, "e": [1]}
    assert (given(record, "a", "b"), word(record, "a", "b"), word(record, "a")) == (5, "5", "")
    assert (mapping(record, "c"), mapping(record, "b")) == ({"d": 1}, {})
    with pytest.raises(BadInput, match="e is"):
        word(record, "e")


def test_records_are_found_in_what_wraps_them() -> None:
    assert list(records_in({"data": [{"a": 1}, [{"b": 2}], 5]}, "data")) == [{"a": 1}, {"b": 2}]
    assert list(records_in({"data": {"a": 1}}, "data")) == [{"data": {"a": 1}}]


def test_a_span_needs_ids_and_a_start() -> None:
    with pytest.raises(BadInput, match="no start time"):
        span_of(Exported(trace_id="t", span_id="s", parent_id="", name="n", start=0, end=0, attributes={}))
    span = span_of(Exported(trace_id="t", span_id="s", parent_id="", name="a\0", start=9, end=5, failed=True,
                            attributes={"a": None, "b": 1}, message="m"))  # fmt: skip
    assert (span.name, span.duration_ns, span.status, span.attributes) == ("a\ufffd", 0, "error", {"b": 1})
