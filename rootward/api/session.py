"""Session: a browser's login. The token goes into a cookie that no script can read, and writes must come from our own
pages.

The cookie holds the token itself, so it ends when the token is revoked, rotated or expires, and nothing else has to be
kept.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from rootward.api.access import SESSION_COOKIE, Caller, secret_of
from rootward.api.answers import identity as shape
from rootward.api.described import answers
from rootward.errors import BadInput

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/session", tags=["identity"])


@router.post("")
@answers(shape.SessionBegun)
async def begin(request: Request, response: Response, principal: Caller) -> dict[str, Any]:
    """Keep the bearer token of this request in the browser; from now on its requests need no header."""
    secret = secret_of(request)
    if secret is None:
        raise BadInput("send the token to keep as: Authorization: Bearer rwt_…", field="authorization")
    response.set_cookie(
        SESSION_COOKIE, secret, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return {"tenant": principal.tenant, "id": principal.id, "name": principal.name, "role": principal.role}


@router.delete("")
@answers(shape.SessionEnded)
async def end(response: Response, _principal: Caller) -> dict[str, Any]:
    """Forget the token in this browser; the token itself stays good."""
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return {"ended": True}
