"""CSV as a body: with and without a line in front that says what the columns are."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, BadSyntax, RootwardError
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.plugins.sources.csv_table import CsvSource, Directive, delimiter_of
from rootward.plugins.sources.tables import TableMapping

CONTEXT = SourceContext(tenant="acme", now_ns=clock.parse_ns("2026-11-20T12:05:00Z"))
SOURCE = CsvSource()
LONG = b"time,metric,value,service\n1795176000,cpu,1,pay\n"
MAPPED = Directive(
    mapping=TableMapping(
        kind="metrics", columns={"time": "t", "name": "n", "value": "v"}, service="pay", delimiter=";"
    ),
    first=100,
)


def test_it_is_known_by_its_content_type_or_by_what_is_said_in_front() -> None:
    assert SOURCE.recognises(LONG, {"content-type": "text/csv; charset=utf-8"})
    assert SOURCE.recognises(MAPPED.line(), {})
    assert not SOURCE.recognises(LONG, {})


def test_a_plain_table_is_read_by_its_columns() -> None:
    (series,) = SOURCE.parse(b"\xef\xbb\xbf" + LONG, {}, CONTEXT).telemetry.series
    assert (series.name, series.entity, series.values) == ("cpu", "service:pay", (1.0,))


def test_what_is_said_in_front_counts_and_lines_are_those_of_the_file() -> None:
    body = MAPPED.line() + b't;n;v\n1795176000;cpu;1\n1795176000;"two\nlines";2\n1795176000;cpu;x\n'
    found = SOURCE.parse(body, {}, CONTEXT)
    assert [one.name for one in found.telemetry.series] == ["cpu", "two\nlines"]
    assert found.rejects[0].reason.startswith("line 103: v is 'x'")


def test_a_row_that_was_set_aside_can_be_read_alone_once_it_is_put_right() -> None:
    body = MAPPED.line() + b"t;n;v\n1795176000;cpu;x\n"
    (reject,) = SOURCE.parse(body, {}, CONTEXT).rejects
    (series,) = SOURCE.parse(reject.raw.replace(b";x", b";7"), {}, CONTEXT).telemetry.series
    assert series.values == (7.0,) and series.entity == "service:pay"
    assert SOURCE.parse(reject.raw, {}, CONTEXT).rejects[0].reason == reject.reason


@pytest.mark.parametrize("body", [b"", b"\n\n", b"#rootward {}\na,b\n", b"#rootward\n", b"a,b\n1,2\n", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused(body: bytes) -> None:
    with pytest.raises((BadSyntax, BadInput)):
        SOURCE.parse(body, {}, CONTEXT)


def test_a_column_that_is_not_in_the_header_is_named() -> None:
    with pytest.raises(BadInput, match="no column 'v'"):
        SOURCE.parse(MAPPED.line() + b"t;n\n1;2\n", {}, CONTEXT)


def test_a_cell_without_end_is_refused_by_its_line() -> None:
    with pytest.raises(BadSyntax, match="line"):
        SOURCE.parse(LONG + b'1795176000,"cpu' + b"x" * 200_000, {}, CONTEXT)


@pytest.mark.parametrize(
    ("line", "found"), [("a,b,c", ","), ("a;b,c;d", ";"), ("a\tb\tc", "\t"), ("a|b", "|"), ("a", ",")]
)
def test_the_delimiter_is_what_parts_the_header(line: str, found: str) -> None:
    assert delimiter_of(line) == found


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall_over(body: bytes) -> None:
    for front in (b"", b"time,metric,value,service\n", MAPPED.line() + b"t;n;v\n"):
        with contextlib.suppress(RootwardError):
            SOURCE.parse(front + body, {}, CONTEXT)
