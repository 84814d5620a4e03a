"""Output: data to stdout as a table or as JSON, hints to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rootward.cli.options import Options

__all__ = ["SEVERITY_SHAPES", "console", "hint", "show", "show_json", "table"]

SEVERITY_SHAPES = {"critical": "◆", "high": "▲", "medium": "■", "low": "●", "info": "○"}
"""Shape and word, so that colour is never the only signal."""


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def show(options: Options, body: Any, rows: Sequence[Sequence[Any]], columns: Sequence[str], empty: str) -> None:
    """`body` as JSON, or `rows` as a table; `empty` says what to do when there are none."""
    if options.form == "json":
        show_json(body)
    elif rows:
        table(rows, columns)
    else:
        hint(empty)


def show_json(body: Any) -> None:
    """One JSON document, never coloured, never cut."""
    print(json.dumps(body, indent=2, ensure_ascii=False))


def table(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> None:
    """The last column takes what is left of the line; the others keep their width."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        last = number == len(columns) - 1
        grid.add_column(column, no_wrap=not last, overflow="fold" if last else "ellipsis", min_width=4)
    for row in rows:
        grid.add_row(*(escape(str("" if value is None else value)) for value in row))
    console().print(grid)


def hint(text: str) -> None:
    print(text, file=sys.stderr)
