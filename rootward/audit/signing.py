"""Signing: a checkpoint of what a log has come to, signed and kept beside it.

In the transaction of an intent of high risk (`log.intent`), otherwise within about a second of whatever was written
(`audit.keeping`). Each names the one before it, so that one that is taken away is missed by the next.
"""

from __future__ import annotations

import sqlalchemy as sa

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.note import Signer
from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import audit_checkpoints, audit_entries, audit_heads

__all__ = ["newest", "receipt", "sign", "unsigned"]

_columns = audit_checkpoints.c


def sign(connection: Connection, tenant: str, signer: Signer) -> str | None:
    """Sign the log as it is, in the caller's transaction; the note, or None when there is nothing new.

    A log that is shorter than what was signed before is not signed: `verify` says what became of it.
    """
    now = checkpoint.current(connection, tenant)
    last = connection.execute(
        sa.select(_columns.size).where(_columns.tenant == tenant).order_by(_columns.size.desc()).limit(1)
    ).scalar()
    if now.size <= (last or 0):
        return None
    at = clock.now_ns()
    stated = Checkpoint(
        origin=now.origin, size=now.size, root=now.root, previous=last or 0, at=clock.format_ns(at)
    )  # fmt: skip
    note = signer.sign(stated.text())
    row = {"tenant": tenant, "size": now.size, "root": now.root, "note": note.encode(), "at": at}
    connection.execute(audit_checkpoints.insert(), row | {"key_id": signer.verifier.key_id})
    return note


def newest(connection: Connection, tenant: str) -> str | None:
    """The note of the newest signed checkpoint."""
    query = sa.select(_columns.note).where(_columns.tenant == tenant).order_by(_columns.size.desc()).limit(1)
    found = connection.execute(query).scalar()
    return None if found is None else bytes(found).decode(errors="replace")


def receipt(connection: Connection, tenant: str, seq: int) -> str | None:
    """What to print under an approval or a report: the entry's number above the first signed checkpoint that covers it
    (log id, size, root, signature), itself a witness. None until there is one, about a second after the entry.

    Raises NotFound for a number the log does not have.
    """
    entries = audit_entries.c
    if connection.execute(sa.select(entries.seq).where(entries.tenant == tenant, entries.seq == seq)).first() is None:
        raise NotFound(f"the audit log has no entry {seq}", field="seq", value=seq)
    query = sa.select(_columns.note).where(_columns.tenant == tenant, _columns.size >= seq).order_by(_columns.size)
    found = connection.execute(query.limit(1)).scalar()
    return None if found is None else f"entry {seq}\n{bytes(found).decode(errors='replace')}"


def unsigned(connection: Connection) -> list[str]:
    """Whose logs have entries that no checkpoint covers; on SQLite, where one statement sees every tenant."""
    heads = audit_heads.c
    signed = sa.select(sa.func.max(_columns.size)).where(_columns.tenant == heads.tenant).scalar_subquery()
    return list(
        connection.execute(
            sa.select(heads.tenant).where(heads.size > sa.func.coalesce(signed, 0)).order_by(heads.tenant)
        ).scalars()
    )
