"""Built-in: the packs that ship with the product, as package data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from rootward.packs.load import load_body, load_files
from rootward.packs.model import Pack

__all__ = ["builtin", "shipped"]


@cache
def shipped() -> tuple[str, ...]:
    """The names of the packs that ship, in order."""
    return tuple(sorted(item.name for item in files(__package__).iterdir() if item.joinpath("pack.yaml").is_file()))


@cache
def builtin(name: str = "sre") -> Pack:
    """A shipped pack. Its conditions are compiled on first use: a test has checked them, a start need not."""
    folder = files(__package__) / name
    return load_body(load_files(folder.iterdir(), f"{__package__}/{name}").value, file=name)
