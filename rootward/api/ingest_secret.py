"""Ingest secret: a shared secret that may send agent runs to one tenant, in place of a token."""

from __future__ import annotations

import hmac
import re
from functools import lru_cache

from fastapi import Request

from rootward.api.access import admit
from rootward.app import App
from rootward.errors import Denied, Unauthenticated
from rootward.kit import log
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = ["admit_sender", "secrets_of"]

HEADER = "x-ingest-secret"
_FOR_TENANT = re.compile(r"(?P<tenant>[A-Za-z0-9][A-Za-z0-9._-]*)=(?P<secret>[^=].*)")


async def admit_sender(request: Request) -> tuple[App, Principal]:
    """Who may send runs: the holder of the ingest secret, or of a token with `events.write`; both only where they mean
    the same tenant. Without a configured secret the rules of every other route hold.

    Raises Unauthenticated for a missing or wrong secret, Denied for tenants that do not agree.
    """
    app: App = request.app.state.app
    known = secrets_of(app.settings.ingest_secret)
    given, has_token = request.headers.get(HEADER), "authorization" in request.headers
    if not known or (given is None and has_token):
        return await admit(request, "events.write")
    if given is None:
        raise Unauthenticated("send the ingest secret as X-Ingest-Secret, or a token", field=HEADER)
    tenants = [name for name, secret in known if hmac.compare_digest(secret.encode(), given.encode())]
    if not tenants:
        raise Unauthenticated("the X-Ingest-Secret is not the one that is configured", field=HEADER)
    if has_token:
        _, principal = await admit(request, "events.write")
        if principal.tenant not in tenants:
            raise Denied("the X-Ingest-Secret and the token are of different tenants", field=HEADER)
        return app, principal
    sender = Principal(
        tenant=tenants[0], id="ingest-secret", name="sender of agent runs", kind="service", role="service",
        auth="ingest-secret",
    )  # fmt: skip
    log.bind(tenant=sender.tenant, principal=sender.id)
    return app, sender


@lru_cache(maxsize=8)
def secrets_of(setting: str) -> tuple[tuple[str, str], ...]:
    """(tenant, secret) of each part of the setting; a part that names no tenant is the default one's."""
    parts = (part.strip() for part in setting.split(","))
    return tuple(_read(part) for part in parts if part)


def _read(part: str) -> tuple[str, str]:
    named = _FOR_TENANT.fullmatch(part)
    return (named["tenant"], named["secret"]) if named else (DEFAULT, part)
