"""Vault: the recorded exchange of a KV engine of version 2, and what can go wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import Misconfigured, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.kit.secrets_vault import Vault

# From Vault's API documentation, secret/kv-v2, "Read secret version".
ANSWER = {
    "data": {
        "data": {"token": "s3cret-of-acme", "port": 8080},
        "metadata": {"created_time": "2018-03-22T02:24:06.945319214Z", "deletion_time": "", "destroyed": False,
                     "version": 2},
    }
}  # fmt: skip


def _secrets(outside: Any, tmp_path: Path, **given: Any) -> Secrets:
    given = {"token": "hvs.root"} | given
    return Secrets({}, tmp_path, {"vault": Vault(egress=Egress(Private(everywhere=True)), url=outside.url, **given)})


async def test_a_field_is_read_from_the_tenants_folder(outside: Any, tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    def answer(method: str, path: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        seen.append({"method": method, "path": path, "body": body.decode()} | headers)
        return 200, {}, json.dumps(ANSWER).encode()

    outside.answer = answer
    secrets = _secrets(outside, tmp_path, namespace="team")
    assert await secrets.resolve("acme", "vault:tools/github#token") == "s3cret-of-acme"
    assert await secrets.resolve("acme", "vault:tools/github#port") == "8080"
    first = seen[0]
    assert (first["method"], first["path"]) == ("GET", "/v1/secret/data/rootward/acme/tools/github")
    assert (first["x-vault-token"], first["x-vault-request"], first["x-vault-namespace"]) == (
        "hvs.root",
        "true",
        "team",
    )


async def test_the_token_of_an_agents_file_is_read_each_time(outside: Any, tmp_path: Path) -> None:
    tokens: list[str] = []
    outside.answer = lambda m, p, q, h, b: (tokens.append(h["x-vault-token"]), (200, {}, json.dumps(ANSWER).encode()))[
        1
    ]
    secrets = _secrets(outside, tmp_path, token_file=str(tmp_path / "sink"))
    for token in ("hvs.one", "hvs.two"):
        (tmp_path / "sink").write_text(token + "\n")
        await secrets.resolve("acme", "vault:x#token")
    assert tokens == ["hvs.one", "hvs.two"]
    (tmp_path / "sink").unlink()
    with pytest.raises(Misconfigured, match="cannot be read"):
        await secrets.resolve("acme", "vault:x#token")


@pytest.mark.parametrize(
    ("status", "body", "error", "word"),
    [
        (404, {"errors": []}, Misconfigured, "not there"),
        (200, {"data": {"data": None, "metadata": {"deletion_time": "2018"}}}, Misconfigured, "not there"),
        (200, {"data": {"data": {"other": "x"}}}, Misconfigured, "not there"),
        (403, {"errors": ["permission denied"]}, Misconfigured, "does not let"),
        (503, {"errors": ["Vault is sealed"]}, Unavailable, "503"),
        (200, [], Misconfigured, "not there"),
    ],
)
async def test_what_is_not_given_says_why(
    outside: Any, tmp_path: Path, status: int, body: Any, error: type[Exception], word: str
) -> None:
    outside.answer = lambda *_: (status, {}, json.dumps(body).encode())
    with pytest.raises(error, match=word) as caught:
        await _secrets(outside, tmp_path).resolve("acme", "vault:tools/github#token")
    assert "hvs.root" not in str(caught.value)


async def test_a_path_cannot_leave_the_tenants_folder(outside: Any, tmp_path: Path) -> None:
    for reference in (
        "vault:../other/x#token",
        "vault:a/../../x#t",
        "vault:/x#t",
        "vault:x",
        "vault:x#",
        "vault:a//b#t",
    ):
        with pytest.raises(ValueError, match="must be a reference"):
            await _secrets(outside, tmp_path).resolve("acme", reference)
    assert outside.asked == []
