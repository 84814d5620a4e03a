"""Signed tokens that really expire: what services show each other, and what they show to `auth` to get one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime


class TokenRefused(Exception):
    """The token is not genuine, or its time is over; the text says which."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Token:
    subject: str
    kind: str
    expires: float


def mint(key: bytes, *, subject: str, kind: str, expires: float) -> str:
    """`expires` is Unix time in seconds."""
    body = json.dumps({"sub": subject, "kind": kind, "exp": expires}, separators=(",", ":")).encode()
    encoded = base64.urlsafe_b64encode(body).decode().rstrip("=")
    return f"{encoded}.{_sign(key, encoded)}"


def verify(key: bytes, text: str, *, kind: str, now: float) -> Token:
    token = _open(key, text)
    if token.kind != kind:
        raise TokenRefused(f"a {token.kind} of {token.subject} was shown where a {kind} is needed")
    if token.expires <= now:
        ended = datetime.fromtimestamp(token.expires, UTC).isoformat(timespec="seconds")
        raise TokenRefused(f"{kind} of {token.subject} expired at {ended}")
    return token


def expiry(text: str) -> float:
    """When a token says it ends; the signature is not looked at, as its holder has no key."""
    return float(_payload(text.split(".")[0])["exp"])


def _open(key: bytes, text: str) -> Token:
    encoded, _, signature = text.partition(".")
    if not hmac.compare_digest(signature, _sign(key, encoded)):
        raise TokenRefused("token signature does not match")
    data = _payload(encoded)
    return Token(subject=str(data["sub"]), kind=str(data["kind"]), expires=float(data["exp"]))


def _payload(encoded: str) -> dict[str, str | float]:
    data = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    if not isinstance(data, dict):
        raise TokenRefused("token body is not an object")
    return data


def _sign(key: bytes, encoded: str) -> str:
    return hmac.new(key, encoded.encode(), hashlib.sha256).hexdigest()
