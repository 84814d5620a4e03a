"""Session: a browser's login. What proves who one is goes into a cookie that no script can read, and writes must come
from our own pages.

A person who signs in gets a session, which the server keeps and can end. The cookie of who comes with a token holds
the token itself, so it ends when the token is revoked, rotated or expires, and nothing else has to be kept.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import (
    SESSION_COOKIE,
    Application,
    Caller,
    SignedIn,
    caller,
    is_from_our_pages,
    secret_of,
    session_of,
)
from rootward.api.answers import people as shape
from rootward.api.answers.identity import SessionEnded
from rootward.api.described import answers
from rootward.app import App
from rootward.errors import BadInput, Denied, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER
from rootward.tenancy import memberships
from rootward.tenancy.principal import Principal
from rootward.tenancy.sessions import Origin
from rootward.tenancy.sign_in import Entered

__all__ = ["forget", "guard_login", "keep", "origin_of", "public_address", "router"]

router = APIRouter(prefix="/api/v1/session", tags=["identity"])


class Login(BaseModel):
    """`tenant` may say which of one's tenants to enter; without it, the one that one was in last."""

    model_config = ConfigDict(extra="forbid", strict=True)
    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    tenant: str = Field(default="", max_length=100)


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tenant: str = Field(max_length=100)


@router.get("")
@answers(shape.Session)
async def show(request: Request, app: Application, principal: Caller) -> dict[str, Any]:
    """Who one is, where, and where else one may go. `person` is there for who signed in, not for a token."""
    signed = await session_of(request, app)
    told = _told(principal) | {"auth": principal.auth, "person": None, "tenants": []}
    if signed is None:
        return told
    unit = partial(memberships.of_person, person_id=signed.session.person_id)
    places = await app.db.read(unit, tenant=DISPATCHER)
    person = {
        "person_id": signed.session.person_id, "email": signed.email, "session_id": signed.session.session_id,
        "method": signed.session.method, "expires_at": clock.format_ns(signed.session.expires_at),
    }  # fmt: skip
    tenants = [{"tenant": one.tenant, "name": one.name, "role": one.role} for one in places]
    return told | {"person": person, "tenants": tenants}


@router.get("/ways")
@answers(shape.Ways)
async def ways(app: Application) -> dict[str, Any]:
    """How one may sign in here; this anybody may ask."""
    provider = None if app.provider is None else {"name": app.provider.name}
    return {"token": True, "password": True, "provider": provider}


@router.post("")
@answers(shape.Entered)
async def begin(request: Request, response: Response, app: Application, principal: Caller) -> dict[str, Any]:
    """Keep the bearer token of this request in the browser; from now on its requests need no header."""
    secret = secret_of(request)
    if secret is None:
        raise BadInput("send the token to keep as: Authorization: Bearer rwt_…", field="authorization")
    keep(request, response, app, secret)
    return _told(principal)


@router.post("/password")
@answers(shape.Entered)
async def sign_in(wanted: Login, request: Request, response: Response, app: Application) -> dict[str, Any]:
    """Sign in with an e-mail address and a password. Who fails too often has to wait, as Retry-After says."""
    guard_login(request)
    entered = await app.sign_in.with_password(
        wanted.email, wanted.password, origin=origin_of(request), tenant=wanted.tenant
    )
    return await enter(request, response, app, entered)


@router.post("/tenant")
@answers(shape.Entered)
async def switch(
    wanted: Place, request: Request, response: Response, app: Application, signed: SignedIn
) -> dict[str, Any]:
    """Go to another of one's tenants, with a new session; the one before ends."""
    entered = await app.sign_in.switch(signed, wanted.tenant, origin=origin_of(request))
    keep(request, response, app, entered.secret)
    return _told(entered.principal)


@router.delete("")
@answers(SessionEnded)
async def end(request: Request, response: Response, app: Application) -> dict[str, Any]:
    """End the session. A token is only forgotten in this browser; it stays good."""
    if secret_of(request) is None:
        await caller(request, app)
    await forget(request, app)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return {"ended": True}


async def enter(request: Request, response: Response, app: App, entered: Entered) -> dict[str, Any]:
    """Keep a session that has just begun in the browser, in the place of one that it held before."""
    await forget(request, app)
    keep(request, response, app, entered.secret)
    return _told(entered.principal)


async def forget(request: Request, app: App) -> None:
    """End the session that the browser holds, where it holds a good one."""
    try:
        before = await session_of(request, app)
        if before is not None:
            await app.sign_in.leave(before)
    except (Unauthenticated, Denied):
        return


def keep(request: Request, response: Response, app: App, secret: str) -> None:
    is_safe = public_address(request, app).startswith("https:")
    response.set_cookie(SESSION_COOKIE, secret, httponly=True, samesite="strict", secure=is_safe, path="/")


def public_address(request: Request, app: App) -> str:
    """Where people reach this server, without a slash at its end."""
    return app.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


def origin_of(request: Request) -> Origin:
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Origin(agent=agent, address=request.client.host if request.client else "")


def guard_login(request: Request) -> None:
    """Raises Denied where another site's page would sign the browser in, as somebody whom it knows."""
    said = any(name in request.headers for name in ("origin", "sec-fetch-site"))
    if said and not is_from_our_pages(request):
        raise Denied("one signs in from this server's own pages", field="origin")


def _told(principal: Principal) -> dict[str, Any]:
    return {"tenant": principal.tenant, "id": principal.id, "name": principal.name, "role": principal.role}
