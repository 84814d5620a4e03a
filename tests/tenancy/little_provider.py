"""A small OpenID Connect provider on loopback: real HTTP, real keys, PKCE checked, each code good once.

What it does wrong is set by a test: `claims` are put over what it says, `forge` makes the token in its place.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from rootward.kit import clock
from tests.conftest import Outside

CLIENT, SECRET = "rootward", "client-secret-of-the-tests"
Answer = tuple[int, dict[str, str], bytes]


def key_of(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """The same key for the same name, in one run."""
    return _key_of(name, bits)


@cache
def _key_of(_name: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass
class LittleProvider:
    outside: Outside
    claims: dict[str, Any] = field(default_factory=dict)
    kid: str = "k1"
    published: list[str] = field(default_factory=lambda: ["k1"])
    forge: Callable[[dict[str, Any]], str] | None = None
    methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    discovery: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outside.answer = self._answer

    @property
    def issuer(self) -> str:
        return self.outside.url

    def authorize(self, url: str) -> dict[str, str]:
        """The person says yes at the provider: what the browser comes back with."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        assert url.startswith(f"{self.issuer}/authorize?") and asked["code_challenge_method"] == "S256"
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def asked(self, path: str) -> int:
        return sum(one[1] == path for one in self.outside.asked)

    def _answer(self, method: str, path: str, _query: object, headers: dict[str, str], body: bytes) -> Answer:
        if path == "/.well-known/openid-configuration":
            return _json(self._described())
        if path == "/keys":
            return _json({"keys": [self._published(name) for name in self.published]})
        if (method, path) == ("POST", "/token"):
            return self._token(headers, {name: one[0] for name, one in parse_qs(body.decode()).items()})
        return 404, {}, b""

    def _described(self) -> dict[str, Any]:
        ends = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in _ENDPOINTS.items()}
        whole = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **ends}
        return {**whole, "token_endpoint_auth_methods_supported": self.methods, **self.discovery}

    def _published(self, name: str) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(key_of(name).public_key()))
        return {**public, "kid": name, "use": "sig", "alg": "RS256"}

    def _token(self, headers: dict[str, str], form: dict[str, str]) -> Answer:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or not self._is_client(headers, form):
            return _json({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge.rstrip(b"=").decode() != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        now = clock.now_ns() // 10**9
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "subject-1", "nonce": asked["nonce"], "iat": now,
            "exp": now + 300, "email": "ana@example.com", "email_verified": True, "name": "Ana", **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        made = self.forge(claims) if self.forge else self.signed(claims)
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": made})

    def signed(self, claims: dict[str, Any], **headers: Any) -> str:
        return jwt.encode(claims, key_of(self.kid), algorithm="RS256", headers={"kid": self.kid, **headers})

    def _is_client(self, headers: dict[str, str], form: dict[str, str]) -> bool:
        if "client_secret_basic" not in self.methods:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        pair = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode()
        return [unquote(part) for part in pair.split(":")] == [CLIENT, SECRET]


_ENDPOINTS = {"authorization": "authorize", "token": "token"}


def _json(body: Any, status: int = 200) -> Answer:
    return status, {"content-type": "application/json"}, json.dumps(body).encode()
