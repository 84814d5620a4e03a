"""Threads: a pool whose threads are there before there is work.

A thread that begins when it is needed lets whoever needs it wait until some other one lets go of the interpreter, which
is longest when most is to be done.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

__all__ = ["started"]


def started(threads: int, name: str) -> ThreadPoolExecutor:
    """A pool of exactly so many threads, all of which have begun or are about to."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
    all_there = Barrier(threads)
    for _ in range(threads):
        pool.submit(all_there.wait)  # who waits here is not free, so that the next one needs a thread of its own
    return pool
