"""Memory: what resolved cases were and what helped, found again by likeness.

Rows are facts: a correction is a new row with a higher number and the newest one counts. The number is the tenant's
change number, so that a reader with a version of the memory always sees the same past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit.db import Connection
from rootward.knowledge.signature import likeness
from rootward.schema import documents, memories
from rootward.tenancy import changes

__all__ = ["KNOWLEDGE", "Memory", "Past", "forget", "nearest", "of_case", "remember", "remembered", "version"]

KNOWLEDGE = "knowledge"
"""The kind of change by which memory and documents have a version."""

_MOST = 2_000  # of the newest memories that are compared
_LEAST_LIKE = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """One resolved case. `entity` and `kind` are those of the cause, '' where only words are known."""

    case_id: str
    seq: int
    number: str
    title: str
    entity: str
    kind: str
    cause: str
    fixed_by: str
    signature: Mapping[str, float]
    resolved_at: int
    confirmed_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A past case that is like a present one, how much, and by what."""

    case: str
    title: str
    entity: str
    kind: str
    cause: str
    fixed_by: str
    resolved_at: int
    similarity: float
    shared: tuple[str, ...]


def remember(
    connection: Connection, tenant: str, *, case_id: str, number: str, title: str, entity: str, kind: str, cause: str,
    fixed_by: str, signature: Mapping[str, float], resolved_at: int, by: str,
) -> Memory:  # fmt: skip
    """Keep, or correct what was kept of this case."""
    seq = changes.append(connection, tenant, KNOWLEDGE, case_id, {"verb": "remembered", "by": by})
    row = {
        "tenant": tenant, "case_id": case_id, "seq": seq, "number": number, "title": title, "entity": entity,
        "kind": kind, "cause": cause, "fixed_by": fixed_by, "signature": dict(signature), "resolved_at": resolved_at,
        "confirmed_by": by, "forgotten": False,
    }  # fmt: skip
    connection.execute(memories.insert(), row)
    return _memory(row)


def forget(connection: Connection, tenant: str, case_id: str, *, by: str) -> None:
    """Let it no longer be found. Raises NotFound where nothing is remembered of the case."""
    known = of_case(connection, tenant, case_id)
    if known is None:
        raise NotFound(f"nothing is remembered of the case {case_id!r}", field="case", value=case_id)
    seq = changes.append(connection, tenant, KNOWLEDGE, case_id, {"verb": "forgotten", "by": by})
    row = {name: getattr(known, name) for name in Memory.__slots__}
    connection.execute(
        memories.insert(),
        row | {"tenant": tenant, "seq": seq, "signature": {}, "confirmed_by": by, "forgotten": True},
    )


def of_case(connection: Connection, tenant: str, case_id: str) -> Memory | None:
    """The newest that is remembered of a case; None when nothing is, or no longer."""
    query = sa.select(memories).where(memories.c.tenant == tenant, memories.c.case_id == case_id)
    row = connection.execute(query.order_by(memories.c.seq.desc()).limit(1)).mappings().first()
    return None if row is None or row["forgotten"] else _memory(dict(row))


def remembered(connection: Connection, tenant: str, *, as_of: int, limit: int = _MOST) -> list[Memory]:
    """The newest of each case by then, the latest resolved first."""
    newest = (
        sa.select(memories.c.case_id, sa.func.max(memories.c.seq).label("seq"))
        .where(memories.c.tenant == tenant, memories.c.seq <= as_of)
        .group_by(memories.c.case_id)
        .subquery()
    )
    on = sa.and_(memories.c.case_id == newest.c.case_id, memories.c.seq == newest.c.seq)
    query = sa.select(memories).join(newest, on).where(memories.c.tenant == tenant, memories.c.forgotten.is_(False))
    rows = connection.execute(query.order_by(memories.c.seq.desc()).limit(limit)).mappings()
    return [_memory(dict(row)) for row in rows]


def nearest(
    connection: Connection, tenant: str, signature: Mapping[str, float], *, as_of: int, besides: str = "",
    limit: int = 3,
) -> list[Past]:  # fmt: skip
    """The past cases most like this signature, but for the case `besides`; those hardly like it are left out."""
    found = []
    for memory in remembered(connection, tenant, as_of=as_of):
        like = likeness(signature, memory.signature)
        if memory.case_id != besides and like.value >= _LEAST_LIKE:
            found.append(Past(
                case=memory.number, title=memory.title, entity=memory.entity, kind=memory.kind, cause=memory.cause,
                fixed_by=memory.fixed_by, resolved_at=memory.resolved_at, similarity=like.value, shared=like.shared,
            ))  # fmt: skip
    found.sort(key=lambda past: (-past.similarity, -past.resolved_at, past.case))
    return found[:limit]


def version(connection: Connection, tenant: str) -> int:
    """The number of the newest change to memory and documents, 0 before any. Read from themselves: the log of changes
    forgets."""
    remembered_at = sa.select(sa.func.max(memories.c.seq)).where(memories.c.tenant == tenant)
    written_at = sa.select(sa.func.max(documents.c.seq), sa.func.max(documents.c.gone_seq)).where(
        documents.c.tenant == tenant
    )
    found = [*connection.execute(remembered_at).one(), *connection.execute(written_at).one()]
    return max(int(one or 0) for one in found)


def _memory(row: dict[str, Any]) -> Memory:
    return Memory(**{name: row[name] for name in Memory.__slots__})
