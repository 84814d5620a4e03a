"""Access: who is calling, and whether they may; embedded on loopback needs no token, everything else does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from rootward.app import App
from rootward.errors import Denied, Unauthenticated
from rootward.kit import log
from rootward.kit.db import DISPATCHER
from rootward.tenancy import roles, tokens
from rootward.tenancy.principal import LOCAL, Principal

__all__ = ["Application", "caller", "application", "guard_browser", "may"]

_LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1", "[::1]", "testserver"})


async def application(request: Request) -> App:
    """Async although it awaits nothing: FastAPI would send a plain function to another thread, for every request."""
    app: App = request.app.state.app
    return app


Application = Annotated[App, Depends(application)]


async def caller(request: Request) -> Principal:
    """The principal of the bearer token, or the local person. Raises Unauthenticated."""
    app: App = request.app.state.app
    header = request.headers.get("authorization", "")
    scheme, _, secret = header.partition(" ")
    if header and scheme.lower() == "bearer" and secret.strip():
        unit = partial(tokens.authenticate, secret=secret.strip())
        principal = await app.db.read(unit, tenant=DISPATCHER)
    elif header:
        raise Unauthenticated(f"authorization scheme {scheme!r} is not known; use Bearer", field="authorization")
    elif app.settings.require_login or not app.settings.is_loopback:
        raise Unauthenticated("this server asks for a token: Authorization: Bearer …", field="authorization")
    else:
        guard_browser(request)
        principal = LOCAL
    log.bind(tenant=principal.tenant, principal=principal.id)
    return principal


def guard_browser(request: Request) -> None:
    """Without a login the Host and Origin must be this machine's: no other web page may speak for the local person."""
    host = request.headers.get("host", "").rsplit(":", 1)[0]
    if host not in _LOOPBACK_HOSTS:
        raise Denied(f"the Host {host!r} is not this machine; log in with a token", field="host", value=host)
    origin = request.headers.get("origin", "")
    if origin and origin.partition("://")[2].rsplit(":", 1)[0] not in _LOOPBACK_HOSTS:
        raise Denied(f"the Origin {origin!r} is not this machine", field="origin", value=origin)


def may(permission: str) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency: the caller, who must hold `permission`. Raises Denied naming the role."""

    async def check(request: Request) -> Principal:
        principal = await caller(request)
        roles.require(principal, permission)
        return principal

    return check
