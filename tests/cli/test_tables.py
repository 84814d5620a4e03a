"""Tables on the command line: which files are one, what may be said of them, and all the way to what was found."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import pytest

from rootward.cli.exit import Quit
from rootward.cli.tables import TableOptions, is_table, table_options
from tests.cli.conftest import Shell

START = 1_780_272_000


def _hour(separator: str = ",") -> str:
    """Two services for an hour; from minute forty on one of them burns CPU and answers slowly."""
    lines = [separator.join(("time", "web_latency_ms", "web_cpu", "pay_latency_ms", "pay_cpu"))]
    for at in range(0, 3600, 15):
        late = at >= 2400
        wave = math.sin(at / 31)
        cells = (20 + wave, 0.2 + wave / 100, 10 + wave + 300 * late, 0.3 + wave / 100 + 0.6 * late)
        lines.append(separator.join((str(START + at), *(f"{cell:.4f}" for cell in cells))))
    return "\n".join(lines)


def test_what_was_said_goes_over_what_stands_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("table: metrics\nunit: ms\ncolumns:\n  time: at\n  value: v\n")
    said = table_options(tmp_path / "map.yaml", ["value=w", "name=n"], unit="s", wide="")
    assert said == TableOptions(table="metrics", columns={"time": "at", "value": "w", "name": "n"}, unit="s")


@pytest.mark.parametrize("text", ["- a", "colour: blue", "columns: x", "a: [", "columns: {time: [1]"])
def test_a_mapping_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.yaml").write_text(text)
    with pytest.raises(Quit):
        table_options(tmp_path / "map.yaml", [])
    with pytest.raises(Quit, match="no file"):
        table_options(tmp_path / "other.yaml", [])
    with pytest.raises(Quit, match="ROLE=NAME"):
        table_options(None, ["time"])


def test_a_table_is_known_by_its_name_by_its_first_bytes_or_because_it_was_said(tmp_path: Path) -> None:
    for name, head, found in (
        ("a.csv", b"", True),
        ("a.TSV.gz", b"", True),
        ("a.json", b"{", False),
        ("x", b"PAR1", True),
    ):
        (tmp_path / name).write_bytes(head)
        assert is_table(str(tmp_path / name), "auto") == found
    assert is_table("-", "csv") and not is_table("-", "auto") and not is_table(str(tmp_path / "a.csv"), "envelope")


def test_a_wide_table_is_read_and_explained(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "hour.csv").write_text(_hour())
    assert "240 rows" in shell.done("ingest", str(tmp_path / "hour.csv"))
    shell.done("ingest", str(tmp_path / "hour.csv"))
    window = ("--start", "2026-06-01T00:00:00Z", "--end", "2026-06-01T01:00:00Z")
    shell.done("investigate", "--query", "slow", "--service", "pay", *window)
    assert shell.json("report", "REQ-1")["verdict"]["cause"]["entity"] == "service:pay"


def test_parquet_says_the_same_as_csv(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "hour.csv").write_text(_hour())
    copy = f"COPY (SELECT * FROM read_csv('{tmp_path / 'hour.csv'}')) TO '{tmp_path / 'hour.parquet'}' (FORMAT parquet)"
    duckdb.connect().execute(copy)
    assert "240 rows" in shell.done("ingest", str(tmp_path / "hour.parquet"))
    window = ("--start", "2026-06-01T00:00:00Z", "--end", "2026-06-01T01:00:00Z")
    shell.done("investigate", "--query", "slow", "--service", "pay", *window)
    assert shell.json("report", "REQ-1")["verdict"]["cause"]["entity"] == "service:pay"


def test_rows_that_are_wrong_are_kept_with_their_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "hour.csv").write_text(_hour() + "\noops,1,2,3,4\n")
    assert "1 rejected, 240 rows" in shell.done("ingest", str(tmp_path / "hour.csv"))
    letters = shell.json("dead-letters", "list")["items"]
    assert [letter["reason"] for letter in letters] == ["line 242: time is 'oops', which is no time"]


def test_columns_are_said_where_they_are_not_told(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("wann|was|wieviel\n1780272000|cpu|5\n")
    shell("ingest", str(path)).refused(2, "--table")
    said = ("--table", "metrics", "--column", "time=wann", "--column", "name=was", "--column", "value=wieviel")
    assert "1 rows" in shell.done("ingest", str(path), *said, "--service", "pay")


def test_what_cannot_be_read_is_refused_with_a_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and nothing else")
    shell("ingest", str(tmp_path / "x.parquet")).refused(2, "x.parquet")
    shell("ingest", "-", "--format", "parquet").refused(2, "not from a pipe")
