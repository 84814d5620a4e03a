"""Asked with what somebody knows: normal operation of two months ago, and an hour in which something else was broken.

Everything is wrong throughout the time that is asked about, so that it shows against the given baseline only.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from rootward.cli.client import Client, connected
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.events.model import Edge, LogLine, Received, Series, SpanItem, Telemetry
from rootward.kit import clock

MINUTE = 60_000_000_000
NOW = clock.now_ns() // MINUTE * MINUTE - 120 * MINUTE
LONG_AGO = NOW - 60 * 24 * 60 * MINUTE
BROKEN = (LONG_AGO + 20 * MINUTE, LONG_AGO + 40 * MINUTE)


def _telemetry(start: int, minutes: int, *, slow: float, lines: str) -> Telemetry:
    """A service `pay` behind `web`, one request every five seconds; `web` is broken for a while long ago."""
    times = tuple(start + n * MINUTE for n in range(minutes))
    waits = tuple(slow * (1 + 0.02 * (n % 3)) for n in range(minutes))
    cpu = tuple(0.2 * (1 + 0.05 * (n % 4)) * (30 if BROKEN[0] <= at < BROKEN[1] else 1) for n, at in enumerate(times))
    series = (
        Series(name="http.server.request.duration.p95", unit="s", kind="gauge", entity="service:pay", attributes={},
               times=times, values=waits),
        Series(name="process.cpu.utilization", unit="1", kind="gauge", entity="service:web", attributes={},
               times=times, values=cpu),
    )  # fmt: skip
    moments = range(start, start + minutes * MINUTE, 5_000_000_000)
    spans = tuple(span for at in moments for span in _trace(at, int(slow * 1e9)))
    written = tuple(LogLine(ts=at, entity="service:pay", severity="error", body=lines) for at in moments if lines)
    routine = tuple(LogLine(ts=at, entity="service:pay", severity="info", body="paid") for at in moments)
    edges = (Edge(src="service:web", dst="service:pay", relation="calls", origin="pack", ts=0),)
    return Telemetry(series=series, spans=spans, logs=(*written, *routine), edges=edges)


def _trace(at: int, took: int) -> list[SpanItem]:
    def span(place: int, entity: str, kind: str, length: int) -> SpanItem:
        return SpanItem(
            ts=at + place, duration_ns=length, trace_id=f"{at:032x}", span_id=f"{at + place:016x}",
            parent_id=f"{at + place - 1:016x}" if place else "", entity=entity, name="POST /pay", kind=kind,  # type: ignore[arg-type]
            peer="service:pay" if kind == "client" else "",
        )  # fmt: skip

    return [span(0, "service:web", "server", took + 2_000_000), span(1, "service:web", "client", took + 1_000_000),
            span(2, "service:pay", "server", took)]  # fmt: skip


async def _asked(client: Client, **known: object) -> tuple[dict[str, Any], dict[str, Any]]:
    window = {"start": clock.format_ns(NOW), "end": clock.format_ns(NOW + 60 * MINUTE)}
    body = {"time_window": window, "service": "web", "onset": window["start"], **known}
    report = (await client.post("/api/v1/investigate?wait=60", body))["report_id"]
    found = await client.get(f"/api/v1/reports/{report}")
    return found, await client.post(f"/api/v1/reports/{report}/verify")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    folder: Path = tmp_path_factory.mktemp("given")
    normal = [{"start": clock.format_ns(LONG_AGO), "end": clock.format_ns(LONG_AGO + 60 * MINUTE)}]
    other = [{"start": clock.format_ns(BROKEN[0]), "end": clock.format_ns(BROKEN[1])}]

    async def work() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
        async with connected(Options(data_dir=folder), stages=True) as client:
            assert client.app is not None
            long_ago = _telemetry(LONG_AGO, 60, slow=0.02, lines="")
            today = _telemetry(NOW, 60, slow=1.5, lines="the ledger did not answer")
            for number, told in enumerate((long_ago, today)):
                received = Received(telemetry=told)
                await client.app.ingestor.accept("default", received, source="test", body=str(number).encode())
            await client.app.settle()
            with pytest.raises(Quit, match="before the onset"):
                await _asked(client)
            return {
                "known": await _asked(client, baseline=normal, exclude=other),
                "again": await _asked(client, baseline=normal, exclude=other),
            }

    return asyncio.run(work())


def test_against_the_given_baseline_the_cause_is_found(
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    report, _ = answers["known"]
    assert report["verdict"]["cause"]["entity"] == "service:pay", report["verdict"]["summary"]
    kinds = {item["kind"] for item in report["evidence"] if item["entity"] == "service:pay" and item["score"] > 1}
    assert {"metric.latency", "trace.self_time"} <= kinds and any(kind.startswith("log.") for kind in kinds)


def test_every_citation_holds_when_it_is_run_again(
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    report, verified = answers["known"]
    assert verified["all_hold"], [check for check in verified["checks"] if check["verdict"] != "holds"][:3]
    assert verified["citations"] >= 3
    telemetry = [item["query"]["arguments"] for item in report["evidence"] if "before" in item["query"]["arguments"]]
    assert telemetry and all(len(one["stretches"]) >= 3 for one in telemetry)


def test_the_same_question_gives_the_same_report(
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    assert answers["known"][0] == answers["again"][0]


def test_what_was_broken_in_an_excluded_time_is_not_normal(
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    values = [item["value"] for item in answers["known"][0]["evidence"] if item["kind"] == "metric.cpu"]
    assert all(value["before"] < 1 for value in values)
