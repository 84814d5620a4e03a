"""The client of an identity provider, against a small real one."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import Misconfigured, Unauthenticated, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.tenancy.oidc import Client, Provider
from rootward.tenancy.oidc_claims import Identified
from tests.conftest import Outside
from tests.tenancy.little_provider import CLIENT, SECRET, LittleProvider

BACK = "https://rootward.example/api/v1/session/oidc/callback"


async def _secret() -> str:
    return SECRET


def _client(little: LittleProvider, **changed: Any) -> Provider:
    given = {"issuer": little.issuer, "client_id": CLIENT, "name": "Little", "secret": _secret, **changed}
    return Provider(Egress(Private(everywhere=True)), Client(**given))


async def _login(provider: Provider, little: LittleProvider, **changed: str) -> Identified:
    asked = {"state": "s", "nonce": "n", "verifier": "v" * 43}
    came = little.authorize(await provider.address(returns_to=BACK, **asked))
    given = {"code": came["code"], "returns_to": BACK, "nonce": "n", "verifier": "v" * 43, **changed}
    return await provider.identify(**given)


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"]])
async def test_a_code_is_exchanged_for_whom_the_provider_means(outside: Outside, methods: list[str]) -> None:
    little = LittleProvider(outside, methods=methods)
    provider = _client(little)
    found = await _login(provider, little)
    assert found == Identified(issuer=little.issuer, subject="subject-1", email="ana@example.com", name="Ana")
    await _login(provider, little)
    assert (little.asked("/.well-known/openid-configuration"), little.asked("/keys")) == (1, 1)


async def test_a_code_needs_the_verifier_it_was_asked_with_and_is_good_once(outside: Outside) -> None:
    little = LittleProvider(outside)
    provider = _client(little)
    for changed in ({"verifier": "w" * 43}, {"returns_to": BACK + "x"}, {"code": "other"}):
        with pytest.raises(Unauthenticated) as refusal:
            await _login(provider, little, **changed)
        assert refusal.value.facts["claim"] == "code"
    with pytest.raises(Unauthenticated) as refusal:
        await _login(provider, little, nonce="other")
    assert refusal.value.facts["claim"] == "nonce"


@pytest.mark.parametrize(
    "discovery",
    [{"issuer": "https://evil.example"}, {"jwks_uri": "http://idp.example/keys"}, {"token_endpoint": None},
     {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": "ftp://x/"}],
)  # fmt: skip
async def test_a_provider_that_describes_itself_wrongly_is_not_used(
    outside: Outside, discovery: dict[str, Any]
) -> None:
    little = LittleProvider(outside, discovery=discovery)
    with pytest.raises(Misconfigured):
        await _client(little).address(returns_to=BACK, state="s", nonce="n", verifier="v")


async def test_a_provider_that_does_not_answer_is_named(outside: Outside) -> None:
    little = LittleProvider(outside)
    for answer in ((500, {}, b""), (200, {}, b"<html>"), (200, {}, b"[]")):
        outside.answer = lambda *_, answer=answer: answer  # type: ignore[misc]
        with pytest.raises(Unavailable):
            await _client(little).address(returns_to=BACK, state="s", nonce="n", verifier="v")


@pytest.mark.parametrize(
    ("issuer", "client_id"),
    [("http://idp.example", "x"), ("https://idp.example", ""), ("idp.example", "x"), ("https://", "x"),
     ("http://127.0.0.1.evil.example", "x")],
)  # fmt: skip
def test_an_issuer_is_reached_over_tls(issuer: str, client_id: str) -> None:
    with pytest.raises(Misconfigured):
        Provider(Egress(Private()), Client(issuer=issuer, client_id=client_id, name="x"))
