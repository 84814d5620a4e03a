"""Span statistics: the spans of a window as columns, with parents, self time and what was called worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rootward.events.ids import Numbers, mixed
from rootward.events.series import Ints, columns, fitting_step
from rootward.events.tables import Table
from rootward.events.templates import template_of

__all__ = ["KINDS", "RECORD", "SpanStats", "span_stats"]

KINDS = ("server", "client", "internal", "producer", "consumer")
"""`SpanStats.kind` counts these."""

RECORD = np.dtype([
    ("ts", "<i8"), ("duration", "<i8"), ("trace_high", "<u8"), ("trace_low", "<u8"), ("span", "<u8"),
    ("parent", "<u8"), ("shape", "<u4"), ("seq_step", "<i8"),
])  # fmt: skip
"""A span in a chunk. Its shape is (entity, name, kind, peer, 1 for an error, HTTP status or 0)."""

_MANY_NAMES = 100  # of one entity: then ids stand in the names, and are masked

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SpanStats:
    """One place in every array for each span, in the order of (start, trace, span); times in ns.

    `entity`, `name` and `peer` point into `entities`, `names` and `peers`; `peer` is -1 for what calls nobody, and a
    called address stands for its service where that is known. `kind` counts KINDS. `self_time` is the duration without
    the time in which any child ran. `parent` is the place of the parent, or -1 when it is not in the window; `trace`
    numbers the traces. `http_status` is 0 where there is none. `bin` counts the steps of `times`, which may begin
    before the window. `share` is the part of all traces that was read: under 1 when there were more than the limit.
    """

    entities: tuple[str, ...]
    names: tuple[str, ...]
    peers: tuple[str, ...]
    entity: Codes
    name: Codes
    peer: Codes
    kind: npt.NDArray[np.int8]
    start: Ints
    duration: Ints
    self_time: Ints
    error: npt.NDArray[np.bool_]
    parent: Codes
    trace: Codes
    http_status: npt.NDArray[np.int16]
    bin: Codes
    times: Ints
    step_ns: int
    share: float
    trace_numbers: Numbers  # two columns, a line for each trace
    span_numbers: Numbers
    odd: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.start)

    def trace_id(self, trace: int) -> str:
        """The id of a trace by its number in `trace`."""
        high, low = self.trace_numbers[trace].tolist()
        digits = f"{high:016x}{low:016x}"
        return self.odd.get(digits, digits)

    def span_id(self, place: int) -> str:
        digits = f"{int(self.span_numbers[place]):016x}"
        return self.odd.get(digits, digits)


def span_stats(
    table: Table, *, odd: Mapping[str, str], aliases: Mapping[str, str], start: int, end: int, step: int, share: float
) -> SpanStats:
    """`table` holds RECORDs, of which some may stand there twice; `aliases` the services behind addresses."""
    order = _order(table)
    records, shape = table.records[order], table.shape[order]
    traces = mixed(np.ascontiguousarray(records["trace_high"]), np.ascontiguousarray(records["trace_low"]))
    found, trace = np.unique(traces, return_inverse=True)
    place = np.empty(len(found), np.int64)
    place[trace] = np.arange(len(trace))
    begin, duration = np.ascontiguousarray(records["ts"]), np.ascontiguousarray(records["duration"])
    parent = _parents(records["span"].copy(), records["parent"].copy(), traces)
    words = _Words(table, shape)
    kind = words.column(2, KINDS).astype(np.int8)
    entities, entity = words.listed(words.texts(0))
    names, name = words.listed(_readable_names(words.texts(0), words.texts(1)))
    peers, peer = _peers(words, aliases, entities, entity, kind, parent)
    step = fitting_step(start, end, step)
    grid = columns(start, end, step)
    return SpanStats(
        entities=entities, names=names, peers=peers, entity=entity, name=name, peer=peer, kind=kind, start=begin,
        duration=duration, self_time=_self_time(begin, duration, parent), error=words.numbers(4).astype(bool),
        parent=parent, trace=trace.astype(np.int32), http_status=words.numbers(5).astype(np.int16),
        bin=((begin - grid.start) // step).astype(np.int32), times=np.array(grid, np.int64),
        step_ns=step, share=share,
        trace_numbers=np.stack([records["trace_high"][place], records["trace_low"][place]], axis=-1),
        span_numbers=records["span"].copy(), odd=odd,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The words of the spans' shapes, one column of them at a time."""

    table: Table
    shape: Codes

    def texts(self, column: int) -> list[str]:
        return [str(shape[column]) for shape in self.table.shapes]

    def numbers(self, column: int) -> npt.NDArray[np.int64]:
        return np.array([int(shape[column]) for shape in self.table.shapes], np.int64)[self.shape]

    def column(self, column: int, known: tuple[str, ...]) -> Codes:
        return np.array([known.index(text) for text in self.texts(column)], np.int32)[self.shape]

    def listed(self, texts: list[str]) -> tuple[tuple[str, ...], Codes]:
        """The texts of the shapes that occur, sorted, and each span's place among them (-1 for '')."""
        used = np.unique(self.shape).tolist()
        every = tuple(sorted({texts[one] for one in used} - {""}))
        places = {text: place for place, text in enumerate(every)}
        return every, np.array([places.get(text, -1) for text in texts], np.int32)[self.shape]


