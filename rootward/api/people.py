"""People of the whole installation: who looks after it sees everybody, shuts people out, and resets passwords."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from rootward.api.access import Application, may
from rootward.api.answers import people as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.members import issue_reset
from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import Denied
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.tenancy import memberships, people
from rootward.tenancy.memberships import Belonging
from rootward.tenancy.people import Human
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/people", tags=["identity"], route_class=CommandRoute)
Keeper = Annotated[Principal, Depends(may("people.manage"))]


@router.get("")
@answers(shape.PersonList)
async def list_people(app: Application, _principal: Keeper) -> dict[str, Any]:
    """Everybody who may sign in, and to which tenants they belong."""
    return {"items": [_person(*one) for one in await app.db.read(_everybody, tenant=DISPATCHER)]}


@router.post("/{person_id}/disable")
@answers(shape.Person)
async def disable_person(person_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Shut a person out of every tenant at once; their tokens there end."""
    return await _set_disabled(app, principal, person_id, disabled=True)


@router.post("/{person_id}/enable")
@answers(shape.Person)
async def enable_person(person_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    return await _set_disabled(app, principal, person_id, disabled=False)


@router.post("/{person_id}/reset", status_code=201)
@answers(shape.PasswordReset)
async def reset_person(person_id: str, request: Request, app: Application, principal: Keeper) -> dict[str, Any]:
    """A link by which the person sets another password, shown this once and good for a day."""
    await app.db.read(partial(people.by_id, person_id=person_id), tenant=DISPATCHER)
    return await issue_reset(request, app, principal, person_id)


async def _set_disabled(app: Application, principal: Principal, person_id: str, *, disabled: bool) -> dict[str, Any]:
    """The audit log says it before it holds."""

    def check(connection: Connection) -> None:
        people.by_id(connection, person_id)
        places = memberships.of_person(connection, person_id, everywhere=True)
        if disabled and any(one.principal_id == principal.id for one in places):
            raise Denied("somebody else has to shut you out", person_id=person_id)

    def stated(connection: Connection) -> None:
        verb = "person.disabled" if disabled else "person.enabled"
        entry = AuditEntry(actor=principal.actor, action=verb, resource=f"person:{person_id}")
        log.append(connection, principal.tenant, entry)

    def done(connection: Connection) -> tuple[Human, list[Belonging]]:
        found = people.set_disabled(connection, person_id, disabled=disabled)
        memberships.shut_out(connection, person_id, out=disabled)
        return found, memberships.of_person(connection, person_id, everywhere=True)

    await app.db.read(check, tenant=DISPATCHER)
    await app.db.run(stated, tenant=principal.tenant)
    who, places = await app.db.run(done, tenant=DISPATCHER)
    for place in places if disabled else ():
        unit = partial(
            memberships.end_tokens, tenant=place.tenant, principal_id=place.principal_id, by=principal
        )  # fmt: skip
        await app.db.run(unit, tenant=place.tenant)
    return _person(who, places)


def _everybody(connection: Connection) -> list[tuple[Human, list[Belonging]]]:
    found = people.list_people(connection)
    return [(one, memberships.of_person(connection, one.person_id, everywhere=True)) for one in found]


def _person(who: Human, places: list[Belonging]) -> dict[str, Any]:
    return {
        "person_id": who.person_id, "email": who.email, "name": who.name,
        "created_at": clock.format_ns(who.created_at),
        "disabled_at": None if who.disabled_at is None else clock.format_ns(who.disabled_at),
        "has_password": who.password_hash is not None, "has_provider": who.oidc_subject is not None,
        "tenants": [{"tenant": one.tenant, "role": one.role, "status": one.status} for one in places],
    }  # fmt: skip
