from __future__ import annotations

import pytest

from rootward.tenancy import credential
from rootward.tenancy.credential import Kind


@pytest.mark.parametrize("kind", ["rwt", "rws", "rwi", "rwp"])
def test_what_is_minted_is_found_again_by_its_digest(kind: Kind) -> None:
    made = credential.mint(kind)
    given = credential.parse(kind, made.secret)
    assert given is not None and given.is_row(made.id, made.digest)
    assert made.secret not in repr(made) and credential.is_of(kind, made.secret)
    assert not given.is_row(credential.mint(kind).id, made.digest)


@pytest.mark.parametrize("spoiled", ["", "rwt_x", "{}x", " {}", "{}\n"])
def test_another_shape_is_none(spoiled: str) -> None:
    made = credential.mint("rwt")
    assert credential.parse("rwt", spoiled.format(made.secret)) is None


def test_a_credential_of_another_kind_is_none() -> None:
    assert credential.parse("rws", credential.mint("rwt").secret) is None
    assert credential.parse("rwp", credential.mint("rwi").secret) is None


def test_no_two_texts_are_alike() -> None:
    assert len({credential.random_text() for _ in range(100)}) == 100
    assert credential.digest_of("a") != credential.digest_of("b")
