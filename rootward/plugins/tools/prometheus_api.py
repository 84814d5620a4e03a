"""The HTTP API of Prometheus and of what speaks like it (Mimir, Thanos, Cortex): names, types, and ranges on a grid.

docs/querying/api.md of Prometheus: values are text, errors carry `errorType`, a range has at most 11,000 points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rootward.errors import Denied, NotFound, RootwardError, TimedOut, Unavailable
from rootward.events.presence import Presence
from rootward.events.series import SECOND, Floats, Ints, columns
from rootward.events.stretches import Span
from rootward.kit.egress import Answer, Line

__all__ = ["Grid", "Row", "build", "matrix", "metric_names", "metric_types", "presence_of", "resolution_ns"]

WHO = "Prometheus"
_PROBED = 600
_MOST_TYPES = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Runs of steps, (first step's start, how many), laid end to end up to the last (events.stretches). A step is
    evaluated at its end, over what lies in it."""

    step: int
    runs: tuple[Span, ...]

    @staticmethod
    def over(stretches: Sequence[Span], step: int, now: int) -> Grid:
        """The steps that lie in the stretches (that touch it, when there is one) and are over by `now`: a step of which
        a part is still to come would answer differently later."""
        runs = []
        for start, end in stretches:
            starts = columns(start, end, step)
            if len(stretches) > 1:
                starts = range(-(-start // step) * step, end - step + 1, step)
            over = sum(1 for one in starts if one + step <= now)
            runs.append((starts[0] if over else start, over))
        return Grid(step=step, runs=tuple(runs))

    @property
    def count(self) -> int:
        return sum(count for _, count in self.runs)

    @property
    def times(self) -> Ints:
        first, count = self.runs[-1]
        return first + self.step * np.arange(count - self.count, count, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One series of an answer; NaN where it has no value."""

    labels: Mapping[str, str]
    values: Floats


async def metric_names(line: Line, start: int, end: int, select: Sequence[str]) -> list[str]:
    """The names with series in [start, end) ns. Raises Denied, Unavailable, TimedOut."""
    query: dict[str, str | int | float | list[str]] = {"start": _seconds(start), "end": _seconds(end)}
    if select:
        query["match[]"] = "{" + ",".join(select) + "}"
    data = _data(await line.get("/api/v1/label/__name__/values", query))
    return [str(name) for name in data] if isinstance(data, list) else []


async def metric_types(line: Line) -> dict[str, str]:
    """`counter`, `gauge`, … by name, as far as the server knows; nothing where it does not serve them."""
    try:
        data = _data(await line.get("/api/v1/metadata", {"limit": _MOST_TYPES, "limit_per_metric": 1}))
    except RootwardError:
        return {}
    if not isinstance(data, dict):
        return {}
    return {name: str(told[0].get("type", "")) for name, told in data.items() if isinstance(told, list) and told}


async def resolution_ns(line: Line, name: str, start: int, end: int, select: Sequence[str]) -> int | None:
    """How often the series of a name have a point (ns), None when that cannot be told."""
    matchers = ",".join((f'__name__="{name}"', *select))
    middle = min(start + (end - start) // 2, end)
    query = f"max(count_over_time({{{matchers}}}[{_PROBED}s]))"
    form: dict[str, str | int | float | list[str]] = {
        "query": query, "start": _seconds(middle), "end": _seconds(end), "step": max(1, (end - middle) // SECOND // 3)
    }  # fmt: skip
    found = _rows(_data(await line.post_form("/api/v1/query_range", form)))
    most = max((float(value) for _, points in found for _, value in points), default=0.0)
    return round(_PROBED * SECOND / most) if most > 1 else None


async def matrix(line: Line, query: str, grid: Grid) -> list[Row]:
    """The answer to one expression on the grid. Raises Denied, Unavailable, TimedOut, TooLarge."""
    found: dict[tuple[tuple[str, str], ...], Row] = {}
    at = 0
    for first, count in grid.runs:
        if count:
            form: dict[str, str | int | float | list[str]] = {
                "query": query, "start": _seconds(first + grid.step), "end": _seconds(first + count * grid.step),
                "step": _seconds(grid.step),
            }  # fmt: skip
            for labels, points in _rows(_data(await line.post_form("/api/v1/query_range", form))):
                row = found.setdefault(tuple(sorted(labels.items())), Row(labels, np.full(grid.count, np.nan)))
                _fill(row.values[at : at + count], points, first, grid.step)
        at += count
    return [found[name] for name in sorted(found)]


async def build(line: Line) -> str:
    """What the server says it is, '' when it does not."""
    try:
        data = _data(await line.get("/api/v1/status/buildinfo"))
    except (NotFound, Unavailable):
        return ""
    return str(data.get("version") or "") if isinstance(data, dict) else ""


def presence_of(error: RootwardError) -> Presence:
    """Which absence an error of these questions stands for."""
    return Presence.DENIED if isinstance(error, Denied) else Presence.SOURCE_DOWN


def _data(answer: Answer) -> Any:
    """Raises Denied for a login that is wrong, NotFound, TimedOut, and Unavailable for every other refusal."""
    if answer.status in (401, 403):
        raise Denied(f"{WHO} does not permit it ({answer.status})", status=answer.status)
    if answer.status == 404:
        raise NotFound(f"there is no {WHO} API at this URL (404)", field="url")
    body = answer.json(WHO)
    if not isinstance(body, dict):
        raise Unavailable(f"{WHO} answered {answer.status} with no object", who=WHO)
    if body.get("status") == "success":
        return body.get("data")
    kind, told = str(body.get("errorType") or answer.status), str(body.get("error") or "")[:300]
    if kind in ("timeout", "canceled"):
        raise TimedOut(f"{WHO} gave up on a question: {told}", who=WHO)
    raise Unavailable(f"{WHO} refused a question ({kind}): {told}", who=WHO, kind=kind)


def _rows(data: Any) -> list[tuple[dict[str, str], list[list[Any]]]]:
    if not isinstance(data, dict) or data.get("resultType") != "matrix":
        raise Unavailable(f"{WHO} answered with no matrix", who=WHO)
    return [
        (dict(item.get("metric") or {}), item.get("values") or [])
        for item in data.get("result") or [] if isinstance(item, dict)
    ]  # fmt: skip


def _fill(values: Floats, points: list[list[Any]], first: int, step: int) -> None:
    """Put the points of one run into their places; what is infinite is no number."""
    times = np.array([point[0] for point in points], np.float64)
    at = np.rint((times * SECOND - first) / step).astype(np.int64) - 1
    inside = (at >= 0) & (at < len(values))
    numbers = np.array([float(point[1]) for point in points], np.float64)
    values[at[inside]] = np.where(np.isinf(numbers), np.nan, numbers)[inside]


def _seconds(ns: int) -> str:
    """Seconds with all their digits: a float would lose the nanoseconds."""
    whole, rest = divmod(ns, SECOND)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
