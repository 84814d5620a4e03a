"""Reading the audit log: one entry, or those by action, actor, resource and time, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import msgspec
import sqlalchemy as sa

from rootward.audit.entry import AuditEntry, Record, parse, seal
from rootward.audit.log import INTENT, OUTCOME
from rootward.errors import NotFound
from rootward.kit.db import Connection
from rootward.schema import audit_entries, audit_staged

__all__ = ["Search", "find_intent", "find_outcome", "intents", "read", "search"]

_columns = audit_entries.c


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What to look for; all that is given must hold. An action that ends in `.*` means all below it."""

    action: str | None = None
    actor: str | None = None
    resource: str | None = None
    since: int | None = None  # nanoseconds, included
    until: int | None = None  # nanoseconds, not included
    before_seq: int | None = None  # where the page before ended
    limit: int = 100


def read(connection: Connection, tenant: str, seq: int) -> Record:
    """Raises NotFound for a number the tenant's log does not have."""
    data = connection.execute(sa.select(_columns.entry).where(_columns.tenant == tenant, _columns.seq == seq)).scalar()
    if data is None:
        raise NotFound(f"the audit log has no entry {seq}", field="seq", value=seq)
    return parse(bytes(data))


def search(connection: Connection, tenant: str, wanted: Search) -> list[Record]:
    """Up to `limit` entries, newest first. Raises BadSyntax at an entry whose bytes were damaged."""
    found: list[Record] = []
    statement = _statement(connection, tenant, wanted).execution_options(yield_per=200)
    with connection.execute(statement) as rows:
        for (data,) in rows:
            record = parse(bytes(data))
            if _holds(record, wanted):  # the statement compares bytes, which may stand elsewhere in the entry too
                found.append(record)
            if len(found) >= wanted.limit:
                break
    return found


def find_intent(connection: Connection, tenant: str, entry_id: str) -> AuditEntry:
    """The intent with this id, to state its outcome after a restart. Reads the log backwards.

    Raises NotFound when there is none.
    """
    inside = _contains(connection, _columns.entry, "entry_id", entry_id)
    stored = (
        sa.select(_columns.entry)
        .where(_columns.tenant == tenant, _columns.action.like("%" + INTENT), inside)
        .order_by(_columns.seq.desc())
    )
    for (data,) in connection.execute(stored):
        record = parse(bytes(data))
        if record.entry_id == entry_id:
            return _stated(record)
    staged = sa.select(audit_staged.c.entry).where(audit_staged.c.tenant == tenant)
    for (content,) in connection.execute(staged):
        if content["entry_id"] == entry_id and content["action"].endswith(INTENT):
            return _stated(parse(seal(content, log_id="", tenant=tenant, seq=0)))
    raise NotFound(f"the audit log has no intent {entry_id!r}", field="entry_id", value=entry_id)


def find_outcome(connection: Connection, tenant: str, intent: Record) -> Record | None:
    """How the intent ended; None while nobody has said."""
    inside = _contains(connection, _columns.entry, "intent", intent.entry_id)
    action = intent.action.removesuffix(INTENT) + OUTCOME
    later = sa.select(_columns.entry).where(
        _columns.tenant == tenant, _columns.seq > intent.seq, _columns.action == action, inside
    )
    for (data,) in connection.execute(later.order_by(_columns.seq)):
        record = parse(bytes(data))
        if record.intent == intent.entry_id:
            return record
    return None


def intents(connection: Connection, tenant: str, *, since: int | None, until: int | None) -> Iterator[Record]:
    """Every intent stated from `since` (ns, included) to `until` (not included), in order."""
    query = sa.select(_columns.entry).where(_columns.tenant == tenant, _columns.action.like("%" + INTENT))
    if since is not None:
        query = query.where(_columns.at >= since)
    if until is not None:
        query = query.where(_columns.at < until)
    with connection.execute(query.order_by(_columns.seq).execution_options(yield_per=200)) as rows:
        for (data,) in rows:
            yield parse(bytes(data))


def _statement(connection: Connection, tenant: str, wanted: Search) -> sa.Select[Any]:
    query = sa.select(_columns.entry).where(_columns.tenant == tenant)
    if wanted.action is not None and wanted.action.endswith(".*"):
        query = query.where(_columns.action.startswith(wanted.action[:-1], autoescape=True))
    elif wanted.action is not None:
        query = query.where(_columns.action == wanted.action)
    if wanted.actor is not None:
        query = query.where(_contains(connection, _columns.entry, "id", wanted.actor))
    if wanted.resource is not None:
        query = query.where(_contains(connection, _columns.entry, "resource", wanted.resource))
    if wanted.since is not None:
        query = query.where(_columns.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(_columns.at < wanted.until)
    if wanted.before_seq is not None:
        query = query.where(_columns.seq < wanted.before_seq)
    return query.order_by(_columns.seq.desc())


def _contains(connection: Connection, column: sa.Column[Any], key: str, value: str) -> sa.ColumnElement[bool]:
    """Whether the stored bytes hold `"key":"value"`, which the canonical form writes in one way only."""
    needle = sa.literal(msgspec.json.encode(key) + b":" + msgspec.json.encode(value), sa.LargeBinary)
    if connection.dialect.name == "sqlite":
        return sa.func.instr(column, needle) > 0
    return sa.func.position(needle.op("IN")(column)) > 0


def _holds(record: Record, wanted: Search) -> bool:
    return wanted.actor in (None, record.actor.id) and wanted.resource in (None, record.resource)


def _stated(record: Record) -> AuditEntry:
    kept: dict[str, Any] = {item.name: getattr(record, item.name) for item in fields(AuditEntry)}
    return AuditEntry(**kept)
