"""auth: gives a service a short-lived token for the credential it was provisioned with."""

from __future__ import annotations

import logging
import time

from bench.shop import tokens
from bench.shop.site import Site
from bench.shop.wire import Asked, Data, Refused, Route

log = logging.getLogger("shop.auth")


def routes(site: Site) -> dict[str, Route]:
    key = (site.work / "signing.key").read_bytes()
    lifetime = site.settings.number("token_lifetime_seconds")
    issuer = site.settings.text("issuer")

    def issue(asked: Asked) -> Data:
        moment = time.time()
        try:
            known = tokens.verify(key, asked.text("credential"), kind="credential", now=moment)
        except tokens.TokenRefused as refused:
            log.warning("no token given: %s", refused)
            raise Refused(401, str(refused)) from refused
        token = tokens.mint(key, subject=known.subject, kind="token", expires=moment + lifetime)
        return {"token": token, "issuer": issuer}

    return {"POST /token": issue}
