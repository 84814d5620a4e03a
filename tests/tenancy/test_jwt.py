"""Real tokens, signed and forged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from rootward.errors import Misconfigured, Unauthenticated
from rootward.tenancy.jwt import ALGORITHMS, Bearer, read_keys
from rootward.tenancy.jwt_claims import Rules, grants

NOW = 1_790_000_000
RULES = Rules(issuer="https://id.example", audience="rootward", grants=grants("sre=sre_operator"))
GOOD: dict[str, Any] = {
    "iss": "https://id.example", "aud": "rootward", "iat": NOW, "exp": NOW + 600, "sub": "ada", "tenant": "acme",
    "role": "sre", "jti": "t-1",
}  # fmt: skip
Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def private(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return Ed25519PrivateKey.generate()
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def number(value: int, size: int = 0) -> str:
    return text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def public(kid: str, algorithm: str, key: Any = None) -> dict[str, Any]:
    """A key as a JWKS lists it."""
    key = key or private(algorithm)
    stated: dict[str, Any] = {"kid": kid, "alg": algorithm, "use": "sig", "kty": ALGORITHMS[algorithm]}
    if algorithm == "EdDSA":
        return stated | {"crv": "Ed25519", "x": text(key.public_key().public_bytes_raw())}
    numbers = key.public_key().public_numbers()
    if algorithm == "ES256":
        return stated | {"crv": "P-256", "x": number(numbers.x, 32), "y": number(numbers.y, 32)}
    return stated | {"n": number(numbers.n), "e": number(numbers.e)}


def token(claims: dict[str, Any], kid: Any = "one", algorithm: str = "EdDSA", key: Any = None, **header: Any) -> str:
    """Made by hand: what signs here is not what checks."""
    key = key or private(algorithm)
    head = {"alg": algorithm, "kid": kid, "typ": "JWT"} | header
    signed = f"{text(json.dumps(head).encode())}.{text(json.dumps(claims).encode())}"
    if algorithm == "EdDSA":
        signature = key.sign(signed.encode())
    elif algorithm == "ES256":
        r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{text(signature)}"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    listed = [public(kid, algorithm) for kid, algorithm in (("one", "EdDSA"), ("two", "ES256"), ("three", "RS256"))]
    path.write_text(json.dumps({"keys": listed}))
    return path


@pytest.mark.parametrize(("kid", "algorithm"), [("one", "EdDSA"), ("two", "ES256"), ("three", "RS256")])
def test_a_token_that_its_key_signed_is_read(keys: Path, kid: str, algorithm: str) -> None:
    claimed, by = Bearer(keys, RULES).read(token(GOOD, kid, algorithm), NOW)
    assert (claimed.tenant, claimed.subject, claimed.role, by) == ("acme", "ada", "sre_operator", kid)


def _forged() -> dict[str, tuple[str, str]]:
    good = token(GOOD)
    head, body, signature = good.split(".")
    other = text(json.dumps(GOOD | {"tenant": "other"}).encode())
    unsigned = text(json.dumps({"alg": "none", "kid": "one"}).encode())
    shared = text(json.dumps({"alg": "HS256", "kid": "three", "typ": "JWT"}).encode())
    spki = (
        private("RS256")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    mac = text(hmac.digest(spki, f"{shared}.{body}".encode(), hashlib.sha256))
    stranger = Ed25519PrivateKey.generate()
    return {
        "another body": (f"{head}.{other}.{signature}", "signature"),
        "no signature": (f"{head}.{body}.", "signature"),
        "algorithm none": (f"{unsigned}.{body}.", "alg"),
        "a public key as a shared secret": (f"{shared}.{body}.{mac}", "alg"),
        "a stranger's key": (token(GOOD, key=stranger), "signature"),
        "a key of its own in the header": (
            token(GOOD, key=stranger, jwk=public("one", "EdDSA", stranger)),
            "signature",
        ),
        "a key elsewhere": (token(GOOD, "four", key=stranger, jku="https://evil.example/jwks"), "kid"),
        "no key id": (token(GOOD, None), "kid"),
        "a list of key ids": (token(GOOD, ["one"]), "kid"),
        "another algorithm of its key": (token(GOOD, "three", "RS256", alg="PS256"), "alg"),
        "another kind of key": (token(GOOD, "two", "EdDSA"), "alg"),
        "critical headers": (token(GOOD, crit=["exp"]), "crit"),
        "a token for something else": (token(GOOD, typ="dpop+jwt"), "typ"),
        "over": (token(GOOD | {"exp": NOW - 31, "iat": NOW - 100}), "exp"),
        "another tenant's list": (token(GOOD | {"tenant": ["acme", "other"]}), "tenant"),
    }


@pytest.mark.parametrize("name", sorted(_forged()))
def test_a_forged_token_is_refused_by_what_is_wrong(keys: Path, name: str) -> None:
    forged, claim = _forged()[name]
    with pytest.raises(Unauthenticated) as refused:
        Bearer(keys, RULES).read(forged, NOW)
    assert refused.value.facts["claim"] == claim
    said = refused.value.message + str(refused.value.facts)
    assert not any(part and part in said for part in forged.split("."))


@pytest.mark.parametrize("garbage", ["", "x", "a.b", "a.b.c", "a.b.c.d", "." * 2, "x" * 20_000 + "..", "\u00e4.b.c"])
def test_what_is_no_token_is_refused(keys: Path, garbage: str) -> None:
    with pytest.raises(Unauthenticated):
        Bearer(keys, RULES).read(garbage, NOW)


def test_the_file_of_keys_is_read_again_when_it_changes(keys: Path) -> None:
    bearer, new = Bearer(keys, RULES), Ed25519PrivateKey.generate()
    bearer.read(token(GOOD), NOW)
    keys.write_text(json.dumps({"keys": [public("new", "EdDSA", new)]}))
    os.utime(keys, ns=(1, 1))
    assert bearer.read(token(GOOD, "new", key=new), NOW)[1] == "new"
    with pytest.raises(Unauthenticated, match="kid"):
        bearer.read(token(GOOD), NOW)
    keys.write_text("half a fi")
    os.utime(keys, ns=(2, 2))
    assert bearer.read(token(GOOD, "new", key=new), NOW)[1] == "new"


def test_keys_that_cannot_be_trusted_are_refused() -> None:
    good = public("one", "EdDSA")
    weak = public("one", "RS256", rsa.generate_private_key(65537, 1024))
    private_too = good | {"d": text(private("EdDSA").private_bytes_raw())}
    wrong: list[Any] = [
        [], [good, good], [good | {"kid": ""}], [good | {"kid": 1}],
        [{key: value for key, value in good.items() if key != "alg"}], ["text"], [good | {"kty": "RSA"}], [weak],
        [good | {"alg": "none"}], [good | {"alg": "HS256"}], [private_too], [good | {"x": "!"}],
        [good | {"use": "enc"}],
        [{"kid": "one", "kty": "oct", "alg": "HS256", "k": "c2VjcmV0"}],
    ]  # fmt: skip
    for listed in wrong:
        with pytest.raises(Misconfigured) as refused:
            read_keys(json.dumps({"keys": listed}))
        assert private_too["d"] not in refused.value.message
    for whole in ("", "[]", "{}", '{"keys": 1}'):
        with pytest.raises(Misconfigured):
            read_keys(whole)
    assert set(read_keys(json.dumps({"keys": [good, public("two", "ES256") | {"use": "enc"}]}))) == {"one"}


def test_half_a_configuration_is_refused(keys: Path) -> None:
    for rules in (
        Rules(issuer="", audience="a", grants=RULES.grants), Rules(issuer="i", audience="", grants=RULES.grants),
        Rules(issuer="i", audience="a", grants=()),
    ):  # fmt: skip
        with pytest.raises(Misconfigured, match="jwt_issuer"):
            Bearer(keys, rules)


def test_keys_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be used"):
        Bearer(tmp_path / "none", RULES)
