"""Live series: metrics that were read where they live, each row with the question that reads it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rootward.events.model import MetricKind
from rootward.events.presence import Presence
from rootward.events.series import SeriesKey, SeriesSet, Stat
from rootward.kit.canonical import JSON, sha256_hex

__all__ = ["LIVE", "LiveQuery", "LiveSeries", "Unseen", "joined"]

LIVE = "live:"
"""What the ids of live series begin with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveQuery:
    """The exact question, to one connection by its name, whose answer is one row, and what that row is."""

    source: str
    query: str
    name: str
    unit: str
    kind: MetricKind
    stat: Stat
    entity: str
    attributes: dict[str, str] = field(hash=False)

    @property
    def key(self) -> SeriesKey:
        return SeriesKey(
            series_id=self.series_id, name=self.name, unit=self.unit, kind=self.kind, entity=self.entity,
            attributes=self.attributes, stat=self.stat,
        )  # fmt: skip

    @property
    def series_id(self) -> str:
        return LIVE + sha256_hex(self.arguments)[:32]

    @property
    def arguments(self) -> dict[str, JSON]:
        """What a tool that measures again is told about this row."""
        return {
            "source": self.source, "query": self.query, "name": self.name, "unit": self.unit, "kind": self.kind,
            "stat": self.stat, "entity": self.entity, "attributes": {**self.attributes},
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Unseen:
    """A connection that did not answer, or only in part, and why."""

    source: str
    presence: Presence
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveSeries:
    """`queries` by the id of the row. Without connections `sources` is empty, and nothing can be missing."""

    series: SeriesSet
    queries: Mapping[str, LiveQuery]
    sources: tuple[str, ...] = ()
    unseen: tuple[Unseen, ...] = ()


def joined(stored: SeriesSet, live: SeriesSet) -> SeriesSet:
    """Both on one grid. What was also sent to us is not taken a second time from where it lives.

    Both must have the same step; columns that only one has are empty in the other.
    """
    if not live.keys or not stored.keys:
        return live if live.keys else stored
    known = {_what(key) for key in stored.keys}
    places = [place for place, key in enumerate(live.keys) if _what(key) not in known]
    times = np.union1d(stored.times, live.times)
    rows = np.full((len(stored.keys) + len(places), len(times)), np.nan)
    rows[: len(stored.keys), np.searchsorted(times, stored.times)] = stored.values
    rows[len(stored.keys) :, np.searchsorted(times, live.times)] = live.values[places]
    keys = (*stored.keys, *(live.keys[place] for place in places))
    return replace(stored, keys=keys, times=times, values=rows, truncated=stored.truncated + live.truncated)


def _what(key: SeriesKey) -> tuple[str, str, Stat, Sequence[tuple[str, str]]]:
    return key.name, key.entity, key.stat, tuple(sorted(key.attributes.items()))
