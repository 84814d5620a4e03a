"""Schemas: arguments checked against the closed schema of a tool, which is compiled once for each content."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import fastjsonschema
import msgspec

from rootward.errors import Misconfigured
from rootward.kit.canonical import JSON, canonical

__all__ = ["Fault", "check_closed", "fault_in", "fault_of", "named_fault"]

Fault = Callable[[JSON], str | None]


def check_closed(name: str, schema: dict[str, JSON]) -> None:
    """Raises Misconfigured for a schema that lets unknown arguments through, or is none."""
    if schema.get("additionalProperties") is not False:
        raise Misconfigured(f"the argument schema of tool {name!r} is not closed", field=name)
    try:
        _compiled(canonical(schema))
    except fastjsonschema.JsonSchemaDefinitionException as error:
        raise Misconfigured(f"the argument schema of tool {name!r} is wrong: {error}", field=name) from error


def fault_in(schema: dict[str, JSON], arguments: JSON) -> fastjsonschema.JsonSchemaValueException | None:
    """The first thing that does not fit."""
    try:
        _compiled(canonical(schema))(arguments)
    except fastjsonschema.JsonSchemaValueException as error:
        return error
    return None


def fault_of(schema: dict[str, JSON]) -> Fault:
    """Says of arguments why they do not fit, None when they do; a schema that is not closed fits nothing."""

    def fault(arguments: JSON) -> str | None:
        if schema.get("additionalProperties") is not False:
            return "the tool's schema is not closed, so nothing fits it"
        found = fault_in(schema, arguments)
        return None if found is None else str(found.message).replace("data.", "", 1).replace("data ", "it ", 1)[:500]

    return fault


def named_fault(schema: dict[str, JSON], arguments: JSON) -> tuple[str, str] | None:
    """The name of the first argument that does not fit, and why not as a sentence about it; None when all fit."""
    found = fault_in(schema, arguments)
    if found is None:
        return None
    at = str(found.name).removeprefix("data").lstrip(".")
    if found.rule == "required" and isinstance(found.value, dict):
        missing = next((name for name in found.rule_definition if name not in found.value), "")
        field = ".".join(part for part in (at, missing) if part)
        return field, f"{field} is missing"
    return at or "arguments", str(found.message).replace("data.", "", 1).replace("data ", "the arguments ", 1)[:500]


@lru_cache(maxsize=1024)
def _compiled(schema: bytes) -> Callable[[JSON], Any]:
    made: Callable[[JSON], Any] = fastjsonschema.compile(msgspec.json.decode(schema))
    return made
