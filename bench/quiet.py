"""Quiet days: an estate that works, with everything that makes telemetry restless although nothing is wrong.

Traffic and times follow the day; noise has heavy tails and remembers; there are single slow moments, bursts of a few
failures, garbage collection, and deploys that shift levels for good after a few slow seconds. Seeded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.causality.detect import Measured, Track

__all__ = ["Estate", "day"]

SECOND = 1_000_000_000
DAY = 86_400
Floats = npt.NDArray[np.float64]
_KINDS = (
    ("latency", "log", 1, "s"), ("errors", "share", 1, "share"), ("trace.latency", "log", 1, "s"),
    ("trace.errors", "share", 1, "share"), ("db_latency", "log", 1, "s"), ("cpu", "level", 1, "1"),
    ("memory", "level", 1, "By"), ("queue", "level", 1, ""), ("pool_wait", "level", 1, ""),
    ("log.errors", "count", 1, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Estate:
    """What differs between its services."""

    services: int
    rate: Floats
    time: Floats
    noise: Floats
    failing: Floats
    rhythm: Floats

    @staticmethod
    def of(services: int, rng: np.random.Generator) -> Estate:
        return Estate(
            services=services,
            rate=np.exp(rng.normal(2.0, 1.2, services)),  # requests a second: most a few, some hundreds
            time=np.exp(rng.normal(-3.0, 1.2, services)),
            noise=rng.uniform(0.03, 0.2, services),
            failing=np.where(rng.random(services) < 0.5, 0.0, np.exp(rng.normal(-6.5, 1.2, services))),
            rhythm=rng.uniform(0.1, 0.35, services),
        )

    @property
    def tracks(self) -> tuple[Track, ...]:
        return tuple(
            Track(entity=f"service:s{n:04d}", kind=kind, name=kind, mode=mode, direction=sign, unit=unit)  # type: ignore[arg-type]
            for kind, mode, sign, unit in _KINDS
            for n in range(self.services)
        )


def day(
    estate: Estate, rng: np.random.Generator, *, start: int, step_s: int, deploys: int, hours: float = 24.0
) -> Iterator[Measured]:
    """Half an hour at a time; `deploys` a day, each of one service."""
    tracks, each = estate.tracks, 1800 // step_s
    level = np.zeros((2, estate.services))  # what deploys left: times, memory
    before = np.zeros((3, estate.services))
    memory = rng.uniform(0, 1, estate.services)
    for part in range(int(hours * 2)):
        first = start + part * 1800 * SECOND
        ends = tuple(first + (n + 1) * step_s * SECOND for n in range(each))
        planned = rng.poisson(deploys / 48)
        moments = [(int(rng.integers(estate.services)), int(rng.integers(each))) for _ in range(planned)]
        values, weights, before, memory = _half_hour(estate, rng, ends, step_s, level, before, memory, moments)
        yield Measured(tracks=tracks, ends=ends, values=values, weights=weights)


def _half_hour(
    estate: Estate, rng: np.random.Generator, ends: tuple[int, ...], step_s: int, level: Floats, before: Floats,
    memory: Floats, moments: list[tuple[int, int]],
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    n, each = estate.services, len(ends)
    phase = 2 * np.pi * (np.array(ends) / SECOND % DAY) / DAY
    sun = -np.cos(phase)  # least at midnight
    traffic = estate.rate[:, None] * (1 + 0.6 * sun) * np.exp(rng.normal(0, 0.1, (n, each)))
    requests = rng.poisson(np.maximum(traffic * step_s, 1e-9)).astype(np.float64)
    wander = np.empty((3, n, each))
    shock = np.clip(rng.standard_t(4, (3, n, each)) / np.sqrt(2), -5, 5)  # wilder than that is no quiet day
    for column in range(each):  # each kind of noise remembers 60 % of a moment ago
        before = 0.6 * before + 0.8 * shock[:, :, column]
        wander[:, :, column] = before
    shift = np.repeat(level[0][:, None], each, axis=1)
    cold, blip = np.zeros((n, each)), np.zeros((n, each))
    for service, column in moments:
        level[0][service] += rng.normal(0, 0.1)
        shift[service, column:] = level[0][service]
        cold[service, column : column + 30 // step_s] = np.log(rng.uniform(1.1, 1.8))
        blip[service, column : column + 10 // step_s] = rng.uniform(0.0, 0.04)
        memory[service] = 0.0
    slow = np.where(rng.random((n, each)) < step_s / 3600, np.log(rng.uniform(1.5, 4.0, (n, each))), 0.0)
    burst = np.where(rng.random((n, each)) < step_s / 7200, rng.uniform(0.0, 0.1, (n, each)), 0.0)
    thin = 1.0 / np.sqrt(np.maximum(requests, 1.0))  # a mean of few requests wanders more
    base = np.log(estate.time)[:, None] + estate.rhythm[:, None] * 0.5 * sun + shift + cold + slow
    chosen = np.clip(rng.standard_t(4, (n, each)) / np.sqrt(2), -5, 5)
    times = np.exp(base + estate.noise[:, None] * wander[0] + 0.6 * thin * chosen)
    chance = np.clip(estate.failing[:, None] * np.exp(0.3 * wander[2]) + blip + burst, 0, 1)
    failed = rng.binomial(requests.astype(np.int64), chance).astype(np.float64)
    seen = rng.binomial(requests.astype(np.int64), 0.6).astype(np.float64)  # traces arrive late or are sampled
    times = np.where(requests > 0, times, np.nan)
    traced = np.where(seen > 0, times * np.exp(rng.normal(0, 0.1, (n, each))), np.nan)
    growth = memory[:, None] + np.arange(1, each + 1) * step_s / 7200
    used = 2e8 * (1 + 0.3 * (growth % 1.0)) * np.exp(rng.normal(0, 0.01, (n, each)))
    values = np.concatenate([
        times, failed, traced, rng.binomial(failed.astype(np.int64), 0.6).astype(np.float64),
        0.1 * times * np.exp(estate.noise[:, None] * wander[1]),
        0.3 * (1 + 0.5 * sun) * np.exp(0.1 * wander[1]), used,
        rng.poisson(0.2 * np.exp(0.8 * np.abs(wander[1]))).astype(np.float64),
        np.where(rng.random((n, each)) < 0.02, rng.exponential(1.0, (n, each)), 0.0),
        rng.poisson(0.02 + 0.5 * failed).astype(np.float64),
    ])  # fmt: skip
    none = np.zeros((n, each))
    weights = np.concatenate([requests, requests, seen, np.maximum(seen, values[3 * n : 4 * n]), *([none] * 6)])
    return values, weights, before, growth[:, -1]
