"""Quantity: `500m`, `2Gi`, `1e3` as a number, as the Kubernetes API writes resources."""

from __future__ import annotations

import re

__all__ = ["quantity", "seconds"]

_FORM = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([numkKMGTPE]i?|)")
_SCALE = {
    "": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}  # fmt: skip
_AGE = re.compile(r"(\d+)(y|d|h|m|s)(?!s)")
_SECONDS = {"y": 365 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}


def quantity(value: object) -> float | None:
    """In cores, bytes or pieces; None for what is no quantity."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[2] not in _SCALE:
        return None
    try:
        return float(match[1]) * _SCALE[match[2]]
    except ValueError:
        return None


def seconds(age: str) -> int | None:
    """Of an age as kubectl prints it: `2m8s`, `14d`; None for `<unknown>` and the like."""
    text = age.strip()
    found = _AGE.findall(text)
    if not found or "".join(number + unit for number, unit in found) != text:
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in found)
