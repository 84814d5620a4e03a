"""Wire: how an envelope travels, as a decoder, as a published JSON Schema, and as the sentence that says what is wrong.

The three share their limits; a test holds them against each other with generated envelopes.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, NoReturn, get_args

from msgspec import UNSET, Meta, Struct, UnsetType

from rootward.errors import BadInput
from rootward.events.strict import MAX_DEPTH, shown
from rootward.kit.canonical import JSON

__all__ = ["RFC3339", "TIME_EXAMPLE", "Wire", "envelope_json_schema", "explain"]

NAME, ID, KEY, VALUE, PAIRS, TIME = 128, 256, 64, 1024, 64, 40
"""The most characters of a name, an id, a key and a value, the most pairs of a map, and the longest time."""

RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
TIME_EXAMPLE = "2026-11-20T12:00:00.5Z"

Word = Literal[
    "critical", "high", "medium", "low", "info", "error", "warning", "fatal", "emergency", "debug", "notice", "ok"
]  # fmt: skip
Name = Annotated[str, Meta(min_length=1, max_length=NAME)]
Id = Annotated[str, Meta(min_length=1, max_length=ID)]
Pairs = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=KEY)], Annotated[str, Meta(max_length=VALUE)]],
    Meta(max_length=PAIRS),
]


class Wire(Struct, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The envelope's ten fields, in the order in which they are published."""

    tenant_id: Name
    source: Name
    event_type: Name
    ts: Annotated[str, Meta(max_length=TIME)]
    correlation_ids: Pairs | UnsetType = UNSET
    entity: Pairs
    severity: Word
    payload: dict[str, Any]
    ingest_id: Id
    schema_version: Literal["v1"]


_WORDS: tuple[str, ...] = get_args(Word)
_FIELDS = Wire.__struct_fields__
_REQUIRED = tuple(name for name in _FIELDS if name != "correlation_ids")
_LONGEST = {"tenant_id": NAME, "source": NAME, "event_type": NAME, "ingest_id": ID}


def envelope_json_schema() -> dict[str, JSON]:
    """The envelope as JSON Schema 2020-12. What it cannot say stands in the descriptions."""

    def text(longest: int, says: str, shortest: int = 1) -> dict[str, JSON]:
        return {"type": "string", "minLength": shortest, "maxLength": longest, "description": says}

    def pairs(says: str) -> dict[str, JSON]:
        return {
            "type": "object", "maxProperties": PAIRS, "description": says,
            "propertyNames": {"minLength": 1, "maxLength": KEY},
            "additionalProperties": {"type": "string", "maxLength": VALUE},
        }  # fmt: skip

    time = {**text(TIME, "RFC 3339 with a zone; nanoseconds are kept"), "format": "date-time"}
    time["pattern"] = f"^{RFC3339.pattern}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rootward:schema:envelope:v1",
        "title": "Rootward event envelope",
        "description": "No NUL character, no key twice in one object, no integer beyond 64 bits, and at most "
        f"{MAX_DEPTH} levels.",
        "type": "object",
        "additionalProperties": False,
        "required": list(_REQUIRED),
        "properties": {
            "tenant_id": text(NAME, "the tenant of the token that sends it"),
            "source": text(NAME, "what it comes from, such as k8s.events"),
            "event_type": text(NAME, "what happened, such as PodOOMKilled"),
            "ts": time,
            "correlation_ids": pairs("what it belongs together with: trace_id, commit, workflow, …"),
            "entity": pairs("what it happened to: cluster, namespace, service, pod, …"),
            "severity": {
                "enum": list(_WORDS),
                "description": "error is read as high, warning as medium, fatal and emergency as critical, "
                "debug, notice and ok as info",
            },
            "payload": {"type": "object", "description": "the sender's own fields, as they are"},
            "ingest_id": text(ID, "the same id twice is one event"),
            "schema_version": {"const": "v1"},
        },
    }


def explain(value: JSON, otherwise: str) -> NoReturn:
    """Raise BadInput for the first field that the decoder does not take; `otherwise` is the decoder's own sentence."""
    if not isinstance(value, dict):
        raise BadInput(f"an event must be an object, not {shown(value)}", field="", value=shown(value))
    for name in value:
        if name not in _FIELDS:
            raise BadInput(f"{shown(name)} is no field of an event", field=name, value=shown(value[name]))
    for name in _REQUIRED:
        if name not in value:
            raise BadInput(f"{name} is missing", field=name)
    for name, longest in _LONGEST.items():
        _explain_text(name, value[name], longest)
    _explain_text("ts", value["ts"], TIME)
    for name in ("entity", "correlation_ids"):
        if name in value:
            _explain_pairs(name, value[name])
    _explain_choice("severity", value["severity"], _WORDS)
    if not isinstance(value["payload"], dict):
        _refuse("payload", value["payload"], "an object")
    _explain_choice("schema_version", value["schema_version"], ("v1",))
    raise BadInput(f"the event cannot be read: {otherwise}", field="")


def _explain_text(name: str, value: JSON, longest: int, shortest: int = 1) -> None:
    if not isinstance(value, str):
        _refuse(name, value, "text")
    if len(value) < shortest:
        raise BadInput(f"{name} is empty", field=name, value=shown(value))
    if len(value) > longest:
        raise BadInput(f"{name} has {len(value)} characters, more than {longest}", field=name, value=shown(value))


def _explain_pairs(name: str, value: JSON) -> None:
    if not isinstance(value, dict):
        _refuse(name, value, "an object")
    if len(value) > PAIRS:
        raise BadInput(f"{name} has {len(value)} keys, more than {PAIRS}", field=name)
    for key, member in value.items():
        _explain_text(f"the key {shown(key)} of {name}", key, KEY)
        _explain_text(f"{name}.{key}", member, VALUE, shortest=0)


def _explain_choice(name: str, value: JSON, choices: tuple[str, ...]) -> None:
    if value not in choices:
        _refuse(name, value, f"one of {', '.join(choices)}" if len(choices) > 1 else repr(choices[0]))


def _refuse(name: str, value: JSON, wanted: str) -> NoReturn:
    raise BadInput(f"{name} is {shown(value)}; it must be {wanted}", field=name, value=shown(value))
