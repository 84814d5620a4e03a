"""The change sequence: one number per tenant that grows with every visible change.

It is the offset of every live stream and the watermark (`as_of`) that pins what an investigation may read. Taking a
number locks the tenant's row until the commit, so numbers become visible in their own order on both databases.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import changes, tenants

__all__ = ["Change", "append", "current", "since"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    seq: int
    at: int
    kind: str
    ref: str
    body: dict[str, object]


# Made once: every change needs them, and making them costs more than carrying them out.
_TAKE = (
    tenants.update()
    .where(tenants.c.tenant == sa.bindparam("whose"))
    .values(change_seq=tenants.c.change_seq + 1)
    .returning(tenants.c.change_seq)
)
_NOTE = changes.insert()


def append(connection: Connection, tenant: str, kind: str, ref: str, body: dict[str, object] | None = None) -> int:
    """Take the next number for a change of `kind` about `ref`; returns it. Raises NotFound for an unknown tenant."""
    row = connection.execute(_TAKE, {"whose": tenant}).first()
    if row is None:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    seq = int(row[0])
    note = {"tenant": tenant, "seq": seq, "at": clock.now_ns(), "kind": kind, "ref": ref, "body": body or {}}
    connection.execute(_NOTE, note)
    return seq


def current(connection: Connection, tenant: str) -> int:
    """The newest number: everything up to it is visible and stays as it is."""
    found = connection.execute(sa.select(tenants.c.change_seq).where(tenants.c.tenant == tenant)).scalar()
    return int(found or 0)


def since(
    connection: Connection, tenant: str, after: int, *, kinds: tuple[str, ...] = (), ref: str = "", limit: int = 500
) -> list[Change]:
    """Changes with a number above `after`, oldest first; of some kinds, or about one ref, where given."""
    query = sa.select(changes).where(changes.c.tenant == tenant, changes.c.seq > after)
    if kinds:
        query = query.where(changes.c.kind.in_(kinds))
    if ref:
        query = query.where(changes.c.ref == ref)
    rows = connection.execute(query.order_by(changes.c.seq).limit(limit)).mappings()
    return [Change(seq=row["seq"], at=row["at"], kind=row["kind"], ref=row["ref"], body=row["body"]) for row in rows]
