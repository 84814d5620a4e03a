"""Trace and span ids as numbers, so that arrays can hold and compare them.

OpenTelemetry's ids are 32 and 16 hex digits and become exactly that number. Ids of other shapes become a hash, and the
id itself is kept beside the numbers as `odd`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "as_numbers", "mixed"]

Numbers = npt.NDArray[np.uint64]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def as_numbers(ids: Sequence[str], digits: int) -> tuple[Numbers, dict[str, str]]:
    """The ids, each as `digits // 16` numbers, and the odd ones: digits of the hash → id. The empty id is 0."""
    usual = "".join(ids)
    try:
        raw = bytes.fromhex(usual)
    except ValueError:
        raw = b""
    odd: dict[str, str] = {}
    if len(raw) * 2 != len(ids) * digits or any(len(one) != digits for one in ids) or usual != usual.lower():
        raw = b"".join([_one(identifier, digits, odd) for identifier in ids])
    return np.frombuffer(raw, ">u8").astype(np.uint64).reshape(-1, digits // 16), odd


def mixed(*columns: Numbers) -> Numbers:
    """One number of several; equal only by a chance of 2^-64."""
    found = columns[0]
    with np.errstate(over="ignore"):
        for column in columns[1:]:
            found = (found ^ (found >> np.uint64(29))) * _SPREAD + column
    return found


def _one(identifier: str, digits: int, odd: dict[str, str]) -> bytes:
    if len(identifier) == digits and identifier == identifier.lower():
        try:
            raw = bytes.fromhex(identifier)
        except ValueError:
            raw = b""
        if len(raw) * 2 == digits:
            return raw
    if not identifier:
        return bytes(digits // 2)
    raw = hashlib.blake2b(identifier.encode(), digest_size=digits // 2).digest()
    odd[raw.hex()] = identifier
    return raw
