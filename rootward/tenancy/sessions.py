"""Sessions: a person who signed in with a browser, in one tenant at a time; `rws_<id>_<secret>`, kept as a digest.

A session ends when nobody used it for a while, after a fixed time, when it is ended, and with the membership. Every
function here runs as kit.db.DISPATCHER: sessions are the person's, not a tenant's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.errors import Denied, NotFound, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.schema import memberships, people, principals, sessions, tenants
from rootward.tenancy import credential
from rootward.tenancy.credential import Minted
from rootward.tenancy.principal import Principal

__all__ = [
    "Lives", "Origin", "Session", "Signed", "authenticate", "begin", "end", "end_all", "last_tenant", "list_sessions",
    "touch",
]  # fmt: skip

TOUCH_NS = 60 * 1_000_000_000
"""So long a use need not be written down: the idle time is that much less exact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lives:
    """How long a session lives unused, and at all; in nanoseconds."""

    idle_ns: int
    most_ns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What the browser calls itself, and where it is: for people to tell their sessions apart."""

    agent: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    session_id: str
    person_id: str
    in_tenant: str
    method: str
    agent: str
    address: str
    created_at: int
    seen_at: int
    expires_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """Who stands behind a request with a session."""

    principal: Principal
    session: Session
    email: str

    @property
    def wants_touch(self) -> bool:
        return clock.now_ns() - self.session.seen_at >= TOUCH_NS


def begin(
    connection: Connection, *, person_id: str, tenant: str, method: str, origin: Origin, lives: Lives,
    until: int | None = None,
) -> Minted:  # fmt: skip
    """A new session; `until` where another one is continued. Those of the person that are over are forgotten."""
    now, minted = clock.now_ns(), credential.mint("rws")
    mine = sa.and_(sessions.c.tenant == DISPATCHER, sessions.c.person_id == person_id)
    connection.execute(sessions.delete().where(mine, sessions.c.expires_at < now))
    row = {
        "tenant": DISPATCHER, "session_id": minted.id, "digest": minted.digest, "person_id": person_id,
        "in_tenant": tenant, "method": method, "agent": origin.agent[:200], "address": origin.address[:64],
        "created_at": now, "seen_at": now, "expires_at": now + lives.most_ns if until is None else until,
        "ended_at": None,
    }  # fmt: skip
    connection.execute(sessions.insert(), row)
    return minted


def authenticate(connection: Connection, secret: str, *, idle_ns: int) -> Signed:
    """Whose session this is. Raises Unauthenticated for anything that is not a good one, Denied when its tenant is
    suspended."""
    given = credential.parse("rws", secret)
    row = connection.execute(_whole().where(sessions.c.digest == given.digest)).first() if given else None
    if row is None or given is None or not given.is_row(row.session_id, row.digest):
        raise Unauthenticated("the session is not known; sign in again", field="session")
    now = clock.now_ns()
    if row.ended_at is not None or row.expires_at <= now or row.seen_at + idle_ns <= now:
        raise Unauthenticated("the session is over; sign in again", field="session")
    if row.disabled_at is not None or row.member_status != "active":
        raise Unauthenticated("you are no member of this tenant any more; sign in again", field="session")
    if row.tenant_status != "active":
        raise Denied(f"tenant {row.in_tenant!r} is {row.tenant_status}", tenant=row.in_tenant)
    principal = Principal(
        tenant=row.in_tenant, id=row.principal_id, name=row.principal_name, kind="human", role=row.role,
        auth=f"session:{row.session_id}",
    )  # fmt: skip
    return Signed(principal=principal, session=_session(row), email=row.email)


def touch(connection: Connection, session_id: str) -> None:
    """Say that it was used."""
    mine = sa.and_(sessions.c.tenant == DISPATCHER, sessions.c.session_id == session_id)
    connection.execute(sessions.update().where(mine).values(seen_at=clock.now_ns()))


def list_sessions(connection: Connection, person_id: str, *, idle_ns: int) -> list[Session]:
    """A person's sessions that are good, the one used last first."""
    now = clock.now_ns()
    query = sa.select(sessions).where(
        sessions.c.tenant == DISPATCHER, sessions.c.person_id == person_id, sessions.c.ended_at.is_(None),
        sessions.c.expires_at > now, sessions.c.seen_at > now - idle_ns,
    )  # fmt: skip
    return [_session(row) for row in connection.execute(query.order_by(sessions.c.seen_at.desc()))]


def end(connection: Connection, person_id: str, session_id: str) -> None:
    """Raises NotFound, also for somebody else's; ending one again changes nothing."""
    mine = sa.and_(
        sessions.c.tenant == DISPATCHER, sessions.c.person_id == person_id, sessions.c.session_id == session_id
    )
    if connection.execute(sa.select(sessions.c.session_id).where(mine)).first() is None:
        raise NotFound(f"there is no session {session_id!r}", field="session_id", value=session_id)
    connection.execute(sessions.update().where(mine, sessions.c.ended_at.is_(None)).values(ended_at=clock.now_ns()))


def end_all(connection: Connection, person_id: str, *, but: str = "") -> int:
    """End every session of a person, `but` one; how many there were."""
    mine = sa.and_(
        sessions.c.tenant == DISPATCHER, sessions.c.person_id == person_id, sessions.c.ended_at.is_(None),
        sessions.c.session_id != but,
    )  # fmt: skip
    return int(connection.execute(sessions.update().where(mine).values(ended_at=clock.now_ns())).rowcount)


def last_tenant(connection: Connection, person_id: str) -> str | None:
    """Where the person was last."""
    query = sa.select(sessions.c.in_tenant).where(sessions.c.tenant == DISPATCHER, sessions.c.person_id == person_id)
    found: str | None = connection.execute(query.order_by(sessions.c.seen_at.desc()).limit(1)).scalar()
    return found


def _whole() -> sa.Select[Any]:
    """A session with its person, membership, principal and tenant."""
    member = sa.and_(memberships.c.tenant == sessions.c.in_tenant, memberships.c.person_id == sessions.c.person_id)
    mine = sa.and_(principals.c.tenant == memberships.c.tenant, principals.c.principal_id == memberships.c.principal_id)
    return (
        sa.select(
            sessions, people.c.disabled_at, people.c.email, memberships.c.role, memberships.c.principal_id,
            memberships.c.status.label("member_status"), principals.c.name.label("principal_name"),
            tenants.c.status.label("tenant_status"),
        )
        .join(people, sa.and_(people.c.tenant == sessions.c.tenant, people.c.person_id == sessions.c.person_id))
        .join(memberships, member)
        .join(principals, mine)
        .join(tenants, tenants.c.tenant == memberships.c.tenant)
        .where(sessions.c.tenant == DISPATCHER)
    )  # fmt: skip


def _session(row: sa.Row[Any]) -> Session:
    return Session(**{name: getattr(row, name) for name in Session.__slots__})
