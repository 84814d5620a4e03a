"""Log records as log lines."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.events.model import LogLine
from rootward.plugins.sources.otlp_logs import log_line
from rootward.plugins.sources.otlp_resource import resource_of

RESOURCE = resource_of({"service.name": "checkout", "service.version": "42"})


def line(attributes: dict[str, Any] | None = None, **changes: Any) -> LogLine:
    told: dict[str, Any] = {
        "ts": 100, "number": 9, "text": "", "body": "hello", "trace_id": "", "span_id": "", "event_name": ""
    }  # fmt: skip
    return log_line(RESOURCE, dict(attributes or {}), **{**told, **changes})


@pytest.mark.parametrize(
    ("number", "text", "severity"),
    [(1, "", "trace"), (4, "", "trace"), (5, "", "debug"), (9, "ERROR", "info"), (13, "", "warning"), (17, "", "error"),
     (24, "", "fatal"), (25, "", "info"), (0, "ERROR", "error"), (0, "Warn", "warning"), (0, "purple", "info"),
     (0, "CRITICAL", "fatal"), (0, "", "info")],
)  # fmt: skip
def test_severity_is_the_number_or_else_the_text(number: int, text: str, severity: str) -> None:
    assert line(number=number, text=text).severity == severity


@pytest.mark.parametrize(
    ("body", "text", "attributes"),
    [
        ("plain", "plain", {}),
        ({"message": "said", "user": 7}, "said", {"user": 7}),
        ({"msg": "said", "a": {"b": 1}}, "said", {"a": {"b": 1}}),
        ({"user": 7, "a": 1}, '{"a":1,"user":7}', {}),
        (["a", 1], '["a",1]', {}),
        (7, "7", {}),
        (None, "", {}),
    ],
)
def test_a_structured_body_keeps_its_message_apart(body: Any, text: str, attributes: dict[str, Any]) -> None:
    found = line(body=body)
    assert found.body == text
    assert found.attributes == {**attributes, "service.version": "42"}


def test_a_lines_own_attributes_stand() -> None:
    found = line({"user": 1, "service.version": "43"}, body={"message": "m", "user": 2}, event_name="login")
    assert found.attributes == {"user": 1, "service.version": "43", "event.name": "login"}
    assert (found.entity, found.ts) == ("service:checkout", 100)


def test_a_record_without_any_time_is_refused() -> None:
    with pytest.raises(BadInput, match="timeUnixNano"):
        line(ts=0)
