"""The published schema of the envelope says the same as the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput, Denied
from rootward.events.envelope import Limits, decode_one, from_value
from rootward.events.wire import envelope_json_schema
from rootward.kit import clock

NOW = 1_795_000_000 * 10**9
LIMITS = Limits(past_window_ns=NOW)
GOOD: dict[str, Any] = {
    "tenant_id": "acme-01",
    "source": "k8s.events",
    "event_type": "PodOOMKilled",
    "ts": "2025-10-30T07:41:03Z",
    "correlation_ids": {"commit": "def456"},
    "entity": {"service": "nginx-api"},
    "severity": "error",
    "payload": {"reason": "OOMKilling", "count": 3},
    "ingest_id": "1",
    "schema_version": "v1",
}
_WRONG: list[Any] = [
    None, 7, 1.5, True, [], {}, "", "x", "error", "v1", "x" * 41, "x" * 129, "x" * 257, "x" * 1025, {"a": 1},
     {"a": "b"}, {"": "b"}, {"a" * 65: "b"}, {"a": "b" * 1025}, {str(n): "x" for n in range(65)}, {"a": None},
     "2025-10-30T07:41:03+02:00", "2025-10-30t07:41:03.123456789z", "2025-10-30T07:41:03", "2025-10-30",
     "2025-10-30 07:41:03Z", "2025-13-30T07:41:03Z", "2025-10-30T07:41:03.Z", "2025-10-30T07:41:03.1234567890Z",
     "٢٠٢٥-10-30T07:41:03Z", "2025-10-30T07:41:03,5Z", "Z", "2025-10-30T07:41:03Z\n",
]  # fmt: skip
WRONG = st.sampled_from(_WRONG)
FIELDS = st.sampled_from([*GOOD, "extra", ""])


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Enough of JSON Schema 2020-12 for this schema; an unknown keyword is an error."""
    types = {"object": dict, "string": str}
    checks: dict[str, Callable[[Any], bool]] = {
        "type": lambda wanted: isinstance(value, types[wanted]),
        "enum": lambda wanted: value in wanted,
        "const": lambda wanted: value == wanted and isinstance(value, str),
        "minLength": lambda wanted: not isinstance(value, str) or len(value) >= wanted,
        "maxLength": lambda wanted: not isinstance(value, str) or len(value) <= wanted,
        "pattern": lambda wanted: not isinstance(value, str) or bool(re.search(wanted[:-1] + r"\Z", value)),
        "format": lambda wanted: not isinstance(value, str) or _is_time(value),
        "required": lambda wanted: not isinstance(value, dict) or all(name in value for name in wanted),
        "maxProperties": lambda wanted: not isinstance(value, dict) or len(value) <= wanted,
        "propertyNames": lambda wanted: not isinstance(value, dict) or all(fits(name, wanted) for name in value),
        "properties": lambda wanted: (
            not isinstance(value, dict)
            or all(fits(value[name], inner) for name, inner in wanted.items() if name in value)
        ),
        "additionalProperties": lambda wanted: _others_fit(value, wanted, schema.get("properties", {})),
    }
    told = {"$schema", "$id", "title", "description"}
    return all(checks[keyword](wanted) for keyword, wanted in schema.items() if keyword not in told)


def _others_fit(value: Any, wanted: Any, named: dict[str, Any]) -> bool:
    others = [name for name in value if name not in named] if isinstance(value, dict) else []
    return not others if wanted is False else all(fits(value[name], wanted) for name in others)


def _is_time(text: str) -> bool:
    try:
        clock.parse_ns(text.upper())
    except ValueError:
        return False
    return True


def accepted(value: Any) -> bool:
    """By the reader, from a value and from bytes, which must agree."""
    answers = set()
    for read, given_value in ((from_value, value), (decode_one, msgspec.json.encode(value))):
        try:
            read(given_value, tenant="acme-01", now_ns=NOW, limits=LIMITS)  # type: ignore[arg-type]
            answers.add(True)
        except Denied:
            answers.add(accepted({**value, "tenant_id": GOOD["tenant_id"]}))  # whose it is, no schema can say
        except BadInput:
            answers.add(False)
    assert len(answers) == 1
    return answers.pop()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(FIELDS, WRONG | st.just(...)), max_size=3))
def test_schema_and_reader_agree(changes: list[tuple[str, Any]]) -> None:
    value = dict(GOOD)
    for name, wrong in changes:
        if wrong is ...:
            value.pop(name, None)
        else:
            value[name] = wrong
    assert fits(value, envelope_json_schema()) == accepted(value)


def test_each_wrong_value_alone_is_judged_alike() -> None:
    for name in (*GOOD, "extra"):
        for wrong in _WRONG:
            value = {**GOOD, name: wrong}
            assert fits(value, envelope_json_schema()) == accepted(value), (name, wrong)


def test_the_schema_lists_every_field_and_refuses_others() -> None:
    schema = envelope_json_schema()
    assert set(schema["properties"]) == set(GOOD)  # type: ignore[arg-type]
    assert set(schema["required"]) == set(GOOD) - {"correlation_ids"}  # type: ignore[arg-type]
    assert schema["additionalProperties"] is False
