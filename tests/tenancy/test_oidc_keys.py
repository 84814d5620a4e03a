from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from rootward.errors import Unauthenticated, Unavailable
from rootward.tenancy.oidc_keys import Keys
from tests.tenancy.little_provider import key_of


def _published(name: str, bits: int = 2048, **changed: Any) -> dict[str, Any]:
    public = json.loads(RSAAlgorithm.to_jwk(key_of(name, bits).public_key()))
    return {name: value for name, value in {**public, "kid": name, **changed}.items() if value is not None}


class _Listed:
    def __init__(self, *keys: Any) -> None:
        self.keys: Any = list(keys)
        self.times = 0

    async def fetch(self) -> Any:
        self.times += 1
        return {"keys": self.keys}


def _signed(name: str, bits: int = 2048, **headers: Any) -> str:
    return jwt.encode({"sub": "s1"}, key_of(name, bits), algorithm="RS256", headers={"kid": name, **headers})


async def _refused(keys: Keys, token: str) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        await keys.claims(token)
    return str(refusal.value.facts["claim"])


async def test_keys_are_fetched_once_and_read_by_their_id() -> None:
    listed = _Listed(_published("a"), _published("b"))
    keys = Keys(listed.fetch)
    for name in ("a", "b", "a"):
        assert await keys.claims(_signed(name)) == {"sub": "s1"}
    assert listed.times == 1


async def test_an_unknown_key_does_not_make_the_provider_be_asked_again_and_again() -> None:
    listed = _Listed(_published("a"))
    keys = Keys(listed.fetch)
    await keys.claims(_signed("a"))
    for _ in range(3):
        assert await _refused(keys, _signed("b")) == "kid"
    assert listed.times == 1


async def test_a_token_without_a_key_id_needs_a_provider_with_one_key() -> None:
    token = jwt.encode({"sub": "s1"}, key_of("a"), algorithm="RS256")
    assert await Keys(_Listed(_published("a")).fetch).claims(token) == {"sub": "s1"}
    assert await _refused(Keys(_Listed(_published("a"), _published("b")).fetch), token) == "kid"


async def test_what_is_signed_otherwise_is_refused() -> None:
    keys = Keys(_Listed(_published("a", alg="RS256")).fetch)
    unsigned = jwt.encode({"sub": "s1"}, "", algorithm="none", headers={"kid": "a"})
    shared = jwt.encode({"sub": "s1"}, "x" * 64, algorithm="HS256", headers={"kid": "a"})
    other = jwt.encode({"sub": "s1"}, key_of("b"), algorithm="RS256", headers={"kid": "a"})
    pss = jwt.encode({"sub": "s1"}, key_of("a"), algorithm="PS256", headers={"kid": "a"})
    crit = _signed("a", crit=["x"], x=1)
    said = [await _refused(keys, token) for token in (unsigned, shared, other, pss, "a.b.c", "", "x" * 70_000)]
    assert said == ["alg", "alg", "signature", "kid", "header", "header", "length"]
    assert await _refused(keys, crit) in ("crit", "header")


@pytest.mark.parametrize("changed", [{"use": "enc"}, {"kty": "EC"}, {"n": None}, {"kid": "z"}, {"alg": "HS256"}])
async def test_a_key_that_does_not_fit_is_none(changed: dict[str, Any]) -> None:
    assert await _refused(Keys(_Listed(_published("a", **changed)).fetch), _signed("a")) == "kid"


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_a_weak_key_is_none() -> None:
    assert await _refused(Keys(_Listed(_published("weak", 1024)).fetch), _signed("weak", 1024)) == "kid"


async def test_what_is_no_list_of_keys_is_the_providers_fault() -> None:
    listed = _Listed()
    listed.keys = {"a": 1}
    with pytest.raises(Unavailable):
        await Keys(listed.fetch).claims(_signed("a"))
