"""Peers: published scorers and trivial rules on the same cases, in the same run, given the same times.

They rank services by metrics alone. Normal are the baseline (without excluded times) and what came before the onset;
without a given onset they get the time of the detection, because BARO's own change-point detection takes minutes on
hundreds of series. BARO is `fse-baro`'s robust scorer; NSigma and alert counting are few lines of our own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped]
from baro.root_cause_analysis import robust_scorer  # type: ignore[import-untyped]

from bench.sets.contract import SECOND, Question

__all__ = ["NOBODY", "PEERS", "Answer", "Table", "answers", "as_report", "table_of"]

Floats = npt.NDArray[np.float64]
NOBODY = "always none"
_ALERT = 3.0
_SMALL = 1e-9


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns `<service>__<metric>` of normal operation and of the incident; `edges` (caller, callee); the entity and
    metric that alerted, where that is known."""

    normal: pd.DataFrame
    strange: pd.DataFrame
    edges: tuple[tuple[str, str], ...]
    symptom: str = ""
    metric: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a method says: services, the worst first."""

    method: str
    services: tuple[str, ...]
    seconds: float


def table_of(folder: Path, question: Question | None, onset: int | None) -> Table | None:
    """Of a case's folder without its label; None when it has no such metrics, or no time at which they change."""
    path = folder / "metrics.parquet"
    if not path.is_file():
        return None
    given = json.loads((folder / "input.json").read_text())
    detected = question.detected if question and question.detected else int(given.get("detect_time_unix", 0)) * SECOND
    if not (onset or detected):
        return None
    split = (onset or detected) / SECOND
    window = pd.read_parquet(path)
    normal = window[window["time"] < split]
    if (folder / "baseline.parquet").is_file():
        normal = pd.concat([pd.read_parquet(folder / "baseline.parquet"), normal])
    low, high = window["time"].min(), window["time"].max()
    normal = normal[(normal["time"] < split) | (normal["time"] > high) | (normal["time"] < low)]
    for start, end in question.exclude if question else ():
        normal = normal[(normal["time"] < start / SECOND) | (normal["time"] >= end / SECOND)]
    topology = json.loads((folder / "topology.json").read_text()) if (folder / "topology.json").is_file() else {}
    symptom = given.get("symptom") or {}
    return Table(
        normal=normal.drop_duplicates("time").sort_values("time"),
        strange=window[window["time"] >= split],
        edges=tuple((src, dst) for src, dst in topology.get("edges", [])),
        symptom=symptom.get("node", ""),
        metric=symptom.get("metric", ""),
    )


def answers(table: Table | None) -> list[Answer]:
    """Every method's; only the ranking is timed. Without a table only that nobody did anything can be said."""
    found = [Answer(method=NOBODY, services=(), seconds=0.0)]
    if table is None or table.normal.empty or table.strange.empty:
        return found
    for name, method in PEERS.items():
        began = time.perf_counter()
        services = method(table)
        found.append(Answer(method=name, services=tuple(services), seconds=time.perf_counter() - began))
    return found


def _baro(table: Table) -> list[str]:
    both = pd.concat([table.normal, table.strange], ignore_index=True).ffill().bfill().fillna(0)
    columns = robust_scorer(both, anomalies=[len(table.normal)])["ranks"]
    return _services(columns)


def _nsigma(table: Table) -> list[str]:
    """The largest deviation upwards, in standard deviations; constant series say nothing."""
    names, old, new = _matrices(table)
    sd = np.nanstd(old, axis=0)
    z = (new - np.nanmean(old, axis=0)) / np.where(sd > _SMALL, sd, np.nan)
    return _ranked(names, _most(z))


def _alert_count(table: Table) -> list[str]:
    """How many of a service's series ever deviate by three standard deviations."""
    names, old, new = _matrices(table)
    sd = np.nanstd(old, axis=0)
    z = np.abs(new - np.nanmean(old, axis=0)) / np.where(sd > _SMALL, sd, np.nan)
    alerts: dict[str, int] = {}
    for name, value in zip(names, _most(z), strict=True):
        alerts[_service(name)] = alerts.get(_service(name), 0) + int(value > _ALERT)
    return sorted(alerts, key=lambda service: (-alerts[service], service))


def _shift(table: Table) -> list[str]:
    """Trivial: how far the median moved, in units of the normal range."""
    names, old, new = _matrices(table)
    wide = np.nanmax(old, axis=0) - np.nanmin(old, axis=0)
    moved = np.abs(np.nanmedian(new, axis=0) - np.nanmedian(old, axis=0)) / np.where(wide > _SMALL, wide, np.nan)
    return _ranked(names, moved)


def _deepest(table: Table) -> list[str]:
    """Trivial: the alerting metric only; of the nodes where it is out of the normal range, the deepest below the one
    that alerted first."""
    if not table.symptom:
        return []
    chosen = [name for name in table.normal.columns if not table.metric or f"__{table.metric}" in name]
    narrow = Table(
        normal=table.normal[["time", *(name for name in chosen if name != "time")]], strange=table.strange,
        edges=table.edges,
    )  # fmt: skip
    names, old, new = _matrices(narrow)
    low, high = np.nanmin(old, axis=0), np.nanmax(old, axis=0)
    middle = np.nanmedian(new, axis=0)
    strange = {_service(name) for name, out in zip(names, (middle < low) | (middle > high), strict=True) if out}
    depth = _depths(table.edges, table.symptom)
    services = sorted({_service(name) for name in names})
    return sorted(services, key=lambda one: (one not in strange, -depth.get(one, -1), one))


PEERS: Mapping[str, Callable[[Table], list[str]]] = {
    "baro": _baro, "nsigma": _nsigma, "alertcount": _alert_count, "shift": _shift, "deepest": _deepest,
}  # fmt: skip


def as_report(services: Sequence[str]) -> dict[str, Any]:
    """The ranks in the form in which a set's scoring reads a report; nothing else is claimed."""
    items = [{"entity": f"service:{name}", "kind": "unknown", "evidence_ids": []} for name in services]
    verdict = {"confidence": 0.0, "cause": None}
    return {"verdict": verdict, "hypotheses": items, "suspects": [], "evidence": []}


def _matrices(table: Table) -> tuple[list[str], Floats, Floats]:
    """Columns with a number on both sides, and their values before and after."""
    names = [name for name in table.normal.columns if name != "time" and name in table.strange.columns]
    names = [name for name in names if table.normal[name].notna().any() and table.strange[name].notna().any()]
    return names, table.normal[names].to_numpy(float), table.strange[names].to_numpy(float)


def _most(z: Floats) -> Floats:
    known = np.isfinite(z)
    return np.asarray(np.max(np.where(known, z, -np.inf), axis=0, initial=-np.inf))


def _ranked(names: Sequence[str], scores: Floats) -> list[str]:
    order = sorted(range(len(names)), key=lambda place: (-_number(float(scores[place])), names[place]))
    return _services([names[place] for place in order])


def _number(value: float) -> float:
    return value if np.isfinite(value) else -np.inf


def _services(columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(_service(column) for column in columns))


def _service(column: str) -> str:
    return column.rpartition("__")[0] or column


def _depths(edges: Sequence[tuple[str, str]], start: str) -> dict[str, int]:
    found, front = {start: 0}, [start]
    while front:
        front = [dst for src, dst in edges if src in front and dst not in found]
        found |= {name: max(found.values()) + 1 for name in front}
    return found
