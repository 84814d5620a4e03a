"""Tables: what their columns mean, and what each kind of row says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, RootwardError
from rootward.events.model import Received
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.plugins.sources.tables import TableMapping, mapping_of
from rootward.plugins.sources.tables_cells import labels_of, number_of, span_ns, time_ns, unit_of_name
from rootward.plugins.sources.tables_rows import read_rows

NOON = clock.parse_ns("2026-11-20T12:00:00Z")
CONTEXT = SourceContext(tenant="acme", now_ns=NOON + 10**9)


def _read(header: str, *rows: str, **said: Any) -> Received:
    columns, cells = header.split(","), [row.split(",") for row in rows]
    mapping = mapping_of(columns, cells, **said)
    return read_rows(columns, [(place + 2, row, b"") for place, row in enumerate(cells)], mapping, CONTEXT)


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("timestamp,metric,value,service", "1,cpu,2,a", "metrics"),
        ("timestamp,cmdb_id,kpi_name,value", "1,a,cpu,2", "metrics"),
        ("time,a_cpu,b_cpu", "1,2,3", "wide"),
        ("Timestamp,Level,Service,Message", "1,INFO,a,hello", "logs"),
        ("trace_id,span_id,parent_id,service,operation,start_time,duration", "t,s,,a,GET,1,2", "spans"),
        ("TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,Duration", "t,s,,a,GET,1,2", "spans"),
        ("time,event_type,service,severity,message", "1,Deploy,a,info,x", "events"),
    ],
)
def test_what_a_table_holds_is_told_from_its_columns(header: str, row: str, kind: str) -> None:
    assert mapping_of(header.split(","), [row.split(",")]).kind == kind


@pytest.mark.parametrize(
    ("header", "said", "field"),
    [
        ("a,b", {}, "header"),
        ("time,text_a", {}, "header"),
        ("time,time", {}, "header"),
        ("time,value", {"columns": {"name": "nope"}}, "name"),
        ("time,value", {"columns": {"colour": "value"}}, "columns"),
        ("time,value", {"kind": "metrics"}, "name"),
        ("time,value", {"kind": "poems"}, "table"),
        ("time,value", {"kind": "wide", "time_unit": "years"}, "time_unit"),
        ("time,value", {"wide": "{service}"}, "wide"),
    ],
)
def test_what_cannot_be_told_is_asked_for_by_its_name(header: str, said: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        mapping_of(header.split(","), [["x"] * len(header.split(","))], **said)
    assert caught.value.facts["field"] == field


def test_what_was_said_of_a_column_goes_before_its_name() -> None:
    mapping = mapping_of(
        ["when", "time", "what", "value", "who"], [], columns={"time": "when", "name": "what", "service": "who"}
    )
    assert mapping.kind == "metrics"
    assert mapping.columns == {"time": "when", "name": "what", "service": "who", "value": "value"}


@pytest.mark.parametrize(
    ("text", "unit", "when"),
    [
        ("1795176000", "", "2026-11-20T12:00:00Z"), ("1795176000.25", "", "2026-11-20T12:00:00.25Z"),
        ("1795176000000", "", "2026-11-20T12:00:00Z"), ("1795176000000000", "", "2026-11-20T12:00:00Z"),
        ("1795176000000000001", "", "2026-11-20T12:00:00.000000001Z"), ("1000", "ms", "1970-01-01T00:00:01Z"),
        ("1.795176e9", "", "2026-11-20T12:00:00Z"), ("2026-11-20T12:00:00Z", "", "2026-11-20T12:00:00Z"),
        ("2026-11-20 12:00:00", "", "2026-11-20T12:00:00Z"),
        ("2026-11-20 13:00:00.5+0100", "", "2026-11-20T12:00:00.5Z"),
        ("2026/11/20 12:00", "", "2026-11-20T12:00:00Z"), ("2026-11-20T12:00:00,123Z", "", "2026-11-20T12:00:00.123Z"),
        ("2026-11-20", "", "2026-11-20T00:00:00Z"), ("2026-11-20 12:00:00 UTC", "", "2026-11-20T12:00:00Z"),
    ],
)  # fmt: skip
def test_times_are_read_as_tables_write_them(text: str, unit: str, when: str) -> None:
    assert time_ns(text, unit, "time") == clock.parse_ns(when)


@pytest.mark.parametrize(
    "text", ["", "soon", "-5", "1e300", "2026-13-01", "2026-11-20T25:00:00", "99999999999999999999999", "nan"]
)
def test_what_is_no_time_is_refused_by_its_column(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        time_ns(text, "", "when")
    assert caught.value.facts["field"] == "when"


@given(st.text(max_size=40), st.sampled_from(["", "s", "ms", "us", "ns"]))
def test_no_text_makes_reading_a_time_fall_over(text: str, unit: str) -> None:
    try:
        assert time_ns(text, unit, "t") >= 0
    except BadInput as error:
        assert error.facts["field"] == "t"


@pytest.mark.parametrize(
    ("text", "value"), [("1.5", 1.5), ("", None), ("NaN", None), ("null", None), ("inf", None), ("-1e3", -1000.0)]
)
def test_numbers_and_what_stands_for_none(text: str, value: float | None) -> None:
    assert number_of(text, "v") == value


def test_durations_have_the_unit_of_their_columns_name() -> None:
    assert span_ns("2", "duration_ms", "d") == 2_000_000
    assert span_ns("2", "Duration", "d") == 2_000
    assert span_ns("2", "duration_ns", "d") == 2 and span_ns("2", "elapsed_s", "d") == 2_000_000_000
    with pytest.raises(BadInput):
        span_ns("-1", "duration", "d")


@pytest.mark.parametrize(
    ("name", "plain", "unit"),
    [("cpu [%]", "cpu", "%"), ("latency (ms)", "latency", "ms"), ("latency_ms", "latency_ms", "ms"),
     ("rx_bytes_total", "rx_bytes_total", "By"), ("cpu", "cpu", "")],
)  # fmt: skip
def test_a_name_states_its_unit(name: str, plain: str, unit: str) -> None:
    assert unit_of_name(name) == (plain, unit)


def test_labels_are_json_or_pairs() -> None:
    assert labels_of('{"a": "b", "n": 1}', "l") == {"a": "b", "n": "1"}
    assert labels_of('{a="b", c=d}', "l") == {"a": "b", "c": "d"} and labels_of("", "l") == {}
    for wrong in ("a", '{"a": ', "=b"):
        with pytest.raises(BadInput):
            labels_of(wrong, "l")


def test_a_wide_table_is_one_series_a_column() -> None:
    found = _read("time,pay_latency_ms,pay_cpu [%]", "1795176000,20,5", "1795176010,,6")
    shown = {(one.name, one.unit, one.entity): one.values for one in found.telemetry.series}
    assert shown == {("latency_ms", "ms", "service:pay"): (20.0,), ("cpu", "%", "service:pay"): (5.0, 6.0)}


def test_how_wide_columns_are_named_can_be_said() -> None:
    found = _read("time,svc.pay/cpu", "1795176000,2", wide="svc.{service}/{metric}")
    assert [(one.entity, one.name) for one in found.telemetry.series] == [("service:pay", "cpu")]
    found = _read("time,cpu@pay", "1795176000,2", wide="{metric}@{service}")
    assert [(one.entity, one.name) for one in found.telemetry.series] == [("service:pay", "cpu")]
    found = _read("time,cpu (node)", "1795176000,2", wide="{metric} (node)", service="pay")
    assert [(one.entity, one.name) for one in found.telemetry.series] == [("service:pay", "cpu")]
    found = _read("time,cpu", "1795176000,2", service="pay")
    assert [(one.entity, one.name) for one in found.telemetry.series] == [("service:pay", "cpu")]
    for said in ({}, {"wide": "{service}:{metric}"}):
        with pytest.raises(BadInput, match="cpu"):
            _read("time,cpu", "1795176000,2", **said)


def test_a_wide_table_whose_rows_say_whom_they_speak_of_has_a_series_for_each() -> None:
    found = _read("time,pod,cpu_usage,mem_bytes", "1795176000,a-0,1,10", "1795176000,b-0,2,20", "1795176010,a-0,3,30")
    shown = {(one.entity, one.name, one.unit): one.values for one in found.telemetry.series}
    assert shown == {
        ("pod:a-0", "cpu_usage", ""): (1.0, 3.0), ("pod:a-0", "mem_bytes", "By"): (10.0, 30.0),
        ("pod:b-0", "cpu_usage", ""): (2.0,), ("pod:b-0", "mem_bytes", "By"): (20.0,),
    }  # fmt: skip


def test_a_long_table_is_a_series_for_each_name_entity_and_labels() -> None:
    found = _read(
        "time,metric,value,unit,service,zone",
        "1795176000,requests_total,5,,pay,eu", "1795176010,requests_total,7,,pay,eu",
        "1795176000,heap,1,By,cart,us", "1795176010,heap,,By,cart,us",
    )  # fmt: skip
    shown = {
        (one.name, one.kind, one.unit, one.entity, one.attributes["zone"]): one.values for one in found.telemetry.series
    }
    assert shown == {
        ("requests_total", "counter", "", "service:pay", "eu"): (5.0, 7.0),
        ("heap", "gauge", "By", "service:cart", "us"): (1.0,),
    }


def test_log_lines_keep_their_severity_entity_and_trace() -> None:
    found = _read(
        "time,level,service,message,trace_id,user", "1795176000,WARN,pay,slow,t1,u1", "1795176000,odd,pay,x,,"
    )
    first, second = found.telemetry.logs
    assert (first.severity, first.entity, first.body, first.trace_id) == ("warning", "service:pay", "slow", "t1")
    assert first.attributes == {"user": "u1"} and second.severity == "info"


def test_spans_have_durations_kinds_and_failures() -> None:
    header = "trace_id,span_id,parent_id,service,operation,start_time,duration_ms,status,span_kind,peer_service"
    found = _read(
        header, "t,1,,web,GET /,1795176000000,20,200,SPAN_KIND_SERVER,", "t,2,1,web,call,1795176000000,9,ERROR,,pay",
        "t,3,1,web,call,1795176000000,9,503,client,",
    )  # fmt: skip
    first, second, third = found.telemetry.spans
    assert (first.duration_ns, first.kind, first.status, first.name) == (20_000_000, "server", "ok", "GET /")
    assert (second.kind, second.peer, second.status, second.parent_id) == ("client", "service:pay", "error", "1")
    assert third.status == "error"


def test_a_span_may_have_an_end_instead_of_a_duration() -> None:
    found = _read("trace_id,span_id,service,name,start_time,end_time", "t,1,a,x,1795176000000,1795176000500")
    assert found.telemetry.spans[0].duration_ns == 500_000_000
    found = _read("trace_id,span_id,service,name,start_time,end_time", "t,1,a,x,1795176000000,1795175000500")
    assert "before the start" in found.rejects[0].reason


def test_events_are_told_apart_by_their_content() -> None:
    header = "time,event_type,service,severity,message,ticket"
    found = _read(header, *(["1795176000,Deploy,pay,warning,went out,7"] * 2), "1795176000,Deploy,cart,,x,7")
    first, again, other = found.events
    assert first.ingest_id == again.ingest_id != other.ingest_id
    assert (first.event_type, first.entity, first.severity) == ("Deploy", {"service": "pay"}, "medium")
    assert first.payload == {"message": "went out", "ticket": "7"}


def test_a_row_that_is_wrong_is_set_aside_by_its_line_and_whole() -> None:
    found = _read(
        "time,a_cpu,b_cpu", "1795176000,1,2", "soon,1,2", "1795176010,3,oops", "1795176020,1", "1795176030,5,6",
        kind="wide",
    )  # fmt: skip
    assert [(one.index, one.reason.partition(":")[0]) for one in found.rejects] == [
        (1, "line 3"),
        (2, "line 4"),
        (3, "line 5"),
    ]
    assert [one.field for one in found.rejects] == ["time", "b_cpu", "row"]
    assert {one.entity: one.values for one in found.telemetry.series} == {
        "service:a": (1.0, 5.0),
        "service:b": (2.0, 6.0),
    }


def test_a_row_that_speaks_of_nobody_says_how_to_say_it() -> None:
    found = _read("time,metric,value", "1795176000,cpu,2")
    assert "--service NAME" in found.rejects[0].reason


@given(st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=5), max_size=5))
def test_no_cell_makes_reading_fall_over(rows: list[list[str]]) -> None:
    header = ["time", "metric", "value", "labels", "service"]
    roles = {"time": "time", "name": "metric", "value": "value", "labels": "labels", "service": "service"}
    mapping = TableMapping(kind="metrics", columns=roles)
    try:
        found = read_rows(header, [(at, row, b"") for at, row in enumerate(rows)], mapping, CONTEXT)
    except RootwardError:
        return
    assert len(found.rejects) + sum(len(one.times) for one in found.telemetry.series) <= len(rows)
