"""Observe metrics: what each series of a set shows in the window against the baseline, as observations."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rootward.causality.climb import CLIMBING, climbs
from rootward.causality.metric_kinds import MetricMeaning, meanings, status_of
from rootward.causality.model import Observation, stable
from rootward.causality.once import once
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Shifts, measure, surprise
from rootward.causality.versions import across_versions
from rootward.causality.words import amount, named, qualified
from rootward.events.series import SeriesKey, SeriesSet
from rootward.evidence.model import Direction
from rootward.kit.canonical import JSON

__all__ = ["chosen_stats", "floor_of", "observe_metrics"]

Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]
_IGNORED = "ignored"
_DIRECTIONS: Mapping[int, Direction] = {1: "up", -1: "down", 2: "new", -2: "gone", 0: "none"}
_SELDOM = frozenset({"restarts"})
_RATED = frozenset({"rate"})
_STATS = frozenset({"value", "rate", "mean", "p95"})
_WAITS = frozenset({"latency", "client_latency", "db_latency", "pool_wait"})
_FAILS = frozenset({"errors", "client_errors", "db_errors", "refusals"})
_ANSWERS = _FAILS | {"availability", "latency"}
_LIMITED = frozenset({"cpu", "memory", "disk"})
_OF_LIMIT = re.compile(r"utili[sz]ation|limit|percent|pct|ratio", re.IGNORECASE)
_SHARES: Mapping[str, float] = {"1": 1.0, "ratio": 1.0, "%": 0.01, "percent": 0.01}
_SECONDS: Mapping[str, float] = {"s": 1.0, "seconds": 1.0, "ms": 1e-3, "milliseconds": 1e-3, "us": 1e-6, "ns": 1e-9}


def chosen_stats(series: SeriesSet, stats: Collection[str] = _STATS) -> SeriesSet:
    """The rows worth comparing: of a histogram the rate, the mean and the 95th percentile; finer ones are noise."""
    if all(key.stat in stats for key in series.keys):
        return series
    return _comparable(series) if stats is _STATS else _rows(series, stats)


@once
def _comparable(series: SeriesSet) -> SeriesSet:
    """The same set for everybody, so that what is reckoned once of a set is."""
    return _rows(series, _STATS)


def _rows(series: SeriesSet, stats: Collection[str]) -> SeriesSet:
    chosen = [place for place, key in enumerate(series.keys) if key.stat in stats]
    return replace(series, keys=tuple([series.keys[place] for place in chosen]), values=series.values[chosen])


def observe_metrics(
    series: SeriesSet, *, before: Span, after: Span, keep_quiet: bool = False, only: Collection[str] = (),
    parameters: Parameters = PARAMETERS,
) -> list[Observation]:  # fmt: skip
    """One observation for each series that shows something (each series at all with `keep_quiet`), in the set's order.

    Versions of one thing are one series. A series' observation depends on others of its name, which tell when anything
    of that kind was counted, and its score on the worst of the set and on whether its entity is asked for anything:
    against them, it may be immaterial. `only` are ids of the series that are wanted."""
    series, ids = across_versions(series)
    told = meanings(series)
    heard = _heard(series, told, before, parameters)
    chosen = [
        place for place, meaning in enumerate(told)
        if (keep_quiet or meaning.kind != _IGNORED) and (not only or not set(only).isdisjoint(ids[place]))
    ]  # fmt: skip
    if not chosen or series.values.shape[1] == 0:
        return []
    values = _counted_up(series.values[chosen], [told[place] for place in chosen])
    shifts = measure(
        values,
        series.times,
        before=before,
        after=after,
        bad=np.array([told[place].direction for place in chosen], dtype=np.int8),
        counts=np.array([told[place].counts for place in chosen], dtype=np.bool_) & heard[chosen],
        steady=np.array([series.keys[place].stat == "value" for place in chosen], dtype=np.bool_),
        floors=np.array([floor_of(told[place].kind, parameters) for place in chosen]),
        outages=np.array([told[place].kind in _ANSWERS for place in chosen]),
        loud_only=np.array([not (keep_quiet or _has_limit(series.keys[place], told[place])) for place in chosen]),
        parameters=parameters,
    )
    shifts = _with_climbs(shifts, series, told, chosen, before, parameters)
    keys, kinds = [series.keys[place] for place in chosen], [told[place] for place in chosen]
    factors = _materiality(keys, kinds, shifts, parameters)
    idle = _idle(series, told, after)
    for row, (key, kind) in enumerate(zip(keys, kinds, strict=True)):
        if key.entity in idle and kind.kind in _WAITS:
            factors[row] *= parameters.immaterial
    scores = np.where(_full(keys, kinds, shifts, parameters), parameters.full_surprise, 0.0)
    shifts = replace(shifts, score=np.maximum(shifts.score * factors, scores))
    return [
        _observation(key, ids[chosen[row]], kind, shifts, row)
        for row, (key, kind) in enumerate(zip(keys, kinds, strict=True))
        if keep_quiet or shifts.score[row] > 0
    ]


def _heard(series: SeriesSet, told: Sequence[MetricMeaning], before: Span, parameters: Parameters) -> Bools:
    """For each row whether its kind of thing was counted most of the time before: only then is no number a zero. Of
    what was counted now and then, somebody's sample, no number says nothing."""
    old = (series.times >= before[0]) & (series.times < before[1])
    known: dict[str, Bools] = {}
    for place, (key, meaning) in enumerate(zip(series.keys, told, strict=True)):
        if meaning.counts:
            there = np.isfinite(series.values[place, old])
            known[key.name] = known[key.name] | there if key.name in known else there
    often = {name: not there.any() or float(there.mean()) >= parameters.heard_share for name, there in known.items()}
    return np.array([often.get(key.name, True) for key in series.keys], dtype=np.bool_)


