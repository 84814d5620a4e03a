"""A tenant's log as lines that can be checked without this product.

First come the signed checkpoints, smallest first, `{"note": TEXT}` (C2SP signed notes); then the entries in order, the
first is number 1, `{"entry": TEXT, "leaf": HEX}`: the stored bytes as a string, and SHA-256 over a zero byte and those
bytes. The last line is `{"checkpoint": {"origin": …, "root": HEX, "size": N}}`. The leaves give the roots by RFC 9162,
section 2.1.1. `docs/verify_audit.py` reads this with nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from rootward.audit import checkpoint, note, stored
from rootward.audit.check import Fault, LogCheck, Row
from rootward.audit.entry import Record, parse
from rootward.audit.note import Verifier
from rootward.audit.stored import Kept, Stored
from rootward.audit.verify import Verdict, judge
from rootward.errors import BadSyntax
from rootward.kit import clock
from rootward.kit.canonical import canonical
from rootward.kit.db import Connection
from rootward.schema import audit_checkpoints, audit_entries

__all__ = ["export", "verify_export"]

_BATCH = 1000


def export(connection: Connection, tenant: str) -> Iterator[bytes]:
    """The lines, each with its newline; to be read within the unit that gave the connection."""
    now = checkpoint.current(connection, tenant)
    for text in _notes(connection, tenant):
        yield canonical({"note": text}) + b"\n"
    columns = audit_entries.c
    statement = (
        sa.select(columns.entry, columns.leaf)
        .where(columns.tenant == tenant, columns.seq <= now.size)
        .order_by(columns.seq)
        .execution_options(yield_per=_BATCH)
    )
    with connection.execute(statement) as rows:
        for data, leaf in rows:
            yield canonical({"entry": bytes(data).decode(errors="replace"), "leaf": bytes(leaf).hex()}) + b"\n"
    yield canonical({"checkpoint": {"origin": now.origin, "root": now.root.hex(), "size": now.size}}) + b"\n"


def verify_export(
    lines: Iterable[bytes | str], *, witness: Sequence[str] = (), keys: Sequence[Verifier] | None = None
) -> Verdict:
    """Check exported lines as `verify` checks the database. Pure.

    Raises BadSyntax, naming the line, for text that is not an export, and for a witness that is none.
    """
    last: _CheckpointLine | None = None
    notes: list[str] = []
    whole: _Whole | None = None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        if last is not None:
            raise BadSyntax(f"line {number} stands after the checkpoint", field="checkpoint")
        line = _read(text, number)
        if isinstance(line, _CheckpointLine):
            last = line
        elif isinstance(line, _NoteLine):
            if whole is not None:
                raise BadSyntax(f"line {number} is a signed checkpoint after the first entry", field="note")
            notes.append(line.note)
        else:
            whole = whole or _Whole(_parsed(line), notes, witness, keys)
            whole.take(line)
    if last is None:
        raise BadSyntax("the export ends without a checkpoint: it was cut off", field="checkpoint")
    return (whole or _Whole(None, notes, witness, keys)).end(last.checkpoint)


class _Whole:
    """An export on its way: the first entry says whose log this is; the checkpoint at the end has to agree."""

    def __init__(
        self, first: Record | None, notes: Sequence[str], witness: Iterable[str], keys: Sequence[Verifier] | None
    ) -> None:
        tenant, log_id = (first.tenant, first.log_id) if first else ("", "")
        rows = (_stored(text) for text in notes)
        self.beside: Kept = stored.kept(rows, origin=checkpoint.origin_of(tenant, log_id), keys=keys)
        self.seen = stored.witnessed(witness, tenant=tenant, log_id=log_id, keys=keys)
        self.fault: Fault | None = self.seen.fault
        self.check = LogCheck(tenant=tenant, log_id=log_id, known=[*self.beside.known, *self.seen.known])

    def take(self, line: _EntryLine) -> None:
        self.fault = self.fault or self.check.take([_row(line, self.check.frontier.size + 1)])

    def end(self, claim: _Claim) -> Verdict:
        root = bytes.fromhex(claim.root) if _HEX.fullmatch(claim.root) else b""
        fault = (
            self.fault
            or self._another_origin(claim)
            or self.check.end(size=claim.size, root=root)
            or self.beside.fault
            or stored.missing(self.beside, self.seen)
        )
        return judge(self.check, size=claim.size, root=root, beside=self.beside, seen=self.seen, fault=fault)

    def _another_origin(self, claim: _Claim) -> Fault | None:
        if self.check.frontier.size and claim.origin != checkpoint.origin_of(self.check.tenant, self.check.log_id):
            return Fault(kind="head", seq=None, message=f"the checkpoint is of {claim.origin}, the entries are not")
        return None


class _EntryLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: str
    leaf: str


class _NoteLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: str


class _Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    root: str
    size: int


class _CheckpointLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checkpoint: _Claim


def _notes(connection: Connection, tenant: str) -> Iterator[str]:
    columns = audit_checkpoints.c
    query = sa.select(columns.note).where(columns.tenant == tenant).order_by(columns.size)
    for data in connection.execute(query).scalars():
        yield bytes(data).decode(errors="replace")


def _stored(text: str) -> Stored:
    """A note as the row it came from, of which the export keeps the note alone."""
    try:
        stated, (_, signatures) = checkpoint.parse(text), note.split(text)
        at = None if stated.at is None else clock.parse_ns(stated.at)
    except (BadSyntax, ValueError):
        return None, b"", b"", "", 0
    return stated.size, stated.root, text.encode(), signatures[0].key_id, at or 0


def _row(line: _EntryLine, expected: int) -> Row:
    record, data = _parsed(line), line.entry.encode()
    leaf = bytes.fromhex(line.leaf) if _HEX.fullmatch(line.leaf) else b""
    if record is None:
        return expected, 0, "", data, leaf
    try:
        at = clock.parse_ns(record.ts)
    except ValueError:
        at = 0
    return record.seq, at, record.action, data, leaf


def _parsed(line: _EntryLine) -> Record | None:
    try:
        return parse(line.entry.encode())
    except BadSyntax:
        return None


def _read(text: bytes | str, number: int) -> _EntryLine | _NoteLine | _CheckpointLine:
    for decoder in (_entry_decoder, _note_decoder):
        try:
            return decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    try:
        return _checkpoint_decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadSyntax(
            f"line {number} is neither an entry nor a checkpoint: {error}", field=f"line {number}"
        ) from error


_HEX = re.compile(r"[0-9a-f]{64}")
_entry_decoder: msgspec.json.Decoder[_EntryLine] = msgspec.json.Decoder(_EntryLine)
_note_decoder: msgspec.json.Decoder[_NoteLine] = msgspec.json.Decoder(_NoteLine)
_checkpoint_decoder = msgspec.json.Decoder(_CheckpointLine)
