"""The change sequence: one number per tenant that grows with every visible change.

It is the offset of every live stream and the watermark (`as_of`) that pins what an investigation may read. Taking a
number locks the tenant's row until the commit, so numbers become visible in their own order on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.ready import Ready
from rootward.schema import changes, tenants

__all__ = ["Change", "append", "current", "mark", "since"]

Updating = Callable[[sa.ColumnElement[int]], sa.Update]
"""Makes the update of a row that gets the number of its change; the same function makes the same update."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    seq: int
    at: int
    kind: str
    ref: str
    body: dict[str, object]


# Made once: every change needs them, and making them costs more than carrying them out.
_TAKEN = (
    tenants.update()
    .where(tenants.c.tenant == sa.bindparam("whose"))
    .values(change_seq=tenants.c.change_seq + 1)
    .returning(tenants.c.change_seq)
)
_TAKE, _NOTE = Ready(_TAKEN), Ready(changes.insert())

# PostgreSQL does all of it in one statement: the server is far away.
_TAKING = _TAKEN.cte("taken")
_NOTING = changes.insert().from_select(
    ["tenant", "seq", "at", "kind", "ref", "body"],
    sa.select(
        sa.bindparam("whose", type_=changes.c.tenant.type), _TAKING.c.change_seq,
        *(sa.bindparam(f"note_{name}", type_=changes.c[name].type) for name in ("at", "kind", "ref", "body")),
    ),
)  # fmt: skip
_TAKE_AND_NOTE = Ready(_NOTING.returning(changes.c.seq))
_NOTED = _NOTING.cte("noted")


def append(connection: Connection, tenant: str, kind: str, ref: str, body: dict[str, object] | None = None) -> int:
    """Take the next number for a change of `kind` about `ref`; returns it. Raises NotFound for an unknown tenant."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        found = _TAKE.tuples(connection, {"whose": tenant})
    else:
        found = _TAKE_AND_NOTE.tuples(connection, _given(tenant, kind, ref, body))
    if not found:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    seq = int(found[0][0])
    if is_sqlite:
        note = {"tenant": tenant, "seq": seq, "at": clock.now_ns(), "kind": kind, "ref": ref, "body": body or {}}
        _NOTE.later(connection, note)
    return seq


def mark(
    connection: Connection, tenant: str, kind: str, ref: str, body: dict[str, object], make: Updating,
    given: Mapping[str, object],
) -> None:  # fmt: skip
    """`append`, and the update of what has changed, which `make` makes, by the parameters `given` and `whose`."""
    if connection.dialect.name == "sqlite":
        seq = append(connection, tenant, kind, ref, body)
        _updating(make, False).later(connection, {**given, "whose": tenant, "seq": seq})
    else:
        _updating(make, True).later(connection, {**given, **_given(tenant, kind, ref, body)})


@lru_cache(maxsize=1000)
def _updating(make: Updating, at_once: bool) -> Ready:
    if not at_once:
        return Ready(make(sa.bindparam("seq", type_=sa.BigInteger)))
    return Ready(make(sa.select(_TAKING.c.change_seq).scalar_subquery()).add_cte(_NOTED))


def _given(tenant: str, kind: str, ref: str, body: dict[str, object] | None) -> dict[str, object]:
    return {"whose": tenant, "note_at": clock.now_ns(), "note_kind": kind, "note_ref": ref, "note_body": body or {}}


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
