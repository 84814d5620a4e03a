"""Lanes: work that waits for a few threads. What waits in one lane is taken in order and by one thread at a time."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

__all__ = ["Lanes"]

J = TypeVar("J")


class Lanes(Generic[J]):
    """Threads `take` from the lane that has waited longest, and say when they are `done` with it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._free: dict[str, deque[J]] = {}
        """What may be taken; the lane that came first is the first key."""
        self._held: dict[str, deque[J]] = {}
        """Lanes in a thread's hands, and what has come for them since."""
        self._size, self._closed = 0, False

    def put(self, lane: str, item: J, *, first: bool = False) -> None:
        """`first` is for a lane of its own that goes before all the others that wait."""
        with self._changed:
            self._size += 1
            if lane in self._held:
                self._held[lane].append(item)
                return
            if first and lane not in self._free:
                self._free = {lane: deque(), **self._free}
            self._free.setdefault(lane, deque()).append(item)
            self._changed.notify()

    def take(self, most: int) -> tuple[str, list[J]] | None:
        """Wait for a lane that nobody holds, and hold it: up to `most` of what waits there. None when closed."""
        with self._changed:
            while not self._free:
                if self._closed:
                    return None
                self._changed.wait()
            lane = next(iter(self._free))
            waiting = self._free.pop(lane)
            taken = [waiting.popleft() for _ in range(min(most, len(waiting)))]
            self._held[lane] = waiting
            self._size -= len(taken)
            return lane, taken

    def done(self, lane: str) -> None:
        """Let go of the lane; what waits in it now comes after the lanes that wait already."""
        with self._changed:
            waiting = self._held.pop(lane)
            if waiting:
                self._free[lane] = waiting
                self._changed.notify()

    def close(self) -> None:
        """Let every thread end once nothing is left for it."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        return self._size
