"""Who acts: a principal of exactly one tenant, in one role, and how that was established."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa

from rootward.audit.entry import Actor, ActorKind
from rootward.errors import BadInput, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import principals

__all__ = [
    "DEFAULT", "LOCAL", "SHARED", "Person", "Principal", "is_logged_in", "names", "people", "person", "register",
]  # fmt: skip

DEFAULT = "default"
"""The tenant of an embedded installation; its principals may also look after the others."""

MAX_NAME = 200
_KINDS: dict[str, ActorKind] = {"human": "human", "service": "service", "agent": "agent"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Who stands behind a request. `auth` says how that is known: `token:tok_…`, `loopback`."""

    tenant: str
    id: str
    name: str
    kind: ActorKind
    role: str
    auth: str

    @property
    def actor(self) -> Actor:
        """The same in an audit entry."""
        return Actor(id=self.id, kind=self.kind, auth=self.auth)


LOCAL = Principal(tenant=DEFAULT, id="local", name="local operator", kind="human", role="admin", auth="loopback")
"""Whoever sits at the machine, where Rootward is embedded and listens on loopback only."""

SHARED = replace(LOCAL, auth="loopback:shared")
"""The same where an identity provider says who people are: that there is nobody else cannot be known then."""


def is_logged_in(auth: str) -> bool:
    """Whether it is known who stands behind a request that was authenticated so."""
    return auth not in (LOCAL.auth, SHARED.auth)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A human, service or agent that a tenant knows; roles come with tokens."""

    principal_id: str
    name: str
    kind: ActorKind
    created_at: int


def register(connection: Connection, tenant: str, *, name: str, kind: str) -> Person:
    """Raises BadInput for a name that is empty, too long or not printable, and for a kind that is none."""
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise BadInput(f"a name has 1 to {MAX_NAME} printable characters, not {name[: MAX_NAME + 1]!r}", field="name")
    if kind not in _KINDS:
        raise BadInput(f"a principal is a human, a service or an agent, not {kind!r}", field="kind", value=kind)
    made = Person(principal_id=clock.new_id("prn"), name=name, kind=_KINDS[kind], created_at=clock.now_ns())
    connection.execute(
        principals.insert(),
        {
            "tenant": tenant,
            "principal_id": made.principal_id,
            "name": made.name,
            "kind": made.kind,
            "created_at": made.created_at,
        },
    )
    return made


def person(connection: Connection, tenant: str, principal_id: str) -> Person:
    """Raises NotFound, also for another tenant's."""
    row = connection.execute(
        sa.select(principals).where(principals.c.tenant == tenant, principals.c.principal_id == principal_id)
    ).first()
    if row is None:
        raise NotFound(f"there is no principal {principal_id!r}", field="principal_id", value=principal_id)
    return Person(principal_id=row.principal_id, name=row.name, kind=row.kind, created_at=row.created_at)


def names(connection: Connection, tenant: str, principal_ids: Collection[str]) -> dict[str, str]:
    """What each is called; the id itself for one that the tenant does not know."""
    table = principals.c
    query = sa.select(table.principal_id, table.name)
    rows = connection.execute(query.where(table.tenant == tenant, table.principal_id.in_(sorted(set(principal_ids)))))
    return {one: one for one in principal_ids} | {LOCAL.id: LOCAL.name} | {row.principal_id: row.name for row in rows}


def people(connection: Connection, tenant: str) -> list[Person]:
    rows = connection.execute(
        sa.select(principals).where(principals.c.tenant == tenant).order_by(principals.c.principal_id)
    )
    return [
        Person(principal_id=row.principal_id, name=row.name, kind=row.kind, created_at=row.created_at) for row in rows
    ]
