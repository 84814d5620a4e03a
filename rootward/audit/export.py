"""A tenant's log as lines that can be checked without this product.

Every line but the last is `{"entry": TEXT, "leaf": HEX}`: the stored bytes as a string, and SHA-256 over a zero byte
and those bytes. The last is `{"checkpoint": {"origin": …, "root": HEX, "size": N}}`. Entries stand in order, the first
is number 1, and the leaves give the root by RFC 9162, section 2.1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
import sqlalchemy as sa

from rootward.audit import checkpoint
from rootward.audit.check import Fault, LogCheck, Row
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import Record, parse
from rootward.audit.verify import Verdict, judge
from rootward.errors import BadSyntax
from rootward.kit import clock
from rootward.kit.canonical import canonical
from rootward.kit.db import Connection
from rootward.schema import audit_entries

__all__ = ["export", "verify_export"]

_BATCH = 1000


def export(connection: Connection, tenant: str) -> Iterator[bytes]:
    """The lines, each with its newline; to be read within the unit that gave the connection."""
    now = checkpoint.current(connection, tenant)
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


def verify_export(lines: Iterable[bytes | str], *, witness: Checkpoint | None = None) -> Verdict:
    """Check exported lines as `verify` checks the database. Pure.

    Raises BadSyntax, naming the line, for text that is not an export.
    """
    checkpoint_line: _CheckpointLine | None = None
    check: LogCheck | None = None
    fault: Fault | None = None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        if checkpoint_line is not None:
            raise BadSyntax(f"line {number} stands after the checkpoint", field="checkpoint")
        line = _read(text, number)
        if isinstance(line, _CheckpointLine):
            checkpoint_line = line
            continue
        check = check or _begin(line, witness)
        fault = fault or check.take([_row(line, check.frontier.size + 1)])
    if checkpoint_line is None:
        raise BadSyntax("the export ends without a checkpoint: it was cut off", field="checkpoint")
    return _conclude(check, checkpoint_line.checkpoint, witness, fault)


class _EntryLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entry: str
    leaf: str


class _Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    root: str
    size: int


class _CheckpointLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checkpoint: _Claim


def _begin(line: _EntryLine, witness: Checkpoint | None) -> LogCheck:
    """The first entry says whose log this is; the checkpoint at the end has to agree."""
    record = _parsed(line)
    tenant, log_id = (record.tenant, record.log_id) if record else ("", "")
    return LogCheck(tenant=tenant, log_id=log_id, witness=witness)


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


def _conclude(check: LogCheck | None, claim: _Claim, witness: Checkpoint | None, fault: Fault | None) -> Verdict:
    check = check or LogCheck(tenant="", log_id="", witness=witness)
    root = bytes.fromhex(claim.root) if _HEX.fullmatch(claim.root) else b""
    fault = fault or _compare_origins(check, claim, witness) or check.end(size=claim.size, root=root)
    return judge(check, size=claim.size, root=root, witness=witness, fault=fault)


def _compare_origins(check: LogCheck, claim: _Claim, witness: Checkpoint | None) -> Fault | None:
    if check.frontier.size and claim.origin != checkpoint.origin_of(check.tenant, check.log_id):
        return Fault(kind="head", seq=None, message=f"the checkpoint is of {claim.origin}, the entries are not")
    if witness is not None and witness.origin != claim.origin:
        return Fault(kind="witness", seq=None, message=f"the witness has seen {witness.origin}, this is {claim.origin}")
    return None


def _read(text: bytes | str, number: int) -> _EntryLine | _CheckpointLine:
    try:
        return _entry_decoder.decode(text)
    except msgspec.DecodeError:
        pass
    try:
        return _checkpoint_decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadSyntax(
            f"line {number} is neither an entry nor a checkpoint: {error}", field=f"line {number}"
        ) from error


_HEX = re.compile(r"[0-9a-f]{64}")
_entry_decoder = msgspec.json.Decoder(_EntryLine)
_checkpoint_decoder = msgspec.json.Decoder(_CheckpointLine)
