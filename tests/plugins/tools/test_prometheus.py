"""Prometheus read over HTTP: what is asked for, whose it is, and what is said of what did not answer."""

from __future__ import annotations

import asyncio
import json
import math
import re
import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest

from rootward.events.live import LiveSeries
from rootward.events.presence import Presence
from rootward.kit.addresses import Private
from rootward.kit.canonical import JSON
from rootward.kit.db import DISPATCHER, Database
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.packs import connections
from rootward.plugins.tools import prometheus, prometheus_measure
from rootward.plugins.tools.prometheus_api import Grid
from rootward.plugins.tools.prometheus_labels import Labels, workload_of
from rootward.plugins.tools.prometheus_questions import questions
from rootward.tenancy import tenants
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway
from rootward.tools.outside import WayOut

S = 1_000_000_000
T0 = 1_760_000_400
START, END = T0 * S, (T0 + 1200) * S
POD = "checkout-7d9f8b6c5-x2x4z"
HISTOGRAM = ["http_request_duration_seconds_bucket", "http_request_duration_seconds_sum",
             "http_request_duration_seconds_count"]  # fmt: skip


class Fake:
    """A server with `names`; `answer(query)` gives {labels: value or function of time} for an expression."""

    def __init__(self, outside: Any, names: list[str], answer: Callable[[str], dict[tuple[Any, ...], Any]]) -> None:
        self.names, self.answer = names, answer
        self.queries: list[str] = []
        self.outside = outside
        outside.answer = self._answer

    def _answer(self, _method: str, path: str, query: dict[str, list[str]], _headers: Any, body: bytes) -> Any:
        if path.endswith("/values"):
            return self._said(self.names)
        if path.endswith("/metadata"):
            return 404, {}, b"404 page not found"
        form = {name: value[0] for name, value in _form(body).items()}
        self.queries.append(form["query"])
        if form["query"].startswith("max(count_over_time"):
            return self._matrix({(): 40}, form)  # 600 s in 40 points: every 15 s
        found = self.answer(form["query"])
        return found if isinstance(found, tuple) else self._matrix(found, form)

    def _matrix(self, rows: dict[tuple[Any, ...], Any], form: dict[str, str]) -> Any:
        start, end, step = (float(form[name]) for name in ("start", "end", "step"))
        times = [start + step * at for at in range(int((end - start) / step + 1e-6) + 1)]
        result = [
            {"metric": dict(labels), "values": [[at, str(value(at) if callable(value) else value)] for at in times]}
            for labels, value in rows.items()
        ]
        return self._said({"resultType": "matrix", "result": result})

    @staticmethod
    def _said(data: Any) -> Any:
        return 200, {}, json.dumps({"status": "success", "data": data}).encode()


def _form(body: bytes) -> dict[str, list[str]]:
    return parse_qs(body.decode())


Call = Callable[..., Any]


@pytest.fixture
def ask(database: Database, outside: Any, tmp_path: Any) -> Call:
    """`await ask(tool, …)` with one connection, `main`, to the fake server."""
    gateway = Gateway(
        database, [*prometheus.TOOLS, *prometheus_measure.TOOLS],
        outside=WayOut(Egress(Private(everywhere=True)), Secrets({}, tmp_path)).of,
    )  # fmt: skip

    asyncio.run(database.run(tenants.ensure_default, tenant=DISPATCHER))

    async def call(tool: str, *, connection: dict[str, Any] | None = None, **arguments: JSON) -> ToolResult:
        item = connections.check({"name": "main", "kind": "prometheus", "url": outside.url, **(connection or {})})
        await database.run(partial(connections.put, tenant="default", item=item, actor="ann"), tenant="default")
        return (await gateway.call(tool, {"start": START, "end": END, "as_of": 0, **arguments}, tenant="default"))[0]

    return call


def _labels(**labels: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))


