"""Nezha's metrics under the names of usual exporters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]

from bench.sets.contract import SECOND
from rootward.events.model import Edge, MetricKind, Series, Telemetry

__all__ = ["pieces"]

_NAMES: dict[str, tuple[str, str, float, dict[str, str]]] = {
    # Column -> metric, unit, factor, attributes.
    "cpu_m": ("k8s.pod.cpu.usage", "{cpu}", 1e-3, {}),
    "cpu_pct": ("k8s.pod.cpu_limit_utilization", "1", 1e-2, {}),
    "mem_mi": ("k8s.pod.memory.usage", "By", 2.0**20, {}),
    "mem_pct": ("k8s.pod.memory_limit_utilization", "1", 1e-2, {}),
    "net_rx": ("k8s.pod.network.io", "By/s", 1.0, {"network.io.direction": "receive"}),
    "net_tx": ("k8s.pod.network.io", "By/s", 1.0, {"network.io.direction": "transmit"}),
    "syscall_read": ("container.syscalls", "{call}", 1.0, {"syscall": "read"}),
    "syscall_write": ("container.syscalls", "{call}", 1.0, {"syscall": "write"}),
    "workload_ops": ("http.server.request.rate", "{request}/s", 1.0, {}),
    "success_pct": ("http.server.success_rate", "%", 1.0, {}),
    "client_p90_s": ("http.client.request.duration.p90", "s", 1.0, {}),
    "client_p95_s": ("http.client.request.duration.p95", "s", 1.0, {}),
    "client_p99_s": ("http.client.request.duration.p99", "s", 1.0, {}),
    "server_p90_s": ("http.server.request.duration.p90", "s", 1.0, {}),
    "server_p95_s": ("http.server.request.duration.p95", "s", 1.0, {}),
    "server_p99_s": ("http.server.request.duration.p99", "s", 1.0, {}),
    "svc_SuccessRate(%)": ("gateway.success_rate", "%", 1.0, {}),
    "svc_LatencyP50(s)": ("gateway.request.duration.p50", "s", 1.0, {}),
    "svc_LatencyP90(s)": ("gateway.request.duration.p90", "s", 1.0, {}),
    "svc_LatencyP95(s)": ("gateway.request.duration.p95", "s", 1.0, {}),
    "svc_LatencyP99(s)": ("gateway.request.duration.p99", "s", 1.0, {}),
}
_NODES = {
    "node_cpu_pct": ("k8s.node.cpu.utilization", "1", 1e-2),
    "node_mem_pct": ("k8s.node.memory.utilization", "1", 1e-2),
    "node_net_rx": ("k8s.node.network.io", "By/s", 1.0),
}
_EDGE = re.compile(r"from_(?P<src>.+)_(?P<side>src|dst)_p50_s")


def pieces(folder: Path) -> Iterator[Telemetry]:
    """The case's window and the baseline as one, then the statistics of traces and logs."""
    frames = [pd.read_parquet(folder / name) for name in ("baseline.parquet", "metrics.parquet")
              if (folder / name).is_file()]  # fmt: skip
    frame = pd.concat(frames).drop_duplicates("time", keep="last").sort_values("time")
    yield from _of_columns(frame)
    yield from _of_statistics(folder)


def _of_columns(frame: pd.DataFrame) -> Iterator[Telemetry]:
    times = frame["time"].to_numpy() * SECOND
    nodes: dict[bytes, str] = {}
    series: list[Series] = []
    edges: list[Edge] = []
    for column in frame.columns[1:]:
        service, _, what = column.partition("__")
        values, entity = frame[column].to_numpy(float), f"service:{service}"
        if what in _NODES:
            name, unit, factor = _NODES[what]
            first = frame[f"{service}__node_cpu_pct"].to_numpy(float).tobytes()
            node = nodes.setdefault(first, f"node:node-{len(nodes) + 1}")
            attributes: dict[str, str] = {}
            entity = node
            edges.append(Edge(src=f"service:{service}", dst=node, relation="runs_on", origin="pack", ts=0))
        elif edge := _EDGE.fullmatch(what):
            name, unit, factor, entity, attributes = _of_edge(edge["src"], service, edge["side"])
        else:
            name, unit, factor, attributes = _NAMES.get(what, (what, "1", 1.0, {}))
        series.append(_series(name, unit, entity, attributes, times, values * factor))
    yield Telemetry(series=tuple(series), edges=tuple(dict.fromkeys(edges)))


