"""The identity provider: OpenID Connect's authorization code flow with PKCE (RFC 7636), as a client of one provider.

Where it answers comes from its discovery document, which must be its own. It is reached through the house's way out
and over TLS, but for one on this machine.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from rootward.errors import Misconfigured, Unauthenticated, Unavailable
from rootward.kit import clock
from rootward.kit.egress import Egress, Target
from rootward.kit.egress_fetch import parts_of
from rootward.tenancy import oidc_claims
from rootward.tenancy.oidc_claims import Identified
from rootward.tenancy.oidc_keys import Keys

__all__ = ["Client", "Provider"]

_WHO = "identity provider"
_LIFE_S = 3600.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """What the provider calls this server; `secret` looks up what it gave it, None where none is needed."""

    issuer: str
    client_id: str
    name: str
    secret: Callable[[], Awaitable[str]] | None = None


class Provider:
    """Raises Misconfigured when it is made for an issuer that cannot be one."""

    def __init__(self, egress: Egress, client: Client) -> None:
        if not client.client_id or not _is_safe(client.issuer):
            raise Misconfigured(
                "oidc_issuer is an https URL (http on this machine only), and needs oidc_client_id beside it",
                field="oidc_issuer",
            )  # fmt: skip
        self._egress, self._client = egress, client
        self._keys = Keys(self._fetch_keys)
        self._found: dict[str, Any] = {}
        self._found_at = float("-inf")

    @property
    def name(self) -> str:
        return self._client.name

    async def address(self, *, returns_to: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser goes to sign in. Raises Unavailable, Misconfigured."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code", "client_id": self._client.client_id, "redirect_uri": returns_to,
            "scope": "openid email profile", "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        endpoint = str((await self._discovered())["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    async def identify(self, *, code: str, returns_to: str, nonce: str, verifier: str) -> Identified:
        """Whom the provider means by a code. Raises Unauthenticated, Unavailable."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": returns_to, "code_verifier": verifier,
            "client_id": self._client.client_id,
        }  # fmt: skip
        token = await self._exchange(form)
        claims = await self._keys.claims(token)
        return oidc_claims.read(
            claims, issuer=self._client.issuer, client_id=self._client.client_id, nonce=nonce,
            now=clock.now_ns() / 1e9,
        )  # fmt: skip

    async def _exchange(self, form: dict[str, str]) -> str:
        found = await self._discovered()
        origin, path = parts_of(str(found["token_endpoint"]))
        headers, secrets = {"accept": "application/json"}, tuple[str, ...]()
        if self._client.secret is not None:
            secret = await self._client.secret()
            secrets = (secret,)
            methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
            if "client_secret_basic" in methods:
                pair = f"{quote(self._client.client_id, safe='')}:{quote(secret, safe='')}"
                headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
            else:
                form = {**form, "client_secret": secret}
        target = Target(name=_WHO, url=origin, headers=headers, secrets=secrets, max_bytes=1024 * 1024)
        async with self._egress.line(target) as line:
            answer = await line.post_form(path, form)
        if 400 <= answer.status < 500:
            raise Unauthenticated("the identity provider refused this login; try again", field="oidc", claim="code")
        token = _object(answer.json(_WHO)).get("id_token") if answer.status == 200 else None
        if not isinstance(token, str):
            raise Unavailable(f"the {_WHO} answered {answer.status} without a token", who=_WHO)
        return token

    async def _discovered(self) -> dict[str, Any]:
        """The provider's description of itself, read again every hour."""
        if clock.monotonic() - self._found_at < _LIFE_S:
            return self._found
        issuer = self._client.issuer
        found = _object(await self._get(issuer.rstrip("/") + "/.well-known/openid-configuration"))
        if found.get("issuer") != issuer:
            raise Misconfigured("the identity provider calls itself by another issuer", field="oidc_issuer")
        for name in _WANTED:
            if not _is_safe(found.get(name)):
                raise Misconfigured(f"the identity provider has no {name} that can be used", field="oidc_issuer")
        self._found, self._found_at = found, clock.monotonic()
        return found

    async def _fetch_keys(self) -> Any:
        return await self._get(str((await self._discovered())["jwks_uri"]))

    async def _get(self, url: str) -> Any:
        origin, path = parts_of(url)
        async with self._egress.line(Target(name=_WHO, url=origin, max_bytes=1024 * 1024)) as line:
            answer = await line.get(path)
        if answer.status != 200:
            raise Unavailable(f"the {_WHO} answered {answer.status}", who=_WHO)
        return answer.json(_WHO)


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Unavailable(f"the {_WHO} sent something else than an object", who=_WHO)
    return body


def _is_safe(url: object) -> bool:
    """Whether it is https, or http on this machine."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )  # fmt: skip
