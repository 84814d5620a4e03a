"""Time and ids: the only place that reads the clock or makes an identifier."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = [
    "Forward", "at", "fixed", "format_ns", "forward_ns", "monotonic", "new_id", "new_ids", "now", "now_ns", "parse_ns",
]  # fmt: skip

_FIXED: ContextVar[int | None] = ContextVar("rootward_fixed_clock", default=None)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LOCK = threading.Lock()
_last_ms = 0
_last_random = 0


def now_ns() -> int:
    """Nanoseconds since 1970-01-01 UTC; the unit of every stored time."""
    fixed_at = _FIXED.get()
    return time.time_ns() if fixed_at is None else fixed_at


class Forward:
    """A clock that never goes back: the later of the wall clock and of what has passed, by the monotonic clock, since
    the latest time it has ever said. Setting the machine's clock back revives nothing that has expired."""

    def __init__(
        self, wall: Callable[[], int] = time.time_ns, monotonic: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._wall, self._monotonic, self._lock = wall, monotonic, threading.Lock()
        self._said, self._said_at = wall(), monotonic()

    def now_ns(self) -> int:
        with self._lock:
            moment = self._monotonic()
            self._said = max(self._wall(), self._said + moment - self._said_at)
            self._said_at = moment
            return self._said


def forward_ns() -> int:
    """As `now_ns`, but never earlier than this process has known it to be; for judging whether something expired."""
    fixed_at = _FIXED.get()
    return _FORWARD.now_ns() if fixed_at is None else fixed_at


def now() -> datetime:
    """Aware UTC; for showing, never for storing."""
    return at(now_ns())


def monotonic() -> float:
    """Seconds that never go back; for durations and deadlines inside one process."""
    return time.monotonic()


def at(ns: int) -> datetime:
    return datetime.fromtimestamp(ns / 1e9, tz=UTC)


def format_ns(ns: int) -> str:
    """RFC 3339 in UTC with exactly the digits that are needed: `2026-11-20T12:00:00.5Z`."""
    seconds, rest = divmod(ns, 1_000_000_000)
    text = datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{text}{fraction}Z"


def parse_ns(text: str) -> int:
    """Read RFC 3339 to nanoseconds; a time without a zone is refused.

    Raises ValueError for anything else, so that callers can name their field.
    """
    body, _, fraction = text.strip().replace("z", "Z").partition(".")
    nanos, zone = 0, ""
    if fraction:
        digits = len(fraction) - len(fraction.lstrip("0123456789"))
        zone = fraction[digits:]
        if digits == 0:
            raise ValueError(f"{text!r} is not an RFC 3339 time")
        nanos = int(fraction[:digits][:9].ljust(9, "0"))
    moment = datetime.fromisoformat((body + zone).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _SECOND
    return seconds * 1_000_000_000 + nanos


def new_id(kind: str) -> str:
    """`<kind>_<26 characters>`: 48 bits of milliseconds and 80 random bits (a ULID), sortable.

    Ids made by one process within one millisecond still sort in the order they were made.
    """
    return f"{kind}_{_base32(_take(1))}"


def new_ids(kind: str, count: int) -> list[str]:
    """So many ids in the order in which they sort; for a batch they cost a tenth of as many calls of `new_id`."""
    number, made = _take(count), 0
    ids: list[str] = []
    while made < count:
        low = (number + made) & _TAIL
        part = range(low, min(low + count - made, _TAIL + 1))  # they differ in their last four characters only
        head = f"{kind}_{_base32(number + made)[:-4]}"
        ids += [head + _PAIRS[tail >> 10] + _PAIRS[tail & 1023] for tail in part]
        made = len(ids)
    return ids


def _take(count: int) -> int:
    """The first of so many numbers that nobody else gets."""
    global _last_ms, _last_random
    with _LOCK:
        milliseconds = max(time.time_ns() // 1_000_000, _last_ms)
        if milliseconds == _last_ms:
            first = _last_random + 1
        else:
            _last_ms, first = milliseconds, int.from_bytes(os.urandom(10), "big") >> 1
        _last_random = first + count - 1
    return (milliseconds << 80) | first


@contextmanager
def fixed(ns: int) -> Iterator[None]:
    """Stop the clock at `ns` within the block (tests and replays)."""
    token = _FIXED.set(ns)
    try:
        yield
    finally:
        _FIXED.reset(token)


def _base32(number: int) -> str:
    """26 characters, two at a time."""
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])


_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range(120, -10, -10)
_TAIL = (1 << 20) - 1
_FORWARD = Forward()


_SECOND = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
