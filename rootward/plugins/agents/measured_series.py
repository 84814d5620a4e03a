"""Measured series: the metrics of a task, those that were sent and those that live elsewhere, as one set to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rootward.agents.cite import absent, cite
from rootward.agents.contract import Blindness, Toolbox
from rootward.causality.metric_kinds import classify
from rootward.causality.model import Observation
from rootward.errors import NotFound, RootwardError
from rootward.events.live import LIVE, LiveQuery, LiveSeries, Unseen, joined
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.evidence.model import Evidence
from rootward.kit.canonical import JSON

__all__ = ["SERIES_TOOLS", "MeasuredSeries", "measured_series"]

SERIES_TOOLS = ("metrics.series", "prometheus.series")

_REMEDY = (
    "send metrics (OTLP /v1/metrics) of the services concerned: latency, errors, CPU, memory, pools; or name the "
    "Prometheus server that has them: rootward sources add"
)
_OF_FLOWS = frozenset({"traffic", "errors", "refusals", "latency", "client_latency", "availability"})
_MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredSeries:
    """`series` has no rows when there is nothing; `queries` are the questions behind the rows that live elsewhere, by
    their ids; `blind` is what could not be seen."""

    series: SeriesSet | None
    queries: Mapping[str, LiveQuery] = field(default_factory=dict)
    blind: tuple[Blindness, ...] = ()

    def cite(
        self, found: Iterable[Observation], *, what: str, shared: dict[str, JSON], window: tuple[int, int]
    ) -> tuple[Evidence, ...]:
        """Evidence of shifts, flows or canaries (`what` is `shift`, `flow` or `canary`), each with the tool that
        measures it again where its series are."""
        evidence: tuple[Evidence, ...] = ()
        for item in found:
            rows = self._rows(item)
            if rows is None:
                continue
            told: dict[str, JSON] = {name: value for name, value in item.subject.items() if name in _FLOW}
            live = replace(item, subject=told | {"rows": [query.arguments for query in rows]}) if rows else item
            tool = f"prometheus.{what}" if rows else f"metrics.{what}"
            evidence += cite([live], tool=tool, shared=shared, window=window)
        return evidence

    def _rows(self, item: Observation) -> Sequence[LiveQuery] | None:
        """The live rows that an observation was made of; none when it was made of stored ones only, None when they
        cannot all be named."""
        ids = item.subject.get("series_ids")
        if isinstance(ids, list):
            names = [str(name) for name in ids]
            live = [self.queries[name] for name in names if name.startswith(LIVE)]
            return live if len(live) in (0, len(names)) else None
        callees = item.subject.get("callees")
        entities = {
            str(item.subject.get("entity", item.entity)),
            *(str(one) for one in (callees if isinstance(callees, list) else [])),
        }
        rows = [query for query in self.queries.values() if query.entity in entities and _flows(query)]
        return rows if len(rows) <= _MOST_ROWS else None


_FLOW = frozenset({"entity", "what", "callees"})


async def measured_series(reading: dict[str, JSON], toolbox: Toolbox) -> MeasuredSeries:
    """Everything measured in `reading` (see agents.contract). What does not answer is said, and never an error."""
    answer = await toolbox.call("metrics.series", dict(reading))
    stored = answer.data if isinstance(answer.data, SeriesSet) and answer.data.keys else None
    live = await _live(reading | ({"step_ns": stored.step_ns} if stored else {}), toolbox)
    blind = tuple(_blindness(item, some=bool(live.series.keys)) for item in live.unseen) if live else ()
    if live is None or not live.series.keys:
        if stored is None:
            presence = Presence.ABSENT if answer.presence is Presence.FOUND else answer.presence
            blind = (absent("metrics", presence, _REMEDY), *blind)
        return MeasuredSeries(series=stored, blind=blind)
    if stored is not None and stored.step_ns < live.series.step_ns:
        again = (await toolbox.call("metrics.series", reading | {"step_ns": live.series.step_ns})).data
        stored = again if isinstance(again, SeriesSet) else None
    series = live.series if stored is None else joined(stored, live.series)
    return MeasuredSeries(series=series, queries=live.queries, blind=blind)


async def _live(reading: dict[str, JSON], toolbox: Toolbox) -> LiveSeries | None:
    """None when there is nothing that could be asked."""
    try:
        found = (await toolbox.call("prometheus.series", reading)).data
    except NotFound:
        return None
    except RootwardError as error:
        unseen = Unseen(source="prometheus", presence=Presence.SOURCE_DOWN, detail=error.message)
        return LiveSeries(series=_NOTHING, queries={}, unseen=(unseen,))
    return found if isinstance(found, LiveSeries) and (found.sources or found.unseen) else None


def _blindness(item: Unseen, *, some: bool) -> Blindness:
    part = "part of the metrics" if some else "the metrics"
    return absent(f"{part} of the Prometheus connection {item.source}", item.presence, item.detail)


def _flows(query: LiveQuery) -> bool:
    return classify(query.name, query.unit, query.attributes, query.stat).kind in _OF_FLOWS


_NOTHING = SeriesSet(keys=(), times=np.zeros(0, np.int64), values=np.zeros((0, 0)), step_ns=1)
