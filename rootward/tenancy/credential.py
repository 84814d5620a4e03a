"""Credential: `<prefix>_<id>_<secret>`, shown once and kept as a digest: tokens, sessions, invitations, resets.

The secret has 256 random bits, so that a plain digest cannot be searched and finding a row by it tells nothing about
the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rootward.kit import clock

__all__ = ["Given", "Kind", "Minted", "digest_of", "is_of", "mint", "parse", "random_text"]

Kind: TypeAlias = Literal["rwt", "rws", "rwi", "rwp"]
"""Token, session, invitation, password reset."""

_IDS: dict[Kind, str] = {"rwt": "tok", "rws": "ses", "rwi": "ivt", "rwp": "prs"}
_SHAPE = re.compile(r"(rw[tsip])_([0-9a-z]{26})_([0-9A-Za-z]{43})")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 43  # 62 ** 43 is just above 2 ** 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Minted:
    """A new one: its id, what is kept of it, and what only its owner gets."""

    id: str
    digest: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """One that somebody came with: the id it claims, and the digest by which its row is found."""

    id: str
    digest: str

    def is_row(self, row_id: str, row_digest: str) -> bool:
        """Whether the row that was found is the one that was meant, in constant time."""
        return hmac.compare_digest(row_digest + row_id, self.digest + self.id)


def mint(kind: Kind) -> Minted:
    row_id, half = clock.new_id(_IDS[kind]), random_text()
    return Minted(id=row_id, digest=digest_of(half), secret=f"{kind}_{row_id.partition('_')[2]}_{half}")


def parse(kind: Kind, secret: str) -> Given | None:
    """None for what has another shape or is of another kind."""
    parts = _SHAPE.fullmatch(secret)
    if parts is None or parts[1] != kind:
        return None
    return Given(id=f"{_IDS[kind]}_{parts[2]}", digest=digest_of(parts[3]))


def is_of(kind: Kind, secret: str) -> bool:
    """Whether it says that it is one of this kind, well made or not."""
    return secret.startswith(f"{kind}_")


def random_text() -> str:
    """256 random bits in letters and digits."""
    number, digits = int.from_bytes(secrets.token_bytes(32), "big"), []
    for _ in range(_SECRET_LENGTH):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(reversed(digits))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
