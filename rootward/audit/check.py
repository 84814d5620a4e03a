"""Checking a log entry by entry: pure, in one pass, with nothing in memory but the frontier and the open intents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import Record, parse, stamp
from rootward.audit.log import INTENT, OUTCOME
from rootward.audit.merkle import Frontier, leaf_hash
from rootward.errors import BadSyntax

__all__ = ["Fault", "FaultKind", "LogCheck", "Row", "beyond"]

FaultKind: TypeAlias = Literal["gap", "leaf", "unreadable", "field", "pair", "extra", "head", "root", "witness"]
Row: TypeAlias = tuple[int, int, str, bytes, bytes]
"""seq, at, action, entry, leaf: the columns of a stored entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The first thing that is wrong. `seq` is None when only the whole shows it (a rewritten entry with its hash)."""

    kind: FaultKind
    seq: int | None
    message: str


class LogCheck:
    """Takes the entries of one log in order; each step returns the first fault it meets, or None."""

    def __init__(self, *, tenant: str, log_id: str, witness: Checkpoint | None = None) -> None:
        self.frontier = Frontier()
        self.open_intents: dict[str, str] = {}  # entry_id -> action without the suffix
        self.unmatched: dict[str, tuple[int, str]] = {}  # outcomes whose intent was passed over: intent -> seq, action
        self.checked = 0
        self.tenant, self.log_id, self._witness = tenant, log_id, witness
        self._passed_over = False

    def pass_over(self, rows: Iterable[Sequence[object]]) -> Fault | None:
        """Take (seq, leaf) pairs on trust: they count for the root, which no false leaf can give."""
        self._passed_over = True
        leaves: list[bytes] = []
        for expected, (seq, leaf) in enumerate(rows, start=self.frontier.size + 1):
            if seq != expected:
                return _misplaced(seq, expected)
            if not isinstance(leaf, bytes):
                return _mistyped(expected)
            leaves.append(leaf)
        return self._grow(leaves)

    def take(self, rows: Iterable[Row]) -> Fault | None:
        """Check stored entries in full."""
        leaves: list[bytes] = []
        for expected, (seq, at, action, entry, leaf) in enumerate(rows, start=self.frontier.size + 1):
            if seq != expected:
                return _misplaced(seq, expected)
            if type(entry) is not bytes or type(at) is not int or type(action) is not str:
                return _mistyped(seq)
            if leaf_hash(entry) != leaf:
                return Fault(kind="leaf", seq=seq, message=f"entry {seq} is not what was hashed when it was written")
            try:
                record = parse(entry)
            except BadSyntax as error:
                return Fault(kind="unreadable", seq=seq, message=f"entry {seq} cannot be read: {error.message}")
            fault = self._compare(record, seq, at, action)
            if fault is None and (record.intent is not None or action.endswith((INTENT, OUTCOME))):
                fault = self._pair(record)
            if fault is not None:
                return fault
            leaves.append(leaf)
        self.checked += len(leaves)
        return self._grow(leaves)

    def end(self, *, size: int, root: bytes, frontier: bytes | None = None) -> Fault | None:
        """Compare with the head (or a checkpoint) under which the entries stand, and with the witness."""
        mine = self.frontier
        if mine.size < size:
            return _misplaced(None, mine.size + 1)
        if mine.size > size:
            return beyond(size)
        if self._witness is not None and self._witness.size > size:
            return self._witnessed(size + 1, f"the witness has seen {self._witness.size} entries, the log has {size}")
        if mine.root() != root:
            return Fault(kind="root", seq=None, message="the entries do not give the root of the log's head")
        if frontier is not None and mine.packed() != frontier:
            return Fault(kind="head", seq=None, message="the frontier in the log's head is not that of its entries")
        return None

    def _compare(self, record: Record, seq: int, at: int, action: str) -> Fault | None:
        stated = (record.seq, record.tenant, record.log_id, record.action, record.ts)
        columns = (seq, self.tenant, self.log_id, action, _time(at))
        if stated == columns:
            return None
        names = ("seq", "tenant", "log_id", "action", "ts")
        wrong = next(name for name, mine, row in zip(names, stated, columns, strict=True) if mine != row)
        return Fault(kind="field", seq=seq, message=f"entry {seq} states another {wrong} than its place in the log")

    def _pair(self, record: Record) -> Fault | None:
        stem, _, suffix = record.action.rpartition(".")
        if "." + suffix == INTENT and record.intent is None and record.entry_id not in self.open_intents:
            self.open_intents[record.entry_id] = stem
            return None
        if "." + suffix != OUTCOME or record.intent is None or record.outcome is None:
            return Fault(kind="pair", seq=record.seq, message=f"entry {record.seq} is no intent and no outcome of one")
        begun = self.open_intents.pop(record.intent, None)
        if begun is None and self._passed_over and record.intent not in self.unmatched:
            self.unmatched[record.intent] = (record.seq, stem)
            return None
        if begun != stem:
            return Fault(
                kind="pair", seq=record.seq, message=f"entry {record.seq} is the outcome of an intent that is not open"
            )
        return None

    def _grow(self, leaves: list[bytes]) -> Fault | None:
        before, witness = self.frontier, self._witness
        if witness is not None and before.size < witness.size <= before.size + len(leaves):
            at = witness.size - before.size
            seen = before.extend(leaves[:at])
            if seen.root() != witness.root:
                return self._witnessed(None, f"the first {witness.size} entries are not those the witness has seen")
            before, leaves = seen, leaves[at:]
        self.frontier = before.extend(leaves)
        return None

    def _witnessed(self, seq: int | None, message: str) -> Fault:
        return Fault(kind="witness", seq=seq, message=message)


def beyond(size: int) -> Fault:
    return Fault(kind="extra", seq=size + 1, message=f"entry {size + 1} stands beyond the head of the log")


def _misplaced(seq: object, expected: int) -> Fault:
    if isinstance(seq, int) and seq < expected:
        return Fault(kind="extra", seq=seq, message=f"entry {seq} stands where the log has none")
    return Fault(kind="gap", seq=expected, message=f"entry {expected} is missing")


def _mistyped(seq: int) -> Fault:
    return Fault(kind="field", seq=seq, message=f"a column of entry {seq} holds a value of another type")


def _time(ns: int) -> str:
    try:
        return stamp(ns)
    except (ValueError, OverflowError, OSError):  # no time of ours
        return ""
