"""Provenance: where a value came from, kept beside it until it becomes an argument of something that has an effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from rootward.kit.canonical import JSON

__all__ = ["TRUSTED", "Origin", "Origins", "leaves", "of_everything", "untrusted"]

Origin: TypeAlias = Literal["operator", "config", "pack", "telemetry", "free_text", "retrieved", "model"]
"""An operator who typed it, the installation's configuration, a pack, a typed field of telemetry, text that somebody
outside could write (log lines, messages, annotations), a document that was searched, a model's answer."""

Origins: TypeAlias = Mapping[str, tuple[Origin, ...]]
"""JSON pointer of a leaf (`/namespace`, `/labels/0`) -> everywhere its value came from."""

TRUSTED: frozenset[Origin] = frozenset({"operator", "config", "pack"})


def leaves(value: JSON, at: str = "") -> Iterable[str]:
    """The JSON pointers (RFC 6901) of every leaf; an empty object or list is one, too."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from leaves(item, f"{at}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from leaves(item, f"{at}/{place}")
    else:
        yield at


def of_everything(value: JSON, *origins: Origin) -> dict[str, tuple[Origin, ...]]:
    """The same origins for every leaf of `value`."""
    return dict.fromkeys(leaves(value), origins)


def untrusted(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Those that nobody of the tenant has vouched for, sorted; none at all is as good as text from outside."""
    found = set(origins)
    return tuple(sorted(found - TRUSTED)) if found else ("free_text",)
