"""Options that every command understands, read from flags and then from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

__all__ = ["Options", "of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    server: str = ""
    token: str = ""
    data_dir: Path | None = None
    database_url: str | None = None
    form: str = "table"
    quiet: bool = False
    timeout: float = 60.0


def of(context: typer.Context) -> Options:
    """The options given before the command's name."""
    found = context.find_object(Options)
    return found if found is not None else Options()
