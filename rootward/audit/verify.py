"""Verifying a tenant's log: every leaf again from the stored bytes, up to the head, under every signed checkpoint, and
against witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.audit import stored
from rootward.audit.check import Fault, FaultKind, LogCheck, OpenIntent, beyond
from rootward.audit.checkpoint import origin_of
from rootward.audit.entry import parse
from rootward.audit.log import INTENT
from rootward.audit.merkle import EMPTY_ROOT
from rootward.audit.note import Verifier
from rootward.audit.stored import Kept, Seen
from rootward.errors import BadInput, BadSyntax
from rootward.kit.db import Connection
from rootward.schema import audit_checkpoints, audit_entries, audit_heads

__all__ = ["EXIT_CODES", "Status", "Verdict", "judge", "verify"]

Status: TypeAlias = Literal["witnessed", "unwitnessed", "tampered"]
EXIT_CODES: dict[Status, int] = {"witnessed": 0, "tampered": 8, "unwitnessed": 11}
_BATCH = 2000
_SHOWN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What verifying came to. `checked` entries were read in full; the others count by their hashes. The first
    `signed_to` stand under a sound signed checkpoint, the first `witnessed_to` under what a witness has seen.

    Without a witness nobody can exclude that the whole log was written anew, so the best answer is `unwitnessed`.
    """

    status: Status
    tenant: str
    log_id: str
    size: int
    root: str  # hex
    checked: int
    signed_to: int
    witnessed_to: int
    open_intents: int  # intents without an outcome yet
    oldest_open: tuple[OpenIntent, ...]
    kind: FaultKind | None
    bad_seq: int | None
    bad_until: int | None  # where a root alone shows it: the last of those that may be the first bad one
    message: str

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.status]


def verify(
    connection: Connection,
    tenant: str,
    *,
    from_seq: int = 1,
    to_seq: int | None = None,
    witness: Iterable[str] = (),
    keys: Sequence[Verifier] | None = None,
) -> Verdict:
    """Check the entries from `from_seq` to `to_seq` (both included; None: the last) and the whole tree over them.

    `witness` are checkpoints that were kept elsewhere, `keys` those that may have signed; without keys signatures are
    not looked at. Raises BadInput for a range that is none, BadSyntax for a witness that is none.
    """
    if from_seq < 1 or (to_seq is not None and to_seq < from_seq):
        raise BadInput(f"there are no entries from {from_seq} to {to_seq}", field="from_seq", value=from_seq)
    head = _head(connection, tenant)
    beside = _checkpoints(connection, tenant, head, keys)
    seen = stored.witnessed(witness, tenant=tenant, log_id=head.log_id, keys=keys)
    check = LogCheck(tenant=tenant, log_id=head.log_id, known=[*beside.known, *seen.known])
    fault = (
        _check_head(head)
        or seen.fault
        or _check_entries(connection, check, head, from_seq, head.size if to_seq is None else min(to_seq, head.size))
        or (beyond(head.size) if head.last > head.size else None)
        or check.end(size=head.size, root=head.root, frontier=head.frontier)
        or _check_earlier_intents(connection, tenant, check, from_seq)
        or beside.fault
        or stored.missing(beside, seen)
    )
    return judge(check, size=head.size, root=head.root, beside=beside, seen=seen, fault=fault)


