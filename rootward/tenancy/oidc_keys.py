"""Keys of an identity provider: its JWKS (RFC 7517), fetched when a key is missing and kept for an hour.

A token's key is chosen by its id, among keys of the kind that its algorithm takes, from a list of algorithms with a
public half; `none` and shared secrets are not on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import jwt
from jwt.types import Options

from rootward.errors import Unavailable
from rootward.kit import clock
from rootward.tenancy.jwt import ALGORITHMS
from rootward.tenancy.oidc_claims import refused

__all__ = ["Keys"]

Fetch = Callable[[], Awaitable[Any]]
_LIFE_S, _PAUSE_S = 3600.0, 60.0
_SMALLEST_RSA = 2048
_LONGEST = 64 * 1024
_MOST = 100
_SIGNATURE_ONLY: Options = {
    "verify_signature": True, "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False,
    "verify_iss": False, "verify_sub": False, "verify_jti": False,
}  # fmt: skip
"""Claims are read by `oidc_claims`, which is stricter."""


class Keys:
    """`fetch` gives the provider's JWKS as it is sent."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._keys: list[dict[str, Any]] = []
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()

    async def claims(self, token: str) -> dict[str, Any]:
        """What a token claims whose signature is good. Raises Unauthenticated, Unavailable."""
        header = self._header(token)
        key = await self._key(header)
        try:
            found: dict[str, Any] = jwt.decode(token, key, algorithms=[header["alg"]], options=_SIGNATURE_ONLY)
        except jwt.InvalidTokenError as error:
            raise refused("signature", "is not that of its key") from error
        return found

    def _header(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST:
            raise refused("length", "is too much")
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError as error:
            raise refused("header", "cannot be read") from error
        if header.get("alg") not in ALGORITHMS:
            raise refused("alg", "is none that is taken here")
        if "crit" in header:
            raise refused("crit", "is not understood here")
        return header

    async def _key(self, header: dict[str, Any]) -> Any:
        """The provider may have changed its keys: one that is not there is looked for once more, but not all the time,
        for anybody can name a key that does not exist."""
        async with self._lock:
            age = clock.monotonic() - self._fetched_at
            found = self._fitting(header) if age < _LIFE_S else []
            if not found and age >= (_PAUSE_S if self._keys else 1.0):
                self._keys = _listed(await self._fetch())
                self._fetched_at = clock.monotonic()
                found = self._fitting(header)
        if len(found) != 1:
            raise refused("kid", "names no key of the provider")
        return self._usable(found[0], header["alg"])

    def _fitting(self, header: dict[str, Any]) -> list[dict[str, Any]]:
        """Those it may be signed by: exactly one, where all is well."""
        algorithm, kid = header["alg"], header.get("kid")
        fitting = [
            one for one in self._keys
            if one.get("kty") == ALGORITHMS[algorithm] and one.get("alg", algorithm) == algorithm
            and one.get("use", "sig") == "sig"
        ]  # fmt: skip
        return fitting if kid is None else [one for one in fitting if one.get("kid") == kid]

    def _usable(self, item: dict[str, Any], algorithm: str) -> Any:
        try:
            key: Any = jwt.PyJWK(item, algorithm=algorithm).key
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise refused("kid", "names a key that cannot be read") from error
        if ALGORITHMS[algorithm] == "RSA" and key.key_size < _SMALLEST_RSA:
            raise refused("kid", "names a key that is too weak")
        return key


def _listed(body: Any) -> list[dict[str, Any]]:
    found = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise Unavailable("the identity provider sent no list of keys", who="identity provider")
    return [one for one in found[:_MOST] if isinstance(one, dict)]
