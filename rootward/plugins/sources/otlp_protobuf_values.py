"""OTLP protobuf values: attributes, ids and times of the generated messages, as the JSON reader gives them."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from rootward.errors import BadInput
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_resource import MAX_DEPTH, double, without_nul

__all__ = ["attributes_of", "hex_id", "moment", "value_of"]

_LAST_MOMENT = 2**63 - 1


def attributes_of(pairs: Iterable[KeyValue], depth: int = 1) -> dict[str, JSON]:
    """By their keys; the last one of a key counts. Raises BadInput for a value that is nested too deeply."""
    found: dict[str, JSON] = {}
    for pair in pairs:
        value = pair.value
        if value.WhichOneof("value") == "string_value":
            text: str = value.string_value
            found[without_nul(pair.key)] = without_nul(text)
        else:
            found[without_nul(pair.key)] = value_of(value, depth)
    return found


def value_of(value: AnyValue, depth: int = 1) -> JSON:
    if depth > MAX_DEPTH:
        raise BadInput(f"a value is nested deeper than {MAX_DEPTH} levels", field="attributes")
    kind = value.WhichOneof("value")
    if kind == "string_value":
        return without_nul(value.string_value)
    if kind == "int_value":
        return int(value.int_value)
    if kind == "bool_value":
        return bool(value.bool_value)
    if kind == "double_value":
        return double(value.double_value)
    if kind == "array_value":
        return [value_of(member, depth + 1) for member in value.array_value.values]
    if kind == "kvlist_value":
        return attributes_of(value.kvlist_value.values, depth + 1)
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    return None


def hex_id(raw: bytes, name: str, size: int, *, needed: bool) -> str:
    """An id in lower-case hex; '' for one that is absent or all zeros where none is needed."""
    if len(raw) == size and any(raw):
        return raw.hex()
    if not needed and not any(raw):
        return ""
    raise BadInput(f"{name} is {raw.hex()[:80]!r}; it must be {2 * size} hex digits that are not all zero", field=name)


def moment(time: int, name: str) -> int:
    if time > _LAST_MOMENT:
        raise BadInput(f"{name} is {time}, beyond the year 2262", field=name, value=str(time))
    return time
