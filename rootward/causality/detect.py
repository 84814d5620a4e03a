"""Detect: which services show trouble that users feel, before anybody alerts; and when it is over.

Pure and incremental: what is known goes in with the next evaluations' measurements and comes out again, of bounded
size. The same measurements give the same findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from rootward.causality.detect_parameters import DETECT, FRONT, DetectParameters, Limits, limits_of
from rootward.causality.detect_track import MODES, TRACK, Floats, Mode, Tracks, excess, follow, ordinary, present

__all__ = ["Active", "Measured", "Sign", "Track", "Turn", "Watch", "advance", "blank"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Track:
    """What one row of a watch is about. `direction` is the bad one, 1 or -1; `unit` that of its values."""

    entity: str
    kind: str
    name: str
    mode: Mode
    direction: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """Evaluations in the order of time: `values[i, j]` is `tracks[i]` in the one that ends at `ends[j]` (ns), NaN where
    nothing was measured; `weights` are the requests of a share."""

    tracks: tuple[Track, ...]
    ends: tuple[int, ...]
    values: Floats
    weights: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One symptom: what it was and is, in `unit`; `nats` of the `limit` that it took."""

    kind: str
    name: str
    unit: str
    before: float
    after: float
    since: int
    nats: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """Trouble that goes on: since when, when it was found, last told of and last seen."""

    since: int
    found: int
    told: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is new about an entity at a time: trouble found, trouble that goes on, trouble over."""

    entity: str
    verb: Literal["found", "goes_on", "over"]
    at: int
    since: int
    found: int
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """Everything that is known of a tenant: `until` (ns) it has been evaluated."""

    until: int
    tracks: tuple[Track, ...]
    rows: Tracks
    active: Mapping[str, Active] = field(default_factory=dict)


def blank(until: int) -> Watch:
    return Watch(until=until, tracks=(), rows=np.zeros(0, TRACK))


def advance(
    watch: Watch, measured: Measured, *, false_a_day: float, parameters: DetectParameters = DETECT
) -> tuple[Watch, list[Turn]]:
    """The watch after these evaluations, and what turned. `false_a_day`: how many findings a day noise may cause.

    Evaluations that the watch has had already are passed over. O(series x evaluations).
    """
    watch, places = _enlarged(watch, measured.tracks, parameters)
    modes = np.array([MODES.index(track.mode) for track in watch.tracks], np.int8)
    directions = np.array([track.direction for track in watch.tracks], np.int8)
    rows, active, turns = watch.rows, dict(watch.active), list[Turn]()
    limits = limits_of(sum(track.kind in FRONT for track in watch.tracks), false_a_day, parameters)
    values, weights = np.full(len(rows), np.nan), np.zeros(len(rows))
    kept: npt.NDArray[np.bool_] = places >= 0
    until = watch.until
    for column, end in enumerate(measured.ends):
        if end <= until:
            continue
        values[:], weights[:] = np.nan, 0.0
        values[places[kept]] = measured.values[kept, column]
        weights[places[kept]] = measured.weights[kept, column]
        rows = follow(rows, modes, directions, values, weights, at=end, limit=limits.alone, parameters=parameters)
        until = end
        if active or (rows["total"] >= limits.together).any():
            known = Watch(until=end, tracks=watch.tracks, rows=rows, active=active)
            turns += _turns(known, modes, limits, active, parameters)
    return Watch(until=until, tracks=watch.tracks, rows=rows, active=active), turns


def _enlarged(
    watch: Watch, tracks: Sequence[Track], parameters: DetectParameters
) -> tuple[Watch, npt.NDArray[np.int64]]:
    """The watch with rows for new series and without those long gone, and the row of each of `tracks` (-1: none)."""
    kept = np.flatnonzero(watch.until - watch.rows["last"] <= parameters.forget_ns)
    known = [watch.tracks[place] for place in kept.tolist()]
    rows = watch.rows[kept]
    index = {track: place for place, track in enumerate(known)}
    fresh = [track for track in sorted(tracks) if track not in index][: max(0, parameters.most_series - len(known))]
    for track in fresh:
        index[track] = len(index)
    rows = np.concatenate([rows, np.zeros(len(fresh), TRACK)])
    places = np.array([index.get(track, -1) for track in tracks], np.int64)
    return Watch(until=watch.until, tracks=(*known, *fresh), rows=rows, active=watch.active), places


def _turns(
    watch: Watch, modes: npt.NDArray[np.int8], limits: Limits, active: dict[str, Active], parameters: DetectParameters
) -> list[Turn]:
    """What is new at `watch.until`; `active` is brought up to date."""
    at, nats = watch.until, excess(watch.rows, parameters)
    before, after = ordinary(watch.rows, modes, parameters), present(watch.rows, modes)
    old = watch.rows["points"] > parameters.least_points
    lasting = watch.rows["since"] < at - parameters.bucket_ns // 2
    by_entity: dict[str, list[int]] = {}
    for place in np.flatnonzero(old & lasting & (nats >= limits.together)).tolist():
        by_entity.setdefault(watch.tracks[place].entity, []).append(place)
    found, present_now = [], set[str]()
    for entity, places in sorted(by_entity.items()):
        signs = {
            place: _sign(watch.tracks[place], watch.rows[place], float(nats[place]), float(before[place]),
                         float(after[place]))
            for place in places
        }  # fmt: skip
        sizes = {place: _size(watch.tracks[place], signs[place], watch.rows[place], parameters) for place in places}
        if any(sizes[place] and sign.kind in FRONT for place, sign in signs.items()):
            present_now.add(entity)
        if entity in active or not _is_trouble(watch, signs, sizes, limits, parameters):
            continue
        ordered = sorted(signs.values(), key=lambda sign: (sign.kind not in FRONT, -sign.nats, sign.kind, sign.name))
        since = min(sign.since for sign in ordered if sign.kind in FRONT)
        active[entity] = Active(since=since, found=at, told=at, seen=at)
        found.append(Turn(entity=entity, verb="found", at=at, since=since, found=at, signs=tuple(ordered[:6])))
    return found + _endings(watch, present_now, active, parameters)


def _endings(
    watch: Watch, present_now: set[str], active: dict[str, Active], parameters: DetectParameters
) -> list[Turn]:
    """Trouble is over when nothing of some size was seen for a while; then its sums begin anew."""
    at, turns = watch.until, []
    for entity, one in sorted(active.items()):
        seen = at if entity in present_now else one.seen
        if at - seen >= parameters.quiet_ns:
            del active[entity]
            for place, track in enumerate(watch.tracks):
                if track.entity == entity:
                    watch.rows["total"][place] = watch.rows["peak"][place] = 0.0
            turns.append(Turn(entity=entity, verb="over", at=at, since=one.since, found=one.found))
        elif at - one.told >= parameters.again_ns:
            active[entity] = Active(since=one.since, found=one.found, told=at, seen=seen)
            turns.append(Turn(entity=entity, verb="goes_on", at=at, since=one.since, found=one.found))
        else:
            active[entity] = Active(since=one.since, found=one.found, told=one.told, seen=seen)
    return turns


def _is_trouble(
    watch: Watch, signs: Mapping[int, Sign], sizes: Mapping[int, int], limits: Limits, parameters: DetectParameters
) -> bool:
    """One thing that users feel, of clear size and beyond the limit alone; or one of some size, with something of
    another nature that began with it."""
    runs = {place: float(watch.rows["run"][place]) for place in signs}
    for place, sign in signs.items():
        if sign.kind not in FRONT or not sizes[place]:
            continue
        lasts = watch.tracks[place].mode == "share" or runs[place] >= parameters.run_alone
        if sizes[place] >= 2 and lasts and sign.nats >= limits.alone:
            return True
        beside = (other for spot, other in signs.items() if runs[spot] >= parameters.run_beside)
        if any(_goes_with(sign, other, parameters) for other in beside):
            return True
    return False


def _goes_with(sign: Sign, other: Sign, parameters: DetectParameters) -> bool:
    together = abs(sign.since - other.since) <= parameters.apart_ns
    return together and _NATURE.get(sign.kind) != _NATURE.get(other.kind)


_NATURE = {
    **dict.fromkeys(("latency", "trace.latency", "client_latency", "db_latency"), "time"),
    **dict.fromkeys(
        ("errors", "trace.errors", "availability", "client_errors", "db_errors", "log.errors", "errors.count",
         "client_errors.count", "db_errors.count"),
        "failure",
    ),
}  # fmt: skip
"""Symptoms of one nature come together even when they are chance; those of none of these are of the resources."""


def _sign(track: Track, row: np.void, nats: float, before: float, after: float) -> Sign:
    return Sign(
        kind=track.kind, name=track.name, unit=track.unit, before=before, after=after, since=int(row["since"]),
        nats=round(nats, 1),
    )  # fmt: skip


def _size(track: Track, sign: Sign, row: np.void, parameters: DetectParameters) -> int:
    """2: of clear size by itself; 1: of some size; 0: small, or only for a moment."""
    if row["run"] < (parameters.run_share if track.mode == "share" else parameters.run_time):
        return 0
    if track.mode == "share":
        more = sign.after - sign.before if row["now"] >= parameters.least_failures * parameters.recent else 0.0
        return int(more >= parameters.some_share) + int(more >= parameters.clear_share)
    if track.direction < 0:
        fell = (sign.before - sign.after) / max(abs(sign.before), 1e-9)
        return int(fell >= parameters.some_share) + int(fell >= parameters.clear_share)
    ratio = sign.after / sign.before if sign.before > 0 else parameters.clear_ratio
    return int(ratio >= parameters.some_ratio) + int(ratio >= parameters.clear_ratio)
