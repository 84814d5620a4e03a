"""Sign in: how a person comes in, with a password, a link or the identity provider, and what of it is written down.

People lie outside of every tenant and memberships within one, so that most ways in are several units of work: each
leaves things so that the next may be tried again, and a session's secret is given out after the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from rootward.audit import log
from rootward.audit.entry import Actor, AuditEntry
from rootward.errors import Conflict, Denied, NotFound, Unauthenticated
from rootward.kit.canonical import JSON
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.tenancy import attempts, invitations, memberships, passwords, people, resets, sessions
from rootward.tenancy.attempts import Counted
from rootward.tenancy.credential import Minted
from rootward.tenancy.memberships import Belonging
from rootward.tenancy.people import Human
from rootward.tenancy.principal import DEFAULT, Principal
from rootward.tenancy.sessions import Lives, Origin, Signed

__all__ = ["Entered", "SignIn"]

_WRONG = "the e-mail address or the password is wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """A new session: who one is there, and the secret for the browser."""

    person_id: str
    principal: Principal
    secret: str = field(repr=False)


class SignIn:
    """`key` is the installation's own secret."""

    def __init__(self, db: Database, *, key: bytes, lives: Lives) -> None:
        self._db, self._key, self._lives = db, key, lives

    @property
    def lives(self) -> Lives:
        return self._lives

    async def look(self, secret: str) -> Signed:
        """Whose session it is, without using it. Raises Unauthenticated, Denied."""
        unit = partial(sessions.authenticate, secret=secret, idle_ns=self._lives.idle_ns)
        return await self._db.read(unit, tenant=DISPATCHER)

    async def who(self, secret: str) -> Signed:
        """Whose session it is; this is a use of it. Raises Unauthenticated, Denied."""
        found = await self.look(secret)
        if found.wants_touch:
            await self._db.run(partial(sessions.touch, session_id=found.session.session_id), tenant=DISPATCHER)
        return found

    async def with_password(self, email: str, password: str, *, origin: Origin, tenant: str = "") -> Entered:
        """Raises Unauthenticated in the same words, after the same work, whoever is not known; TooBusy after too many
        failures; Denied for a person without a tenant."""
        who = await self._proved(email, password, origin)
        return await self.enter(who, method="password", origin=origin, tenant=tenant)

    async def enter(self, who: Human, *, method: str, origin: Origin, tenant: str = "") -> Entered:
        """A session of a person who is known for sure, in the tenant asked for or the one they were in last.

        Raises Denied for a person who is disabled or belongs to no tenant that is open, NotFound for another tenant.
        """
        if who.disabled_at is not None:
            raise Denied("this person is shut out", person_id=who.person_id)
        found, last = await self._db.read(partial(_places, person_id=who.person_id), tenant=DISPATCHER)
        place = _chosen(found, tenant or last or DEFAULT, asked=bool(tenant))
        return await self._begin(who.person_id, place, who.name, method=method, origin=origin)

    async def switch(self, signed: Signed, tenant: str, *, origin: Origin) -> Entered:
        """A new session in another of the person's tenants, which lives no longer than the one that it ends. Raises
        NotFound for a tenant that the person does not belong to."""
        found = await self._db.read(
            partial(memberships.of_person, person_id=signed.session.person_id), tenant=DISPATCHER
        )
        place = _chosen(found, tenant, asked=True)
        entered = await self._begin(
            signed.session.person_id, place, signed.principal.name, method=signed.session.method, origin=origin,
            until=signed.session.expires_at,
        )  # fmt: skip
        await self.leave(signed)
        return entered

    async def leave(self, signed: Signed, session_id: str = "") -> None:
        """End the session, or another one of the same person. Raises NotFound."""
        wanted = session_id or signed.session.session_id
        unit = partial(sessions.end, person_id=signed.session.person_id, session_id=wanted)
        await self._db.run(unit, tenant=DISPATCHER)
        await self._note(signed.principal, "session.ended", f"session:{wanted}")

    async def accept(
        self, link: str, *, name: str, password: str, origin: Origin, signed: Signed | None = None
    ) -> Entered:  # fmt: skip
        """Take an invitation: somebody new chooses a name and a password, who is known proves to be that person.

        Raises NotFound, Conflict, BadInput, and Unauthenticated as `with_password` does.
        """
        found, _ = await self._db.read(partial(invitations.find, secret=link), tenant=DISPATCHER)
        known = await self._db.read(partial(people.by_email, email=found.email), tenant=DISPATCHER)
        if known is None:
            who = await self._create(found.email, name, password)
        elif signed is not None and signed.session.person_id == known.person_id:
            who = known
        elif known.password_hash is None:
            raise Conflict("you have no password here: sign in with the identity provider", field="link")
        else:
            who = await self._proved(found.email, password, origin)
        await self.join(who, found.tenant, found.invitation_id, auth="invitation")
        return await self.enter(who, method="password", origin=origin, tenant=found.tenant)

    async def join(self, who: Human, tenant: str, invitation_id: str, *, auth: str) -> None:
        """Use an invitation up. Raises NotFound, Conflict."""
        unit = partial(invitations.accept, tenant=tenant, invitation_id=invitation_id, who=who, auth=auth)
        await self._db.run(unit, tenant=tenant)

    async def reset(self, link: str, password: str) -> None:
        """Set another password with a link; every session of the person ends. Raises NotFound, Conflict, BadInput."""
        who = await self._db.run(partial(resets.find, secret=link), tenant=DISPATCHER)
        passwords.check(password, email=who.email, name=who.name)
        kept = await passwords.hashed(password)
        await self._db.run(partial(resets.use, secret=link, password_hash=kept), tenant=DISPATCHER)
        everywhere = partial(memberships.of_person, person_id=who.person_id, everywhere=True)
        for place in await self._db.read(everywhere, tenant=DISPATCHER):
            actor = Actor(id=place.principal_id, kind="human", auth="reset")
            entry = AuditEntry(actor=actor, action="password.reset", resource=f"person:{who.person_id}")
            await self._db.run(partial(_append, tenant=place.tenant, entry=entry), tenant=place.tenant)

    async def change_password(self, signed: Signed, *, old: str, new: str) -> None:
        """The person's other sessions end. Raises Unauthenticated, TooBusy, BadInput, and Conflict for who has no
        password."""
        who = await self._db.read(partial(people.by_id, person_id=signed.session.person_id), tenant=DISPATCHER)
        if who.password_hash is None:
            raise Conflict("you sign in with the identity provider, and have no password here", field="password")
        passwords.check(new, email=who.email, name=who.name)
        await self._proved(who.email, old, Origin(agent="", address=signed.session.address))
        kept = await passwords.hashed(new)

        def unit(connection: Connection) -> None:
            people.set_password(connection, who.person_id, kept)
            sessions.end_all(connection, who.person_id, but=signed.session.session_id)

        await self._db.run(unit, tenant=DISPATCHER)
        await self._note(signed.principal, "password.changed", f"person:{who.person_id}")

    async def _proved(self, email: str, password: str, origin: Origin) -> Human:
        """The person whose password this is."""
        what = attempts.counted(self._key, email=email, address=origin.address)
        await self._db.run(partial(attempts.count, what=what), tenant=DISPATCHER)
        who = await self._db.read(partial(people.by_email, email=email), tenant=DISPATCHER)
        right = await passwords.matches(password, who.password_hash if who else None)
        if who is None or not right or who.disabled_at is not None:
            raise Unauthenticated(_WRONG, field="password")
        again = await passwords.hashed(password) if passwords.is_outdated(who.password_hash or "") else None
        await self._db.run(partial(_proved, what=what, person_id=who.person_id, again=again), tenant=DISPATCHER)
        return who

    async def _create(self, email: str, name: str, password: str) -> Human:
        passwords.check(password, email=email, name=name)
        people.check_name(name)
        kept = await passwords.hashed(password)
        return await self._db.run(partial(people.create, email=email, name=name, password_hash=kept), tenant=DISPATCHER)

    async def _begin(
        self, person_id: str, place: Belonging, name: str, *, method: str, origin: Origin, until: int | None = None
    ) -> Entered:  # fmt: skip
        begin = partial(
            sessions.begin, person_id=person_id, tenant=place.tenant, method=method, origin=origin, lives=self._lives,
            until=until,
        )  # fmt: skip
        minted: Minted = await self._db.run(begin, tenant=DISPATCHER)
        principal = Principal(
            tenant=place.tenant, id=place.principal_id, name=name, kind="human", role=place.role,
            auth=f"session:{minted.id}",
        )  # fmt: skip
        await self._note(principal, "session.begun", f"session:{minted.id}", method=method, address=origin.address)
        return Entered(person_id=person_id, principal=principal, secret=minted.secret)

    async def _note(self, principal: Principal, action: str, resource: str, **facts: JSON) -> None:
        entry = AuditEntry(actor=principal.actor, action=action, resource=resource, facts=facts)
        await self._db.run(partial(_append, tenant=principal.tenant, entry=entry), tenant=principal.tenant)


def _append(connection: Connection, *, tenant: str, entry: AuditEntry) -> None:
    log.append(connection, tenant, entry)


def _places(connection: Connection, *, person_id: str) -> tuple[list[Belonging], str | None]:
    return memberships.of_person(connection, person_id), sessions.last_tenant(connection, person_id)


def _chosen(found: Sequence[Belonging], tenant: str, *, asked: bool) -> Belonging:
    """That tenant, or another one where nobody asked for it."""
    chosen = next((one for one in found if one.tenant == tenant), None)
    if chosen is not None:
        return chosen
    if asked:
        raise NotFound(f"there is no tenant {tenant[:80]!r}", field="tenant", value=tenant[:80])
    if not found:
        raise Denied("you are a member of no tenant; ask an administrator for an invitation")
    return found[0]


def _proved(connection: Connection, *, what: Sequence[Counted], person_id: str, again: str | None) -> None:
    """The password was right: it does not count as a failure, and is kept anew where its parameters are old."""
    attempts.take_back(connection, what)
    if again is not None:
        people.set_password(connection, person_id, again)
