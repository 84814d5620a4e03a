"""Nezha's sampled traces as spans: their kinds are read off who calls whom, as the tracer that wrote them knew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]

from rootward.events.model import SpanItem, Telemetry

__all__ = ["pieces"]

_SPANS_A_PIECE = 20_000


def pieces(folder: Path) -> Iterator[Telemetry]:
    frames = []
    for place, name in enumerate(("baseline.traces.parquet", "traces.parquet")):
        if (folder / name).is_file():
            frame = pd.read_parquet(folder / name)
            label = frame["minute"].astype(str) if "minute" in frame else pd.Series("", index=frame.index)
            frame["trace"] = str(place) + label + ":" + frame["trace_id"].astype(str)
            frames.append(frame)
    if not frames:
        return
    frame = pd.concat(frames, ignore_index=True)
    frame["number"] = pd.factorize(frame["trace"])[0] + 1
    frame["kind"], frame["peer"] = _kinds(frame)
    spans = [_span(row) for row in frame.itertuples(index=False)]
    for start in range(0, len(spans), _SPANS_A_PIECE):
        yield Telemetry(spans=tuple(spans[start : start + _SPANS_A_PIECE]))


def _kinds(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """(kind, peer): entered from another service: server; an operation under which another service usually answers:
    client of that service, also where the answer is missing; else internal."""
    parents = frame[["number", "span_id", "service", "operation"]].drop_duplicates(["number", "span_id"])
    both = frame.merge(
        parents, left_on=["number", "parent_id"], right_on=["number", "span_id"], how="left", suffixes=("", "_above")
    )
    entered = (frame["parent_id"] < 0) | (both["service_above"].notna() & (both["service_above"] != both["service"]))
    crossing = both[both["service_above"].notna() & (both["service_above"] != both["service"])]
    callees = crossing.groupby(["service_above", "operation_above"])["service"].agg(set)
    answered = crossing.groupby(["number", "parent_id"])["service"].first()
    client = frame.set_index(["service", "operation"]).index.isin(callees.index)
    kind = pd.Series("internal", index=frame.index).mask(client, "client").mask(entered.to_numpy(), "server")
    reached = pd.Series(frame.set_index(["number", "span_id"]).index.map(answered.to_dict()), index=frame.index)
    only = {key: min(found) for key, found in callees.items() if len(found) == 1}
    usual = pd.Series(frame.set_index(["service", "operation"]).index.map(only), index=frame.index)
    peer = reached.fillna(usual).where(kind == "client").fillna("")
    return kind, peer


def _span(row: object) -> SpanItem:
    number, parent = int(row.number), int(row.parent_id)  # type: ignore[attr-defined]
    return SpanItem(
        ts=int(row.start_us) * 1000,  # type: ignore[attr-defined]
        duration_ns=int(row.duration_us) * 1000,  # type: ignore[attr-defined]
        trace_id=f"{number:032x}",
        span_id=f"{number:08x}{int(row.span_id) + 1:08x}",  # type: ignore[attr-defined]
        parent_id=f"{number:08x}{parent + 1:08x}" if parent >= 0 else "",
        entity=f"service:{row.service}",  # type: ignore[attr-defined]
        name=str(row.operation),  # type: ignore[attr-defined]
        kind=row.kind,  # type: ignore[attr-defined]
        peer=f"service:{row.peer}" if row.peer else "",  # type: ignore[attr-defined]
    )
