"""Breaker: what keeps failing is left alone for a while, then tried once before it is used again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

__all__ = ["Breaker", "Breakers", "Limits", "after", "begun", "resting_s"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """After so many failures in a row it rests; twice as long after each trial that fails, up to the most."""

    failures: int = 5
    rest_s: float = 30.0
    most_s: float = 600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Breaker:
    """`rests_until` (monotonic seconds) is 0 while all is well; `trial`: the one call that finds out is on its way."""

    failures: int = 0
    rests: int = 0
    rests_until: float = 0.0
    trial: bool = False


def resting_s(breaker: Breaker, now: float) -> float:
    """Seconds until it may be tried; 0 when it may be used."""
    return max(breaker.rests_until - now, 0.0) if breaker.rests_until else 0.0


def begun(breaker: Breaker, now: float, limits: Limits) -> Breaker:
    """A call begins. While it is tried nobody else may; after as long as it had rested, the next one may try, also
    where the trial never came back."""
    if not breaker.rests_until or now < breaker.rests_until:
        return breaker
    return replace(breaker, trial=True, rests_until=now + _length(breaker.rests, limits))


def after(breaker: Breaker, now: float, limits: Limits, *, ok: bool) -> Breaker:
    """A call has ended."""
    if ok:
        return Breaker()
    failures = breaker.failures + 1
    if not breaker.trial and failures < limits.failures:
        return replace(breaker, failures=failures)
    rests = breaker.rests + 1
    return Breaker(failures=failures, rests=rests, rests_until=now + _length(rests, limits))


@dataclass(slots=True)
class Breakers:
    """Breakers by name, in this process; times are monotonic seconds."""

    limits: Limits = field(default_factory=Limits)
    _by_name: dict[tuple[str, ...], Breaker] = field(default_factory=dict)

    def resting(self, name: tuple[str, ...], now: float) -> str | None:
        """Why it may not be called now, None when it may."""
        breaker = self._by_name.get(name)
        seconds = resting_s(breaker, now) if breaker else 0.0
        if breaker is None or not seconds:
            return None
        return f"it failed {breaker.failures} times in a row and is tried again in {seconds:.0f} s"

    def began(self, name: tuple[str, ...], now: float) -> None:
        if name in self._by_name:
            self._by_name[name] = begun(self._by_name[name], now, self.limits)

    def ended(self, name: tuple[str, ...], now: float, *, ok: bool) -> None:
        if ok:
            self._by_name.pop(name, None)
        else:
            self._by_name[name] = after(self._by_name.get(name, Breaker()), now, self.limits, ok=False)


def _length(rests: int, limits: Limits) -> float:
    return min(limits.rest_s * 2.0 ** min(max(rests, 1) - 1, 30), limits.most_s)