def _of_edge(src: str, dst: str, side: str) -> tuple[str, str, float, str, dict[str, str]]:
    """What a mesh's proxies report of calls, each on its own side."""
    if side == "src":
        return "http.client.request.duration.p50", "s", 1.0, f"service:{src}", {"server.address": dst}
    return "http.server.request.duration.p50", "s", 1.0, f"service:{dst}", {"client.address": src}


def _of_statistics(folder: Path) -> Iterator[Telemetry]:
    moments = _minutes(folder)
    found: list[Series] = []
    for kind, (keys, series_of) in _TABLES.items():
        frames = []
        for prefix, given in (("baseline.", False), ("", True)):
            path = folder / f"{prefix}{kind}.parquet"
            if path.is_file():
                frame = pd.read_parquet(path)
                frame["ts"] = frame["minute"].map(moments) if given else moments.get("", 0)
                frames.append(frame.dropna(subset=["ts"]))
        if frames:
            found += series_of(_complete(pd.concat(frames, ignore_index=True), keys))
    if found:
        yield Telemetry(series=tuple(found))


def _complete(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The counts are over everything: what is not named in a minute came no time."""
    frame = frame.assign(**{key: frame[key].fillna("") for key in keys}).drop_duplicates([*keys, "ts"])
    every = frame[keys].drop_duplicates().merge(frame[["ts"]].drop_duplicates(), how="cross")
    whole = every.merge(frame, on=[*keys, "ts"], how="left")
    return whole.assign(n=whole["n"].fillna(0), ts=whole["ts"].astype("int64")).sort_values([*keys, "ts"])


def _minutes(folder: Path) -> dict[str, int]:
    """The time at which each labelled minute of samples ends (ns), as deltas are dated; '' is the fault-free one."""
    moments: dict[str, int] = {}
    if (folder / "traces.parquet").is_file():
        starts = pd.read_parquet(folder / "traces.parquet", columns=["minute", "start_us"])
        moments = {str(name): int(value) * 1000 for name, value in starts.groupby("minute")["start_us"].max().items()}
    if (folder / "baseline.traces.parquet").is_file():
        starts = pd.read_parquet(folder / "baseline.traces.parquet", columns=["start_us"])
        moments[""] = int(starts["start_us"].median()) * 1000  # well inside the times without a fault
    return moments


def _edges(frame: pd.DataFrame) -> list[Series]:
    found = []
    for (src, dst), rows in frame.groupby(["src", "dst"]):
        times, entity = rows["ts"].to_numpy(), f"service:{src}"
        peer = {"client": str(src), "server": str(dst), "peer.service": str(dst)}
        name = "traces_service_graph_request_client_seconds"
        found += [
            _series("traces_service_graph_request_total", "{request}", entity, peer, times, rows["n"], kind="delta"),
            _series(f"{name}_p50", "s", entity, peer, times, rows["p50"] / 1e6),
            _series(f"{name}_p90", "s", entity, peer, times, rows["p90"] / 1e6),
        ]
    return found


def _operations(frame: pd.DataFrame) -> list[Series]:
    found = []
    for (service, operation), rows in frame.groupby(["service", "OperationName"]):
        times, entity, told = rows["ts"].to_numpy(), f"service:{service}", {"span.name": str(operation)}
        found += [
            _series("traces.span.metrics.calls", "{call}", entity, told, times, rows["n"], kind="delta"),
            *(
                _series(f"traces.span.metrics.duration.{stat}", "s", entity, told, times, rows[stat] / 1e6)
                for stat in ("mean", "p50", "p90", "p99")
            ),
        ]
    return found


def _log_lines(frame: pd.DataFrame) -> list[Series]:
    found = []
    for (service, level, source), rows in frame.groupby(["service", "level", "source"], dropna=False):
        told = {"severity": str(level), "code.function": str(source)}
        found.append(
            _series("log_lines", "{line}", f"service:{service}", told, rows["ts"].to_numpy(), rows["n"], kind="delta")
        )
    return found


_TABLES = {
    "trace_edges": (["src", "dst"], _edges),
    "trace_stats": (["service", "OperationName"], _operations),
    "log_stats": (["service", "level", "source"], _log_lines),
}


def _series(
    name: str, unit: str, entity: str, attributes: dict[str, str], times: object, values: object,
    kind: MetricKind = "gauge",
) -> Series:  # fmt: skip
    points = [
        (int(time), float(value))
        for time, value in zip(times, values, strict=True)  # type: ignore[call-overload]
        if value == value
    ]
    return Series(
        name=name, unit=unit, kind=kind, entity=entity, attributes=attributes,
        times=tuple(time for time, _ in points), values=tuple(value for _, value in points),
    )  # fmt: skip
