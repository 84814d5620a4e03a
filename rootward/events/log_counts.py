"""Log counts: how many lines of each kind an entity wrote in each step of a window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rootward.events.series import Ints, columns, fitting_step
from rootward.events.tables import Table
from rootward.events.templates import similar

__all__ = ["RECORD", "LogCounts", "LogKey", "log_counts"]

RECORD = np.dtype([("ts", "<i8"), ("shape", "<u4"), ("seq_step", "<i8")])
"""A line in a chunk. Its shape is (entity, severity, template id)."""

_MANY_TEMPLATES = 200
_MOST_CELLS = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class LogKey:
    """One row of LogCounts. `template_ids` are all templates that are counted here, `template_id` the first."""

    entity: str
    severity: str
    template_id: str
    text: str
    template_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LogCounts:
    """`counts[i, j]` lines of `keys[i]` in the step that starts at `times[j]` (ns); `first` and `last` say when (ns)
    the key was seen in the window."""

    keys: tuple[LogKey, ...]
    times: Ints
    counts: Ints
    first: Ints
    last: Ints
    step_ns: int


def log_counts(table: Table, texts: Mapping[str, str], *, start: int, end: int, step: int) -> LogCounts:
    """`texts` by template id; where there are very many templates, those that differ in a word are counted as one."""
    alike = similar(texts) if len(texts) > _MANY_TEMPLATES else {one: (one, text) for one, text in texts.items()}
    members: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    of_shape = []
    for shape in table.shapes:
        entity, severity, template = (str(word) for word in shape)
        first, text = alike.get(template, (template, ""))
        key = (entity, severity, text, first)
        members[key].append(template)
        of_shape.append(key)
    ordered = sorted(members)
    places = {key: place for place, key in enumerate(ordered)}
    row = np.array([places[key] for key in of_shape], np.int64)[table.shape]
    step = fitting_step(start, end, step, most=min(2_000, _MOST_CELLS // max(1, len(ordered))))
    grid = columns(start, end, step)
    ts = np.ascontiguousarray(table.records["ts"])
    counts = np.bincount(row * len(grid) + (ts - grid.start) // step, minlength=len(ordered) * len(grid))
    first_seen = np.full(len(ordered), np.iinfo(np.int64).max)
    last_seen = np.full(len(ordered), -1)
    np.minimum.at(first_seen, row, ts)
    np.maximum.at(last_seen, row, ts)
    return LogCounts(
        keys=tuple(
            LogKey(
                entity=entity, severity=severity, template_id=template, text=text,
                template_ids=tuple(sorted(set(members[entity, severity, text, template]))),
            )
            for entity, severity, text, template in ordered
        ),
        times=np.array(grid, np.int64), counts=counts.reshape(len(ordered), len(grid)).astype(np.int64, copy=False),
        first=first_seen, last=last_seen, step_ns=step,
    )  # fmt: skip
