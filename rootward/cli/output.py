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
    "SEVERITY_SHAPES", "Column", "console", "hint", "number", "shortened", "show", "show_json", "table", "text", "when",
    "word",
]  # fmt: skip

SEVERITY_SHAPES = {"critical": "◆", "high": "▲", "medium": "■", "low": "●", "info": "○"}
"""Shape and word, so that colour is never the only signal."""

SCHEMA_VERSION = "1"
_PIPED = (200, 50)  # what is piped is not folded to a screen that is not there
_GAP = 2
_READABLE = 40  # a text column narrower than this is no longer read, while another column may go
_BREAKS = "._/-:,;"
"""Where a word that is longer than its column is broken: names of metrics, paths and ids are read by their parts."""


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
    kept, width = _fitting(columns, cells, screen.width)
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for place in kept:
        column = columns[place]
        grid.add_column(
            column.title, no_wrap=not column.is_text, overflow="fold" if column.is_text else "crop",
            justify="right" if column.is_number else "left",
        )  # fmt: skip
    for row in cells:
        shown = (_folded(row[place], width) if columns[place].is_text else row[place] for place in kept)
        grid.add_row(*(escape(cell) for cell in shown))
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


def shortened(ids: Sequence[str], least: int = 11) -> list[str]:
    """The beginnings by which these ids are told apart; a command takes the beginning of an id."""
    length = least
    while len({one[:length] for one in ids}) < len(set(ids)):
        length += 1
    return [one[:length] for one in ids]


def _fitting(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> tuple[list[int], int]:
    """The places of the columns that fit on a line, and the width that is left for each column of text."""
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
    texts = [place for place in kept if columns[place].is_text]
    taken = sum(needed[place] + _GAP for place in kept if not columns[place].is_text)
    share = (width + _GAP - taken) // max(1, len(texts)) - _GAP
    return sorted(kept), max(1, share)


def _folded(cell: str, width: int) -> str:
    """Words that are longer than a line, broken after a part of them."""
    return " ".join(word if cell_len(word) <= width else _broken(word, width) for word in cell.split(" "))


def _broken(word: str, width: int) -> str:
    lines = []
    while cell_len(word) > width:
        place = max(1 + max(word[:width].rfind(mark) for mark in _BREAKS), 0)
        place = place if place > width // 3 else width
        lines.append(word[:place])
        word = word[place:]
    return "\n".join([*lines, word])


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
