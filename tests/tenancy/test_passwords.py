from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rootward.errors import BadInput
from rootward.tenancy import passwords

GOOD = "seven wet owls at noon"


async def test_a_password_matches_what_was_kept_of_it_and_no_other() -> None:
    kept = await passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and GOOD not in kept
    assert await passwords.matches(GOOD, kept)
    assert not await passwords.matches(GOOD + "x", kept)
    assert kept != await passwords.hashed(GOOD)


async def test_where_nothing_is_kept_nothing_matches() -> None:
    assert not await passwords.matches(GOOD, None)
    assert not await passwords.matches(GOOD, "")
    assert not await passwords.matches(GOOD, "no phc string")


async def test_the_same_letters_typed_in_two_ways_are_one_password() -> None:
    kept = await passwords.hashed("fünf nasse Eulen")
    assert await passwords.matches("fu\u0308nf nasse Eulen", kept)


async def test_a_hash_with_other_parameters_is_outdated_and_still_matches() -> None:
    weak = Argon2id(salt=b"0123456789abcdef", length=32, iterations=1, lanes=1, memory_cost=8192)
    old = weak.derive_phc_encoded(GOOD.encode())
    assert passwords.is_outdated(old) and await passwords.matches(GOOD, old)
    assert not passwords.is_outdated(await passwords.hashed(GOOD))


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 11, "x" * 1025, "aaaaaaaaaaaaaaaa", "password1234", "PasswordPassword", "123456789012",
     "abcdefghijkl", "qwertyuiopas", "ana@example.com", "Ana Smith-Doe", "rootward2026!", "letmein-letmein"],
)  # fmt: skip
def test_what_is_tried_first_is_no_password_and_is_not_repeated(password: str) -> None:
    with pytest.raises(BadInput) as refusal:
        passwords.check(password, email="ana@example.com", name="Ana Smith-Doe")
    assert refusal.value.facts["field"] == "password" and password not in refusal.value.message


@pytest.mark.parametrize(
    "password", [GOOD, "x7Kp2mQ9vLbT", "correct horse battery", "密码密码很长很长的密码啊好", "         a1b2"]
)
def test_no_kind_of_character_is_asked_for(password: str) -> None:
    passwords.check(password, email="ana@example.com", name="Ana")
