"""The keys that sign checkpoints: outside the database, one in use, the public halves of all that ever were.

A folder holds `signing.key` (the 32 secret bytes in base64, readable by us alone) and `public.keys`, a line for each
key, the newest last: `rootward+1a2b3c4d+…` and a comment with the time from which it signed. Settings may give the
secret instead, for servers that share no folder. The folder is read each time, so that a rotation reaches every
process that has it.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rootward.audit import note
from rootward.audit.note import Signer, Verifier
from rootward.errors import Conflict, Misconfigured
from rootward.kit import clock

__all__ = ["Fresh", "KeyFolder", "Keys", "PublicKey", "read_public"]

_SECRET, _PUBLIC = "signing.key", "public.keys"
_SINCE = "# since "


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    verifier: Verifier
    since: str
    """RFC 3339, '' where the line does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """`known` are all public keys, the oldest first; the last is that of `signer`."""

    signer: Signer
    known: tuple[PublicKey, ...]

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        return tuple(key.verifier for key in self.known)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    seed: bytes = field(repr=False)
    signer: Signer


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyFolder:
    """`secret` is that of settings, in base64; '' reads and writes the folder's file."""

    folder: Path
    secret: str = field(default="", repr=False)

    def keys(self) -> Keys:
        """Made when there are none. Raises Misconfigured for a file that others may read or that holds no key."""
        seed = _seed(self.secret, "ROOTWARD_AUDIT_KEY") if self.secret else self._stored_seed()
        signer = note.signer_of(seed)
        known = self._published()
        if signer.verifier not in [key.verifier for key in known]:
            known = [*known, PublicKey(verifier=signer.verifier, since=clock.format_ns(clock.now_ns()))]
            self._publish(known)
        return Keys(signer=signer, known=tuple(known))

    def fresh(self) -> Fresh:
        """A key to rotate to, which nobody uses yet. Raises Conflict where settings give the key."""
        if self.secret:
            raise Conflict("the key comes from ROOTWARD_AUDIT_KEY: change it there and start again", field="audit_key")
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return Fresh(seed=seed, signer=note.signer_of(seed))

    def adopt(self, fresh: Fresh) -> Keys:
        """Sign with it from now on; the old secret is forgotten, its public half stays."""
        known = list(self.keys().known)
        known.append(PublicKey(verifier=fresh.signer.verifier, since=clock.format_ns(clock.now_ns())))
        self._publish(known)  # first: a key that signs and is not known would look like somebody else's
        _write(self.folder / _SECRET, base64.b64encode(fresh.seed) + b"\n", mode=0o600)
        return Keys(signer=fresh.signer, known=tuple(known))

    def public_text(self) -> str:
        """All public keys as a file that `--pubkey` takes."""
        return _public_text(self.keys().known)

    def _stored_seed(self) -> bytes:
        path = self.folder / _SECRET
        if not path.exists():
            self._make()
        try:
            shared = path.stat().st_mode & 0o077
            text = path.read_text()
        except OSError as error:
            raise Misconfigured(f"the audit key {path} cannot be read: {error.strerror}", field="audit_dir") from error
        if shared:
            raise Misconfigured(f"the audit key {path} can be read by others: chmod 600 it", field="audit_dir")
        return _seed(text, str(path))

    def _make(self) -> None:
        """Another process may be first: its key is the key."""
        if self._published():
            raise Misconfigured(
                f"{self.folder / _SECRET} is gone, but {_PUBLIC} beside it is not: put the key back, or move both away",
                field="audit_dir",
            )
        with suppress(FileExistsError):
            seed = Ed25519PrivateKey.generate().private_bytes_raw()
            _write(self.folder / _SECRET, base64.b64encode(seed) + b"\n", mode=0o600, new=True)

    def _published(self) -> list[PublicKey]:
        path = self.folder / _PUBLIC
        return list(read_public(path.read_text())) if path.exists() else []

    def _publish(self, known: Sequence[PublicKey]) -> None:
        _write(self.folder / _PUBLIC, _public_text(known).encode(), mode=0o644)


def read_public(text: str) -> tuple[PublicKey, ...]:
    """The keys of a file of public keys. Raises BadSyntax naming what is none."""
    found, since = [], ""
    for line in text.splitlines():
        if line.startswith(_SINCE):
            since = line.removeprefix(_SINCE).strip()
        elif line.strip() and not line.startswith("#"):
            found.append(PublicKey(verifier=note.verifier_of(line), since=since))
            since = ""
    return tuple(found)


def _public_text(known: Sequence[PublicKey]) -> str:
    return "".join(f"{_SINCE}{key.since}\n{key.verifier.line()}\n" for key in known)


def _seed(text: str, where: str) -> bytes:
    try:
        seed = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != 32:
        raise Misconfigured(f"{where} must hold 32 bytes in base64", field="audit_key")
    return seed


def _write(path: Path, data: bytes, *, mode: int, new: bool = False) -> None:
    """Whole or not at all; with `new`, FileExistsError when somebody else was first. Raises Misconfigured."""
    part = path.with_name(clock.new_id(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path) if new else part.replace(path)
    except FileExistsError:
        raise
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}", field="audit_dir") from error
    finally:
        with suppress(OSError):
            part.unlink()
