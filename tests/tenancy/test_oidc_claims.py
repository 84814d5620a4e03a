from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import Unauthenticated
from rootward.tenancy import oidc_claims
from rootward.tenancy.oidc_claims import Identified

NOW = 1_790_000_000
ISSUER = "https://idp.example"
GOOD = {
    "iss": ISSUER, "aud": "us", "sub": "s1", "nonce": "n", "iat": NOW, "exp": NOW + 60, "email": " Ana@Example.com",
    "email_verified": True, "name": "Ana",
}  # fmt: skip


def _read(**changed: Any) -> Identified:
    claims = {name: value for name, value in {**GOOD, **changed}.items() if value is not ...}
    return oidc_claims.read(claims, issuer=ISSUER, client_id="us", nonce="n", now=NOW)


def test_a_good_token_says_who_it_is() -> None:
    assert _read() == Identified(issuer=ISSUER, subject="s1", email="ana@example.com", name="Ana")
    assert _read(aud=["us"]).subject == "s1"
    assert _read(aud=["us", "them"], azp="us").subject == "s1"
    assert _read(exp=NOW - 29).subject == "s1"


@pytest.mark.parametrize(
    ("claim", "changed"),
    [
        ("iss", {"iss": ISSUER + "/"}), ("iss", {"iss": ...}), ("aud", {"aud": "them"}), ("aud", {"aud": ...}),
        ("aud", {"aud": {"us": 1}}), ("azp", {"aud": ["us", "them"]}), ("azp", {"azp": "them"}),
        ("exp", {"exp": NOW - 31}), ("exp", {"exp": ...}), ("exp", {"exp": True}), ("exp", {"exp": "9999999999"}),
        ("exp", {"exp": float("nan")}), ("iat", {"iat": NOW + 31}), ("iat", {"iat": NOW - 601}), ("iat", {"iat": ...}),
        ("nbf", {"nbf": NOW + 31}), ("nonce", {"nonce": "other"}), ("nonce", {"nonce": ...}), ("nonce", {"nonce": 1}),
        ("sub", {"sub": ""}), ("sub", {"sub": ...}), ("sub", {"sub": 7}), ("sub", {"sub": "x" * 256}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_by_its_name(claim: str, changed: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        _read(**changed)
    assert refusal.value.facts["claim"] == claim and "them" not in refusal.value.message


@pytest.mark.parametrize("verified", [False, "true", 1, None, ...])
def test_an_address_that_is_not_verified_is_none(verified: Any) -> None:
    assert _read(email_verified=verified).email is None
    assert _read(email=7).email is None


def test_somebody_is_called_by_what_is_printable() -> None:
    assert _read(name="a\nb", preferred_username="ana").name == "ana"
    assert _read(name=..., email=...).name == "somebody"
