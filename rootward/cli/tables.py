"""Tables on the command line: which files are one, and what was said about their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from rootward.cli.exit import Quit
from rootward.errors import Misconfigured
from rootward.events.source import Piece
from rootward.packs.document import read_document
from rootward.plugins.sources.csv_file import csv_pieces
from rootward.plugins.sources.parquet_file import MAGIC, parquet_pieces
from rootward.plugins.sources.tables import TableMapping, mapping_of

__all__ = ["FORMS", "TableOptions", "is_table", "table_options", "table_pieces"]

FORMS = ("csv", "parquet")
_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.xz", ".tsv.xz")
_KEYS = frozenset({"table", "columns", "wide", "service", "unit", "time_unit"})


@dataclass(frozen=True, kw_only=True, slots=True)
class TableOptions:
    """What was said; '' and nothing is told from the file."""

    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    wide: str = ""
    service: str = ""
    unit: str = ""
    time_unit: str = ""

    def mapping(self, header: Sequence[str], sample: Sequence[Sequence[str]], delimiter: str) -> TableMapping:
        """Raises BadInput."""
        return mapping_of(
            header, sample, kind=self.table, columns=self.columns, wide=self.wide, service=self.service,
            unit=self.unit, time_unit=self.time_unit, delimiter=delimiter,
        )  # fmt: skip


def table_options(file: Path | None, columns: Sequence[str], **said: str) -> TableOptions:
    """From flags over a mapping file (YAML or JSON with the same names). Raises Quit."""
    found = _file(file) if file is not None else {}
    mapped = dict(found.pop("columns", {}))
    for item in columns:
        role, equals, name = item.partition("=")
        if not equals:
            raise Quit(2, f"--column {item!r} is not ROLE=NAME")
        mapped[role] = name
    given = found | {name: value for name, value in said.items() if value}
    return TableOptions(columns=mapped, **{name: str(value) for name, value in given.items()})


def is_table(path: str, form: str) -> bool:
    """By the format that was said, else by the file's name, and Parquet by its first bytes."""
    if form in FORMS or form != "auto" or path == "-":
        return form in FORMS
    found = Path(path)
    if not found.is_file():
        return False
    return found.name.lower().endswith(_CSV) or _is_parquet(found)


def table_pieces(path: str, form: str, said: TableOptions, file: BinaryIO) -> Iterator[Piece]:
    """`file` is the open file, or standard input. Raises what reading it raises, and Quit for Parquet from a pipe."""
    if form == "parquet" or (path != "-" and _is_parquet(Path(path))):
        if path == "-":
            raise Quit(2, "Parquet is read from its end, so not from a pipe: give a file")
        return parquet_pieces(Path(path), said.mapping)
    return csv_pieces(file, said.mapping)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _file(path: Path) -> dict[str, dict[str, str]]:
    try:
        value = read_document(path.read_text(encoding="utf-8"), str(path)).value
    except OSError as error:
        raise Quit(3, f"there is no file {str(path)!r}") from error
    except (Misconfigured, UnicodeDecodeError) as error:
        raise Quit(2, f"{path} cannot be read: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("columns", {}), dict):
        raise Quit(2, f"{path} must be a mapping, with ROLE: NAME under columns")
    unknown = sorted(value.keys() - _KEYS)
    if unknown:
        raise Quit(2, f"{path}: there is no key {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    return value  # type: ignore[return-value]