@pytest.mark.parametrize(
    ("labels", "about", "entity"),
    [
        ({"service_name": "cart", "job": "otel-collector"}, "", "service:cart"),
        ({"job": "shop/cart", "instance": "abc"}, "", "service:cart"),
        ({"exported_job": "shop/cart", "job": "otel-collector", "service": "otel-collector"}, "", "service:cart"),
        ({"app": "cart", "pod": POD}, "", "service:cart"),
        ({"pod": POD, "namespace": "shop", "job": "kubernetes-pods"}, "", "service:checkout"),
        ({"pod": "ksm-0", "exported_pod": POD, "service": "kube-state-metrics"}, "object", "service:checkout"),
        ({"pod": POD, "service": "kubelet", "job": "kubelet", "node": "n1"}, "object", "service:checkout"),
        ({"node": "n1", "condition": "Ready", "job": "kube-state-metrics"}, "object", "node:n1"),
        ({"deployment": "cart", "namespace": "shop", "pod": "ksm-0"}, "object", "service:cart"),
        ({"container_label_com_docker_compose_service": "cart"}, "object", "service:cart"),
        ({"instance": "10.0.0.5:9100", "job": "node"}, "node", "node:10.0.0.5"),
        ({"instance": "10.0.0.5:9100", "nodename": "n1"}, "node", "node:n1"),
        ({"destination_workload": "cart", "source_workload": "web"}, "", "service:cart"),
        ({"job": "kube-state-metrics"}, "", ""),
        ({"service_name": "unknown_service:java", "job": "prometheus"}, "", ""),
        ({}, "", ""),
    ],
)
def test_labels_say_what_a_series_is_about(labels: dict[str, str], about: str, entity: str) -> None:
    assert Labels({}).entity(labels, about) == entity


def test_a_connections_own_labels_come_first() -> None:
    assert Labels({"service": ("team_app",)}).entity({"team_app": "cart", "service": "x"}, "") == "service:cart"


