"""Resets: a link, shown once and good for a day, by which a person sets another password.

Who resets a password could become that person, so that only who looks after all of their tenants may. Every function
runs as kit.db.DISPATCHER.
"""

from __future__ import annotations

import sqlalchemy as sa

from rootward.errors import Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.schema import password_resets
from rootward.tenancy import credential, memberships, people, roles, sessions
from rootward.tenancy.credential import Minted
from rootward.tenancy.people import Human
from rootward.tenancy.principal import Principal

__all__ = ["LIFE_NS", "check_may_reset", "find", "issue", "use"]

LIFE_NS = 86_400 * 1_000_000_000


def check_may_reset(connection: Connection, person_id: str, *, by: Principal) -> None:
    """Raises Denied for a person who is known in another tenant too, unless `by` looks after people everywhere."""
    if roles.may(by, "people.manage"):
        return
    everywhere = {one.tenant for one in memberships.of_person(connection, person_id, everywhere=True)}
    if everywhere != {by.tenant}:
        raise Denied(
            "this person is a member elsewhere too: who looks after the whole installation resets the password",
            permission="people.manage",
        )  # fmt: skip


def issue(connection: Connection, person_id: str, *, by: Principal) -> Minted:
    """A new link; those before it end. Raises NotFound, and Denied as `check_may_reset`."""
    people.by_id(connection, person_id)
    check_may_reset(connection, person_id, by=by)
    now, minted = clock.now_ns(), credential.mint("rwp")
    _end_all(connection, person_id, now)
    row = {
        "tenant": DISPATCHER, "reset_id": minted.id, "person_id": person_id, "digest": minted.digest,
        "issued_by": f"{by.tenant}/{by.id}", "created_at": now, "expires_at": now + LIFE_NS, "used_at": None,
    }  # fmt: skip
    connection.execute(password_resets.insert(), row)
    return minted


def find(connection: Connection, secret: str) -> Human:
    """Whose password a link sets. Raises NotFound for a link that is none, Conflict for one that is over."""
    given = credential.parse("rwp", secret)
    mine = password_resets.c.tenant == DISPATCHER
    row = None
    if given is not None:
        query = sa.select(password_resets).where(mine, password_resets.c.digest == given.digest)
        row = connection.execute(query.with_for_update()).first()
    if row is None or given is None or not given.is_row(row.reset_id, row.digest):
        raise NotFound("this link is not known; ask for another one", field="link")
    if row.used_at is not None or row.expires_at <= clock.now_ns():
        raise Conflict("this link was used or is over; ask for another one", field="link")
    return people.by_id(connection, row.person_id)


def use(connection: Connection, secret: str, password_hash: str) -> Human:
    """Set the password, and end every session and link of the person. Raises as `find` does."""
    found = find(connection, secret)
    people.set_password(connection, found.person_id, password_hash)
    _end_all(connection, found.person_id, clock.now_ns())
    sessions.end_all(connection, found.person_id)
    return found


def _end_all(connection: Connection, person_id: str, now: int) -> None:
    mine = sa.and_(password_resets.c.tenant == DISPATCHER, password_resets.c.person_id == person_id)
    connection.execute(password_resets.update().where(mine, password_resets.c.used_at.is_(None)).values(used_at=now))
