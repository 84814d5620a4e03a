"""A signed note (C2SP signed-note): a text, an empty line, and below it who signed it with Ed25519.

    — NAME BASE64(four bytes of the key's hash, signature)

A public key is one line, NAME+HASH+BASE64(1, 32 bytes). The hash is of name and key, so that it also names the key:
its eight hex digits are the key's id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rootward.errors import BadSyntax

__all__ = ["NAME", "Signature", "Signer", "Verifier", "signed_by", "signer_of", "split", "verifier_of"]

NAME = "rootward"
"""Of our keys; which log a note is about stands in its text."""

_ED25519 = b"\x01"
_SEED_SIZE = 32
_DASH = "\u2014"
_LINE = re.compile(_DASH + r" ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verifier:
    """A public key that a signature can be held against."""

    name: str
    key_id: str
    public: bytes

    def line(self) -> str:
        """The key as it is published."""
        return f"{self.name}+{self.key_id}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """The private key; shown nowhere."""

    verifier: Verifier
    _key: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """The note: `text`, which ends with a newline, and the signature below it."""
        stated = bytes.fromhex(self.verifier.key_id) + self._key.sign(text.encode())
        return f"{text}\n{_DASH} {self.verifier.name} {base64.b64encode(stated).decode()}\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """One line under a note, not yet held against a key."""

    name: str
    key_id: str
    value: bytes


def signer_of(seed: bytes, name: str = NAME) -> Signer:
    """The key that grows from 32 secret bytes. Raises ValueError for another number of them."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(verifier=_verifier(name, key.public_key().public_bytes_raw()), _key=key)


def verifier_of(line: str) -> Verifier:
    """Read a published key. Raises BadSyntax for what is none, also where its hash is of another key."""
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not name or len(data) != 1 + _SEED_SIZE or data[:1] != _ED25519:
        raise BadSyntax(f"a public key reads NAME+HASH+KEY, not {line[:100]!r}", field="pubkey")
    found = _verifier(name, data[1:])
    if found.key_id != key_id:
        raise BadSyntax(f"the public key {name}+{key_id} is not the key that its hash names", field="pubkey")
    return found


def split(note: str) -> tuple[str, tuple[Signature, ...]]:
    """The text with its last newline, and the signatures. Raises BadSyntax for what is no signed note."""
    text, found, below = note.rpartition("\n\n")
    lines = below.splitlines()
    if not found or not lines or not below.endswith("\n"):
        raise BadSyntax("a signed note is a text, an empty line and signatures", field="note")
    return text + "\n", tuple(_signature(line) for line in lines)


def signed_by(note: str, keys: Iterable[Verifier]) -> Verifier | None:
    """The first of `keys` that has signed the note. Raises BadSyntax for what is no signed note."""
    text, signatures = split(note)
    return next((key for key in keys for one in signatures if _holds(key, one, text)), None)


def _holds(key: Verifier, signature: Signature, text: str) -> bool:
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature.value, text.encode())
    except InvalidSignature:
        return False
    return True


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    try:
        data = base64.b64decode(found[2], validate=True) if found else b""
    except (binascii.Error, ValueError):
        data = b""
    if found is None or len(data) <= 4 or base64.b64encode(data).decode() != found[2]:  # each has one spelling
        raise BadSyntax(f"{line[:100]!r} is no line of a signature", field="note")
    return Signature(name=found[1], key_id=data[:4].hex(), value=data[4:])


def _verifier(name: str, public: bytes) -> Verifier:
    digest = hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).hexdigest()
    return Verifier(name=name, key_id=digest[:8], public=public)
