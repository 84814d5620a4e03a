"""An investigation whose only metrics are in a real Prometheus server, which is asked over HTTP where it stands.

The data are written as the server's own blocks before it starts, so that nothing depends on when the test runs. Needs
`prometheus` and `promtool`, which `bash .ci/run prometheus` fetches; ROOTWARD_TEST_PROMETHEUS names the folder they are
in, where they are not installed.
"""

from __future__ import annotations

import math
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rootward.cli.client import Client, connected
from rootward.cli.options import Options
from rootward.kit import clock

START = 1_780_272_000  # 2026-06-01T00:00:00Z
SCRAPE, MINUTES, FAULT = 15, 70, 45
FOLDER = os.environ.get("ROOTWARD_TEST_PROMETHEUS", "")
PROMETHEUS, PROMTOOL = (shutil.which(name, path=FOLDER or None) for name in ("prometheus", "promtool"))
pytestmark = pytest.mark.skipif(
    not (PROMETHEUS and PROMTOOL), reason="no prometheus and promtool here: bash .ci/run prometheus fetches them"
)

TOPOLOGY = """
name: estate
version: "1"
requires: [sre]
topology:
  edges:
    - {src: "service:storefront", dst: "service:basket", relation: calls}
    - {src: "service:storefront", dst: "service:search", relation: calls}
    - {src: "service:basket", dst: "service:ledger", relation: calls}
"""
SERVICES = ("basket", "ledger", "search", "storefront")
PATH = ("storefront", "basket", "ledger")
CULPRIT = "ledger"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
WINDOW = {"start": clock.format_ns((START + 600) * 10**9), "end": clock.format_ns((START + MINUTES * 60) * 10**9)}


@dataclass
class Server:
    """A running server; `stop` ends it before the test does."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The estate's hour as blocks of the server's own format."""
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "estate.om").write_text(_exposition())
    subprocess.run(
        [str(PROMTOOL), "tsdb", "create-blocks-from", "openmetrics", folder / "estate.om", folder / "data"],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    return folder


@pytest.fixture
def server(blocks: Path) -> Iterator[Server]:
    (blocks / "prometheus.yml").write_text("global: {}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(PROMETHEUS), f"--config.file={blocks / 'prometheus.yml'}", f"--storage.tsdb.path={blocks / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}", "--storage.tsdb.retention.time=100y", "--log.level=error",
    ]  # fmt: skip
    started = Server(f"http://127.0.0.1:{port}", subprocess.Popen(command, stderr=subprocess.DEVNULL))
    try:
        _until_ready(started)
        yield started
    finally:
        started.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "estate.yaml").write_text(TOPOLOGY)
    return tmp_path


async def test_the_cause_is_found_in_metrics_that_only_prometheus_has(server: Server, folder: Path) -> None:
    async with _rootward(server, folder) as client:
        report = await _investigated(client)
        verdict = report["verdict"]
        assert verdict["status"] == "cause_found", verdict["summary"]
        assert verdict["cause"]["entity"] == f"service:{CULPRIT}", verdict["summary"]
        onset = clock.parse_ns(verdict["cause"]["onset"]) / 10**9
        assert abs(onset - (START + FAULT * 60)) <= 60
        cited = [item for item in report["evidence"] if item["query"]["tool"].startswith("prometheus.")]
        assert cited
        assert all("(" in row["query"] for item in cited for row in item["query"]["arguments"]["rows"])
        assert not [item for item in report["could_not_see"] if "Prometheus" in item["what"]]


async def test_every_citation_holds_when_it_is_asked_again_and_cannot_be_checked_without_the_server(
    server: Server, folder: Path
) -> None:
    async with _rootward(server, folder) as client:
        report = await _investigated(client)
        verified = await client.post(f"/api/v1/reports/{report['report_id']}/verify")
        assert verified["all_hold"], [item for item in verified["checks"] if item["verdict"] != "holds"]
        assert verified["citations"] > 3
        server.stop()
        verified = await client.post(f"/api/v1/reports/{report['report_id']}/verify")
        assert {item["verdict"] for item in verified["checks"]} <= {"cannot_check", "holds"}
        assert "cannot_check" in {item["verdict"] for item in verified["checks"]}


async def test_a_server_that_is_down_makes_the_report_blind_and_not_an_error(server: Server, folder: Path) -> None:
    async with _rootward(server, folder) as client:
        server.stop()
        report = await _investigated(client)
        assert report["verdict"]["status"] == "insufficient_evidence"
        unseen = [item for item in report["could_not_see"] if "Prometheus connection main" in item["what"]]
        assert [item["presence"] for item in unseen] == ["source_down"]


async def test_a_window_without_data_is_told_from_a_server_that_is_down(server: Server, folder: Path) -> None:
    async with _rootward(server, folder) as client:
        earlier = {"start": "2025-01-01T00:00:00Z", "end": "2025-01-01T01:00:00Z"}
        report = await _investigated(client, earlier)
        unseen = [item for item in report["could_not_see"] if "Prometheus connection main" in item["what"]]
        assert [item["presence"] for item in unseen] == ["out_of_window"]


async def test_the_connection_is_tried_and_says_the_servers_version(server: Server, folder: Path) -> None:
    async with _rootward(server, folder) as client:
        tried = await client.post("/api/v1/connections/main/test")
        assert tried["answers"] and tried["found"]["version"]
        assert tried["presence"] == "out_of_window"  # its data are of another time


