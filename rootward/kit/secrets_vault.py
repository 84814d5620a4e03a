"""Vault: secrets of HashiCorp Vault or OpenBao, read over HTTP from a KV engine of version 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rootward.errors import Misconfigured, Unavailable
from rootward.kit.egress import Egress, Target

__all__ = ["Vault"]

_WHO = "vault"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vault:
    """`mount` is the engine, `prefix` the folder in it that holds one folder a tenant. The token comes from `token` or
    anew from `token_file`, where an agent of Vault puts one that it renews."""

    egress: Egress
    url: str
    token: str = field(default="", repr=False)
    token_file: str = ""
    mount: str = "secret"
    prefix: str = "rootward"
    namespace: str = ""
    timeout_s: float = 5.0

    async def fetch(self, tenant: str, name: str) -> str:
        """`PATH#FIELD` below the tenant's folder; '' when it is not there. Raises Misconfigured when the token may not
        read it, Unavailable."""
        path, _, key = name.partition("#")
        headers = {"x-vault-token": self._token(), "x-vault-request": "true"}
        if self.namespace:
            headers["x-vault-namespace"] = self.namespace
        target = Target(name=_WHO, url=self.url, headers=headers, timeout_s=self.timeout_s, max_bytes=1024 * 1024)
        async with self.egress.line(target) as line:
            answer = await line.once("GET", f"/v1/{self.mount}/data/{self.prefix}/{tenant}/{path}")
        if answer.status == 404:
            return ""
        if answer.status in (400, 401, 403):
            raise Misconfigured(f"Vault does not let this process read {name!r} of {tenant!r}", field="vault_token")
        if answer.status != 200:
            raise Unavailable(f"Vault answered {answer.status}", who=_WHO)
        body = answer.json(_WHO)
        data = body.get("data") if isinstance(body, dict) else None
        fields = data.get("data") if isinstance(data, dict) else None
        found = fields.get(key) if isinstance(fields, dict) else None  # null once it was deleted
        return "" if found is None else str(found)

    def _token(self) -> str:
        if not self.token_file:
            return self.token
        try:
            return Path(self.token_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured("the file of Vault's token cannot be read", field="vault_token_file") from error
