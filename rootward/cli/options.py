"""Options that every command understands, read from flags and then from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

__all__ = ["FORMS", "Options", "group", "of"]

FORMS = ("table", "json", "jsonl", "md")


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """`form` is one of FORMS; `timeout` in seconds; `columns` is the width of the line, 0 for the terminal's."""

    server: str = ""
    token: str = ""
    data_dir: Path | None = None
    database_url: str | None = None
    form: str = "table"
    quiet: bool = False
    verbose: bool = False
    timeout: float = 60.0
    idempotency_key: str = ""

    @property
    def as_table(self) -> bool:
        return self.form in ("table", "md")


def of(context: typer.Context) -> Options:
    """The options given before the command's name."""
    found = context.find_object(Options)
    return found if found is not None else Options()


def group(help_: str = "") -> typer.Typer:
    """A command with commands below it, in the house's plain form."""
    given: dict[str, Any] = {"no_args_is_help": True, "help": help_} if help_ else {}
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}, **given
    )
