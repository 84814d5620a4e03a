"""Track: what is ordinary for each series, and how much speaks against its being ordinary now; all series at once.

One row a series, of fixed size. Three kinds of series: a time (compared as a logarithm) or a level, a share of
requests that failed, a count. For each the sum of log likelihood ratios of trouble against the ordinary is kept, never
below zero (CUSUM, Page 1954), so that one limit in nats serves them all.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from rootward.causality.detect_parameters import DETECT, DetectParameters

__all__ = ["MODES", "TRACK", "Mode", "Tracks", "excess", "follow", "ordinary", "present"]

Mode = Literal["log", "level", "share", "count"]
MODES: tuple[Mode, ...] = get_args(Mode)
_LOG, _LEVEL, _SHARE, _COUNT = range(4)

TRACK = np.dtype([
    ("level", "<f8"),  # of a time its logarithm; of a share the failures, of a count the occurrences
    ("spread", "<f8"),  # mean absolute deviation; of a share the requests
    ("size", "<f8"),  # largest magnitude lately
    ("noise", "<f8"),  # variance over that of independent occurrences; of a time the usual number of requests
    ("points", "<f8"),
    ("total", "<f8"),  # the sum, in nats
    ("peak", "<f8"),  # its highest value since it was last zero
    ("squares", "<f8"),  # of the peaks of sums that ended by themselves,
    ("ended", "<f8"),  # and how many these were
    ("since", "<i8"),  # when it was last zero
    ("last", "<i8"),  # when a point last came
    ("run", "<f8"),  # evaluations in a row in which it was of some size
    ("now", "<f8"),  # the newest values, smoothed; of a share the failures
    ("now_of", "<f8"),  # of a share the requests
])  # fmt: skip

Tracks = npt.NDArray[np.void]
Floats = npt.NDArray[np.float64]
_PRIOR = 20.0  # peaks as of independent noise, believed in before any is seen
_MANY = 400.0  # peaks after which half of them are forgotten


def follow(
    tracks: Tracks, modes: npt.NDArray[np.int8], directions: npt.NDArray[np.int8], values: Floats, weights: Floats,
    *, at: int, limit: float, parameters: DetectParameters = DETECT,
) -> Tracks:  # fmt: skip
    """The tracks after one evaluation at `at` (ns). NaN where a series was not measured; `weights` are the requests of
    a share; `limit` in nats."""
    tracks = tracks.copy()
    stale = (at - tracks["last"] > parameters.fresh_ns) & (tracks["last"] > 0)
    tracks["total"][stale], tracks["peak"][stale], tracks["since"][stale] = 0.0, 0.0, at
    came = np.isfinite(values) & ((modes != _SHARE) | (weights > 0))
    row = tracks[came]
    mode = modes[came]
    value, weight = values[came], weights[came]
    y = np.where(mode == _LOG, np.log(np.maximum(value, 1e-9)), value)
    row["points"] += 1
    known = row["points"] > 1
    gain, more = np.zeros(len(row)), np.zeros(len(row))
    for chosen, judge in ((mode <= _LEVEL, _of_level), (mode == _SHARE, _of_share), (mode == _COUNT, _of_count)):
        if chosen.any():
            gain[chosen], more[chosen] = judge(
                row[chosen], mode[chosen], directions[came][chosen], y[chosen], weight[chosen], parameters
            )
    room = limit * heaviness(row, parameters)
    large = more >= np.where(mode == _SHARE, parameters.large_share, np.log(parameters.large_ratio))
    gain = np.minimum(gain, room * np.where(large, parameters.large_cap, parameters.moderate_cap))
    gain = np.where(known, gain, 0.0)
    some = more >= np.where(mode == _SHARE, parameters.some_share, np.log(parameters.some_ratio))
    row["run"] = np.where(some & known, row["run"] + 1, 0.0)
    row = _sum_up(row, gain, at, room, parameters)
    row = _learn(row, mode, y, weight, at, room, parameters)
    tracks[came] = row
    return tracks


def heaviness(row: Tracks, parameters: DetectParameters) -> Floats:
    """How much further this series' sums reach by chance than those of independent noise: its peaks are exponential,
    whatever the noise, and their mean square says how long their tail is."""
    tail = np.sqrt((row["squares"] + _PRIOR * parameters.prior_square) / (row["ended"] + _PRIOR))
    found: Floats = np.maximum(1.0, tail / np.sqrt(parameters.ideal_square))
    return found


def excess(tracks: Tracks, parameters: DetectParameters = DETECT) -> Floats:
    """The sums in nats of independent noise, to be compared with the limits."""
    found: Floats = tracks["total"] / heaviness(tracks, parameters)
    return found


def ordinary(tracks: Tracks, modes: npt.NDArray[np.int8], parameters: DetectParameters = DETECT) -> Floats:
    """What each series is like ordinarily, in its own unit; of a share the share."""
    share = _share_of(tracks, parameters)
    return np.where(modes == _LOG, _back(tracks["level"]), np.where(modes == _SHARE, share, tracks["level"]))


def present(tracks: Tracks, modes: npt.NDArray[np.int8]) -> Floats:
    """What each series is like now."""
    share = tracks["now"] / np.maximum(tracks["now_of"], 1e-9)
    return np.where(modes == _LOG, _back(tracks["now"]), np.where(modes == _SHARE, share, tracks["now"]))


def _back(level: Floats) -> Floats:
    """From a logarithm; what is none stays finite."""
    found: Floats = np.exp(np.minimum(level, 50.0))
    return found


def _of_level(
    row: Tracks, mode: npt.NDArray[np.int8], direction: npt.NDArray[np.int8], y: Floats, weight: Floats,
    parameters: DetectParameters,
) -> tuple[Floats, Floats]:  # fmt: skip
    """For a shift by twice the drift of a Gaussian, whose log likelihood ratio is 2 k (d - k); and by how much it is
    worse, as a logarithm."""
    worse = direction * (y - row["level"])
    k = parameters.drift
    few = np.where(mode == _LOG, row["noise"] / np.maximum(weight, 1e-9), 1.0)  # fewer requests, a less certain mean
    d = worse / (_scale(row, mode, parameters) * np.sqrt(np.clip(few, 1.0, 100.0)))
    ratio = np.where(mode == _LOG, worse, np.log1p(np.maximum(0.0, worse) / np.maximum(np.abs(row["level"]), 1e-9)))
    return 2 * k * (np.clip(d, -3.0, parameters.clip) - k), ratio


def _of_share(
    row: Tracks, _mode: npt.NDArray[np.int8], _direction: npt.NDArray[np.int8], failed: Floats, of: Floats,
    parameters: DetectParameters,
) -> tuple[Floats, Floats]:  # fmt: skip
    p = _share_of(row, parameters)
    q = np.minimum(0.9, np.maximum(parameters.share_factor * p, p + parameters.share_step))
    failed = np.minimum(failed, of)
    gain = failed * np.log(q / p) + (of - failed) * np.log((1 - q) / (1 - p))
    return gain / np.maximum(1.0, row["noise"]), failed / of - p


def _of_count(
    row: Tracks, _mode: npt.NDArray[np.int8], _direction: npt.NDArray[np.int8], count: Floats, _weight: Floats,
    parameters: DetectParameters,
) -> tuple[Floats, Floats]:  # fmt: skip
    usual = row["level"] + 0.05
    wanted = np.maximum(parameters.share_factor * usual, usual + 1.0)
    gain = count * np.log(wanted / usual) - (wanted - usual)
    return gain / np.maximum(1.0, row["noise"]), np.log1p(np.maximum(0.0, count - usual) / usual)


def _sum_up(row: Tracks, gain: Floats, at: int, room: Floats, parameters: DetectParameters) -> Tracks:
    before = row["total"].copy()
    row["since"] = np.where(before <= 0, at, row["since"])
    row["total"] = np.clip(before + gain, 0.0, parameters.top * room)
    row["peak"] = np.maximum(row["peak"], row["total"])
    over = (row["total"] <= 0) & (before > 0)
    row["squares"] += np.where(over, row["peak"] ** 2, 0.0)
    row["ended"] += over
    many = row["ended"] > _MANY
    row["squares"] = np.where(many, row["squares"] / 2, row["squares"])
    row["ended"] = np.where(many, row["ended"] / 2, row["ended"])
    row["peak"] = np.where(row["total"] <= 0, 0.0, row["peak"])
    return row


def _learn(
    row: Tracks, mode: npt.NDArray[np.int8], y: Floats, weight: Floats, at: int, room: Floats,
    parameters: DetectParameters,
) -> Tracks:  # fmt: skip
    """Move the ordinary towards what came: a running mean at first, then exponentially forgetting."""
    passed = np.where(row["last"] > 0, at - row["last"], parameters.bucket_ns)
    speed = np.maximum(1 - np.exp(-passed / parameters.memory_ns), 1 / row["points"])
    near = row["total"] > 0.5 * room
    unusual = near & (row["points"] > parameters.least_points) & (at - row["since"] < parameters.held_ns)
    speed = np.where(unusual, speed * parameters.held, speed)
    shared, counted = mode == _SHARE, mode == _COUNT
    expected = np.where(shared, weight * _share_of(row, parameters), row["level"] + 0.05)
    odd = np.minimum((y - expected) ** 2 / np.maximum(expected, 0.05), 4 * parameters.most_noise)
    row["noise"] = np.where(
        shared | counted, np.minimum(parameters.most_noise, row["noise"] + speed * (odd - row["noise"])),
        row["noise"] + speed * (weight - row["noise"]),
    )  # fmt: skip
    reach = 3 * _scale(row, mode, parameters)
    moved = np.where(row["points"] > 1, np.clip(y - row["level"], -reach, reach), y - row["level"])
    moved = np.where(counted, y - row["level"], moved)
    keep = np.where(unusual, 1.0, np.exp(-passed / parameters.memory_ns))
    take = np.where(unusual, 0.0, 1.0)
    row["level"] = np.where(shared, row["level"] * keep + y * take, row["level"] + speed * moved)
    row["spread"] = np.where(
        shared, row["spread"] * keep + weight * take, row["spread"] + speed * (np.abs(moved) - row["spread"])
    )
    row["size"] = np.maximum(row["size"] * (1 - np.minimum(speed, 0.05)), np.abs(y))
    fresh = row["points"] <= 1
    now = parameters.recent
    row["now"] = np.where(fresh, y, row["now"] + now * (y - row["now"]))
    row["now_of"] = np.where(fresh, weight, row["now_of"] + now * (weight - row["now_of"]))
    row["last"] = at
    return row


def _scale(row: Tracks, mode: npt.NDArray[np.int8], parameters: DetectParameters) -> Floats:
    low = parameters.floor * np.maximum(np.abs(row["level"]), row["size"])
    floor = np.where(mode == _LOG, parameters.floor_log, np.maximum(low, 1e-9))
    found: Floats = np.maximum(1.2533 * row["spread"], floor) * (1 + parameters.warm / np.maximum(row["points"], 1.0))
    return found


def _share_of(row: Tracks, parameters: DetectParameters) -> Floats:
    share = (row["level"] + parameters.prior_failures) / (row["spread"] + parameters.prior_requests)
    found: Floats = np.clip(share, 1e-4, 0.5)
    return found
