"""Tracing: spans reach the named collector, redacted, and nothing of the SDK is loaded without one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from rootward.kit import tracing

SECRET = "ghp_" + "a1B2" * 9


class Collector(ThreadingHTTPServer):
    """An OTLP/HTTP collector that keeps what it is sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.received: list[ResourceSpans] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def names(self) -> set[str]:
        return {span.name for span in self._spans()}

    def named(self, name: str) -> Span:
        (found,) = [span for span in self._spans() if span.name == name]
        return found

    def _spans(self) -> list[Span]:
        return [span for resource in self.received for scope in resource.scope_spans for span in scope.spans]


class _Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            self.server.received += ExportTraceServiceRequest.FromString(body).resource_spans
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("ending", ["", "/", "/v1/traces"])
def test_spans_arrive_at_the_collector_when_it_is_stopped(collector: Collector, ending: str) -> None:
    stop = tracing.configure(collector.url + ending, version="1.2.3")
    library = trace.get_tracer("a library")
    with tracing.span("outer", tenant="acme"), tracing.span("inner", tenant="acme", case="case_1"):
        library.start_span("theirs").end()
    stop()
    assert collector.names() == {"outer", "inner"}
    outer, inner = collector.named("outer"), collector.named("inner")
    told = {item.key: item.value.string_value for item in inner.attributes}
    assert told == {"rootward.tenant": "acme", "rootward.case": "case_1"}
    assert (inner.parent_span_id, inner.trace_id) == (outer.span_id, outer.trace_id)
    assert outer.parent_span_id == b""
    told = {item.key: item.value.string_value for item in collector.received[0].resource.attributes}
    assert (told["service.name"], told["service.version"]) == ("rootward", "1.2.3")


def test_secrets_do_not_leave_with_a_span() -> None:
    memory = InMemorySpanExporter()
    stop = tracing.send_to(memory, version="1")
    with suppress(ValueError), tracing.span("x", tenant="acme", password="hunter2hunter2"):
        raise ValueError(f"said {SECRET}")
    stop()
    (sent,) = memory.get_finished_spans()
    assert sent.attributes == {"rootward.password": "[redacted:password]", "rootward.tenant": "acme"}
    assert sent.status.status_code is trace.StatusCode.ERROR
    assert sent.status.description == "ValueError: said [redacted:github_token]"
    assert sent.events[0].name == "exception"
    assert SECRET not in sent.to_json()


def _one_span(name: str) -> None:
    with tracing.span(name, tenant="acme"):
        pass


def test_whoever_is_stopped_gets_no_more_spans() -> None:
    first, second = InMemorySpanExporter(), InMemorySpanExporter()
    tracing.send_to(first, version="1")()
    stop = tracing.send_to(second, version="1")
    _one_span("later")
    stop()
    stop()
    _one_span("too late")
    assert [span.name for span in second.get_finished_spans()] == ["later"]
    assert first.get_finished_spans() == ()


def test_without_an_endpoint_nothing_happens() -> None:
    with capture_logs() as logged:
        tracing.configure("", version="1")()
    assert logged == []
    with tracing.span("x", tenant="acme"):
        assert not trace.get_current_span().is_recording()


async def test_tasks_and_threads_go_on_below_the_span_that_was_open() -> None:
    memory = InMemorySpanExporter()
    stop = tracing.send_to(memory, version="1")

    async def task() -> None:
        with tracing.span("task", tenant="acme"):
            await asyncio.to_thread(_one_span, "thread")

    with tracing.span("outer", tenant="acme"):
        async with asyncio.TaskGroup() as tasks:
            started = [tasks.create_task(task()) for _ in range(3)]
    assert all(one.done() for one in started)
    stop()
    names = {span.context.span_id: span.name for span in memory.get_finished_spans()}
    parents = [(span.name, names.get(span.parent.span_id) if span.parent else None) for span in
               memory.get_finished_spans()]  # fmt: skip
    assert sorted(parents, key=str) == [("outer", None), *[("task", "outer")] * 3, *[("thread", "task")] * 3]


def test_without_the_sdk_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with capture_logs() as logged:
        tracing.configure("http://127.0.0.1:1", version="1")()
    (line,) = logged
    assert (line["event"], line["log_level"]) == ("tracing.not_installed", "warning")
    assert line["advice"] == f"pip install {tracing.PACKAGES}"
    assert not tracing.is_installed()


def test_the_sdk_is_loaded_only_when_spans_are_sent() -> None:
    script = (
        "import sys; from rootward.kit import tracing; tracing.configure('', version='1');"
        "sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=200).returncode == 0


def test_a_collector_that_is_away_does_not_hold_the_end_up() -> None:
    stop = tracing.configure("http://127.0.0.1:1", version="1")
    _one_span("lost")
    thread = threading.Thread(target=stop)
    thread.start()
    thread.join(15)
    assert not thread.is_alive()
