"""Edge gaps: what callers wait for a callee beyond what the callee works, told from latencies measured on both sides.

A proxy or a client library times each call where it is made, and another where it is answered. Of what lies between
(the network, a full queue, a connection that must be made again) neither side's own latency tells alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rootward.causality.metric_kinds import meanings
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, measure
from rootward.causality.versions import across_versions
from rootward.events.entity import name_of
from rootward.events.series import SeriesKey, SeriesSet

__all__ = ["EdgeGap", "edge_gaps"]

Span = tuple[int, int]
_SIDES = re.compile(r"(^|[^a-z])(client|server|source|destination|outbound|inbound|upstream|downstream)(?![a-z])")
_SECONDS: Mapping[str, float] = {
    "s": 1.0, "seconds": 1.0, "second": 1.0, "ms": 1e-3, "milliseconds": 1e-3, "us": 1e-6, "microseconds": 1e-6,
    "ns": 1e-9,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeGap:
    """Seconds between `caller` and `callee`, of what `name` and `stat` measure; `waited` are the caller's seconds in
    all, before and after."""

    caller: str
    callee: str
    name: str
    stat: str
    before: float
    after: float
    waited: tuple[float, float]
    z: float
    score: float
    onset: int

    @property
    def grown(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    caller: SeriesKey
    callee: str
    waited: Floats
    gap: Floats


def edge_gaps(
    series: SeriesSet, calls: Mapping[str, Iterable[str]], *, before: Span, after: Span,
    parameters: Parameters = PARAMETERS,
) -> Iterator[EdgeGap]:  # fmt: skip
    """Every edge that is measured the same way on both sides, grown or not, in the set's order. `calls` are the callees
    of each entity."""
    pairs = list(_pairs(series, calls))
    if not pairs:
        return
    gaps, waited = np.array([pair.gap for pair in pairs]), np.array([pair.waited for pair in pairs])
    count = len(pairs)
    shifts = measure(
        gaps, series.times, before=before, after=after, bad=np.ones(count, dtype=np.int8),
        counts=np.zeros(count, dtype=np.bool_), steady=np.zeros(count, dtype=np.bool_), parameters=parameters,
    )  # fmt: skip
    old = (series.times >= before[0]) & (series.times < before[1])
    for row, pair in enumerate(pairs):
        usual = _median(waited[row][old])
        grown = float(np.nan_to_num(shifts.after[row] - shifts.before[row]))
        felt = usual > 0 and (usual + grown) / usual >= parameters.least_ratio
        yield EdgeGap(
            caller=pair.caller.entity, callee=pair.callee, name=pair.caller.name, stat=pair.caller.stat,
            before=float(shifts.before[row]), after=float(shifts.after[row]),
            waited=(usual, usual + grown), z=float(shifts.z[row]),
            score=float(shifts.score[row]) if felt else 0.0, onset=int(shifts.onset[row]),
        )  # fmt: skip


def _pairs(series: SeriesSet, calls: Mapping[str, Iterable[str]]) -> Iterator[_Pair]:
    joined, _ = across_versions(series)
    served: dict[tuple[str, str, str], list[int]] = {}
    called: list[tuple[int, str]] = []
    for place, (key, meaning) in enumerate(zip(joined.keys, meanings(joined), strict=True)):
        if meaning.kind == "latency":
            served.setdefault((key.entity, _sideless(key.name), key.stat), []).append(place)
        elif meaning.kind == "client_latency" and meaning.peer:
            callee = next((name for name in sorted(calls.get(key.entity, ())) if _is(name, meaning.peer)), "")
            if callee:
                called.append((place, callee))
    for place, callee in called:
        key = joined.keys[place]
        found = served.get((callee, _sideless(key.name), key.stat), [])
        other = _of_caller(found, joined.keys, key.entity)
        if other is not None:
            waited = joined.values[place] * _SECONDS.get(key.unit, 1.0)
            worked = joined.values[other] * _SECONDS.get(joined.keys[other].unit, 1.0)
            yield _Pair(caller=key, callee=callee, waited=waited, gap=np.maximum(waited - worked, 0.0))


def _sideless(name: str) -> str:
    return _SIDES.sub(r"\1", name.lower())


def _is(entity: str, peer: str) -> bool:
    return entity == peer or name_of(entity) == peer


def _of_caller(places: Sequence[int], keys: Sequence[SeriesKey], caller: str) -> int | None:
    """Of the callee's latencies that for this caller; else the one for all callers, where there is one."""
    of_one = [place for place in places if any(_is(caller, value) for value in keys[place].attributes.values())]
    if of_one:
        return of_one[0]
    whole = [place for place in places if not keys[place].attributes]
    return whole[0] if whole else None


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
