"""Built-in: the packs that ship with the product, as package data."""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files

from rootward.packs.load import load_body, load_files
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay

__all__ = ["ABOVE", "builtin", "shipped", "standard"]

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


def standard() -> Pack:
    """What is in force where a tenant has activated nothing. Whoever asks while it is made waits for it."""
    with _MAKING:
        return _standard()


@cache
def _standard() -> Pack:
    return overlay([builtin(), *(builtin(name) for name in ABOVE)])
