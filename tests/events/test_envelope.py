"""The canonical envelope: strict, precise about what is wrong, and fast for batches."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput, BadSyntax, Denied, RootwardError, TooLarge
from rootward.events.envelope import Limits, decode_batch, decode_one, encode, from_value, severity_of
from rootward.events.model import SEVERITIES, Event, Received
from rootward.kit import clock

NOW = clock.parse_ns("2025-10-30T07:45:00Z")
LIMITS = Limits()
GOOD: dict[str, Any] = {
    "tenant_id": "acme-01",
    "source": "k8s.events",
    "event_type": "PodOOMKilled",
    "ts": "2025-10-30T07:41:03Z",
    "correlation_ids": {"trace_id": "abc123"},
    "entity": {"namespace": "payments", "pod": "nginx-api-7d8f-xyz"},
    "severity": "error",
    "payload": {"reason": "OOMKilling", "nested": {"list": [1, 2.5, None, True]}},
    "ingest_id": "uuid-1",
    "schema_version": "v1",
}

short = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
pairs = st.dictionaries(short, short, max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | short,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
events = st.builds(
    Event,
    tenant=st.just("acme-01"),
    source=short,
    event_type=short,
    ts=st.integers(0, NOW + 10**18),
    entity=pairs,
    severity=st.sampled_from(SEVERITIES),
    payload=st.dictionaries(short, values, max_size=3),
    ingest_id=short,
    correlation_ids=pairs,
)
FOREVER = Limits(past_window_ns=2**63, late_after_ns=2**63, future_window_ns=2**63)


def one(value: object, limits: Limits = LIMITS) -> Event:
    return decode_one(msgspec.json.encode(value), tenant="acme-01", now_ns=NOW, limits=limits)


def batch(raw: bytes, content_type: str = "", limits: Limits = LIMITS) -> Received:
    return decode_batch(raw, content_type, tenant="acme-01", now_ns=NOW, limits=limits)


@settings(deadline=None)
@given(events)
def test_an_event_comes_back_as_it_was_written(event: Event) -> None:
    written = encode(event)
    assert from_value(written, tenant="acme-01", now_ns=NOW, limits=FOREVER) == event
    for ascii_only in (True, False):
        raw = json.dumps(written, ensure_ascii=ascii_only, indent=1).encode()
        assert decode_one(raw, tenant="acme-01", now_ns=NOW, limits=FOREVER) == event


@settings(deadline=None)
@given(st.lists(events, max_size=4))
def test_an_array_lines_and_single_events_are_the_same_batch(several: list[Event]) -> None:
    raws = [msgspec.json.encode(encode(event)) for event in several]
    found = batch(b"[" + b",".join(raws) + b"]", "application/json", FOREVER)
    lines = batch(b"\r\n\n".join(raws) + b"\n", "application/x-ndjson", FOREVER)
    assert list(found.events) == list(lines.events) == several
    assert found.bodies == lines.bodies and len(found.bodies) == len(several)
    assert not found.rejects and not lines.rejects


@settings(deadline=None)
@given(st.binary(max_size=80) | values.map(lambda value: json.dumps(value).encode()))
def test_arbitrary_bytes_are_refused_with_an_error_of_ours(raw: bytes) -> None:
    for content_type in ("application/json", "application/x-ndjson", ""):
        with contextlib.suppress(RootwardError):
            batch(raw, content_type)
    with pytest.raises(RootwardError):
        decode_one(raw, tenant="acme-01", now_ns=NOW, limits=LIMITS)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"entity": {"pod": 7}}, "entity.pod", "entity.pod is 7; it must be text"),
        ({"correlation_ids": {"trace_id": None}}, "correlation_ids.trace_id", "is None"),
        ({"entity": ["pod"]}, "entity", "must be an object"),
        ({"severity": "worse"}, "severity", "'worse'; it must be one of critical"),
        ({"severity": "Error"}, "severity", "'Error'"),
        ({"schema_version": "v2"}, "schema_version", "it must be 'v1'"),
        ({"ts": "2025-10-30T07:41:03"}, "ts", "RFC 3339 time with a zone"),
        ({"ts": 1761810063}, "ts", "it must be text"),
        ({"ts": "2025-02-30T07:41:03Z"}, "ts", "'2025-02-30T07:41:03Z'"),
        ({"payload": "text"}, "payload", "must be an object"),
        ({"ingest_id": "x" * 257}, "ingest_id", "257 characters, more than 256"),
        ({"source": ""}, "source", "source is empty"),
        ({"colour": "red"}, "colour", "'colour' is no field of an event"),
        ({"payload": {"a": {"b": "x\0"}}}, "payload.a.b", "NUL"),
        ({"entity": {"pod": "x\0"}}, "entity.pod", "NUL"),
        ({"payload": {"n": [2**63]}}, "payload.n[0]", "64 bits"),
    ],
)
def test_an_error_names_the_field_and_the_wrong_value(changes: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        one({**GOOD, **changes})
    assert caught.value.facts["field"] == field
    assert said in caught.value.message


@pytest.mark.parametrize("name", [name for name in GOOD if name != "correlation_ids"])
def test_a_missing_field_is_named(name: str) -> None:
    with pytest.raises(BadInput, match=f"^{name} is missing$") as caught:
        one({key: value for key, value in GOOD.items() if key != name})
    assert caught.value.facts["field"] == name


def test_a_key_that_stands_twice_is_refused_alone_and_in_a_batch() -> None:
    raw = msgspec.json.encode(GOOD)
    twice = raw.replace(b'"reason":', b'"reason":"x","reason":')
    with pytest.raises(BadInput, match="'reason' stands twice"):
        decode_one(twice, tenant="acme-01", now_ns=NOW, limits=LIMITS)
    found = batch(b"[" + raw + b"," + twice + b"]")
    assert len(found.events) == 1
    assert [(reject.index, reject.field) for reject in found.rejects] == [(1, "reason")]


def test_correlation_ids_may_be_left_out_and_entities_may_be_empty() -> None:
    event = one({**{key: value for key, value in GOOD.items() if key != "correlation_ids"}, "entity": {}})
    assert event.correlation_ids == {}
    assert event.entity == {}


@pytest.mark.parametrize(
    ("word", "ours"),
    [("error", "high"), ("warning", "medium"), ("fatal", "critical"), ("emergency", "critical"), ("debug", "info"),
     ("notice", "info"), ("ok", "info"), *((word, word) for word in SEVERITIES)],
)  # fmt: skip
def test_severities_are_put_into_five_words(word: str, ours: str) -> None:
    assert one({**GOOD, "severity": word}).severity == ours
    assert severity_of(f" {word.upper()}") == ours


def test_another_tenants_event_is_denied_and_the_rest_of_the_batch_passes() -> None:
    other = {**GOOD, "tenant_id": "other"}
    with pytest.raises(Denied):
        one(other)
    found = batch(msgspec.json.encode([GOOD, other]))
    assert len(found.events) == 1
    assert [(reject.index, reject.code, reject.field) for reject in found.rejects] == [(1, "denied", "tenant_id")]


@pytest.mark.parametrize(
    ("ts", "marks"),
    [
        ("2025-10-30T07:45:00Z", ()),
        ("2025-10-30T06:45:00.000000001Z", ()),
        ("2025-10-30T06:45:00Z", ("late",)),
        ("2025-10-30T07:50:00Z", ()),
        ("2025-10-30T07:50:00.1Z", ("skewed",)),
        ("2045-10-30T07:50:00Z", ("skewed",)),
    ],
)
def test_late_and_skewed_events_are_marked(ts: str, marks: tuple[str, ...]) -> None:
    assert one({**GOOD, "ts": ts}).marks == marks


@pytest.mark.parametrize("ts", ["2015-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z"])
def test_times_beyond_the_windows_are_refused(ts: str) -> None:
    with pytest.raises(BadInput) as caught:
        one({**GOOD, "ts": ts})
    assert caught.value.facts["field"] == "ts"


@pytest.mark.parametrize(
    "ts",
    ["2025-10-30T07:41:03.000000007Z", "2025-10-30T08:41:03.000000007+01:00", "2025-10-30t07:41:03.000000007z",
     "2025-10-30T02:11:03.000000007-05:30"],
)  # fmt: skip
def test_nanoseconds_and_zones_are_kept(ts: str) -> None:
    assert one({**GOOD, "ts": ts}).ts == clock.parse_ns("2025-10-30T07:41:03Z") + 7


def test_a_broken_line_rejects_that_line_only() -> None:
    good = msgspec.json.encode(GOOD)
    found = batch(b"\n".join([good, b'{"tenant_id": ', b"", good, b"plain text"]), "application/x-ndjson")
    assert len(found.events) == 2 == len(found.bodies)
    assert [(reject.index, reject.code, reject.raw) for reject in found.rejects] == [
        (1, "bad_syntax", b'{"tenant_id": '),
        (3, "bad_syntax", b"plain text"),
    ]


def test_one_object_may_span_lines() -> None:
    assert len(batch(json.dumps(GOOD, indent=2).encode(), "application/json").events) == 1
    wrong = batch(json.dumps({**GOOD, "severity": "x"}, indent=2).encode(), "application/json")
    assert [reject.field for reject in wrong.rejects] == ["severity"]
    both = batch(msgspec.json.encode(GOOD) + b"\n" + msgspec.json.encode(GOOD), "application/json; charset=utf-8")
    assert [(reject.index, reject.code) for reject in both.rejects] == [(0, "bad_syntax")]
    cut = batch(json.dumps(GOOD, indent=2).encode()[:-4], "application/json")
    assert [(reject.index, reject.code) for reject in cut.rejects] == [(0, "bad_syntax")]


def test_an_array_that_breaks_off_is_refused_whole() -> None:
    with pytest.raises(BadSyntax, match="array of events cannot be read"):
        batch(msgspec.json.encode([GOOD, GOOD])[:-3])


def test_a_batch_and_an_event_may_be_too_large() -> None:
    body = msgspec.json.encode([GOOD] * 3)
    with pytest.raises(TooLarge, match="more than 2"):
        batch(body, limits=Limits(max_batch=2))
    with pytest.raises(TooLarge, match="more than 2"):
        batch(body.replace(b"v1", b"v2"), limits=Limits(max_batch=2))
    found = batch(body, limits=Limits(max_item_bytes=100))
    assert [reject.code for reject in found.rejects] == ["too_large"] * 3


def test_a_batch_is_marked_and_judged_item_by_item_like_single_events() -> None:
    items = [GOOD, {**GOOD, "ts": "2025-10-30T01:00:00Z"}, {**GOOD, "payload": {"n": 2**64}}, {**GOOD, "severity": 1}]
    found = batch(msgspec.json.encode(items))
    assert [event.marks for event in found.events] == [(), ("late",)]
    assert [(reject.index, reject.field) for reject in found.rejects] == [(2, "payload.n"), (3, "severity")]
    assert json.loads(found.rejects[1].raw) == items[3]


def test_the_body_does_not_depend_on_spacing_but_on_every_value() -> None:
    compact, spaced = batch(msgspec.json.encode([GOOD])), batch(json.dumps([GOOD], indent=3).encode())
    other = batch(msgspec.json.encode([{**GOOD, "payload": {"reason": "other"}}]))
    assert compact.bodies == spaced.bodies != other.bodies


def test_events_are_whole_and_frozen() -> None:
    event = one(GOOD)
    assert replace(event, id="evt_1").id == "evt_1"
    with pytest.raises(AttributeError):
        event.id = "evt_2"  # type: ignore[misc]
    assert (event.id, event.seq, event.received_at, event.schema_version) == ("", 0, 0, "v1")
