"""JSON Schema: what a schema says of a value, and what is wrong with a schema itself.

A schema may come from a stranger (a server of tools, a pack): it fetches nothing, its patterns take linear time (so
they know no look-around), and a value is refused with the place and the rule that refused it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import msgspec

from rootward.kit.canonical import JSON, canonical

__all__ = ["Misfit", "NoSchema", "check_schema", "misfit"]

_LONGEST = 500


class NoSchema(ValueError):
    """This is no JSON Schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """The first thing that does not fit: `field` is its place (`a.b[0]`; empty: the whole), `value` what is there."""

    message: str
    field: str
    value: JSON


def check_schema(schema: Mapping[str, JSON]) -> None:
    """Raises NoSchema."""
    _validator(_key(schema))


def misfit(schema: Mapping[str, JSON], value: JSON) -> Misfit | None:
    """None when `value` fits. The schema is compiled once for each content. Raises NoSchema."""
    validator = _validator(_key(schema))
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        return _misfit(error)
    except ValueError as error:  # a number that JSON has not, a depth that nobody needs
        return Misfit(message=str(error)[:_LONGEST], field="", value=None)
    return None


def _misfit(error: jsonschema_rs.ValidationError) -> Misfit:
    place, kind = list(error.instance_path), error.kind
    value: Any = error.instance
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        place, value = [*place, str(kind.property)], None
        message = "is missing"
    elif isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
        place, value = [*place, *kind.unexpected[:1]], _within(value, kind.unexpected[0])
        message = "is not known here"
    else:
        message = str(error.message)
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    return Misfit(message=f"{field} {message}".strip()[:_LONGEST], field=field, value=value)


def _within(value: JSON, name: str) -> JSON:
    return value.get(name) if isinstance(value, dict) else None


def _key(schema: Mapping[str, JSON]) -> bytes:
    try:
        return canonical(dict(schema))
    except (TypeError, ValueError, RecursionError) as error:
        raise NoSchema(str(error)[:_LONGEST]) from error


@lru_cache(maxsize=1024)
def _validator(schema: bytes) -> jsonschema_rs.Validator:
    try:
        return jsonschema_rs.validator_for(
            msgspec.json.decode(schema), offline=True, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (ValueError, RecursionError) as error:
        raise NoSchema(str(getattr(error, "message", error))[:_LONGEST]) from error
