"""A synthetic estate: services in layers, each with metrics, spans and logs, one of which breaks before the end.

Its numbers are made up; it measures time and memory, never accuracy.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from rootward.events.model import LogLine, Series, SpanItem, Telemetry

__all__ = ["END", "FAULT_AT", "MINUTES", "SERIES_EACH", "START", "STEP_S", "broken", "pieces"]

START = 1_780_000_000_000_000_000
STEP_S = 15
MINUTES = 60
_SECOND = 1_000_000_000
END = START + MINUTES * 60 * _SECOND
FAULT_AT = START + 2700 * _SECOND
_GAUGES = ("process.cpu.utilization", "process.memory.usage", "process.thread.count", "db.client.connection.count",
           "db.client.connection.pending_requests", "queue.depth", "http.server.active_requests",
           "http.server.request.error_ratio", "http.server.request.p95", "http.server.request.rate")  # fmt: skip
SERIES_EACH = len(_GAUGES)
_LINES = ("request done in {n} ms", "cache miss for item {n}", "connection returned to the pool", "retry {n} of 3")


def broken(services: int) -> str:
    """The entity that breaks."""
    return f"service:svc-{services - 1:03d}"


def pieces(services: int, spans_a_minute: int, lines_a_minute: int) -> Iterator[Telemetry]:
    """Telemetry in pieces of one service's metrics, then of one minute's spans and lines."""
    randomly = random.Random(5)
    times = tuple(range(START, END, STEP_S * _SECOND))
    broken = services - 1
    for service in range(services):
        yield Telemetry(series=tuple(_series(name, service, times, service == broken, randomly) for name in _GAUGES))
    for minute in range(MINUTES):
        begin = START + minute * 60 * _SECOND
        spans = [span for n in range(spans_a_minute // 3) for span in _trace(minute, n, begin, services, randomly)]
        lines = [_line(begin, services, randomly) for _ in range(lines_a_minute)]
        yield Telemetry(spans=tuple(spans), logs=tuple(lines))


def _series(name: str, service: int, times: tuple[int, ...], broken: bool, randomly: random.Random) -> Series:
    level = randomly.uniform(1, 100)
    values = tuple(
        level * (1 + randomly.gauss(0, 0.03)) * (3.0 if broken and time >= FAULT_AT else 1.0) for time in times
    )
    return Series(
        name=name, unit="1", kind="gauge", entity=f"service:svc-{service:03d}", attributes={}, times=times,
        values=values,
    )  # fmt: skip


def _trace(minute: int, number: int, begin: int, services: int, randomly: random.Random) -> list[SpanItem]:
    """A chain of three services; the deepest is slow and fails once the fault has begun."""
    chain = sorted(randomly.sample(range(services), 3))
    ts = begin + randomly.randrange(60) * _SECOND
    slow = chain[-1] == services - 1 and ts >= FAULT_AT
    trace_id = f"{minute:04x}{number:028x}"
    duration = int(randomly.uniform(20, 60) * 1e6) * (10 if slow else 1)
    return [
        SpanItem(
            ts=ts + depth * 1_000_000,
            duration_ns=duration - depth * 2_000_000,
            trace_id=trace_id,
            span_id=f"{minute:04x}{number:08x}{depth:04x}",
            parent_id=f"{minute:04x}{number:08x}{depth - 1:04x}" if depth else "",
            entity=f"service:svc-{service:03d}",
            name="GET /work",
            kind="server",
            status="error" if slow else "unset",
        )
        for depth, service in enumerate(chain)
    ]


def _line(begin: int, services: int, randomly: random.Random) -> LogLine:
    body = randomly.choice(_LINES).format(n=randomly.randrange(1000))
    return LogLine(
        ts=begin + randomly.randrange(60 * _SECOND), entity=f"service:svc-{randomly.randrange(services):03d}",
        severity="info", body=body,
    )  # fmt: skip
