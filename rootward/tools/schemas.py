"""Schemas: what does not fit the closed schema of a tool's arguments."""

from __future__ import annotations

from collections.abc import Callable

from rootward.errors import Misconfigured
from rootward.kit.canonical import JSON
from rootward.kit.json_schema import NoSchema, check_schema, misfit

__all__ = ["Fault", "check_closed", "fault_of"]

Fault = Callable[[JSON], str | None]


def check_closed(name: str, schema: dict[str, JSON]) -> None:
    """Raises Misconfigured for a schema that lets unknown arguments through, or is none."""
    if schema.get("additionalProperties") is not False:
        raise Misconfigured(f"the argument schema of tool {name!r} is not closed", field=name)
    try:
        check_schema(schema)
    except NoSchema as error:
        raise Misconfigured(f"the argument schema of tool {name!r} is wrong: {error}", field=name) from error


def fault_of(schema: dict[str, JSON]) -> Fault:
    """Says of arguments why they do not fit, None when they do; a schema that is not closed or none fits nothing."""

    def fault(arguments: JSON) -> str | None:
        if schema.get("additionalProperties") is not False:
            return "the tool's schema is not closed, so nothing fits it"
        try:
            found = misfit(schema, arguments)
        except NoSchema as error:
            return f"the tool's schema is none, so nothing fits it: {error}"
        return None if found is None else found.message

    return fault
