"""CSV source: a table as text, with a header; what its columns mean is told from their names, or said in front of it.

The first line may be `#rootward {…}`: the mapping of the columns, and the number of the first row in the file that the
table is a piece of. A piece, and a row that was set aside, so say everything that is needed to read them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from rootward.errors import BadInput, BadSyntax
from rootward.events.model import Received
from rootward.events.source import SourceContext, header
from rootward.plugins.sources.tables import TableMapping, mapping_of
from rootward.plugins.sources.tables_rows import Numbered, read_rows

__all__ = ["CsvSource", "Directive", "delimiter_of", "records"]

MARK = b"#rootward "
SAMPLE = 20
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, kw_only=True, slots=True)
class Directive:
    """`first` is the number of the first row: of its line in the file, or of the row itself with `by_rows`."""

    mapping: TableMapping
    first: int = 2
    by_rows: bool = False

    def line(self) -> bytes:
        return MARK + msgspec.json.encode(self) + b"\n"


class CsvSource:
    name = "csv"
    many = False

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return body.startswith(MARK) or header(headers, "content-type").lower().startswith("text/csv")

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """Raises BadSyntax for what is no table, BadInput for columns that nobody can make sense of."""
        said, rest = _directive(body)
        text = rest.decode("utf-8-sig", "replace").replace("\0", "\ufffd")
        delimiter = said.mapping.delimiter if said else delimiter_of(text.partition("\n")[0])
        rows = list(records(io.StringIO(text, newline=""), delimiter))
        if not rows or not any(cell.strip() for cell in rows[0][1]):
            raise BadSyntax("there is no header: the first line names the columns", field="header")
        (last, columns, _), found = rows[0], rows[1:]
        columns = [cell.strip() for cell in columns]
        told = said or Directive(
            mapping=mapping_of(columns, [cells for _, cells, _ in found[:SAMPLE]], delimiter=delimiter)
        )
        missing = sorted(set(told.mapping.columns.values()) - set(columns))
        if missing:
            raise BadInput(f"there is no column {missing[0]!r} in the header", field="header", value=missing[0])
        head = _line(columns, delimiter)
        return read_rows(columns, _numbered(found, told, last, head), told.mapping, context)


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """(last line, cells, text) of every row that is not empty. Raises BadSyntax naming the line."""
    taken: list[str] = []

    def kept() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(kept(), delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadSyntax(f"line {reader.line_num}: {error}", field=f"line {reader.line_num}") from error
        if cells is None:
            return
        text = "".join(taken)
        taken.clear()
        if cells:
            yield reader.line_num, cells, text


def delimiter_of(line: str) -> str:
    """What a header's columns are most often parted by."""
    return max(_DELIMITERS, key=lambda one: (line.count(one), -_DELIMITERS.index(one)))


def _directive(body: bytes) -> tuple[Directive | None, bytes]:
    if not body.startswith(MARK):
        return None, body
    first, _, rest = body.partition(b"\n")
    try:
        return msgspec.json.decode(first[len(MARK) :], type=Directive), rest
    except msgspec.MsgspecError as error:
        raise BadInput(f"the first line says not what the columns are: {error}", field="#rootward") from error


def _numbered(
    found: Sequence[tuple[int, list[str], str]], told: Directive, last: int, head: bytes
) -> Iterator[Numbered]:
    """Rows with the number that people find them by, and a table of their own for each."""
    before = last
    for index, (line, cells, text) in enumerate(found):
        number = told.first + (index if told.by_rows else before - last)
        alone = Directive(mapping=told.mapping, first=number, by_rows=told.by_rows)
        yield number, cells, alone.line() + head + text.encode()
        before = line


def _line(cells: Sequence[str], delimiter: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return written.getvalue().encode()
