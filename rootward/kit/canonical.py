"""Canonical JSON: equal values give equal bytes, so that they can be hashed, compared and signed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

__all__ = ["JSON", "canonical", "sha256_hex"]

if TYPE_CHECKING:
    JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
else:
    JSON = Any  # msgspec cannot build a decoder for a recursive alias; what comes out of JSON is JSON


def canonical(value: JSON) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces and shortest floats."""
    return msgspec.json.encode(value, order="sorted")


def sha256_hex(value: JSON) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
