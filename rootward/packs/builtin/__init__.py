"""Built-in: the packs that ship with the product, as package data."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from rootward.packs.load import load_body, load_files
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay

__all__ = ["ABOVE", "builtin", "shipped", "shipped_text", "standard", "with_shipped"]

ABOVE = ("agentops",)
"""Packs that lie over the first one wherever that is in force, beneath a tenant's own."""

_MAKING = threading.Lock()


@cache
def shipped() -> tuple[str, ...]:
    """The names of the packs that ship, in order."""
    return tuple(sorted(item.name for item in files(__package__).iterdir() if item.joinpath("pack.yaml").is_file()))


@cache
def builtin(name: str = "sre") -> Pack:
    """A shipped pack. Its conditions are compiled on first use: a test has checked them, a start need not."""
    folder = files(__package__) / name
    return load_body(load_files(folder.iterdir(), f"{__package__}/{name}").value, file=name)


def shipped_text(name: str, section: str) -> str:
    """A section of a shipped pack as its file has it, comments too."""
    return (files(__package__) / name / f"{section}.yaml").read_text(encoding="utf-8")


def standard() -> Pack:
    """What is in force where a tenant has activated nothing. Whoever asks while it is made waits for it."""
    with _MAKING:
        return _standard()


def with_shipped(packs: Sequence[Pack]) -> list[Pack]:
    """The packs; over the shipped first one also those that belong to it, where none of them has their names."""
    names = [pack.name for pack in packs]
    if builtin().name not in names:
        return [*packs]
    place = names.index(builtin().name) + 1
    return [*packs[:place], *(builtin(name) for name in ABOVE if name not in names), *packs[place:]]


@cache
def _standard() -> Pack:
    return overlay(with_shipped([builtin()]))
