"""People: who may sign in. A person belongs to no tenant; memberships say where they are what.

Every function here runs as kit.db.DISPATCHER: the rows lie outside of every tenant, where nothing that runs for one
can read a password's hash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.schema import people
from rootward.tenancy.principal import MAX_NAME

__all__ = [
    "Human", "bind_subject", "by_email", "by_id", "by_subject", "check_email", "check_name", "create", "list_people",
    "set_disabled", "set_password",
]  # fmt: skip

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*")
_LONGEST = 254


@dataclass(frozen=True, kw_only=True, slots=True)
class Human:
    """A person; times in nanoseconds. Without a password they sign in at the identity provider only."""

    person_id: str
    email: str
    name: str
    password_hash: str | None = field(repr=False)
    oidc_issuer: str | None
    oidc_subject: str | None
    created_at: int
    disabled_at: int | None


def check_email(email: str) -> str:
    """The address in lower case. Raises BadInput for what is none."""
    plain = email.strip().lower()
    if len(plain) > _LONGEST or not _EMAIL.fullmatch(plain):
        raise BadInput(f"{email[:_LONGEST]!r} is not an e-mail address", field="email", value=email[:_LONGEST])
    return plain


def check_name(name: str) -> str:
    """The name without white space around it. Raises BadInput."""
    plain = name.strip()
    if not plain or len(plain) > MAX_NAME or not plain.isprintable():
        raise BadInput(f"a name has 1 to {MAX_NAME} printable characters, not {name[: MAX_NAME + 1]!r}", field="name")
    return plain


def by_email(connection: Connection, email: str) -> Human | None:
    """None too for what is no address."""
    plain = email.strip().lower()
    return _one(connection, people.c.email == plain) if _EMAIL.fullmatch(plain) else None


def by_subject(connection: Connection, issuer: str, subject: str) -> Human | None:
    """Whom the identity provider means."""
    return _one(connection, sa.and_(people.c.oidc_issuer == issuer, people.c.oidc_subject == subject))


def by_id(connection: Connection, person_id: str) -> Human:
    """Raises NotFound."""
    found = _one(connection, people.c.person_id == person_id)
    if found is None:
        raise NotFound(f"there is no person {person_id!r}", field="person_id", value=person_id)
    return found


def list_people(connection: Connection) -> list[Human]:
    """Everybody, by e-mail."""
    rows = connection.execute(sa.select(people).where(people.c.tenant == DISPATCHER).order_by(people.c.email))
    return [_human(row) for row in rows]


def create(connection: Connection, *, email: str, name: str, password_hash: str | None = None) -> Human:
    """Raises BadInput, and Conflict where the address is somebody's already."""
    made = Human(
        person_id=clock.new_id("per"), email=check_email(email), name=check_name(name), password_hash=password_hash,
        oidc_issuer=None, oidc_subject=None, created_at=clock.now_ns(), disabled_at=None,
    )  # fmt: skip
    if by_email(connection, made.email) is not None:
        raise Conflict("this e-mail address is somebody's already", field="email")
    row = {name: getattr(made, name) for name in Human.__slots__}
    connection.execute(people.insert(), {"tenant": DISPATCHER, **row})
    return made


def set_password(connection: Connection, person_id: str, password_hash: str) -> None:
    _change(connection, person_id, password_hash=password_hash)


def bind_subject(connection: Connection, person_id: str, issuer: str, subject: str) -> None:
    """From now on this is whom the identity provider means. Raises Conflict for a person who is another one there."""
    found = by_id(connection, person_id)
    if found.oidc_subject is not None and (found.oidc_issuer, found.oidc_subject) != (issuer, subject):
        raise Conflict("this e-mail address belongs to another account of the identity provider", field="email")
    _change(connection, person_id, oidc_issuer=issuer, oidc_subject=subject)


def set_disabled(connection: Connection, person_id: str, *, disabled: bool) -> Human:
    """Shut a person out everywhere, or let them in again. Raises NotFound."""
    found = by_id(connection, person_id)
    if (found.disabled_at is not None) != disabled:
        _change(connection, person_id, disabled_at=clock.now_ns() if disabled else None)
    return by_id(connection, person_id)


def _one(connection: Connection, which: sa.ColumnElement[bool]) -> Human | None:
    row = connection.execute(sa.select(people).where(people.c.tenant == DISPATCHER, which)).first()
    return None if row is None else _human(row)


def _change(connection: Connection, person_id: str, **values: Any) -> None:
    mine = sa.and_(people.c.tenant == DISPATCHER, people.c.person_id == person_id)
    connection.execute(people.update().where(mine).values(**values))


def _human(row: sa.Row[Any]) -> Human:
    return Human(**{name: getattr(row, name) for name in Human.__slots__})
