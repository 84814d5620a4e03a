"""Access: who is calling, and whether they may; embedded on loopback needs no token, everything else does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from rootward.app import App
from rootward.errors import Denied, Unauthenticated
from rootward.kit import log
from rootward.kit.db import DISPATCHER
from rootward.tenancy import credential, jwt_access, roles, tokens
from rootward.tenancy.jwt_claims import Claimed
from rootward.tenancy.principal import LOCAL, SHARED, Principal
from rootward.tenancy.sessions import Signed

__all__ = [
    "SESSION_COOKIE", "Application", "Caller", "SignedIn", "admit", "application", "caller", "claimed", "cross_origins",
    "guard_browser", "is_from_our_pages", "is_still_let_in", "may", "secret_of", "session_of", "signed_in",
]  # fmt: skip
SESSION_COOKIE = "rootward_session"
"""Holds a person's session where a browser signed in, or the bearer token it logged in with."""

_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


async def application(request: Request) -> App:
    """A coroutine, because a plain function would be called on a worker thread."""
    app: App = request.app.state.app
    return app


Application = Annotated[App, Depends(application)]


async def caller(request: Request, app: Application) -> Principal:
    """The principal of the bearer token or of the browser's session, or the local person. Raises Unauthenticated."""
    secret = secret_of(request)
    if secret is not None:
        principal = await _bearer(request, app, secret)
    elif request.headers.get("authorization", ""):
        raise Unauthenticated("send a token as: Authorization: Bearer rwt_…", field="authorization")
    elif app.settings.require_login or not app.settings.is_loopback:
        raise Unauthenticated("this server asks for a token: Authorization: Bearer rwt_…", field="authorization")
    else:
        guard_browser(request)
        principal = LOCAL if app.bearer is None else SHARED
    log.bind(tenant=principal.tenant, principal=principal.id)
    return principal


Caller = Annotated[Principal, Depends(caller)]


def claimed(request: Request, app: App) -> tuple[Claimed, str, str] | None:
    """What the identity provider's token of the request claims, its id and that of its key; None for a request that
    came with another token or none. Raises Unauthenticated."""
    secret = secret_of(request)
    if app.bearer is None or not secret or secret.startswith(tokens.PREFIX) or credential.is_of("rws", secret):
        return None
    found, kid = app.bearer.read(secret, app.now() / 1e9)
    return found, jwt_access.id_of(found, secret), kid


def secret_of(request: Request) -> str | None:
    """The token that the request came with, in its header or else in the browser's cookie; None for one without.

    Raises Denied for a cookie that another site's page sent along with a change.
    """
    header = request.headers.get("authorization", "")
    if header:
        scheme, _, secret = header.partition(" ")
        return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None
    secret = request.cookies.get(SESSION_COOKIE, "") if "cookie" in request.headers else ""
    if secret and request.method not in ("GET", "HEAD") and not is_from_our_pages(request):
        raise Denied("a change with the browser's session must come from this server's own pages", field="origin")
    return secret or None


def is_from_our_pages(request: Request) -> bool:
    """What the browser says of itself: same origin, or an Origin that is the address asked."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    return site == "same-origin" or (site is None and urlsplit(origin).netloc == request.headers.get("host", ""))


async def session_of(request: Request, app: App, *, is_use: bool = True) -> Signed | None:
    """The person's session that the browser's cookie holds; None for a request that came otherwise. A session is taken
    from nowhere else: what holds for the cookie guards it. Raises Unauthenticated, Denied."""
    secret = None if request.headers.get("authorization") else secret_of(request)
    if not secret or not credential.is_of("rws", secret):
        return None
    return await (app.sign_in.who(secret) if is_use else app.sign_in.look(secret))


async def signed_in(request: Request, app: Application) -> Signed:
    """The person who signed in. Raises Unauthenticated, and Denied for a token: it is no person's session."""
    found = await session_of(request, app)
    if found is None:
        await caller(request, app)
        raise Denied("only a person who signed in has an account; a token has none", field="session")
    log.bind(tenant=found.principal.tenant, principal=found.principal.id)
    return found


SignedIn = Annotated[Signed, Depends(signed_in)]


async def is_still_let_in(request: Request, app: App) -> bool:
    """Whether who asked some time ago may still see the answer go on. That is no use of a session: it ends unused."""
    try:
        if await session_of(request, app, is_use=False) is None:
            await caller(request, app)
    except (Unauthenticated, Denied):
        return False
    return True


async def _bearer(request: Request, app: App, secret: str) -> Principal:
    """A session, a token of ours, or one of the identity provider's."""
    signed = await session_of(request, app)
    if signed is not None:
        return signed.principal
    found = claimed(request, app)
    if found is None:
        return await app.db.read(partial(tokens.authenticate, secret=secret), tenant=DISPATCHER)
    who, token_id, kid = found
    unit = partial(jwt_access.admit, claimed=who, token_id=token_id, kid=kid)
    return await app.db.read(unit, tenant=who.tenant)


def guard_browser(request: Request) -> None:
    """Without a login the Host and Origin must be this machine's, or an origin that the settings name: no other web
    page may speak for the local person.

    Raises Denied.
    """
    host = request.headers.get("host", "")
    if _hostname(f"//{host}") not in _LOOPBACK_HOSTS:
        raise Denied(f"the Host {host!r} is not this machine; log in with a token", field="host", value=host)
    origin = request.headers.get("origin")
    named = cross_origins(request.app.state.app.settings.cors_origins)
    if origin is not None and _hostname(origin) not in _LOOPBACK_HOSTS and origin not in named:
        raise Denied(f"the Origin {origin!r} is not this machine", field="origin", value=origin)


async def admit(request: Request, permission: str) -> tuple[App, Principal]:
    """The application and the caller, who must hold `permission`: what `may` does, for routes that are called so often
    that resolving dependencies would cost more than what they do. Raises Unauthenticated, Denied."""
    app: App = request.app.state.app
    principal = await caller(request, app)
    roles.require(principal, permission)
    return app, principal


def may(permission: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency: the caller, who must hold `permission`. Raises Denied naming the role and the permission."""

    async def check(principal: Caller) -> Principal:
        roles.require(principal, permission)
        return principal

    return check


@lru_cache(maxsize=8)
def cross_origins(setting: str) -> tuple[str, ...]:
    """The origins of the setting."""
    return tuple(part for part in (part.strip().rstrip("/") for part in setting.split(",")) if part)


@lru_cache(maxsize=256)
def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
