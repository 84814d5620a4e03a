"""Spans as span items."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.events.model import SpanItem
from rootward.plugins.sources.otlp_resource import resource_of
from rootward.plugins.sources.otlp_traces import span_item

RESOURCE = resource_of({"service.name": "checkout", "service.version": "42"})


def item(attributes: dict[str, Any] | None = None, **changes: Any) -> SpanItem:
    told: dict[str, Any] = {
        "trace_id": "1" * 32, "span_id": "2" * 16, "parent_id": "", "name": "GET /", "kind": 2, "start": 100,
        "end": 350, "code": 0, "message": "", "events": [],
    }  # fmt: skip
    return span_item(RESOURCE, dict(attributes or {}), **{**told, **changes})


@pytest.mark.parametrize(
    ("kind", "code", "attributes", "status"),
    [
        (2, 0, {"http.response.status_code": 500}, "error"),
        (2, 0, {"http.response.status_code": 404}, "unset"),
        (3, 0, {"http.response.status_code": 404}, "error"),
        (3, 0, {"http.status_code": "503"}, "error"),
        (3, 0, {"http.response.status_code": 200}, "unset"),
        (3, 1, {"http.response.status_code": 404}, "ok"),
        (1, 0, {"http.response.status_code": 500}, "unset"),
        (2, 2, {}, "error"),
        (2, 0, {}, "unset"),
        (3, 0, {"http.response.status_code": [500]}, "unset"),
    ],
)
def test_the_status_is_what_was_set_or_what_was_answered(
    kind: int, code: int, attributes: dict[str, Any], status: str
) -> None:
    assert item(attributes, kind=kind, code=code).status == status


def test_the_message_is_the_nearest_reason() -> None:
    error = {"exception.type": "PoolTimeout", "exception.message": "no connection", "exception.stacktrace": "…"}
    assert item(message="said", events=[("exception", error)]).message == "said"
    found = item(events=[("exception", error)])
    assert found.message == "PoolTimeout: no connection"
    assert found.attributes["exception.type"] == "PoolTimeout"
    assert "exception.stacktrace" not in found.attributes
    assert item({"error.type": "timeout"}).message == "timeout"
    assert item().message == ""


def test_what_a_span_says_itself_beats_its_resource() -> None:
    found = item({"service.version": "43", "a": 1})
    assert found.attributes == {"service.version": "43", "a": 1}
    assert item().attributes == {"service.version": "42"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [(0, "internal"), (1, "internal"), (2, "server"), (3, "client"), (4, "producer"), (5, "consumer"), (9, "internal")],
)
def test_kinds_are_words(number: int, kind: str) -> None:
    assert item(kind=number).kind == kind


def test_a_span_that_ends_before_it_begins_lasts_no_time_and_one_without_a_start_is_refused() -> None:
    assert (item().duration_ns, item(end=5).duration_ns, item(end=0).duration_ns) == (250, 0, 0)
    with pytest.raises(BadInput, match="startTimeUnixNano is missing"):
        item(start=0)


def test_a_nul_does_not_cost_a_span() -> None:
    found = item(name="a\0b", message="c\0")
    assert (found.name, found.message) == ("a\ufffdb", "c\ufffd")
