"""Signed checkpoints that lie beside the log: whether they are what was signed, and what they say of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rootward.audit import checkpoint, note
from rootward.audit.check import Fault, FaultKind, Known
from rootward.audit.note import Verifier
from rootward.errors import BadSyntax
from rootward.kit import clock

__all__ = ["Kept", "Seen", "Stored", "kept", "missing", "witnessed"]

Stored: TypeAlias = tuple[object, object, object, object, object]
"""size, root, note, key_id, at: the columns of a stored checkpoint, as the driver gives them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What the sound ones say, how far they go, and the first fault among the others."""

    known: tuple[Known, ...]
    signed_to: int
    fault: Fault | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What witnesses say of a log, and what is wrong with their saying it."""

    known: tuple[Known, ...]
    fault: Fault | None


def kept(rows: Iterable[Stored], *, origin: str, keys: Sequence[Verifier] | None) -> Kept:
    """Read stored checkpoints, smallest first. Without `keys` nobody can say whose signatures they bear."""
    known: list[Known] = []
    fault: Fault | None = None
    before = 0
    for row in rows:
        found = _read(row, origin, keys, before)
        if isinstance(found, Fault):
            fault = fault or found
        else:
            known.append(found)
        before = row[0] if isinstance(row[0], int) else before
    return Kept(known=tuple(known), signed_to=known[-1].size if known else 0, fault=fault)


def witnessed(notes: Iterable[str], *, tenant: str, log_id: str, keys: Sequence[Verifier] | None) -> Seen:
    """What witnesses have seen of this log; what they have of other tenants is passed over. Another log of the same
    tenant is a fault, because a log is never begun anew. What nobody signed counts; a foreign signature raises
    BadSyntax."""
    origin = checkpoint.origin_of(tenant, log_id)
    found: list[Known] = []
    for text in notes:
        seen, signed = checkpoint.parse(text), "\n\n" in text
        if not seen.origin.startswith(checkpoint.origin_of(tenant, "")):
            continue
        if signed and keys is not None and note.signed_by(text, keys) is None:
            raise BadSyntax(f"the witness's checkpoint of size {seen.size} bears no known signature", field="witness")
        if seen.origin != origin:
            said = f"the witness has seen the log {seen.origin}, this is {origin}"
            return Seen(known=(), fault=Fault(kind="witness", seq=1, message=said))
        found.append(Known(size=seen.size, root=seen.root, kind="witness", signed=signed))
    return Seen(known=tuple(found), fault=None)


def missing(beside: Kept, seen: Seen) -> Fault | None:
    """A signed checkpoint that a witness has and the log has no more."""
    there = {one.size for one in beside.known}
    gone = min((one.size for one in seen.known if one.signed and one.size not in there), default=None)
    return None if gone is None else _fault("checkpoint", gone, "is gone: a witness has seen it")


def _read(row: Stored, origin: str, keys: Sequence[Verifier] | None, before: int) -> Known | Fault:
    size, root, data, key_id, at = row
    if type(size) is not int or not isinstance(root, bytes) or not isinstance(data, bytes):
        return _fault("checkpoint", size, "holds a value of another type")
    try:
        text = data.decode()
        stated = checkpoint.parse(text)
        _, signatures = note.split(text)
        signer = None if keys is None else note.signed_by(text, keys)
    except (BadSyntax, UnicodeDecodeError):
        return _fault("checkpoint", size, "cannot be read")
    if keys is not None and signer is None:
        return _since(before, _fault("signature", size, "bears no signature of a known key"))
    if stated.origin != origin:
        return _since(before, _fault("checkpoint", size, f"is of {stated.origin}, this is {origin}"))
    if (stated.size, stated.root) != (size, root):
        return _fault("checkpoint", size, "states something else than its place in the log")
    if key_id not in {one.key_id for one in signatures} or not _same_time(at, stated.at):
        return _fault("checkpoint", size, "was made by another key or at another time than its row says")
    if stated.previous is not None and stated.previous > before:
        return _fault("checkpoint", stated.previous, f"is gone: that of size {size} follows it")
    if stated.previous is not None and stated.previous < before:
        return _fault("checkpoint", size, f"follows that of size {stated.previous}, not that of {before}")
    return Known(size=size, root=root, kind="checkpoint")


def _same_time(at: object, stated: str | None) -> bool:
    return isinstance(at, int) and (stated is None or clock.format_ns(at) == stated)


def _fault(kind: FaultKind, size: object, what: str) -> Fault:
    seq = size if isinstance(size, int) else None
    return Fault(kind=kind, seq=seq, message=f"the checkpoint of size {size} {what}")


def _since(before: int, fault: Fault) -> Fault:
    """Under a checkpoint that is not ours any of the entries since the one before it may be another."""
    if fault.seq is None or fault.seq <= before:
        return fault
    return replace(fault, seq=before + 1, until=fault.seq)
