"""Answered: when requests were answered, how long that took and whether they failed; read for a few seconds at once.

Unlike span statistics nothing is worked out about parents or peers, so that it can be read every few seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.events.chunks import SPANS, read_chunks
from rootward.events.series import Ints
from rootward.events.span_stats import RECORD
from rootward.events.tables import decode_tables
from rootward.kit.db import Connection

__all__ = ["LONGEST", "Answered", "answered"]

LONGEST = 30_000_000_000
"""Requests that took longer (ns) are not waited for."""

_ENTERING = ("server", "consumer")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Answered:
    """One place in every array for each request that ended in the window; `entity` points into `entities`."""

    entities: tuple[str, ...]
    entity: npt.NDArray[np.int32]
    end: Ints
    duration: Ints
    failed: npt.NDArray[np.bool_]


def answered(connection: Connection, tenant: str, *, start: int, end: int, as_of: int) -> Answered:
    """The server and consumer spans that ended in [start, end); each once, however often it was sent."""
    chunks = read_chunks(connection, tenant, start=start - LONGEST, end=end, as_of=as_of, series_ids=[SPANS])
    table = decode_tables(chunks, RECORD)
    entering = np.array([shape[2] in _ENTERING and bool(shape[0]) for shape in table.shapes], bool)
    done = table.records["ts"] + table.records["duration"]
    keep = (done >= start) & (done < end) & (table.seq <= as_of)
    keep &= entering[table.shape] if len(entering) else False
    table = table.where(keep)
    _, first = np.unique(table.records[["ts", "trace_low", "span"]], return_index=True)
    table = table.where(np.isin(np.arange(len(table.seq)), first))
    names = tuple(sorted({str(shape[0]) for shape in table.shapes}))
    places = {name: place for place, name in enumerate(names)}
    own = np.array([places[str(shape[0])] for shape in table.shapes], np.int32)
    failed = np.array([int(shape[4]) != 0 for shape in table.shapes], bool)
    duration = np.ascontiguousarray(table.records["duration"])
    return Answered(
        entities=names,
        entity=own[table.shape] if len(own) else np.zeros(0, np.int32),
        end=np.ascontiguousarray(table.records["ts"]) + duration,
        duration=duration,
        failed=failed[table.shape] if len(failed) else np.zeros(0, bool),
    )
