"""What an identity provider's ID token must claim (OpenID Connect Core 3.1.3.7), read strictly. Pure.

What a claim holds is never repeated in a refusal.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rootward.errors import Unauthenticated

__all__ = ["LEEWAY_S", "Identified", "read", "refused"]

LEEWAY_S = 30
_OLDEST_S = 600
"""So long after it was issued a token may still arrive: it comes straight from the provider."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identified:
    """Whom the provider means. `email` is there only where the provider says that it has verified it."""

    issuer: str
    subject: str
    email: str | None
    name: str


def read(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: float) -> Identified:
    """Raises Unauthenticated, naming the claim in the fact `claim`. `now` in seconds since 1970."""
    if claims.get("iss") != issuer:
        raise refused("iss", "is not the provider that was asked")
    _check_audience(claims, client_id)
    _check_times(claims, now)
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise refused("nonce", "is not the one of this login")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise refused("sub", "must be 1 to 255 printable characters")
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Identified(
        issuer=issuer, subject=subject, email=str(email).strip().lower() if is_verified else None, name=_name(claims)
    )


def refused(claim: str, why: str) -> Unauthenticated:
    return Unauthenticated(f"the identity provider's token: its {claim} {why}", field="oidc", claim=claim)


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience, party = claims.get("aud"), claims.get("azp")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or client_id not in named:
        raise refused("aud", "does not name this server")
    if (len(named) > 1 and party is None) or party not in (None, client_id):
        raise refused("azp", "is not this server")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    until, begun = _moment(claims, "exp"), _moment(claims, "iat")
    if until <= now - LEEWAY_S:
        raise refused("exp", "is over")
    if begun > now + LEEWAY_S or begun < now - _OLDEST_S:
        raise refused("iat", "is not a moment ago")
    if "nbf" in claims and _moment(claims, "nbf") > now + LEEWAY_S:
        raise refused("nbf", "lies in the future")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**40:
        raise refused(name, "must be a time in seconds")
    return value


def _name(claims: Mapping[str, Any]) -> str:
    """What to call somebody who comes for the first time."""
    for name in ("name", "preferred_username", "email"):
        value = claims.get(name)
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value.strip()[:200]
    return "somebody"