def floor_of(kind: str, parameters: Parameters = PARAMETERS) -> float:
    """The share of its level below which a change of this kind is none: of what succeeds, a hundredth matters."""
    return parameters.available_floor if kind == "availability" else parameters.floor


def _counted_up(values: Floats, told: Sequence[MetricMeaning]) -> Floats:
    """What happens seldom and matters each time (restarts, kills) is counted up, so that one of it is a step: rates
    are added up, of a gauge what it gained."""
    seldom = np.array([one.kind in _SELDOM for one in told])
    if not seldom.any():
        return values
    counts = np.array([one.counts for one in told])
    plain = np.nan_to_num(values)
    gained = np.maximum(np.diff(plain, axis=1, prepend=plain[:, :1]), 0.0)
    return np.where(seldom[:, None], np.cumsum(np.where(counts[:, None], plain, gained), axis=1), values)


def _with_climbs(
    shifts: Shifts, series: SeriesSet, told: Sequence[MetricMeaning], chosen: list[int], before: Span,
    parameters: Parameters,
) -> Shifts:  # fmt: skip
    """Where a series climbs all through the baseline and that is more surprising than its step, the climb is told."""
    bad = np.array([told[place].direction if told[place].kind in CLIMBING else 0 for place in chosen], dtype=np.int8)
    if not bad.any():
        return shifts
    found = climbs(series.values[chosen], series.times, before=before, bad=bad, parameters=parameters)
    told_better = found.z > np.maximum(shifts.z, parameters.quiet_z)
    begins = series.times[np.argmax(series.times >= before[0])] if len(series.times) else 0
    return replace(
        shifts,
        z=np.where(told_better, found.z, shifts.z),
        score=np.where(told_better, surprise(found.z, parameters), shifts.score),
        direction=np.where(told_better, bad, shifts.direction).astype(np.int8),
        before=np.where(told_better, found.first, shifts.before),
        after=np.where(told_better, found.last, shifts.after),
        onset=np.where(told_better, begins, shifts.onset),
    )


