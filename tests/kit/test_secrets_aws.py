"""AWS Parameter Store: the recorded exchange of GetParameter, signed, and what can go wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import Misconfigured, Unavailable
from rootward.kit import clock
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.kit.secrets_aws import ParameterStore
from rootward.kit.sigv4 import Keys, signed

KEYS = Keys(access="AKIDEXAMPLE", secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
# From the API reference of AWS Systems Manager, GetParameter, sample response.
ANSWER = {
    "Parameter": {
        "ARN": "arn:aws:ssm:us-east-2:111122223333:parameter/rootward/acme/github/token", "DataType": "text",
        "LastModifiedDate": 1582657288.8, "Name": "/rootward/acme/github/token", "Type": "SecureString",
        "Value": "s3cret-of-acme", "Version": 3,
    }
}  # fmt: skip


def _secrets(outside: Any, tmp_path: Path) -> Secrets:
    store = ParameterStore(egress=Egress(Private(everywhere=True)), region="us-east-2", keys=KEYS, url=outside.url)
    return Secrets({}, tmp_path, {"ssm": store})


async def test_a_parameter_is_asked_for_decrypted_under_the_tenants_name(outside: Any, tmp_path: Path) -> None:
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    def answer(method: str, path: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        seen.append((method, path, headers, body))
        return 200, {}, json.dumps(ANSWER).encode()

    outside.answer = answer
    with clock.fixed(clock.parse_ns("2026-11-30T12:00:00Z")):
        assert await _secrets(outside, tmp_path).resolve("acme", "ssm:github/token") == "s3cret-of-acme"
    method, path, headers, body = seen[0]
    assert (method, path, headers["x-amz-target"]) == ("POST", "/", "AmazonSSM.GetParameter")
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert json.loads(body) == {"Name": "/rootward/acme/github/token", "WithDecryption": True}
    wanted = {name: headers[name] for name in ("content-type", "x-amz-target")}
    at = clock.parse_ns("2026-11-30T12:00:00Z")
    again = signed("POST", f"{outside.url}/", wanted, body, KEYS, region="us-east-2", service="ssm", at=at)
    assert headers["authorization"] == again["authorization"] and headers["x-amz-date"] == "20261130T120000Z"


@pytest.mark.parametrize(
    ("status", "kind", "error", "word"),
    [
        (400, "ParameterNotFound", Misconfigured, "not there"),
        (400, "com.amazonaws.ssm#ParameterNotFound", Misconfigured, "not there"),
        (400, "AccessDeniedException", Misconfigured, "does not let"),
        (400, "ExpiredTokenException", Misconfigured, "does not let"),
        (500, "InternalServerError", Unavailable, "500 InternalServerError"),
    ],
)
async def test_what_is_not_given_says_why(
    outside: Any, tmp_path: Path, status: int, kind: str, error: type[Exception], word: str
) -> None:
    outside.answer = lambda *_: (status, {}, json.dumps({"__type": kind, "message": "no"}).encode())
    with pytest.raises(error, match=word) as caught:
        await _secrets(outside, tmp_path).resolve("acme", "ssm:github/token")
    assert KEYS.secret not in str(caught.value)


async def test_without_a_store_a_reference_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="ROOTWARD_AWS_REGION"):
        await Secrets({}, tmp_path).resolve("acme", "ssm:x")
    with pytest.raises(Misconfigured, match="ROOTWARD_VAULT_URL"):
        await Secrets({}, tmp_path).resolve("acme", "vault:x#y")
