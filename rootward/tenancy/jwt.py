"""Bearer tokens of an identity provider (JWT): signed by a key of a local file, claims read by `jwt_claims`.

The key is chosen by `kid` from the JWKS file of settings and nowhere else; its `alg` there is the only algorithm it
verifies. The file is read again when it changes. Checking signatures is PyJWT's work.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from jwt.types import Options

from rootward.errors import Misconfigured, Unauthenticated
from rootward.tenancy import jwt_claims
from rootward.tenancy.jwt_claims import Claimed, Rules, refused

__all__ = ["ALGORITHMS", "Bearer", "read_keys"]

ALGORITHMS: Mapping[str, str] = {
    "EdDSA": "OKP", "ES256": "EC", "ES384": "EC", "ES512": "EC", "RS256": "RSA", "RS384": "RSA", "RS512": "RSA",
    "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
}  # fmt: skip
"""Those with a public half, and the kind of key each takes; with a shared secret whoever checks could also sign."""

_LONGEST = 16 * 1024
_SMALLEST_RSA = 2048
_TYPES = (None, "JWT", "jwt", "at+jwt")
_OURS: Options = {
    "verify_signature": True, "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False,
    "verify_iss": False, "verify_sub": False, "verify_jti": False,
}  # fmt: skip
"""Claims are read by `jwt_claims`, which is stricter."""


class Bearer:
    """Reads tokens. Raises Misconfigured when it is made without usable keys."""

    def __init__(self, keys: Path, rules: Rules) -> None:
        if not rules.issuer or not rules.audience or not rules.grants:
            raise Misconfigured("jwt_keys needs jwt_issuer, jwt_audience and jwt_roles beside it", field="jwt_keys")
        self._path, self._rules = keys, rules
        self._read_at = -1
        self._keys: dict[str, tuple[str, Any]] = {}
        self._current()

    def read(self, token: str, now: float) -> tuple[Claimed, str]:
        """Whose token it is, and the id of the key that signed it. `now` in seconds since 1970.

        Raises Unauthenticated; what is wrong is named, never repeated.
        """
        kid, algorithm, key = self._chosen(token)
        try:
            claims = jwt.decode(token, key, algorithms=[algorithm], options=_OURS)
        except jwt.InvalidTokenError as error:
            raise Unauthenticated(
                "the bearer token's signature is not that of its key", field="authorization", claim="signature"
            ) from error
        return jwt_claims.read(claims, self._rules, now), kid

    def _chosen(self, token: str) -> tuple[str, str, Any]:
        if len(token) > _LONGEST or token.count(".") != 2:
            raise Unauthenticated("this is no token of Rootward and no JWT", field="authorization")
        header = _header(token)
        kid, algorithm = header.get("kid"), header.get("alg")
        found = self._current().get(kid) if isinstance(kid, str) else None
        if found is None:
            raise refused("kid", "names no key that this server has")
        if algorithm != found[0]:
            raise refused("alg", "is not the one of its key")
        if "crit" in header or header.get("typ") not in _TYPES:
            raise refused("typ" if "crit" not in header else "crit", "is not understood here")
        return str(kid), *found

    def _current(self) -> dict[str, tuple[str, Any]]:
        """The keys of the file as it is now; those of before while it cannot be read."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read_at:
                self._keys, self._read_at = read_keys(self._path.read_text()), changed
        except (OSError, UnicodeDecodeError, Misconfigured) as error:
            if not self._keys:
                raise Misconfigured(f"the keys {self._path} cannot be used: {error}", field="jwt_keys") from error
        return self._keys


def read_keys(text: str) -> dict[str, tuple[str, Any]]:
    """(algorithm, key) of each key id of a JWKS (RFC 7517). Raises Misconfigured naming the key: one without `kid` or
    `alg`, one that is private or symmetric, one that is too weak, two of the same id."""
    try:
        listed = json.loads(text)["keys"]
        items = [dict(item) for item in listed]
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured('a JWKS is {"keys": [...]}', field="jwt_keys") from error
    found: dict[str, tuple[str, Any]] = {}
    for item in items:
        kid, algorithm = item.get("kid"), item.get("alg")
        if not isinstance(kid, str) or not kid or kid in found:
            raise Misconfigured("each key of a JWKS needs a kid of its own", field="jwt_keys")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or item.get("kty") != ALGORITHMS[algorithm]:
            raise Misconfigured(f"key {kid!r} needs an alg of {', '.join(ALGORITHMS)} and its kty", field="jwt_keys")
        if "d" in item:
            raise Misconfigured(f"key {kid!r} is a private key: publish its public half only", field="jwt_keys")
        if item.get("use", "sig") != "sig":
            continue
        found[kid] = algorithm, _key(item, kid, algorithm)
    if not found:
        raise Misconfigured("the JWKS holds no key that signs", field="jwt_keys")
    return found


def _header(token: str) -> dict[str, Any]:
    """What it says of itself; nothing of it is believed but which of our keys to try."""
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise Unauthenticated("the bearer token cannot be read", field="authorization")
    return header


def _key(item: dict[str, Any], kid: str, algorithm: str) -> Any:
    try:
        key = jwt.PyJWK(item, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Misconfigured(f"key {kid!r} cannot be read", field="jwt_keys") from error
    if ALGORITHMS[algorithm] == "RSA" and key.key_size < _SMALLEST_RSA:
        raise Misconfigured(f"key {kid!r} has {key.key_size} bits, fewer than {_SMALLEST_RSA}", field="jwt_keys")
    return key
