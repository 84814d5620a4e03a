"""The shop's tokens end when they say, and cannot be made up."""

from __future__ import annotations

import pytest

from bench.shop.tokens import TokenRefused, expiry, mint, verify

KEY = b"k" * 32


def test_a_token_is_good_until_its_end() -> None:
    text = mint(KEY, subject="orders", kind="token", expires=100.0)
    assert verify(KEY, text, kind="token", now=99.9).subject == "orders"
    assert expiry(text) == 100.0


def test_an_expired_token_is_refused_and_says_since_when() -> None:
    text = mint(KEY, subject="orders", kind="token", expires=100.0)
    with pytest.raises(TokenRefused, match="token of orders expired at 1970-01-01T00:01:40"):
        verify(KEY, text, kind="token", now=100.0)


def test_a_token_of_another_kind_or_signer_is_refused() -> None:
    text = mint(KEY, subject="orders", kind="credential", expires=100.0)
    with pytest.raises(TokenRefused, match="a credential of orders was shown"):
        verify(KEY, text, kind="token", now=1.0)
    with pytest.raises(TokenRefused, match="signature"):
        verify(b"x" * 32, text, kind="credential", now=1.0)
