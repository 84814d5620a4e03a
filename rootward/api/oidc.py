"""Signing in at the identity provider: the way there, and the way back with a code.

The way back is a page of the provider's that sends the browser here, so that it answers with pages too: the dashboard,
or the login page with a word for why not.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application
from rootward.api.answers import people as shape
from rootward.api.described import answers
from rootward.api.session import guard_login, keep, origin_of, public_address
from rootward.app import App
from rootward.errors import Conflict, Denied, NotFound, RootwardError, Unauthenticated, Unavailable
from rootward.governance import identities
from rootward.kit.db import DISPATCHER
from rootward.tenancy import memberships, oidc_flow
from rootward.tenancy.oidc import Provider
from rootward.tenancy.sign_in import Entered
from rootward.tenancy.sign_in_oidc import with_provider

__all__ = ["FLOW_COOKIE", "router"]

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1/session/oidc", tags=["identity"])
FLOW_COOKIE = "rootward_oidc"
"""Ties a login to the browser in which it began. Lax, because the way back comes from the provider's page."""
_PATH = "/api/v1/session/oidc"


class Wanted(BaseModel):
    """`next` is where in the dashboard the login leads."""

    model_config = ConfigDict(extra="forbid", strict=True)
    next: str = Field(default="/", max_length=500)


@router.post("")
@answers(shape.ProviderAddress)
async def begin(wanted: Wanted, request: Request, response: Response, app: Application) -> dict[str, Any]:
    """Begin; `url` is where the browser goes now."""
    guard_login(request)
    flow = oidc_flow.new(app.key)
    url = await _provider(app).address(
        returns_to=_returns_to(request, app), state=flow.state, nonce=flow.nonce, verifier=flow.verifier
    )
    unit = partial(oidc_flow.begin, flow=flow, goes_to=_local(wanted.next))
    await app.db.run(unit, tenant=DISPATCHER)
    is_safe = public_address(request, app).startswith("https:")
    response.set_cookie(
        FLOW_COOKIE, flow.browser, max_age=oidc_flow.LIFE_S, httponly=True, samesite="lax", secure=is_safe, path=_PATH
    )
    return {"url": url}


@router.get("/callback")
@answers(also={303: ()})
async def come_back(
    request: Request, app: Application, state: Annotated[str, Query(max_length=200)],
    code: Annotated[str, Query(max_length=4096)] = "", error: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Where the provider sends the browser. It is signed in and goes on, or is told on the login page why not."""
    try:
        goes_to, entered = await _enter(request, app, state=state, code=code, error=error, issuer=iss)
    except (Unauthenticated, Denied, Conflict, Unavailable) as refusal:
        log.warning("sign_in.refused", why=refusal.message, claim=refusal.facts.get("claim"))
        response = RedirectResponse(f"/login?{urlencode({'refused': _word(refusal)})}", status_code=303)
    else:
        response = RedirectResponse(goes_to, status_code=303)
        keep(request, response, app, entered.secret)
    response.delete_cookie(FLOW_COOKIE, path=_PATH, httponly=True, samesite="lax")
    return response


async def _enter(request: Request, app: App, *, state: str, code: str, error: str, issuer: str) -> tuple[str, Entered]:
    provider, browser = _provider(app), request.cookies.get(FLOW_COOKIE, "")
    goes_to = await app.db.run(partial(oidc_flow.take, state=state, browser=browser), tenant=DISPATCHER)
    if error or not code or issuer not in ("", app.settings.oidc_issuer):
        raise Unauthenticated("the identity provider did not let you in", field="oidc", claim="code")
    flow = oidc_flow.made_of(app.key, browser=browser, state=state)
    found = await provider.identify(
        code=code, returns_to=_returns_to(request, app), nonce=flow.nonce, verifier=flow.verifier
    )
    entered = await with_provider(
        app.sign_in, app.db, found, rules=app.newcomers, origin=origin_of(request)
    )  # fmt: skip
    if app.settings.jwt_keys and app.settings.jwt_issuer == found.issuer:
        await _bind(app, entered, f"jwt:{found.subject}")
    return goes_to, entered


async def _bind(app: App, entered: Entered, principal_id: str) -> None:
    """The provider's bearer tokens name the same person: who asks with one does not agree with a session."""
    places = await app.db.read(partial(memberships.of_person, person_id=entered.person_id), tenant=DISPATCHER)
    for one in places:
        by = replace(entered.principal, tenant=one.tenant, id=one.principal_id, role=one.role)
        unit = partial(
            identities.bind, tenant=one.tenant, principal_id=principal_id, person=entered.person_id, by=by
        )  # fmt: skip
        await app.db.run(unit, tenant=one.tenant)


def _provider(app: App) -> Provider:
    if app.provider is None:
        raise NotFound("this server has no identity provider", field="oidc_issuer")
    return app.provider


def _returns_to(request: Request, app: App) -> str:
    return f"{public_address(request, app)}{_PATH}/callback"


def _local(path: str) -> str:
    """A path of ours; anything else would send the browser elsewhere."""
    is_ours = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable() and path.isascii()
    return path if is_ours else "/"


def _word(refusal: RootwardError) -> str:
    """Of a closed set: what the login page says is written there, not in its address."""
    why = refusal.facts.get("why")
    if isinstance(refusal, Denied):
        return str(why) if why in ("unverified", "not_invited", "shut_out") else "no_tenant"
    if isinstance(refusal, Conflict):
        return "another_account"
    if isinstance(refusal, Unavailable):
        return "unavailable"
    return "over" if refusal.facts.get("claim") == "state" else "refused"
