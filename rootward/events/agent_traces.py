"""Agent traces: the spans of agents, as they come in batches and in any order, become runs that grow.

A trace is looked at when spans of an agent came with it. Once its root is there and nothing is missing under it, its
run is written; until then it waits, and is looked at again after a while: what it has by then is written as a run under
way, or as one that is over when nothing new has come. Late spans make a new revision. A run is always made from the
stored spans, so the same spans give the same run however often, and in whatever pieces, they were sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.events import own
from rootward.events.agent_runs import event_of
from rootward.events.agent_spans import ASSEMBLE, announce
from rootward.events.model import SpanItem
from rootward.events.rows import one_of
from rootward.kit import clock
from rootward.kit.bus import Bus, Message, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.runs.clean import cleaned
from rootward.runs.model import AgentRun
from rootward.runs.sent import write_runs
from rootward.runs.spans.run import run_of
from rootward.schema import messages, spans
from rootward.tenancy import changes

__all__ = ["QUIET_NS", "Assembled", "Gathered", "assemble", "gather", "take_turn", "write"]

QUIET_NS = 30 * 1_000_000_000
"""How long a trace that is not complete waits; without news meanwhile its run is over."""
_AT_ONCE, _TOGETHER = 20_000, 50
"""Spans that are made into runs in one unit, about; traces that are read with one statement."""
_MOST_SPANS = 100_000
"""Spans of a trace that are read, the first ones: a trace that never ends must not end us."""
_FAILED = frozenset({"failure", "timeout"})
_FIELDS = ("ts", "duration_ns", "trace_id", "span_id", "parent_id", "entity", "name", "kind", "status", "message",
           "attributes")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The spans of the traces that may be complete. `newest` is the change number of each one's newest span; `seen`,
    when a trace is looked at again, what that was before. `rootless` have no root yet; `rest` did not fit."""

    spans: Mapping[str, Sequence[SpanItem]]
    newest: Mapping[str, int]
    seen: int | None
    seq: int
    rootless: Sequence[str]
    rest: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """Runs to write, cleaned; the traces to look at again, with the change number of what was seen; and the rest."""

    runs: Sequence[AgentRun]
    waiting: Mapping[str, int]
    seq: int
    rest: Sequence[str]


def gather(connection: Connection, asked: Message) -> Gathered:
    """What a message asks about."""
    tenant, traces, seen = asked.tenant, asked.body["traces"], asked.body.get("seen")
    assert isinstance(traces, list)
    known = [str(trace) for trace in traces]
    ready = known if seen is not None else _rooted(connection, tenant, known)
    found: dict[str, list[SpanItem]] = {}
    newest: dict[str, int] = {}
    total = at = 0
    while at < len(ready) and total < _AT_ONCE:
        for row in _rows(connection, tenant, ready[at : at + _TOGETHER]):
            item = SpanItem(**dict(zip(_FIELDS, row[:-1], strict=True)))
            found.setdefault(item.trace_id, []).append(item)
            newest[item.trace_id] = max(int(row[-1]), newest.get(item.trace_id, 0))
            total += 1
        at += _TOGETHER
    rooted = set(ready)
    return Gathered(
        spans=found, newest=newest, seen=None if seen is None else int(str(seen)), seq=int(str(asked.body["seq"])),
        rootless=[trace for trace in known if trace not in rooted], rest=ready[at:],
    )  # fmt: skip


def assemble(found: Gathered) -> Assembled:
    """Pure, and long for long traces."""
    runs: list[AgentRun] = []
    waiting = dict.fromkeys(found.rootless, found.seq)
    for trace, items in found.spans.items():
        newest = found.newest[trace]
        run = run_of(items, over=found.seen is not None and newest <= found.seen)
        if run is None:
            continue
        if run.status == "running":
            waiting[trace] = newest
        if run.status != "running" or found.seen is not None:
            runs.append(cleaned(run))
    return Assembled(runs=runs, waiting=waiting, seq=found.seq, rest=found.rest)


def write(connection: Connection, tenant: str, assembled: Assembled, bus: Bus) -> None:
    """Runs as they are sent by anybody: a failed one is an event, too."""
    if assembled.runs:
        seq = changes.append(connection, tenant, "ingest", "", {"agent_runs": len(assembled.runs)})
        written = write_runs(connection, tenant, assembled.runs, seq=seq)
        fresh = [run for run, one in zip(assembled.runs, written, strict=True) if one.is_new]
        own.record(connection, tenant, [event_of(tenant, run) for run in fresh if run.status in _FAILED], bus)
    _wait(connection, tenant, assembled.waiting, bus)
    announce(connection, tenant, assembled.rest, assembled.seq, bus)


def take_turn(connection: Connection, asked: Message, bus: Bus) -> None:
    """A trace that has waited long enough takes its place among the others, to be looked at again."""
    body = {name: value for name, value in asked.body.items() if name != "later"}
    bus.send(connection, message(ASSEMBLE, asked.tenant, asked.tenant, body))


def _wait(connection: Connection, tenant: str, traces: Mapping[str, int], bus: Bus) -> None:
    """One message that waits is enough for a trace. It has a key of its own, so that nothing waits behind it."""
    if not traces:
        return
    query = sa.select(messages.c.key).where(
        messages.c.tenant == tenant, messages.c.topic == ASSEMBLE, one_of(connection, messages.c.key, [*traces])
    )
    waiting = set(connection.execute(query).scalars())
    at = clock.now_ns() + QUIET_NS
    for trace, seen in traces.items():
        if trace not in waiting:
            body: dict[str, JSON] = {"traces": [trace], "seq": seen, "seen": seen, "later": True}
            bus.send(connection, message(ASSEMBLE, tenant, trace, body, not_before=at))


def _rooted(connection: Connection, tenant: str, traces: Sequence[str]) -> list[str]:
    """Those whose root is stored: the others cannot be complete, however many spans they have."""
    query = (
        sa.select(spans.c.trace_id)
        .where(spans.c.tenant == tenant, one_of(connection, spans.c.trace_id, traces), spans.c.parent_id == "")
        .distinct()
    )
    return sorted(connection.execute(query).scalars())


def _rows(connection: Connection, tenant: str, traces: Sequence[str]) -> Sequence[sa.Row[Any]]:
    """Each trace whole, or its first spans."""
    query = sa.select(*(spans.c[name] for name in (*_FIELDS, "seq"))).where(
        spans.c.tenant == tenant, one_of(connection, spans.c.trace_id, traces)
    )
    rows = connection.execute(query.order_by(spans.c.ts).limit(_MOST_SPANS)).all()
    if len(rows) < _MOST_SPANS or len(traces) == 1:
        return rows
    return [row for trace in traces for row in _rows(connection, tenant, [trace])]
