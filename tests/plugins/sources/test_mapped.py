"""Somebody else's JSON by a declared mapping."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.errors import BadInput, BadSyntax
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.packs.model import SourceMapping
from rootward.plugins.sources.mapped import MappedSource, check_mapping

MAPPING: dict[str, Any] = {
    "name": "queue-watch",
    "items": "alarms",
    "event_type": {"path": "state", "map": {"ALARM": "QueueStuck", "OK": "QueueFlows"}},
    "ts": "at",
    "ts_format": "ms",
    "severity": {"path": "state", "map": {"ALARM": "critical", "OK": "info"}, "default": "low"},
    "entity": {"service": "queue.owner", "queue": 'queue["full.name"]', "cluster": {"value": "prod"}},
    "correlation_ids": {"alarm": "id"},
    "ingest_id": ("id", "at"),
}
ITEM: dict[str, Any] = {
    "id": 17,
    "state": "ALARM",
    "at": 1795176000250,
    "queue": {"owner": "orders", "full.name": "orders.in"},
    "depth": 12_000,
}


def source(**changes: Any) -> MappedSource:
    kept = {key: value for key, value in {**MAPPING, **changes}.items() if value is not ...}
    return MappedSource(SourceMapping.model_validate(kept))


def raw(*items: Any) -> bytes:
    return json.dumps({"alarms": items}).encode()


def test_paths_constants_and_maps_make_an_event(context: SourceContext) -> None:
    assert source().recognises(raw(ITEM), {})
    (event,) = source().parse(raw(ITEM), {}, context).events
    assert (event.source, event.event_type, event.severity) == ("queue-watch", "QueueStuck", "critical")
    assert event.ts == 1795176000250 * 10**6
    assert event.entity == {"service": "orders", "queue": "orders.in", "cluster": "prod"}
    assert event.correlation_ids == {"alarm": "17"}
    assert event.payload == ITEM


@pytest.mark.parametrize(
    ("form", "value", "ns"),
    [
        ("s", 1795176000, 1795176000 * 10**9),
        ("s", 1795176000.25, 1795176000_250000000),
        ("us", "1795176000000001", 1795176000000001000),
        ("ns", 1795176000000000007, 1795176000000000007),
        ("rfc3339", "2026-11-20T12:00:00Z", clock.parse_ns("2026-11-20T12:00:00Z")),
    ],
)
def test_times_are_read_in_their_unit(context: SourceContext, form: str, value: object, ns: int) -> None:
    (event,) = source(ts_format=form).parse(raw({**ITEM, "at": value}), {}, context).events
    assert event.ts == ns


def test_the_declared_paths_tell_items_apart(context: SourceContext) -> None:
    items = [ITEM, {**ITEM, "depth": 1}, {**ITEM, "id": 18}]
    ids = [event.ingest_id for event in source().parse(raw(*items), {}, context).events]
    assert ids[0] == ids[1] != ids[2]
    by_content = [event.ingest_id for event in source(ingest_id=()).parse(raw(*items), {}, context).events]
    assert len(set(by_content)) == 3


@pytest.mark.parametrize(
    ("changes", "item", "field"),
    [
        ({}, {**ITEM, "state": "ODD"}, "state"),
        ({}, {**ITEM, "at": "noon"}, "at"),
        ({}, {**ITEM, "at": 10**18}, "at"),
        ({}, {key: value for key, value in ITEM.items() if key != "at"}, "at"),
        ({}, {key: value for key, value in ITEM.items() if key != "id"}, "id"),
        ({"payload": "depth"}, ITEM, "payload"),
        ({}, "text", ""),
        ({}, {**ITEM, "queue": {"owner": "x" * 2000}}, "entity.service"),
    ],
)
def test_a_wrong_item_is_set_aside_with_its_field(
    context: SourceContext, changes: dict[str, Any], item: Any, field: str
) -> None:
    found = source(**changes).parse(raw(item), {}, context)
    assert [reject.field for reject in found.rejects] == [field]
    assert not found.events


def test_the_body_may_be_the_item_a_list_or_lines(context: SourceContext) -> None:
    flat = source(items="")
    line = json.dumps(ITEM).encode()
    for body, many in ((line, 1), (b"[" + line + b"," + line + b"]", 2), (line + b"\n" + line + b"\n{oops", 2)):
        assert flat.recognises(body, {})
        assert len(flat.parse(body, {}, context).events) == many


def test_a_body_without_the_list_is_set_aside(context: SourceContext) -> None:
    (reject,) = source().parse(b'{"alarms": 3}', {}, context).rejects
    assert (reject.field, reject.raw) == ("alarms", b'{"alarms":3}')
    assert "must be a list" in reject.reason
    with pytest.raises(BadSyntax):
        source().parse(b"alarms", {}, context)


def test_severity_has_defaults(context: SourceContext) -> None:
    odd = {"event_type": {"value": "X"}}
    assert source(**odd).parse(raw({**ITEM, "state": "ODD"}), {}, context).events[0].severity == "low"
    assert source(severity=...).parse(raw(ITEM), {}, context).events[0].severity == "medium"
    plain = {**odd, "severity": "state"}
    assert source(**plain).parse(raw({**ITEM, "state": "Error"}), {}, context).events[0].severity == "high"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"severity": {"path": "state", "map": {"ALARM": "awful"}}}, "severity.map.ALARM"),
        ({"severity": {"path": "state", "default": "awful"}}, "severity.default"),
        ({"severity": {"value": "awful"}}, "severity.value"),
        ({"entity": {"colour": "queue.owner"}}, "entity"),
        ({"entity": {"service": "a", "x" * 65: "b"}}, f"entity.{'x' * 65}"),
    ],
)
def test_a_mapping_that_can_never_work_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_mapping(SourceMapping.model_validate({**MAPPING, **changes}))
    assert caught.value.facts["field"] == field


def test_it_does_not_claim_what_it_cannot_read() -> None:
    for body in (b'{"alarms": []}', b'{"alarms": [{"state": "OK"}]}', b"text", b'{"other": 1}'):
        assert not source().recognises(body, {})
