"""Stretches: parts of time laid end to end on one line, so that what lies between them is neither read nor compared.

Normal operation may be months away from an incident, and other incidents may lie in the midst of it. The last stretch
stays where it is; the ones before are moved up to it, in the order in which they are given. A line of one stretch is
time as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Line", "Span", "joined", "silences", "without"]

Span = tuple[int, int]
_SILENCE = 300_000_000_000
_USUAL, _UNUSUAL = 0.95, 10  # a pause is unusual when it is so many times as long as nearly all others
_APART = 7_200_000_000_000
"""Stretches with less time than this (ns) between them are cheaper to read at once, because data lie in hours."""


@dataclass(frozen=True, slots=True)
class Line:
    """`stretches` as they were, in ns, ends exclusive; `starts` where each of them begins on the line."""

    stretches: tuple[Span, ...]
    starts: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        at = self.stretches[-1][1]
        starts = []
        for start, end in reversed(self.stretches):
            at -= end - start
            starts.append(at)
        object.__setattr__(self, "starts", tuple(reversed(starts)))

    @property
    def start(self) -> int:
        """Where the line begins; with several stretches no time at which anything happened."""
        return self.starts[0]

    @property
    def end(self) -> int:
        return self.stretches[-1][1]

    @property
    def shifts(self) -> tuple[int, ...]:
        """What to add to a time of each stretch to have its place on the line; 0 for the last."""
        return tuple(at - start for at, (start, _) in zip(self.starts, self.stretches, strict=True))

    def read_together(self, most_apart: int = _APART) -> list[tuple[Span, tuple[int, ...]]]:
        """(from, until) to read at once, and the places in `stretches` of those that lie in it: neighbours are read
        together, what is far away by itself."""
        groups: list[list[int]] = []
        for place, (start, _) in enumerate(self.stretches):
            before = self.stretches[groups[-1][-1]][1] if groups else None
            if before is not None and 0 <= start - before <= most_apart:
                groups[-1].append(place)
            else:
                groups.append([place])
        return [((self.stretches[one[0]][0], self.stretches[one[-1]][1]), tuple(one)) for one in groups]

    def without(self, cut: Sequence[Span]) -> Line:
        """The line when `cut`, places on it, is taken out. The last stretch must not be cut at its end."""
        left = []
        for (start, end), shift in zip(self.stretches, self.shifts, strict=True):
            parts = without([(start + shift, end + shift)], cut)
            left += [(low - shift, high - shift) for low, high in parts]
        return Line(joined(left))

    def real(self, place: int) -> int:
        """The time of a place on the line."""
        stretch = max(bisect_right(self.starts, place) - 1, 0)
        return place - self.shifts[stretch]

    def place(self, time: int) -> int:
        """The place of a time, as the latest stretch that holds it has it; a time between stretches has that of the
        next one, and from the beginning of the last stretch on it is the time itself."""
        for (start, end), shift in reversed(list(zip(self.stretches, self.shifts, strict=True))):
            if start <= time < end:
                return time + shift
        if time >= self.stretches[-1][0]:
            return time
        later = [(start, at) for at, (start, _) in zip(self.starts, self.stretches, strict=True) if start > time]
        return min(later)[1] if later else time


def silences(places: npt.NDArray[np.int64], within: Span, least: int = _SILENCE) -> tuple[Span, ...]:
    """Where in `within` nothing at all was there for long, between the first and the last of `places` (in order): so
    long that it was not recorded, against the pauses that are usual. Times without a record are not times of nothing.
    """
    inside = places[(places >= within[0]) & (places < within[1])]
    if len(inside) < 2:
        return ()
    pauses = np.diff(inside)
    longest = max(least, _UNUSUAL * int(np.quantile(pauses, _USUAL)))
    return tuple((int(inside[at]) + 1, int(inside[at + 1])) for at in np.flatnonzero(pauses > longest).tolist())


def without(spans: Sequence[Span], cut: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of `spans` when `cut` is taken out, in their order."""
    left = [span for span in spans if span[0] < span[1]]
    for low, high in cut:
        parts = [part for start, end in left for part in ((start, min(end, low)), (max(start, high), end))]
        left = [part for part in parts if part[0] < part[1]] if low < high else left
    return tuple(left)


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same with those that follow each other without a gap made one."""
    found: list[Span] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    return tuple(found)
