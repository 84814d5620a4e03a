"""CSV files as pieces: nothing lost, nothing twice, lines as in the file, memory bounded."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pytest

from rootward.errors import BadInput, BadSyntax
from rootward.events.source import Piece, SourceContext
from rootward.plugins.sources import csv_file
from rootward.plugins.sources.csv_file import csv_pieces
from rootward.plugins.sources.csv_table import CsvSource
from rootward.plugins.sources.tables import TableMapping, mapping_of

CONTEXT = SourceContext(tenant="acme", now_ns=1795176000 * 10**9)
HEAD = "time,metric,value,service\n"


def _make(header: object, sample: object, delimiter: str) -> TableMapping:
    return mapping_of(header, sample, delimiter=delimiter)  # type: ignore[arg-type]


def _points(pieces: Iterator[Piece]) -> list[float]:
    return [
        value
        for piece in pieces
        for one in CsvSource().parse(piece.body, {}, CONTEXT).telemetry.series
        for value in one.values
    ]  # type: ignore[misc]


def test_every_row_is_in_one_piece() -> None:
    rows = [f"{1795176000 + at},cpu,{at},pay\n" for at in range(12_345)]
    pieces = list(csv_pieces(io.BytesIO((HEAD + "".join(rows)).encode()), _make))
    assert [piece.items for piece in pieces] == [5_000, 5_000, 2_345]
    assert _points(iter(pieces)) == [float(at) for at in range(12_345)]
    assert {piece.kind for piece in pieces} == {"csv"}
    assert pieces[-1].done == len(HEAD + "".join(rows))


def test_pieces_are_the_same_each_time_so_that_a_second_reading_adds_nothing() -> None:
    body = (HEAD + "1795176000,cpu,1,pay\n" * 6_000).encode()
    first, second = (list(csv_pieces(io.BytesIO(body), _make)) for _ in range(2))
    assert first == second


def test_lines_are_those_of_the_file_in_every_piece() -> None:
    rows = [f"1795176000,cpu,{'x' if at in (10, 7_000) else at},pay\n" for at in range(8_000)]
    pieces = csv_pieces(io.BytesIO(("\n" + HEAD + "".join(rows)).encode()), _make)
    reasons = [one.reason for piece in pieces for one in CsvSource().parse(piece.body, {}, CONTEXT).rejects]
    assert [reason.partition(":")[0] for reason in reasons] == ["line 13", "line 7003"]


def test_rows_of_several_lines_stay_whole_and_keep_their_place() -> None:
    rows = '1795176000,pay,"one\ntwo"\n1795176000,pay,three\nsoon,pay,four\n'
    (piece,) = csv_pieces(io.BytesIO(("time,service,message\n" + rows).encode()), _make)
    found = CsvSource().parse(piece.body, {}, CONTEXT)
    assert [line.body for line in found.telemetry.logs] == ["one\ntwo", "three"]
    assert found.rejects[0].reason.startswith("line 5")


def test_large_rows_make_small_pieces() -> None:
    rows = [f"1795176000,pay,{'x' * 100_000}\n" for _ in range(25)]
    pieces = list(csv_pieces(io.BytesIO(("time,service,message\n" + "".join(rows)).encode()), _make))
    assert sum(piece.items for piece in pieces) == 25
    assert max(len(piece.body) for piece in pieces) < csv_file.MAX_BYTES + 1_000


def test_a_compressed_file_is_read_as_it_is() -> None:
    body = gzip.compress((HEAD + "1795176000,cpu,1,pay").encode())
    assert _points(csv_pieces(io.BytesIO(body), _make)) == [1.0]


def test_other_delimiters_and_a_mark_at_the_beginning_are_understood() -> None:
    body = b"\xef\xbb\xbf" + b"time;metric;value;service\r\n1795176000;cpu;1;pay\r\n"
    assert _points(csv_pieces(io.BytesIO(body), _make)) == [1.0]


@pytest.mark.parametrize("body", [b"", b"\n \n"])
def test_an_empty_file_is_refused(body: bytes) -> None:
    with pytest.raises(BadSyntax, match="empty"):
        list(csv_pieces(io.BytesIO(body), _make))


def test_columns_that_nobody_understands_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(BadInput, match="--table"):
        next(csv_pieces(io.BytesIO(b"a,b\nx,y\n"), _make))