def _materiality(keys: list[SeriesKey], kinds: list[MetricMeaning], shifts: Shifts, parameters: Parameters) -> Floats:
    """What adds little waiting (or little failing) against the worst of the set is no cause of it, however large its
    own deviation; 1 for everything that is not a time or a rate of failures."""
    added = np.nan_to_num(shifts.after - shifts.before) * (shifts.score > 0)
    factors = np.ones(len(keys))
    both = list(zip(keys, kinds, strict=True))
    waits = np.array([_SECONDS.get(key.unit, 0.0) * (kind.kind in _WAITS) for key, kind in both])
    fails = np.array([float(kind.kind in _FAILS and key.stat in _RATED) for key, kind in both])
    for unit in (waits, fails):
        amounts = np.maximum(added * unit, 0.0)
        if amounts.max(initial=0.0) > 0:
            share = np.minimum(1.0, amounts / (parameters.material_share * amounts.max()))
            factors = np.where(unit > 0, parameters.immaterial + (1 - parameters.immaterial) * share, factors)
    return factors


def _full(keys: list[SeriesKey], kinds: list[MetricMeaning], shifts: Shifts, parameters: Parameters) -> Bools:
    """What came to its limit and was not there before: however much it moves in general, no more can be given."""
    shares = np.array([
        _SHARES.get(key.unit, 0.0) * _has_limit(key, kind) for key, kind in zip(keys, kinds, strict=True)
    ])  # fmt: skip
    old, new = np.nan_to_num(shifts.before) * shares, np.nan_to_num(shifts.after) * shares
    return np.asarray((shifts.direction == 1) & (old < parameters.full_before) & (new >= parameters.full_share))


def _has_limit(key: SeriesKey, meaning: MetricMeaning) -> bool:
    return meaning.kind in _LIMITED and bool(_OF_LIMIT.search(key.name))


def _idle(series: SeriesSet, told: Sequence[MetricMeaning], after: Span) -> frozenset[str]:
    """Entities whose traffic is measured and that are not asked at all: whatever they wait for, nobody waits."""
    new = (series.times >= after[0]) & (series.times < after[1])
    asked: dict[str, bool] = {}
    for place, (key, meaning) in enumerate(zip(series.keys, told, strict=True)):
        if meaning.kind == "traffic":
            some = bool((np.nan_to_num(series.values[place, new]) > 0).any())
            asked[key.entity] = asked.get(key.entity, False) or some
    return frozenset(entity for entity, some in asked.items() if not some)


def _observation(key: SeriesKey, ids: tuple[str, ...], meaning: MetricMeaning, shifts: Shifts, row: int) -> Observation:
    old, new = float(shifts.before[row]), float(shifts.after[row])
    direction = _DIRECTIONS[int(shifts.direction[row])]
    onset = int(shifts.onset[row]) or None
    value: dict[str, JSON] = {
        "name": key.name,
        "stat": key.stat,
        "unit": key.unit,
        "attributes": dict(key.attributes),
        "before": stable(old),
        "after": stable(new),
        "deviation": stable(float(shifts.z[row]), 4),
        "direction": direction,
        "onset": onset,
        "points": int(shifts.points[row]),
    }
    if meaning.peer:
        value["peer"] = meaning.peer
    if status_of(key.attributes):
        value["status"] = status_of(key.attributes)
    return Observation(
        kind=f"metric.{meaning.kind}",
        entity=key.entity,
        subject={"series_ids": [*ids], "stat": key.stat},
        value=value,
        text=_text(key, old, new, direction),
        score=float(shifts.score[row]),
        onset=onset,
        direction=direction,
        magnitude=new / old if old else 0.0,
    )


def _text(key: SeriesKey, old: float, new: float, direction: Direction) -> str:
    unit = "/s" if key.stat in _RATED else key.unit
    name = qualified(key.name, key.attributes, key.entity) + ("" if key.stat in ("value", "rate") else f" {key.stat}")
    verb = {"up": "rose", "down": "fell", "new": "appeared", "gone": "ended"}.get(direction, "moved")
    return f"{name} of {named(key.entity)} {verb} from {_told(old, unit)} to {_told(new, unit)}"


def _told(value: float, unit: str) -> str:
    return f"{value:.3g}/s" if unit == "/s" else amount(value, unit)
