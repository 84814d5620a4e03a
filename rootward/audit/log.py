"""Writing the audit log: one Merkle log per tenant, entries in the caller's transaction, intents before effects.

On SQLite there is one writer, so an entry gets its number at once. On PostgreSQL numbering at once would let every
writer of a tenant wait for one row; there an entry is staged in the caller's transaction and `sequence` numbers what
has been committed, many entries under one lock. Either way the entry is durable exactly when the caller's work is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from rootward.audit import signing
from rootward.audit.entry import AuditEntry, Outcome, content, seal
from rootward.audit.merkle import EMPTY_ROOT, Frontier, leaf_hash
from rootward.audit.note import Signer
from rootward.errors import BadInput, Unavailable
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, insert_new
from rootward.kit.ready import Ready
from rootward.schema import audit_entries, audit_heads, audit_staged

__all__ = ["INTENT", "OUTCOME", "append", "append_now", "intent", "outcome", "sequence", "staged_tenants"]

INTENT = ".intent"
OUTCOME = ".outcome"
_GRAVE = frozenset({"high", "critical"})


def append(connection: Connection, tenant: str, entry: AuditEntry) -> int | None:
    """Add `entry` to the tenant's log with the caller's transaction; its number, or None while it is staged.

    Raises BadInput or TooLarge for an entry that cannot be kept, Unavailable when the log cannot be written (while it
    is staged, the commit does): the caller's work does not happen then.
    """
    at = clock.now_ns()
    stated = content(entry, at)
    if connection.dialect.name == "sqlite":
        return _append_sqlite(connection, tenant, stated, at)
    seal(stated, log_id="", tenant=tenant, seq=0)  # what cannot be sealed must be refused here, not in the background
    _STAGE.later(connection, {"tenant": tenant, "entry": stated})
    return None


def append_now(connection: Connection, tenant: str, entry: AuditEntry) -> int:
    """Add `entry` under its number at once, on PostgreSQL by holding the tenant's log until the commit.

    For what must be numbered, and can be checkpointed, within its own transaction. Raises as `append` does.
    """
    at = clock.now_ns()
    stated = content(entry, at)
    if connection.dialect.name == "sqlite":
        return _append_sqlite(connection, tenant, stated, at)
    return _write(connection, tenant, _locked_head(connection, tenant), [stated])


def intent(connection: Connection, tenant: str, entry: AuditEntry, *, signer: Signer | None = None) -> AuditEntry:
    """State what is about to be done outside (`<action>.intent`); returns the entry that `outcome` answers.

    The effect may begin only after this transaction is committed. One of high or critical risk is numbered in this
    transaction, and with `signer` a checkpoint that covers it is signed in it too.
    """
    stated = replace(entry, action=entry.action + INTENT)
    if stated.risk not in _GRAVE:
        append(connection, tenant, stated)
        return stated
    append_now(connection, tenant, stated)
    if signer is not None:
        signing.sign(connection, tenant, signer)
    return stated


def outcome(
    connection: Connection,
    tenant: str,
    stated: AuditEntry,
    result: Outcome,
    *,
    reason: str | None = None,
    result_sha256: str | None = None,
    budget_after: Mapping[str, JSON] | None = None,
    facts: Mapping[str, JSON] | None = None,
) -> AuditEntry:
    """State once how the intent `stated` ended; `unknown` when nobody can tell. Raises BadInput for another entry."""
    if not stated.action.endswith(INTENT):
        raise BadInput(f"{stated.action!r} is not an intent", field="action", value=stated.action)
    ended = replace(
        stated,
        entry_id=clock.new_id("aud"),
        action=stated.action.removesuffix(INTENT) + OUTCOME,
        intent=stated.entry_id,
        outcome=result,
        reason=reason,
        result_sha256=result_sha256,
        budget_after=budget_after,
        facts=facts or {},
    )
    append(connection, tenant, ended)
    return ended


def staged_tenants(connection: Connection) -> list[str]:
    """Whose logs have entries to number; read as kit.db.DISPATCHER."""
    return list(connection.execute(sa.select(audit_staged.c.tenant).distinct()).scalars())


def sequence(connection: Connection, tenant: str, *, limit: int = 1000) -> int:
    """Number up to `limit` staged entries of one tenant in the order in which they were staged; how many there were.

    Two of these at the same time wait for each other at the tenant's head and never number an entry twice. An entry
    whose transaction commits late gets a later number, but never one before its own intent, which was durable first.
    """
    head = _locked_head(connection, tenant)
    first = (
        sa.select(audit_staged.c.id)
        .where(audit_staged.c.tenant == tenant)
        .order_by(audit_staged.c.id)
        .limit(limit)
        .scalar_subquery()
    )
    taken = connection.execute(
        audit_staged.delete()
        .where(audit_staged.c.tenant == tenant, audit_staged.c.id.in_(first))
        .returning(audit_staged.c.id, audit_staged.c.entry)
    ).all()
    if taken:
        _write(connection, tenant, head, [row.entry for row in sorted(taken, key=lambda row: row.id)])
    return len(taken)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    log_id: str
    frontier: Frontier


def _head(tenant: str, log_id: str, size: int, frontier: bytes) -> _Head:
    try:
        return _Head(log_id=log_id, frontier=Frontier.unpacked(size, frontier))
    except ValueError as error:
        raise Unavailable(
            f"the head of the audit log of tenant {tenant!r} is damaged ({error}); nothing is written to it until "
            "`rootward audit verify` has shown what happened",
            who="audit",
        ) from error


def _locked_head(connection: Connection, tenant: str) -> _Head:
    empty = {"tenant": tenant, "log_id": clock.new_id("log"), "size": 0, "frontier": b"", "root": EMPTY_ROOT}
    query = (
        sa.select(audit_heads.c.log_id, audit_heads.c.size, audit_heads.c.frontier)
        .where(audit_heads.c.tenant == tenant)
        .with_for_update()
    )
    row = connection.execute(query).first()
    if row is None:
        insert_new(connection, audit_heads, [empty])
        row = connection.execute(query).one()
    return _head(tenant, row.log_id, row.size, row.frontier)


def _write(connection: Connection, tenant: str, head: _Head, stated: Sequence[Mapping[str, JSON]]) -> int:
    """Number, hash and store; returns the last number."""
    seq = head.frontier.size
    rows: list[dict[str, object]] = []
    leaves: list[bytes] = []
    for item in stated:
        seq += 1
        data = seal(item, log_id=head.log_id, tenant=tenant, seq=seq)
        leaves.append(leaf_hash(data))
        at = clock.parse_ns(str(item["ts"]))
        rows.append(
            {"tenant": tenant, "seq": seq, "at": at, "action": item["action"], "entry": data, "leaf": leaves[-1]}
        )
    frontier = head.frontier.extend(leaves)
    connection.execute(audit_entries.insert(), rows)
    connection.execute(
        audit_heads.update()
        .where(audit_heads.c.tenant == tenant)
        .values(size=frontier.size, frontier=frontier.packed(), root=frontier.root())
    )
    return seq


def _append_sqlite(connection: Connection, tenant: str, stated: Mapping[str, JSON], at: int) -> int:
    """Three statements through the driver itself: this stands in the path of every durable act, and through
    SQLAlchemy they take eight times as long."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        row = driver.execute(_SELECT_HEAD, (tenant,)).fetchone()
        if row is None:
            row = (clock.new_id("log"), 0, b"")
            driver.execute(_INSERT_HEAD, (tenant, row[0], EMPTY_ROOT))
        head = _head(tenant, *row)
        seq = head.frontier.size + 1
        data = seal(stated, log_id=head.log_id, tenant=tenant, seq=seq)
        leaf = leaf_hash(data)
        frontier = head.frontier.extend((leaf,))
        driver.execute(_INSERT_ENTRY, (tenant, seq, at, stated["action"], data, leaf))
        driver.execute(_UPDATE_HEAD, (seq, frontier.packed(), frontier.root(), tenant))
    except sqlite3.Error as error:
        raise Unavailable(f"the audit log cannot be written: {error}", who="database") from error
    return seq


_SELECT_HEAD = "SELECT log_id, size, frontier FROM audit_heads WHERE tenant = ?"
_INSERT_HEAD = "INSERT INTO audit_heads (tenant, log_id, size, frontier, root) VALUES (?, ?, 0, x'', ?)"
_INSERT_ENTRY = "INSERT INTO audit_entries (tenant, seq, at, action, entry, leaf) VALUES (?, ?, ?, ?, ?, ?)"
_STAGE = Ready(audit_staged.insert().values(tenant=sa.bindparam("tenant"), entry=sa.bindparam("entry")))
_UPDATE_HEAD = "UPDATE audit_heads SET size = ?, frontier = ?, root = ? WHERE tenant = ?"
