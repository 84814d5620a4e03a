"""Checking a log entry by entry: pure, in one pass, with nothing in memory but the frontier and the open intents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rootward.audit.entry import Record, parse, stamp
from rootward.audit.log import INTENT, OUTCOME
from rootward.audit.merkle import Frontier, leaf_hash
from rootward.errors import BadSyntax

__all__ = ["Fault", "FaultKind", "Known", "LogCheck", "OpenIntent", "Row", "beyond"]

FaultKind: TypeAlias = Literal[
    "gap", "leaf", "unreadable", "field", "pair", "extra", "head", "root", "checkpoint", "signature", "witness"
]
Row: TypeAlias = tuple[int, int, str, bytes, bytes]
"""seq, at, action, entry, leaf: the columns of a stored entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The first thing that is wrong. An entry that was written anew with its hash shows only in a root: then it is one
    of `seq` to `until`, the entries since the last root that is right. `seq` is None where nothing points at one."""

    kind: FaultKind
    seq: int | None
    message: str
    until: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A root that the first `size` entries must have, and who says so: a signed checkpoint or a witness."""

    size: int
    root: bytes
    kind: Literal["checkpoint", "witness"]
    signed: bool = True  # a witness may have noted what nobody has signed


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenIntent:
    """An intent without an outcome yet."""

    seq: int
    entry_id: str
    action: str  # without the suffix
    at: str


class LogCheck:
    """Takes the entries of one log in order; each step returns the first fault it meets, or None."""

    def __init__(self, *, tenant: str, log_id: str, known: Iterable[Known] = ()) -> None:
        self.frontier = Frontier()
        self.open_intents: dict[str, OpenIntent] = {}  # by entry_id, in order
        self.unmatched: dict[str, tuple[int, str]] = {}  # outcomes whose intent was passed over: intent -> seq, action
        self.checked = 0
        self.tenant, self.log_id = tenant, log_id
        self._known = sorted(known, key=lambda item: (item.size, item.kind))
        self._met = 0  # how many of them have been compared
        self._right_to = 0  # the size of the last that was right
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
        """Compare with the head (or a checkpoint) under which the entries stand, and with what is known beyond it."""
        mine = self.frontier
        if mine.size < size:
            return _misplaced(None, mine.size + 1)
        if mine.size > size:
            return beyond(size)
        if self._met < len(self._known):
            most = self._known[-1]
            said = "the witness has seen" if most.kind == "witness" else "a checkpoint was signed over"
            return Fault(kind=most.kind, seq=size + 1, message=f"{said} {most.size} entries, the log has {size}")
        if mine.root() != root:
            return self._among(size, "root", "the entries do not give the root of the log's head")
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
            self.open_intents[record.entry_id] = OpenIntent(
                seq=record.seq, entry_id=record.entry_id, action=stem, at=record.ts
            )
            return None
        if "." + suffix != OUTCOME or record.intent is None or record.outcome is None:
            return Fault(kind="pair", seq=record.seq, message=f"entry {record.seq} is no intent and no outcome of one")
        opened = self.open_intents.pop(record.intent, None)
        begun = opened.action if opened else None
        if begun is None and self._passed_over and record.intent not in self.unmatched:
            self.unmatched[record.intent] = (record.seq, stem)
            return None
        if begun != stem:
            return Fault(
                kind="pair", seq=record.seq, message=f"entry {record.seq} is the outcome of an intent that is not open"
            )
        return None

    def _grow(self, leaves: list[bytes]) -> Fault | None:
        before = self.frontier
        while self._met < len(self._known) and self._known[self._met].size <= before.size + len(leaves):
            stated = self._known[self._met]
            at = stated.size - before.size
            before, leaves = before.extend(leaves[:at]), leaves[at:]
            if before.root() != stated.root:
                who = "the witness has seen" if stated.kind == "witness" else "were signed"
                return self._among(
                    stated.size, stated.kind, f"the first {stated.size} entries are not those that {who}"
                )
            self._met, self._right_to = self._met + 1, stated.size
        self.frontier = before.extend(leaves)
        return None

    def _among(self, size: int, kind: FaultKind, message: str) -> Fault:
        """Something in the entries since the last root that was right."""
        first = self._right_to + 1
        where = f"entry {first} was changed" if first == size else f"one of the entries {first} to {size} was changed"
        return Fault(kind=kind, seq=first if first <= size else None, until=size, message=f"{message}: {where}")


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
