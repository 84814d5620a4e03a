"""Output: data to stdout as a table, JSON, JSON lines or Markdown; hints to stderr."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rootward.cli.options import Options

__all__ = [
    "SEVERITY_SHAPES", "Column", "console", "hint", "number", "show", "show_json", "table", "text", "when", "word",
]  # fmt: skip

SEVERITY_SHAPES = {"critical": "◆", "high": "▲", "medium": "■", "low": "●", "info": "○"}
"""Shape and word, so that colour is never the only signal."""

SCHEMA_VERSION = "1"
_PIPED = (200, 50)  # what is piped is not folded to a screen that is not there
_GAP = 2
_READABLE = 28  # a text column narrower than this is no longer read


@dataclass(frozen=True, slots=True)
class Column:
    """`drop` says which goes first when the line is too short (the highest; 0 never). Text wraps; the rest stays
    whole, because people copy it."""

    title: str
    drop: int = 0
    is_text: bool = False
    is_number: bool = False


def word(title: str, drop: int = 0) -> Column:
    return Column(title, drop)


def number(title: str, drop: int = 0) -> Column:
    return Column(title, drop, is_number=True)


def text(title: str, drop: int = 0) -> Column:
    return Column(title, drop, is_text=True)


def console() -> Console:
    """As wide as the terminal or as COLUMNS says; wide when piped."""
    return Console(highlight=False, soft_wrap=False, width=shutil.get_terminal_size(_PIPED).columns)


def show(
    options: Options, body: Any, rows: Sequence[Sequence[Any]], columns: Sequence[Column], empty: str = "",
    *, after: str = "",
) -> None:  # fmt: skip
    """`body` as JSON (its `items` as JSON lines), or `rows` as a table. `empty` says what to do when there are none,
    `after` what to do next when there are some."""
    writers: dict[str, Callable[[], None]] = {
        "json": lambda: show_json(body),
        "jsonl": lambda: _show_lines(body),
        "md": lambda: _show_markdown(rows, columns),
        "table": lambda: table(rows, columns),
    }
    if rows or not options.as_table:
        writers[options.form]()
    if options.as_table and not options.quiet:
        hint(after if rows else empty)


def show_json(body: Any) -> None:
    """One JSON document, never coloured, never cut; an object of ours says which version of its schema it has."""
    if isinstance(body, dict) and "schema_version" not in body:
        body = {"schema_version": SCHEMA_VERSION, **body}
    print(json.dumps(body, indent=2, ensure_ascii=False))


def table(rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> None:
    """Columns that do not fit are left out, the least important first; text takes what is left of the line."""
    screen, cells = console(), [["" if cell is None else str(cell) for cell in row] for row in rows]
    kept = _fitting(columns, cells, screen.width)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for place in kept:
        column = columns[place]
        grid.add_column(
            column.title, no_wrap=not column.is_text, overflow="fold" if column.is_text else "crop",
            justify="right" if column.is_number else "left",
        )  # fmt: skip
    for row in cells:
        grid.add_row(*(escape(row[place]) for place in kept))
    with screen.capture() as drawn:
        screen.print(grid)
    for line in drawn.get().splitlines():
        print(line.rstrip())


def when(moment: str | None) -> str:
    """A time as people read it: `2026-11-20 23:36:11Z`."""
    return f"{moment[:10]} {moment[11:19]}Z" if moment else ""


def hint(words: str) -> None:
    if words:
        print(words, file=sys.stderr)


def _fitting(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """The places of the columns that fit on a line."""
    needed = []
    for place, column in enumerate(columns):
        longest = max([cell_len(column.title), *(cell_len(row[place]) for row in cells)])
        needed.append(min(longest, _READABLE) if column.is_text else longest)
    kept = {place for place, column in enumerate(columns) if not column.drop}
    left = width + _GAP - sum(needed[place] + _GAP for place in kept)
    for place in sorted(set(range(len(columns))) - kept, key=lambda place: columns[place].drop):
        if needed[place] + _GAP <= left:
            kept.add(place)
            left -= needed[place] + _GAP
    return sorted(kept)


def _show_lines(body: Any) -> None:
    items = body.get("items", [body]) if isinstance(body, dict) else body
    for item in items if isinstance(items, list) else [items]:
        print(json.dumps(item, ensure_ascii=False))


def _show_markdown(rows: Sequence[Sequence[Any]], columns: Sequence[Column]) -> None:
    def line(cells: Sequence[Any]) -> str:
        plain = ("" if cell is None else str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
        return f"| {' | '.join(plain)} |"

    print(line([column.title for column in columns]))
    print(line(["---"] * len(columns)))
    for row in rows:
        print(line(row))
