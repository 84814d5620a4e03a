"""Parameters of detection: every number by which telemetry is found unusual before anybody alerts, with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["DETECT", "FRONT", "DetectParameters", "Limits", "limits_of"]

SECOND = 1_000_000_000

FRONT = frozenset({"latency", "errors", "availability", "trace.latency", "trace.errors"})
"""What users feel. Nothing else opens a case by itself, and nothing does without one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectParameters:
    bucket_ns: int = 5 * SECOND  # one evaluation; series that are measured less often are evaluated less often
    grace_ns: int = 2 * SECOND  # what is later than this is not waited for
    memory_ns: int = 1800 * SECOND  # how fast the ordinary is learned: slower than an incident, faster than a day
    held: float = 0.05  # of that speed while trouble is likely, so that an incident does not become ordinary at once,
    held_ns: int = 3600 * SECOND  # but not for ever: what lasts is the new ordinary
    least_points: int = 24  # measured before anything is said
    warm: float = 6.0  # few points make the scale wider: (1 + warm / points)
    drift: float = 1.0  # deviations (robust standard deviations) that are ordinary
    clip: float = 10.0  # one wild point must not decide
    floor_log: float = 0.1  # least scale of a time, as a share of it
    floor: float = 0.05  # least scale of a level, as a share of it and of its largest value lately
    prior_failures: float = 0.5  # failures, and
    prior_requests: float = 50.0  # requests, believed in before any is seen
    share_factor: float = 4.0  # a share of failures that is to be found is so many times the ordinary one
    share_step: float = 0.05  # or at least so much above it
    most_noise: float = 20.0  # failures come in bursts: variance over that of independent ones
    prior_square: float = 12.0  # of a series that is new: its noise is taken to be twice as wild as that
    ideal_square: float = 2.0  # mean square of the peaks of a sum over independent Gaussian noise (nats squared)
    moderate_cap: float = 0.25  # of the limit that one evaluation may add: four in a row at least,
    large_cap: float = 0.52  # or two, when it is as large as this:
    large_ratio: float = 2.5  # times slower
    large_share: float = 0.2  # of requests failing more
    clear_ratio: float = 2.0  # slower: of a size that by itself is worth a case
    clear_share: float = 0.05
    some_ratio: float = 1.5  # slower: of a size that together with something else is worth a case
    some_share: float = 0.02
    least_failures: float = 3.0  # failed requests lately, below which a share says nothing
    run_time: float = 3.0  # evaluations in a row that were slower by some size: single slow moments happen
    run_alone: float = 12.0  # and by itself for so long: nobody wants a case for a slow half minute
    run_beside: float = 2.0  # evaluations in a row that what comes with it was worse
    run_share: float = 2.0  # or failed more, which one request does not do alone
    apart_ns: int = 60 * SECOND  # symptoms that began further apart are not one trouble
    fresh_ns: int = 60 * SECOND  # without a new point a sum is forgotten
    recent: float = 0.4  # weight of the newest point in what it is like now
    quiet_ns: int = 60 * SECOND  # without anything of some size, after which trouble is over
    top: float = 1.1  # of the limit that a sum reaches at most, so that it ends soon after the trouble
    again_ns: int = 600 * SECOND  # trouble that goes on is told of again, so that what belongs to it finds its case
    kinds_beside: float = 10.0  # other kinds of a service that may coincide by chance
    forget_ns: int = 86_400 * SECOND  # a series that was not measured for so long is forgotten
    most_series: int = 20_000  # of a tenant; further ones are not watched


DETECT = DetectParameters()


@dataclass(frozen=True, slots=True)
class Limits:
    """In nats (natural logarithms of how much likelier trouble is): `alone` for one symptom, `together` for each of
    two."""

    alone: float
    together: float


def limits_of(series: int, false_a_day: float, parameters: DetectParameters = DETECT) -> Limits:
    """The limits by which noise alone crosses at most `false_a_day` times a day.

    A sum of log likelihood ratios that starts anew at zero exceeds h after a given evaluation with a probability of at
    most exp(-h) (Wald's inequality), so that `series` x evaluations a day x exp(-h) bounds the crossings; of two
    independent symptoms of one service each needs half as much.
    """
    chances = max(1, series) * 86_400 * SECOND / parameters.bucket_ns
    alone = math.log(chances / false_a_day)
    return Limits(alone, (alone + math.log(3 * parameters.kinds_beside)) / 2)
