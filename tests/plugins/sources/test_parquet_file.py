"""Parquet files: the same as the table in CSV, row group by row group; and a clear word without DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from rootward.errors import BadSyntax, Misconfigured
from rootward.events.source import SourceContext
from rootward.plugins.sources import parquet_file
from rootward.plugins.sources.csv_table import CsvSource
from rootward.plugins.sources.parquet_file import parquet_pieces
from rootward.plugins.sources.tables import TableMapping, mapping_of

CONTEXT = SourceContext(tenant="acme", now_ns=1795176000 * 10**9)


def _make(header: object, sample: object, delimiter: str) -> TableMapping:
    return mapping_of(header, sample, delimiter=delimiter)  # type: ignore[arg-type]


def _written(folder: Path, select: str, more: str = "") -> Path:
    path = folder / "table.parquet"
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet{more})")
    return path


def test_row_groups_come_one_after_the_other_and_nothing_is_lost(tmp_path: Path) -> None:
    select = """SELECT make_timestamp(1795176000000000 + i * 1000000) AS "time", 'cpu' AS metric, i * 0.5 AS value,
                'pay' AS service FROM range(12000) t(i)"""
    path = _written(tmp_path, select, ", ROW_GROUP_SIZE 2048")
    pieces = list(parquet_pieces(path, _make))
    assert [piece.items for piece in pieces] == [5_000, 5_000, 2_000]
    found = [one for piece in pieces for one in CsvSource().parse(piece.body, {}, CONTEXT).telemetry.series]
    assert [value for one in found for value in one.values] == [at * 0.5 for at in range(12_000)]
    assert [when for one in found for when in one.times][:2] == [1795176000 * 10**9, 1795176001 * 10**9]
    assert pieces[-1].done == path.stat().st_size


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMPTZ"])
def test_times_of_every_kind_are_whole_nanoseconds(tmp_path: Path, kind: str) -> None:
    select = f"SELECT CAST('2026-11-20 12:00:00' AS {kind}) AS time, 'x' AS message, 'pay' AS service"
    (piece,) = parquet_pieces(_written(tmp_path, select), _make)
    (line,) = CsvSource().parse(piece.body, {}, CONTEXT).telemetry.logs
    assert line.ts == 1795176000 * 10**9


def test_nested_values_are_json_and_nothing_is_empty(tmp_path: Path) -> None:
    select = """SELECT 1795176000 AS time, 'two\nlines' AS message, 'pay' AS service,
                {'user': 'u', 'n': 1} AS attributes, [1, 2] AS steps, NULL AS gone, true AS hot,
                1.10::DECIMAL(5,2) AS price"""
    (piece,) = parquet_pieces(_written(tmp_path, select), _make)
    (line,) = CsvSource().parse(piece.body, {}, CONTEXT).telemetry.logs
    assert line.body == "two\nlines"
    assert line.attributes == {"user": "u", "n": "1", "steps": "[1,2]", "hot": "true", "price": "1.10"}


def test_a_row_that_is_wrong_is_told_by_its_number(tmp_path: Path) -> None:
    select = "SELECT unnest(['1795176000', 'soon']) AS time, 'a\nb' AS message, 'pay' AS service"
    (piece,) = parquet_pieces(_written(tmp_path, select), _make)
    (reject,) = CsvSource().parse(piece.body, {}, CONTEXT).rejects
    assert reject.reason.startswith("line 2")


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(BadSyntax, match=r"broken\.parquet cannot be read"):
        list(parquet_pieces(path, _make))


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _written(tmp_path, "SELECT 1 AS time")
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    assert not parquet_file.is_installed()
    with pytest.raises(Misconfigured, match=r"pip install 'rootward\[parquet\]'"):
        list(parquet_pieces(path, _make))
