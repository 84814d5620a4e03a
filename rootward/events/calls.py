"""Calls: who called whom, read out of spans, whether caller and callee arrived together or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from rootward.events.entity import kind_of
from rootward.events.model import SpanItem
from rootward.kit.db import Connection
from rootward.schema import spans

__all__ = ["ALIAS", "Call", "calls_in"]

ALIAS = "alias"
"""The relation of an address that callers use, `external:payments:8080`, to the service that answers there."""

_TRACES = 64  # looked up for one batch: two entities meet in many traces, and one of them is enough
_KIN = 5_000  # spans of those traces

_ENTERING = ("server", "consumer")
_LEAVING = ("client", "producer")


class Call(NamedTuple):
    """`relation` is calls or ALIAS."""

    src: str
    dst: str
    relation: str
    ts: int


class _Kin(NamedTuple):
    trace_id: str
    span_id: str
    parent_id: str
    entity: str
    kind: str
    peer: str
    ts: int


def calls_in(connection: Connection, tenant: str, operations: Sequence[SpanItem]) -> list[Call]:
    """What a batch of spans says, with the help of stored spans of the same traces. The batch must be stored too."""
    found = [
        Call(span.entity, span.peer, "calls", span.ts)
        for span in operations
        if span.peer and span.entity and span.peer != span.entity
    ]
    batch = [
        _Kin(span.trace_id, span.span_id, span.parent_id, span.entity, span.kind, span.peer, span.ts)
        for span in operations
    ]
    return found + _parentage(batch) + _parentage(_stored_kin(connection, tenant, _to_look_up(operations)))


def _parentage(kin: Sequence[_Kin]) -> list[Call]:
    """A span under one of another entity is a call; where the caller named an address, that is where the callee is."""
    by_id = {(one.trace_id, one.span_id): one for one in kin}
    found = []
    for one in kin:
        parent = by_id.get((one.trace_id, one.parent_id))
        if parent is None or not parent.entity or not one.entity or parent.entity == one.entity:
            continue
        found.append(Call(parent.entity, one.entity, "calls", one.ts))
        if one.kind == "server" and kind_of(parent.peer) == "external":
            found.append(Call(parent.peer, one.entity, ALIAS, one.ts))
    return found


def _to_look_up(operations: Sequence[SpanItem]) -> list[str]:
    """Traces whose other half may be stored: as many different kinds of operation as possible, then more of each."""
    here = {(span.trace_id, span.span_id) for span in operations}
    under = {(span.trace_id, span.parent_id) for span in operations if span.parent_id}
    groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for span in operations:
        entered = span.kind in _ENTERING and span.parent_id and (span.trace_id, span.parent_id) not in here
        left = span.kind in _LEAVING and (span.trace_id, span.span_id) not in under
        members = groups[span.entity, span.kind, span.peer, span.name] if entered or left else []
        if len(members) < _TRACES:
            members.append(span.trace_id)
    chosen: dict[str, None] = {}
    for turn in range(max(map(len, groups.values()), default=0)):
        chosen.update(dict.fromkeys(members[turn] for members in groups.values() if turn < len(members)))
        if len(chosen) >= _TRACES:
            break
    return list(chosen)[:_TRACES]


def _stored_kin(connection: Connection, tenant: str, traces: Sequence[str]) -> list[_Kin]:
    if not traces:
        return []
    columns = [spans.c[name] for name in _Kin._fields]
    query = sa.select(*columns).where(spans.c.tenant == tenant, spans.c.trace_id.in_(traces))
    return [_Kin._make(row) for row in connection.execute(query.limit(_KIN)).all()]
