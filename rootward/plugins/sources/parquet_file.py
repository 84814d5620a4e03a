"""Parquet file: a columnar table read row group by row group with DuckDB, given out as the CSV source reads it.

DuckDB is an extra of the installation, because it alone weighs a quarter of what everything may. It is told to read
nothing but this file and to fetch nothing from anywhere.
"""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from rootward.errors import BadSyntax, Misconfigured
from rootward.events.source import Piece
from rootward.plugins.sources.csv_file import MAX_BYTES, MAX_ROWS, MakeMapping
from rootward.plugins.sources.csv_table import SAMPLE, Directive

__all__ = ["MAGIC", "is_installed", "parquet_pieces"]

MAGIC = b"PAR1"
EXTRA = "rootward[parquet]"
_HEADERS = {"content-type": "text/csv"}
_SETTINGS = (
    "SET autoinstall_known_extensions=false", "SET autoload_known_extensions=false", "SET memory_limit='512MB'",
    "SET threads=1", "SET preserve_insertion_order=true", "SET TimeZone='UTC'",
)  # fmt: skip


def is_installed() -> bool:
    return find_spec("duckdb") is not None


def parquet_pieces(path: Path, make: MakeMapping) -> Iterator[Piece]:
    """The rows in their order, as pieces of at most MAX_ROWS rows and about MAX_BYTES; times are in ns.

    Raises Misconfigured without DuckDB, BadSyntax for what is no Parquet, BadInput for columns that nobody can make
    sense of."""
    if not is_installed():
        raise Misconfigured(f"Parquet needs DuckDB, which is an extra: pip install '{EXTRA}'", field="parquet")
    duckdb: Any = importlib.import_module("duckdb")
    connection = duckdb.connect(":memory:")
    try:
        for statement in _SETTINGS:
            connection.execute(statement)
        columns, chosen = _columns(connection, path)
        connection.execute(f"SELECT {chosen} FROM read_parquet(?)", [str(path)])  # noqa: S608 - names are quoted
        yield from _pieces(connection, columns, make, path.stat().st_size, _count(duckdb, path))
    except duckdb.Error as error:
        raise BadSyntax(f"{path.name} cannot be read as Parquet: {str(error)[:300]}", field="body") from error
    finally:
        connection.close()


def _columns(connection: Any, path: Path) -> tuple[list[str], str]:
    """The names, and what is selected for them: times as ns, what is nested as JSON when it is fetched."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    chosen = []
    for name, kind, *_ in described:
        quoted = '"' + str(name).replace('"', '""') + '"'
        timed = str(kind).startswith("TIMESTAMP")
        chosen.append(f"epoch_ns({quoted})" if timed else f"CAST({quoted} AS VARCHAR)" if kind == "BLOB" else quoted)
    return [str(name) for name, *_ in described], ", ".join(chosen)


def _count(duckdb: Any, path: Path) -> int:
    """Rows in the file, from its footer."""
    with duckdb.connect(":memory:") as other:
        found = other.execute("SELECT sum(num_rows) FROM parquet_file_metadata(?)", [str(path)]).fetchone()
    return int(found[0] or 0) if found else 0


def _pieces(connection: Any, columns: Sequence[str], make: MakeMapping, size: int, total: int) -> Iterator[Piece]:
    head = _written(columns)
    directive: Directive | None = None
    at = 1
    while rows := connection.fetchmany(MAX_ROWS):
        lines = [_written([_cell(value) for value in row]) for row in rows]
        if directive is None:
            sample = [[_cell(value) for value in row] for row in rows[:SAMPLE]]
            directive = Directive(mapping=make(columns, sample, ","), by_rows=True)
        for part in _parts(lines):
            told = Directive(mapping=directive.mapping, first=at, by_rows=True)
            at += len(part)
            body = told.line() + (head + "".join(part)).encode()
            yield Piece(kind="csv", body=body, headers=_HEADERS, items=len(part), done=size * (at - 1) // max(total, 1))


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for line in lines:
        if part and size + len(line) > MAX_BYTES:
            yield part
            part, size = [], 0
        part.append(line)
        size += len(line)
    if part:
        yield part


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict | list | tuple):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return str(value)


def _written(cells: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()
