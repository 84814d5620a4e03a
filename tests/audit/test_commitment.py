from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit.commitment import commit, holds, keyed_hash


def test_a_keyed_hash_is_of_key_tenant_and_value() -> None:
    known = keyed_hash(b"key", "acme", "s3cret")
    assert known == keyed_hash(b"key", "acme", "s3cret")
    assert known.startswith("hmac-sha256:") and "s3cret" not in known
    others = {
        keyed_hash(b"yek", "acme", "s3cret"),
        keyed_hash(b"key", "other", "s3cret"),
        keyed_hash(b"key", "acme", ""),
    }
    assert known not in others and len(others) == 3


@given(st.binary(min_size=16, max_size=40), st.binary(), st.binary(min_size=16, max_size=40), st.binary())
def test_a_commitment_holds_for_its_salt_and_payload_only(
    salt: bytes, payload: bytes, other: bytes, more: bytes
) -> None:
    assert holds(commit(salt, payload), salt, payload)
    assert holds(commit(salt, payload), other, more) == ((salt, payload) == (other, more))


def test_a_salt_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        commit(b"short", b"payload")