def judge(check: LogCheck, *, size: int, root: bytes, beside: Kept, seen: Seen, fault: Fault | None) -> Verdict:
    """The verdict over a finished check of a log that claims `size` and `root`."""
    witnessed_to = 0 if fault is not None else max((one.size for one in seen.known), default=0)
    if fault is not None:
        status: Status = "tampered"
        message = fault.message
    elif witnessed_to:
        status = "witnessed"
        message = f"{size} entries verified, the first {witnessed_to} of them witnessed"
    else:
        status = "unwitnessed"
        message = f"{size} entries verified but unwitnessed: give a checkpoint that was kept elsewhere"
    return Verdict(
        status=status,
        tenant=check.tenant,
        log_id=check.log_id,
        size=size,
        root=root.hex() if isinstance(root, bytes) else "",
        checked=check.checked,
        signed_to=beside.signed_to,
        witnessed_to=witnessed_to,
        open_intents=len(check.open_intents),
        oldest_open=tuple(check.open_intents.values())[:_SHOWN],
        kind=fault.kind if fault else None,
        bad_seq=fault.seq if fault else None,
        bad_until=fault.until if fault else None,
        message=message,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Head:
    """The stored head and the highest number in the log, read by one statement: they must fit each other."""

    log_id: str
    size: int
    frontier: bytes
    root: bytes
    last: int


def _head(connection: Connection, tenant: str) -> _Head:
    heads = audit_heads.c
    newest = sa.select(sa.func.max(audit_entries.c.seq)).where(audit_entries.c.tenant == tenant).scalar_subquery()
    here = sa.select(newest.label("last")).subquery()
    row = connection.execute(
        sa.select(here.c.last, heads.log_id, _raw(heads.size), _raw(heads.frontier), _raw(heads.root)).select_from(
            here.outerjoin(audit_heads, audit_heads.c.tenant == tenant)
        )
    ).one()
    last, log_id, size, frontier, root = row
    if log_id is None:
        return _Head(log_id="", size=0, frontier=b"", root=EMPTY_ROOT, last=last or 0)
    return _Head(log_id=log_id, size=size, frontier=frontier, root=root, last=last or 0)


def _check_head(head: _Head) -> Fault | None:
    if head.last and not head.log_id:
        return Fault(kind="head", seq=None, message="the log has entries but no head")
    if type(head.size) is int and isinstance(head.root, bytes) and isinstance(head.frontier, bytes):
        return None
    return Fault(kind="head", seq=None, message="a column of the log's head holds a value of another type")


def _checkpoints(connection: Connection, tenant: str, head: _Head, keys: Sequence[Verifier] | None) -> Kept:
    columns = audit_checkpoints.c
    wanted = (columns.size, columns.root, columns.note, columns.key_id, columns.at)
    statement = (
        sa.select(*(_raw(column) for column in wanted))
        .where(columns.tenant == tenant)
        .order_by(columns.size)
        .execution_options(yield_per=_BATCH)
    )
    with connection.execute(statement) as rows:
        return stored.kept(
            (tuple(row) for row in rows),
            origin=origin_of(tenant, head.log_id), keys=keys,
        )  # fmt: skip


def _check_entries(connection: Connection, check: LogCheck, head: _Head, first: int, last: int) -> Fault | None:
    entries = audit_entries.c
    for batch in _batches(connection, check, entries.seq < first, full=False) if first > 1 else ():
        if fault := check.pass_over(batch):
            return fault
    lower = [entries.seq >= first] if first > 1 else []
    for batch in _batches(connection, check, *lower, entries.seq <= last, full=True):
        if fault := check.take(batch):
            return fault
    if last < head.size:
        for batch in _batches(connection, check, entries.seq > last, entries.seq <= head.size, full=False):
            if fault := check.pass_over(batch):
                return fault
    return None


def _batches(connection: Connection, check: LogCheck, *where: sa.ColumnElement[bool], full: bool) -> Iterator[Any]:
    entries = audit_entries.c
    columns = (
        (entries.seq, entries.at, entries.action, entries.entry, entries.leaf) if full else (entries.seq, entries.leaf)
    )
    statement = (
        sa.select(*(_raw(column) for column in columns))
        .where(entries.tenant == check.tenant, *where)
        .order_by(entries.seq)
        .execution_options(yield_per=_BATCH)
    )
    with connection.execute(statement) as rows:
        yield from rows.partitions()


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The value as the driver gives it: whoever tampers may store another type, and converting costs time."""
    return sa.type_coerce(column, sa.types.NullType())


def _check_earlier_intents(connection: Connection, tenant: str, check: LogCheck, first: int) -> Fault | None:
    """Find the intents of outcomes whose beginning lies before the range."""
    waiting = dict(check.unmatched)
    if not waiting:
        return None
    entries = audit_entries.c
    statement = (
        sa.select(entries.entry)
        .where(entries.tenant == tenant, entries.seq < first, entries.action.like("%" + INTENT))
        .order_by(entries.seq)
        .execution_options(yield_per=_BATCH)
    )
    with connection.execute(statement) as rows:
        for (data,) in rows:
            try:
                record = parse(bytes(data))
            except BadSyntax:
                continue
            if waiting.get(record.entry_id, (0, ""))[1] == record.action.removesuffix(INTENT):
                del waiting[record.entry_id]
    if not waiting:
        return None
    seq = min(seq for seq, _ in waiting.values())
    return Fault(kind="pair", seq=seq, message=f"entry {seq} is the outcome of an intent that is not in the log")