@asynccontextmanager
async def _rootward(server: Server, folder: Path) -> AsyncIterator[Client]:
    """Embedded, with the estate's topology and the server as its only source of metrics."""
    async with connected(Options(data_dir=folder / "data"), stages=True) as client:
        await client.raw("POST", "/api/v1/packs", content=(folder / "estate.yaml").read_bytes())
        await client.post("/api/v1/packs/estate/activate?version=1")
        await client.raw("PUT", "/api/v1/connections/main", json={"kind": "prometheus", "url": server.url})
        yield client


async def _investigated(client: Client, window: dict[str, str] | None = None) -> dict[str, Any]:
    asked = {"query": "storefront is slow", "service": "storefront", "time_window": window or WINDOW}
    answer = await client.post("/api/v1/investigate", asked, wait=60)
    report: dict[str, Any] = (await client.raw("GET", f"/api/v1/reports/{answer['report_id']}")).json()
    return report | {"report_id": answer["report_id"]}


def _until_ready(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(f"{server.url}/-/ready", timeout=2):
            return
        assert server.process.poll() is None, "the server ended"
        time.sleep(0.05)
    raise AssertionError("the server was not ready in time")


def _exposition() -> str:
    """The hour as OpenMetrics: requests with their durations, and the CPU and memory of every pod. In the ledger
    something burns CPU from the fault on, and its answers and those of its callers take longer."""
    ticks = [START + second for second in range(0, MINUTES * 60, SCRAPE)]
    lines = ["# TYPE http_server_request_duration_seconds histogram"]
    for service in SERVICES:
        lines += _histogram(service, ticks)
    lines += ["# TYPE http_server_requests counter"]
    for service in SERVICES:
        total = 0.0
        for tick in ticks:
            total += SCRAPE * _traffic(service, tick)
            lines.append(f'http_server_requests_total{{{_app(service)},code="200"}} {total:.3f} {tick}')
    for name, kind, value in (
        ("container_cpu_usage_seconds", "counter", _cpu), ("container_memory_working_set_bytes", "gauge", _memory),
    ):  # fmt: skip
        lines.append(f"# TYPE {name} {kind}")
        for service in SERVICES:
            total = 0.0
            for tick in ticks:
                total = total + SCRAPE * value(service, tick) if kind == "counter" else value(service, tick)
                shown = f"{name}_total" if kind == "counter" else name
                lines.append(f"{shown}{{{_container(service)}}} {total:.3f} {tick}")
    return "\n".join([*lines, "# EOF", ""])


def _histogram(service: str, ticks: list[int]) -> list[str]:
    lines, counts, total, count = [], [0.0] * len(BOUNDS), 0.0, 0.0
    rows: dict[str, list[str]] = {}
    for tick in ticks:
        mean, asked = _mean(service, tick), SCRAPE * _traffic(service, tick)
        count, total = count + asked, total + asked * mean
        for place, bound in enumerate(BOUNDS):
            counts[place] += asked * (1 - math.exp(-bound / mean))
            label = f'{_app(service)},le="{bound}"'
            rows.setdefault(f"bucket{{{label}}}", []).append(f"{counts[place]:.4f} {tick}")
        rows.setdefault(f'bucket{{{_app(service)},le="+Inf"}}', []).append(f"{count:.4f} {tick}")
        rows.setdefault(f"count{{{_app(service)}}}", []).append(f"{count:.4f} {tick}")
        rows.setdefault(f"sum{{{_app(service)}}}", []).append(f"{total:.4f} {tick}")
    for name, points in rows.items():
        lines += [f"http_server_request_duration_seconds_{name} {point}" for point in points]
    return lines


def _app(service: str) -> str:
    return f'job="shop/{service}",instance="10.0.0.{SERVICES.index(service) + 1}:8080"'


def _container(service: str) -> str:
    """As the kubelet's cAdvisor tells it: the scrape's own labels are the kubelet's."""
    pod = f'namespace="shop",pod="{service}-7d9f8b6c5-x2x4z",container="app",image="registry/app"'
    return f'{pod},job="kubelet",service="kubelet",instance="10.0.1.1:10250"'


def _broken(tick: int) -> bool:
    return tick >= START + FAULT * 60


def _wave(service: str, tick: int, size: float) -> float:
    """A little unrest that is the same in every run."""
    return 1 + size * math.sin(tick / 97 + 2 * SERVICES.index(service)) + size / 2 * math.sin(tick / 31)


def _traffic(service: str, tick: int) -> float:
    return {"storefront": 20.0, "basket": 12.0, "ledger": 10.0, "search": 6.0}[service] * _wave(service, tick, 0.05)


def _mean(service: str, tick: int) -> float:
    own = {"storefront": 0.02, "basket": 0.015, "ledger": 0.01, "search": 0.03}[service]
    added = {"ledger": 0.4, "basket": 0.33, "storefront": 0.2}.get(service, 0.0) if _broken(tick) else 0.0
    below = {"storefront": 0.025, "basket": 0.01}.get(service, 0.0)
    return (own + below) * _wave(service, tick, 0.04) + added


def _cpu(service: str, tick: int) -> float:
    return 0.1 * _wave(service, tick, 0.06) + (0.8 if service == CULPRIT and _broken(tick) else 0.0)


def _memory(service: str, tick: int) -> float:
    return 2e8 * _wave(service, tick, 0.02)
