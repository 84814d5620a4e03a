"""CSV file: a table larger than memory, given out in pieces that the CSV source reads."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from rootward.errors import BadSyntax
from rootward.events.inflate import BLOCK, plain_blocks
from rootward.events.source import Piece
from rootward.plugins.sources.csv_table import SAMPLE, Directive, delimiter_of, records
from rootward.plugins.sources.tables import TableMapping

__all__ = ["MAX_BYTES", "MAX_ROWS", "MakeMapping", "csv_pieces"]

MAX_ROWS, MAX_BYTES = 5_000, 1024 * 1024
MakeMapping = Callable[[Sequence[str], Sequence[Sequence[str]], str], TableMapping]
"""(header, first rows, delimiter) to what the columns mean. Raises BadInput."""

_LONGEST_LINE = 16 * 1024 * 1024
_HEADERS = {"content-type": "text/csv"}


def csv_pieces(file: BinaryIO, make: MakeMapping) -> Iterator[Piece]:
    """The file (plain, gzip or xz) as pieces of at most MAX_ROWS rows and about MAX_BYTES, in bounded memory.

    Raises BadInput for columns that nobody can make sense of, BadSyntax for what is no table."""
    counted = _Counted(file)
    lines = _lines(counted)
    head, at = next(lines, ""), 1
    while head and not head.strip():
        head, at = next(lines, ""), at + 1
    if not head:
        raise BadSyntax("the file is empty: the first line names the columns", field="header")
    delimiter = delimiter_of(head)
    (_, header, _), *_ = records([head], delimiter)
    rows = records(lines, delimiter)
    first = list(islice(rows, SAMPLE))
    mapping = make([name.strip() for name in header], [cells for _, cells, _ in first], delimiter)
    yield from _pieces(first, rows, Directive(mapping=mapping, first=at + 1), head, counted)


def _pieces(
    first: Sequence[tuple[int, list[str], str]], rows: Iterator[tuple[int, list[str], str]], said: Directive, head: str,
    counted: _Counted,
) -> Iterator[Piece]:  # fmt: skip
    parts: list[str] = []
    begins, last, size, count = said.first, 0, 0, 0
    for line, _, text in chain(first, rows):
        if count == MAX_ROWS or (count and size + len(text) > MAX_BYTES):
            yield _piece(said, begins, head, parts, count, counted.done)
            parts, begins, size, count = [], said.first + last, 0, 0
        parts.append(text if text.endswith("\n") else text + "\n")
        last, size, count = line, size + len(text), count + 1
    if count:
        yield _piece(said, begins, head, parts, count, counted.done)


def _piece(said: Directive, begins: int, head: str, parts: list[str], count: int, done: int) -> Piece:
    directive = Directive(mapping=said.mapping, first=begins)
    body = directive.line() + (head if head.endswith("\n") else head + "\n").encode() + "".join(parts).encode()
    return Piece(kind="csv", body=body, headers=_HEADERS, items=count, done=done)


class _Counted:
    """The blocks of a file, and how many bytes of it were read."""

    def __init__(self, file: BinaryIO) -> None:
        self.done = 0
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(BLOCK):
            self.done += len(block)
            yield block


def _lines(blocks: _Counted) -> Iterator[str]:
    """Lines with their ends; bytes that are no UTF-8 become a mark. Raises BadSyntax for a line without end."""
    decoder, rest = codecs.getincrementaldecoder("utf-8-sig")("replace"), ""
    for block in plain_blocks(iter(blocks)):
        rest += decoder.decode(block).replace("\0", "\ufffd")
        *whole, rest = rest.split("\n")
        yield from (f"{line}\n" for line in whole)
        if len(rest) > _LONGEST_LINE:
            raise BadSyntax(f"a line has more than {_LONGEST_LINE} characters: this is no table", field="body")
    if rest:
        yield rest
