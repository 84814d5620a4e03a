"""Read Prometheus: everything worth knowing of one server in a window, within a time, as rows of entities."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import re2

from rootward.errors import RootwardError, TimedOut
from rootward.events.live import LiveQuery, Unseen
from rootward.events.presence import Presence
from rootward.events.series import SECOND, Floats, SeriesKey, fitting_step
from rootward.events.stretches import Line as Laid
from rootward.events.stretches import Span
from rootward.kit import clock
from rootward.kit.egress import Line
from rootward.packs.connection import Connection
from rootward.packs.values import nanoseconds
from rootward.plugins.tools.prometheus_api import (
    Grid,
    Row,
    matrix,
    metric_names,
    metric_types,
    presence_of,
    resolution_ns,
)
from rootward.plugins.tools.prometheus_labels import Labels
from rootward.plugins.tools.prometheus_question import Question
from rootward.plugins.tools.prometheus_questions import questions

__all__ = ["Reading", "choose_step", "merged", "read_server"]

MOST_QUESTIONS = 240
MOST_COLUMNS = 400
_MOST_ROWS = 10_000
_AT_ONCE = 6
_USUAL_RESOLUTION = 15 * SECOND
_FEWEST_PROBED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one server answered. `asked` of the questions it has are in it; `unseen` says why not all."""

    source: str
    keys: tuple[SeriesKey, ...] = ()
    values: tuple[Floats, ...] = ()
    queries: Mapping[str, LiveQuery] = field(default_factory=dict)
    names: int = 0
    asked: int = 0
    answered: int = 0
    unseen: Unseen | None = None


async def choose_step(line: Line, connection: Connection, stretches: Sequence[Span]) -> tuple[int, int, list[str]]:
    """How long a step is (ns) by how often the server scrapes and how long the stretches are; how often it scrapes
    (ns); and the names it has.

    Raises Denied, Unavailable, TimedOut."""
    start, end = min(one[0] for one in stretches), max(one[1] for one in stretches)
    names = await metric_names(line, start, end, connection.select)
    resolution = nanoseconds(connection.resolution) if connection.resolution else None
    if resolution is None:
        likely = sorted(names, key=lambda name: (name != "up", not name.endswith("_total"), name))
        for name in likely[:_FEWEST_PROBED]:
            resolution = await resolution_ns(line, name, *stretches[-1], connection.select)
            if resolution is not None:
                break
    laid = Laid(tuple(stretches))
    scraped = _round(resolution or _USUAL_RESOLUTION)
    return fitting_step(laid.start, laid.end, scraped, most=MOST_COLUMNS), scraped, names


async def read_server(
    line: Line, connection: Connection, names: Sequence[str], grid: Grid, *, resolution: int, deadline: float
) -> Reading:
    """Ask the questions that `names` allow, the most telling first, until `deadline` (monotonic seconds)."""
    labels = Labels(connection.labels)
    everything = questions(names, await metric_types(line), connection.metrics)
    chosen = everything[:MOST_QUESTIONS]
    windows = (grid.step + resolution) / SECOND, max(grid.step, resolution) / SECOND
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(question: Question) -> list[Row] | RootwardError:
        query = question.asked(labels.grouped, connection.select, rate_s=windows[0], gauge_s=windows[1])
        async with free:
            try:
                async with asyncio.timeout(max(0.0, deadline - clock.monotonic())):
                    return await matrix(line, query, grid)
            except TimeoutError:
                return TimedOut("there was no time left for it", who=connection.name)
            except RootwardError as error:
                return error

    answers = await asyncio.gather(*(one(question) for question in chosen))
    keys: list[SeriesKey] = []
    values: list[Floats] = []
    queries: dict[str, LiveQuery] = {}
    for question, answer in zip(chosen, answers, strict=True):
        if isinstance(answer, list) and len(keys) < _MOST_ROWS:
            asked = _Asked(question, connection, labels, windows)
            for query, row in asked.rows(answer):
                queries[query.series_id] = query
                keys.append(query.key)
                values.append(row)
    failed = [answer for answer in answers if isinstance(answer, RootwardError)]
    return Reading(
        source=connection.name, keys=tuple(keys), values=tuple(values), queries=queries, names=len(names),
        asked=len(everything), answered=len(chosen) - len(failed),
        unseen=_unseen(connection.name, failed, len(everything), len(chosen), bool(names)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one connection, and what becomes of its answer."""

    question: Question
    connection: Connection
    labels: Labels
    windows: tuple[float, float]

    def rows(self, answer: Sequence[Row]) -> Iterable[tuple[LiveQuery, Floats]]:
        """One row for each entity and set of attributes: instances of one thing are one, as they are when stored."""
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Row]] = {}
        for row in answer:
            entity = self.labels.entity(row.labels, self.question.about)
            if entity and np.isfinite(row.values).any():
                attributes = tuple(self.labels.attributes(row.labels).items())
                groups.setdefault((entity, attributes), []).append(row)
        present = [name for name in self.labels.grouped if any(row.labels.get(name) for row in answer)]
        for (entity, attributes), rows in sorted(groups.items(), key=lambda item: item[0]):
            matchers = (*self.connection.select, *_matchers(rows, present))
            query = LiveQuery(
                source=self.connection.name,
                query=self.question.asked(present, matchers, rate_s=self.windows[0], gauge_s=self.windows[1]),
                name=self.question.name, unit=self.question.unit, kind=self.question.kind, stat=self.question.stat,
                entity=entity, attributes=dict(attributes),
            )  # fmt: skip
            yield query, merged(rows, rate=self.question.stat == "rate")


def merged(rows: Sequence[Row], *, rate: bool) -> Floats:
    """Rates are added up, levels averaged where there are any. The order of the rows does not matter."""
    ordered = sorted(rows, key=lambda row: sorted(row.labels.items()))
    values = np.array([row.values for row in ordered])
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    result: Floats = np.where(count > 0, total / (np.ones_like(count) if rate else np.maximum(count, 1)), np.nan)
    return result


def _matchers(rows: Sequence[Row], present: Sequence[str]) -> list[str]:
    """Which select these rows and, as far as their labels go, no others of the answer."""
    found = []
    for name in present:
        values = sorted({row.labels.get(name, "") for row in rows})
        if len(values) == 1:
            found.append(f"{name}={_quoted(values[0])}")
        else:
            found.append(f"{name}=~{_quoted('|'.join(re2.escape(value) for value in values))}")
    return found


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _unseen(source: str, failed: Sequence[RootwardError], asked: int, tried: int, any_names: bool) -> Unseen | None:
    if not any_names:
        return Unseen(source=source, presence=Presence.OUT_OF_WINDOW, detail="it has no series in this window")
    if failed:
        commonest = failed[0]
        detail = f"{len(failed)} of {asked} questions were not answered: {commonest.message}"
        return Unseen(source=source, presence=presence_of(commonest), detail=detail)
    if tried < asked:
        detail = f"{asked - tried} of {asked} questions were not asked: there are too many metrics"
        return Unseen(source=source, presence=Presence.SOURCE_DOWN, detail=detail)
    return None


def _round(resolution: int) -> int:
    """A scrape comes now and then a little late: 15.03 s is 15 s."""
    return max(SECOND, round(resolution / SECOND) * SECOND)