def _order(table: Table) -> Ints:
    """Places in the order of (start, trace, span), each span once: as it was first written."""
    records = table.records
    ts = np.ascontiguousarray(records["ts"])
    order = np.argsort(ts)
    if (np.diff(ts[order]) > 0).all():
        return order
    order = np.lexsort((table.seq, records["span"], records["trace_low"], records["trace_high"], ts))
    ids = records[order][["ts", "trace_high", "trace_low", "span"]]
    again = np.zeros(len(order), bool)
    again[1:] = ids[1:] == ids[:-1]
    return order[~again]


def _parents(span: Numbers, parent: Numbers, traces: Numbers) -> Codes:
    """The place of each span's parent within its trace, or -1."""
    if not len(span):
        return np.empty(0, np.int32)
    below = np.flatnonzero(parent)
    own, wanted = mixed(traces, span), mixed(traces[below], parent[below])
    order = np.argsort(own, kind="stable")
    place = np.searchsorted(own[order], wanted)
    found = order[np.minimum(place, len(order) - 1)]
    places = np.full(len(span), -1, np.int32)
    places[below] = np.where((own[found] == wanted) & (found != below), found, -1)
    return places


def _self_time(start: Ints, duration: Ints, parent: Codes) -> Ints:
    """Duration without the union of the children's times, as far as they lie inside.

    Every parent gets a stretch of its own length on one line, on which its children are laid: so that one running
    maximum serves them all and never reaches from one parent into the next.
    """
    child = np.flatnonzero(parent >= 0)
    if not len(child):
        return duration.copy()
    above = parent[child]
    order = np.lexsort((start[child], above))
    child, above = child[order], above[order]
    low = np.clip(start[child] - start[above], 0, duration[above])
    high = np.clip(start[child] + duration[child] - start[above], 0, duration[above])
    new = np.ones(len(child), bool)
    new[1:] = above[1:] != above[:-1]
    lengths = np.where(new, duration[above], 0)
    line = np.cumsum(lengths) - duration[above]
    reached = np.maximum.accumulate(line + high)
    before = np.concatenate([[0], reached[:-1]])
    covered = np.maximum(0, line + high - np.maximum(line + low, before))
    own = duration.copy()
    np.subtract.at(own, above, covered)
    return own


def _readable_names(entities: list[str], names: list[str]) -> list[str]:
    different: dict[str, set[str]] = defaultdict(set)
    for entity, name in zip(entities, names, strict=True):
        different[entity].add(name)
    return [
        template_of(name)[0] if len(different[entity]) > _MANY_NAMES else name
        for entity, name in zip(entities, names, strict=True)
    ]


def _peers(
    words: _Words, aliases: Mapping[str, str], entities: tuple[str, ...], entity: Codes, kind: npt.NDArray[np.int8],
    parent: Codes,
) -> tuple[tuple[str, ...], Codes]:  # fmt: skip
    """Who was called: the entity of the server span under a client span; else what the same address stands for in
    other spans of the window, or is known to stand for; else what the span itself says."""
    said = words.texts(3)
    addresses, address = words.listed(said)
    child = np.flatnonzero(parent >= 0)
    above = parent[child]
    met = np.isin(kind[above], _LEAVING) & np.isin(kind[child], _ENTERING) & (entity[above] != entity[child])
    child, above = child[met], above[met]
    answered: dict[int, set[int]] = defaultdict(set)
    pairs = np.unique(np.stack([address[above], entity[child]], axis=-1), axis=0)
    for place, service in pairs.tolist():
        answered[place].add(service)
    known = {name: aliases[name] for name in addresses if name in aliases}
    for place, services in answered.items():
        if place >= 0 and len(services) == 1 and addresses[place].startswith("external:"):
            known[addresses[place]] = entities[min(services)]
    peers, peer = words.listed([known.get(name, name) for name in said])
    every = tuple(sorted({*peers, *(entities[one] for one in np.unique(entity[child]).tolist())}))
    places = {name: place for place, name in enumerate(every)}
    moved = np.array([*(places[name] for name in peers), -1], np.int32)[peer]
    moved[above[::-1]] = np.array([places.get(name, -1) for name in entities], np.int32)[entity[child[::-1]]]
    return every, moved


_LEAVING = (KINDS.index("client"), KINDS.index("producer"))
_ENTERING = (KINDS.index("server"), KINDS.index("consumer"))