@pytest.mark.parametrize(
    ("pod", "workload"),
    [
        (POD, "checkout"),
        ("db-0", "db"),
        ("agent-x2x4z", "agent"),
        ("my-redis", "my-redis"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_a_pods_name_tells_its_workload(pod: str, workload: str) -> None:
    assert workload_of(pod) == workload


@pytest.mark.parametrize(
    ("labels", "attributes"),
    [
        ({"code": "5xx"}, {"code": "500"}), ({"status": "error"}, {"error.type": "error"}),
        ({"http_response_status_code": "503"}, {"http.response.status_code": "503"}),
        ({"status_code": "STATUS_CODE_ERROR"}, {"error.type": "STATUS_CODE_ERROR"}),
        ({"status_code": "STATUS_CODE_UNSET"}, {}), ({"outcome": "SUCCESS"}, {}),
        ({"outcome": "SERVER_ERROR"}, {"error.type": "SERVER_ERROR"}), ({"exception": "None"}, {}),
        ({"grpc_code": "Unavailable"}, {"error.type": "Unavailable"}), ({"grpc_code": "OK"}, {}),
        ({"state": "idle", "pod": "x", "le": "1"}, {"state": "idle"}),
        ({"pod": POD}, {"pod_template_hash": "7d9f8b6c5"}), ({"version": "2", "pod": "db-0"}, {"version": "2"}),
    ],
)  # fmt: skip
def test_labels_become_attributes_as_classification_reads_them(
    labels: dict[str, str], attributes: dict[str, str]
) -> None:
    assert Labels({}).attributes(labels) == attributes


def test_what_speaks_of_trouble_is_asked_for_first_and_what_says_nothing_not_at_all() -> None:
    names = [*HISTOGRAM, "http_requests_total", "up", "hikaricp_connections_pending",
             "container_cpu_usage_seconds_total", "node_cpu_seconds_total", "kube_pod_info", "go_gc_duration_seconds",
             "prometheus_tsdb_head_series",
             "job:http:rate5m", "cart_discount_codes", "process_resident_memory_bytes", "kube_pod_created"]  # fmt: skip
    asked = questions(names, {})
    shown = [(question.name, question.stat) for question in asked]
    assert set(shown[:2]) == {("http_request_duration_seconds", "mean"), ("http_request_duration_seconds", "p95")}
    assert {name for name, _ in shown} == {
        "http_request_duration_seconds", "http_requests_total", "up", "hikaricp_connections_pending",
        "container_cpu_usage_seconds_total", "node_cpu_busy_ratio", "process_resident_memory_bytes",
    }  # fmt: skip
    wanted = questions(names, {}, ["cart_.*"])
    assert "cart_discount_codes" in {question.name for question in wanted}


def test_a_counter_is_known_by_its_name_or_by_the_servers_word() -> None:
    (named,) = questions(["orders_failed_total"], {})
    (told,) = questions(["orders_failed"], {"orders_failed": "counter"})
    (level,) = questions(["orders_failed"], {})
    assert [named.stat, told.stat, level.stat] == ["rate", "rate", "value"]


def test_a_question_takes_matchers_wherever_it_selects() -> None:
    (asked,) = [one for one in questions(HISTOGRAM, {}) if one.stat == "p95"]
    text = asked.asked(["job"], ['cluster="eu"'], rate_s=30, gauge_s=15)
    assert text == (
        'histogram_quantile(0.95, sum by (job,le) (rate(http_request_duration_seconds_bucket{cluster="eu"}[30s])))'
    )


def test_a_step_that_is_not_over_yet_is_not_asked_for() -> None:
    grid = Grid.over([(START, END)], 60 * S, START + 600 * S)
    assert grid.times[-1] + 60 * S <= START + 600 * S
    assert Grid.over([(START, END)], 60 * S, START - S).count == 0


def test_stretches_are_laid_end_to_end_up_to_the_last() -> None:
    step = 60 * S
    grid = Grid.over([(0, 10 * step), (100 * step, 105 * step)], step, 10**20)
    assert grid.count == 15
    assert grid.times[-1] == 104 * step and np.all(np.diff(grid.times) == step)


async def test_pods_of_one_workload_are_one_series_and_its_question_names_them(ask: Call, outside: Any) -> None:
    pods = {
        _labels(pod=f"checkout-7d9f8b6c5-x2x4{end}", namespace="shop"): float(place)
        for place, end in ((1, "z"), (2, "x"))
    }
    Fake(outside, ["container_cpu_usage_seconds_total"], lambda query: {**pods, _labels(pod="other-0"): 9.0})
    result = await ask("prometheus.series")
    live = result.data
    assert isinstance(live, LiveSeries) and result.presence is Presence.FOUND
    rows = {key.entity: values for key, values in zip(live.series.keys, live.series.values, strict=True)}
    assert set(rows) == {"service:checkout", "service:other"}
    assert np.allclose(rows["service:checkout"], 3.0) and live.series.step_ns == 15 * S
    asked = next(query.query for query in live.queries.values() if query.entity == "service:checkout")
    assert 'pod=~"checkout\\\\-7d9f8b6c5\\\\-x2x4x|checkout\\\\-7d9f8b6c5\\\\-x2x4z"' in asked
    assert 'namespace="shop"' in asked


async def test_what_was_asked_is_asked_again_and_gives_the_same(ask: Call, outside: Any) -> None:
    def level(at: float) -> float:
        return 0.02 + 0.001 * math.sin(at) + (0.5 if at > T0 + 900 else 0)

    fake = Fake(outside, ["app_request_latency_seconds"], lambda query: {_labels(job="cart"): level})
    live = (await ask("prometheus.series")).data
    (query,) = live.queries.values()
    fake.queries.clear()
    again = {
        "step_ns": live.series.step_ns, "before": [START, (T0 + 890) * S], "after": [(T0 + 900) * S, END],
        "rows": [query.arguments],
    }  # fmt: skip
    shift = await ask("prometheus.shift", **again)
    assert fake.queries == [query.query]
    assert shift.presence is Presence.FOUND and shift.value["direction"] == "up"
    assert shift.value["onset"] == (T0 + 900) * S // (15 * S) * 15 * S
    fake.answer = lambda query: {}
    assert (await ask("prometheus.shift", **again)).presence is Presence.ABSENT
    fake.answer = lambda query: (503, {}, b"{}")
    assert (await ask("prometheus.shift", **again)).presence is Presence.SOURCE_DOWN


async def test_a_flow_is_measured_again_from_its_rows(ask: Call, outside: Any) -> None:
    def answered(query: str) -> dict[tuple[Any, ...], Any]:
        mean = "_sum" in query
        return {_labels(job="cart"): (lambda at: 0.5 if at > T0 + 900 else 0.02) if mean else 10.0}

    Fake(outside, HISTOGRAM[1:], answered)
    live = (await ask("prometheus.series")).data
    flow = await ask(
        "prometheus.flow", step_ns=live.series.step_ns, before=[START, (T0 + 890) * S], after=[(T0 + 900) * S, END],
        rows=[query.arguments for query in live.queries.values()], entity="service:cart", what="time", callees=[],
    )  # fmt: skip
    assert flow.presence is Presence.FOUND
    assert math.isclose(float(flow.value["own"]), 4.8, rel_tol=0.05)


async def test_two_versions_side_by_side_are_compared_again_from_their_rows(ask: Call, outside: Any) -> None:
    def level(version: str) -> Callable[[float], float]:
        return lambda at: (
            (0.02 if version == "1" else 0.5) + 0.001 * math.sin(at) if version == "1" or at > T0 + 600 else math.nan
        )

    rows = {_labels(job="cart", version=version): level(version) for version in "12"}
    Fake(outside, ["app_request_latency_seconds"], lambda query: rows)
    live = (await ask("prometheus.series")).data
    assert [key.attributes["version"] for key in live.series.keys] == ["1", "2"]
    canary = await ask(
        "prometheus.canary", step_ns=live.series.step_ns, before=[START, (T0 + 590) * S], after=[(T0 + 600) * S, END],
        rows=[query.arguments for query in live.queries.values()],
    )  # fmt: skip
    assert canary.presence is Presence.FOUND and canary.summary
    outside.answer = lambda *_: (403, {}, b"")
    assert (
        await ask(
            "prometheus.canary", step_ns=live.series.step_ns, before=[START, END], after=[START, END],
            rows=[query.arguments for query in live.queries.values()],
        )
    ).presence is Presence.DENIED  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "presence"),
    [
        ((401, {}, b""), Presence.DENIED), ((403, {}, b""), Presence.DENIED), ((500, {}, b"{}"), Presence.SOURCE_DOWN),
        ((404, {}, b""), Presence.SOURCE_DOWN), ((200, {}, b"<html>"), Presence.SOURCE_DOWN),
        ((302, {"location": "http://example.com/"}, b""), Presence.DENIED),
        ((503, {}, b'{"status":"error","errorType":"timeout","error":"query timed out"}'), Presence.SOURCE_DOWN),
    ],
)  # fmt: skip
async def test_a_server_that_does_not_answer_is_something_unseen_and_no_error(
    ask: Call, outside: Any, answer: Any, presence: Presence
) -> None:
    outside.answer = lambda *_: answer
    result = await ask("prometheus.series")
    assert result.presence is presence
    assert [item.presence for item in result.data.unseen] == [presence]


async def test_no_data_in_the_window_is_not_a_server_that_is_down(ask: Call, outside: Any) -> None:
    Fake(outside, [], lambda query: {})
    result = await ask("prometheus.series")
    assert result.presence is Presence.OUT_OF_WINDOW and result.data.unseen[0].source == "main"


async def test_a_question_that_fails_costs_its_own_answer_only_and_is_said(ask: Call, outside: Any) -> None:
    refused = b'{"status":"error","errorType":"execution","error":"query processing would load too many samples"}'
    Fake(
        outside,
        ["up", "orders_failed_total"],
        lambda query: (422, {}, refused) if "up{" in query else {_labels(job="cart"): 1.0},
    )
    result = await ask("prometheus.series")
    assert [key.name for key in result.data.series.keys] == ["orders_failed_total"]
    assert "1 of 2 questions were not answered" in result.data.unseen[0].detail
    assert "too many samples" in result.data.unseen[0].detail


async def test_what_there_is_no_time_for_is_left_out_and_said(ask: Call, outside: Any) -> None:
    given_up = threading.Event()

    def answered(query: str) -> dict[tuple[Any, ...], Any]:
        if "slow_errors_total" in query:
            given_up.wait(100)
        return {_labels(job="cart"): 1.0}

    Fake(outside, ["orders_failed_total", "slow_errors_total"], answered)
    result = await ask("prometheus.series", budget_s=2)
    given_up.set()
    assert "orders_failed_total" in {key.name for key in result.data.series.keys}
    assert "no time left" in result.data.unseen[0].detail


async def test_selections_and_labels_of_the_connection_are_in_every_question(ask: Call, outside: Any) -> None:
    fake = Fake(outside, ["up"], lambda query: {_labels(team_app="cart"): 1.0})
    result = await ask(
        "prometheus.series", connection={"select": ['cluster="eu"'], "labels": {"service": ["team_app"]}}
    )
    assert {key.entity for key in result.data.series.keys} == {"service:cart"}
    assert fake.queries and all('cluster="eu"' in query for query in fake.queries)
    discovery = next(query for _, path, query in outside.asked if path.endswith("/values"))
    assert discovery["match[]"] == ['{cluster="eu"}']


async def test_without_a_connection_nothing_is_asked_and_nothing_is_missing(database: Database) -> None:
    gateway = Gateway(database, prometheus.TOOLS)
    result, _ = await gateway.call("prometheus.series", {"start": START, "end": END, "as_of": 0}, tenant="default")
    assert result.presence is Presence.ABSENT
    assert result.data.sources == () and result.data.unseen == ()


async def test_values_that_are_no_numbers_are_holes(ask: Call, outside: Any) -> None:
    Fake(
        outside,
        ["up"],
        lambda query: {_labels(job="cart"): lambda at: "NaN" if at < T0 + 600 else "+Inf" if at < T0 + 900 else 1},
    )
    values = (await ask("prometheus.series")).data.series.values[0]
    assert np.isnan(values[: 900 // 15 - 1]).all() and (values[-10:] == 1).all()


async def test_a_rate_is_reckoned_over_a_step_and_a_scrape_however_long_the_step_is(ask: Call, outside: Any) -> None:
    fake = Fake(outside, ["orders_failed_total"], lambda query: {_labels(job="cart"): 1.0})
    result = await ask("prometheus.series", step_ns=60 * S)
    assert result.data.series.step_ns == 60 * S
    assert "[75s]" in fake.queries[-1]


async def test_infinite_answers_only_are_no_series(ask: Call, outside: Any) -> None:
    Fake(outside, ["up"], lambda query: {_labels(job="cart"): "NaN"})
    assert (await ask("prometheus.series")).data.series.keys == ()


async def test_the_same_reading_has_the_same_digest(ask: Call, outside: Any) -> None:
    Fake(outside, ["up"], lambda query: {_labels(job="cart"): 1.0})
    first, second = await ask("prometheus.series"), await ask("prometheus.series")
    assert first.value == second.value and re.fullmatch("[0-9a-f]{64}", str(first.value["digest"]))
