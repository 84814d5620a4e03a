"""Compaction: the small chunks that arrive become the large ones that are read."""

from __future__ import annotations

from rootward.events import logs, metrics, spans
from rootward.kit.db import Connection

__all__ = ["compact"]


def compact(connection: Connection, tenant: str, *, before: int) -> int:
    """One bounded piece of work on chunks that end before `before` (ns); returns how many chunks were merged. Call it
    in a unit of its own until it answers 0. No reading changes, whatever its `as_of`."""
    return sum(merge(connection, tenant, before=before) for merge in (metrics.compact, spans.compact, logs.compact))
