"""Account: what a person does about themselves, and what anybody does who holds a link: take an invitation, set another
password. A link comes in the body: its address holds it behind a #, which browsers send to no server."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, SignedIn, session_of
from rootward.api.answers import people as shape
from rootward.api.described import answers
from rootward.api.session import enter, guard_login, origin_of
from rootward.app import App
from rootward.errors import Denied, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER
from rootward.tenancy import invitations, people, resets, sessions
from rootward.tenancy.sessions import Signed

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["identity"])


class Link(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    link: str = Field(max_length=200)


class Joining(Link):
    """Who is new chooses `name` and `password`; who is known gives the password they have, or is signed in."""

    name: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=1024)


class Resetting(Link):
    password: str = Field(max_length=1024)


class Changing(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    old: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


@router.post("/account/password")
@answers(shape.PasswordChanged)
async def change_password(wanted: Changing, app: Application, signed: SignedIn) -> dict[str, Any]:
    """Change one's own password; one's other sessions end."""
    await app.sign_in.change_password(signed, old=wanted.old, new=wanted.new)
    return {"changed": True}


@router.get("/account/sessions")
@answers(shape.OwnSessionList)
async def list_sessions(app: Application, signed: SignedIn) -> dict[str, Any]:
    """Where one is signed in; `current` is this one."""
    unit = partial(
        sessions.list_sessions, person_id=signed.session.person_id, idle_ns=app.sign_in.lives.idle_ns
    )  # fmt: skip
    found = await app.db.read(unit, tenant=DISPATCHER)
    times = ("created_at", "seen_at", "expires_at")
    shown = ("session_id", "method", "agent", "address")
    items = [
        {name: getattr(one, name) for name in shown}
        | {name: clock.format_ns(getattr(one, name)) for name in times}
        | {"tenant": one.in_tenant, "current": one.session_id == signed.session.session_id}
        for one in found
    ]
    return {"items": items}


@router.post("/account/sessions/{session_id}/end")
@answers(shape.OwnSessionEnded)
async def end_session(session_id: str, app: Application, signed: SignedIn) -> dict[str, Any]:
    """End one of one's own sessions."""
    await app.sign_in.leave(signed, session_id)
    return {"session_id": session_id, "ended": True}


@router.post("/invitation")
@answers(shape.InvitedTo)
async def look(wanted: Link, request: Request, app: Application) -> dict[str, Any]:
    """What an invitation is to. `known` says that the address is somebody's who has signed in before, and `signed_in`
    that this browser is theirs. Nothing is changed."""
    found, name = await app.db.read(partial(invitations.find, secret=wanted.link), tenant=DISPATCHER)
    known = await app.db.read(partial(people.by_email, email=found.email), tenant=DISPATCHER)
    signed = await _signed(request, app)
    return {
        "tenant": found.tenant, "tenant_name": name, "email": found.email, "role": found.role,
        "expires_at": clock.format_ns(found.expires_at), "known": known is not None,
        "signed_in": known is not None and signed is not None and signed.session.person_id == known.person_id,
    }  # fmt: skip


@router.post("/invitation/accept")
@answers(shape.Entered)
async def accept(wanted: Joining, request: Request, response: Response, app: Application) -> dict[str, Any]:
    """Become a member, and be signed in there."""
    guard_login(request)
    signed = await _signed(request, app)
    entered = await app.sign_in.accept(
        wanted.link, name=wanted.name, password=wanted.password, origin=origin_of(request), signed=signed
    )
    return await enter(request, response, app, entered)


@router.post("/reset")
@answers(shape.ResetFor)
async def look_at_reset(wanted: Link, app: Application) -> dict[str, Any]:
    """Whose password a link sets. Nothing is changed."""
    found = await app.db.run(partial(resets.find, secret=wanted.link), tenant=DISPATCHER)
    return {"email": found.email, "name": found.name}


@router.post("/reset/accept")
@answers(shape.PasswordChanged)
async def set_password(wanted: Resetting, request: Request, app: Application) -> dict[str, Any]:
    """Set another password; every session of the person ends, and one signs in with it then."""
    guard_login(request)
    await app.sign_in.reset(wanted.link, wanted.password)
    return {"changed": True}


async def _signed(request: Request, app: App) -> Signed | None:
    """Who is signed in in this browser, if anybody."""
    try:
        return await session_of(request, app)
    except (Unauthenticated, Denied):
        return None
