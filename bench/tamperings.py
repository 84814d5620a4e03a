"""What somebody may do to an audit log who owns the database and has all of the code, but not the key: the matrix.

Each tampering is done to the tables themselves, the triggers torn down before it. Three depths of an edit: the entry
alone; with its leaf; with its leaf and the head over all of them. What only a witness can show says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint, origin_of
from rootward.audit.merkle import Frontier, leaf_hash
from rootward.audit.note import signer_of
from rootward.kit import clock
from rootward.kit.canonical import canonical
from rootward.schema import audit_checkpoints, audit_entries, audit_heads

__all__ = ["TENANT", "Hand", "Tampering", "tamperings"]

TENANT, OTHER_TENANT = "acme", "other"
_MALLORY = signer_of(b"mallory's own key".ljust(32))
_entries, _heads, _checkpoints = audit_entries.c, audit_heads.c, audit_checkpoints.c


class Hand:
    """Somebody's hand in the tables of one log."""

    def __init__(self, connection: sa.Connection, tenant: str = TENANT) -> None:
        self.db, self.tenant = connection, tenant
        if connection.dialect.name == "sqlite":
            for name in self._all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in ("audit_entries", "audit_heads", "audit_checkpoints"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def entry(self, seq: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._row(audit_entries, seq)["entry"])
        return found

    def size(self) -> int:
        return int(self.db.execute(sa.select(sa.func.max(_entries.seq)).where(_entries.tenant == self.tenant)).scalar())  # type: ignore[arg-type]

    def signed(self) -> list[int]:
        query = sa.select(_checkpoints.size).where(_checkpoints.tenant == self.tenant).order_by(_checkpoints.size)
        return list(self.db.execute(query).scalars())

    def set(self, number: int, **columns: Any) -> None:
        self.db.execute(
            audit_entries.update().where(_entries.tenant == self.tenant, _entries.seq == number).values(columns)
        )

    def edit(self, number: int, **fields: Any) -> None:
        """Other fields in the entry; a column that repeats one follows, so that only the hash can tell."""
        self.set(number, entry=canonical({**self.entry(number), **fields}))
        if "action" in fields:
            self.set(number, action=fields["action"])
        if "ts" in fields:
            self.set(number, at=clock.parse_ns(fields["ts"]))

    def rehash(self, *numbers: int) -> None:
        for number in numbers:
            self.set(number, leaf=leaf_hash(bytes(self._row(audit_entries, number)["entry"])))

    def delete(self, *numbers: int) -> None:
        self.db.execute(audit_entries.delete().where(_entries.tenant == self.tenant, _entries.seq.in_(numbers)))

    def copy(self, number: int, to: int) -> None:
        row = {**self._row(audit_entries, number), "seq": to}
        self.db.execute(audit_entries.insert(), row)

    def move(self, number: int, to: int) -> None:
        """To another number, in the column and in the entry."""
        self.set(number, seq=to)
        self.edit(to, seq=to)

    def set_head(self, **columns: Any) -> None:
        self.db.execute(audit_heads.update().where(_heads.tenant == self.tenant).values(columns))

    def new_head(self) -> None:
        """Every leaf and the head anew over the entries as they are."""
        size = self.size()
        self.rehash(*range(1, size + 1))
        leaves = [bytes(self._row(audit_entries, seq)["leaf"]) for seq in range(1, size + 1)]
        tree = Frontier().extend(leaves)
        self.set_head(size=tree.size, frontier=tree.packed(), root=tree.root())

    def set_checkpoint(self, of: int, **columns: Any) -> None:
        self.db.execute(
            audit_checkpoints.update()
            .where(_checkpoints.tenant == self.tenant, _checkpoints.size == of)
            .values(columns)
        )

    def drop_checkpoints(self, *sizes: int) -> None:
        self.db.execute(
            audit_checkpoints.delete().where(_checkpoints.tenant == self.tenant, _checkpoints.size.in_(sizes))
        )

    def note(self, of: int) -> str:
        return bytes(self._row(audit_checkpoints, of)["note"]).decode()

    def sign_again(self, *sizes: int) -> None:
        """With a key of one's own, over the entries as they are."""
        for size in sizes:
            stated = checkpoint.parse(self.note(size))
            leaves = [bytes(self._row(audit_entries, seq)["leaf"]) for seq in range(1, size + 1)]
            root = Frontier().extend(leaves).root()
            origin = origin_of(self.tenant, self.entry(1)["log_id"])
            anew = Checkpoint(origin=origin, size=size, root=root, previous=stated.previous, at=stated.at)
            note = _MALLORY.sign(anew.text()).encode()
            self.set_checkpoint(size, root=root, note=note, key_id=_MALLORY.verifier.key_id)

    def give(self, table: sa.Table, tenant: str) -> None:
        self.db.execute(table.update().where(table.c.tenant == self.tenant).values(tenant=tenant))

    def _row(self, table: sa.Table, number: int) -> dict[str, Any]:
        key = table.c.size if table is audit_checkpoints else table.c.seq
        row = self.db.execute(sa.select(table).where(table.c.tenant == self.tenant, key == number)).one()
        return dict(row._mapping)

    def _all(self, text: str) -> list[str]:
        return list(self.db.exec_driver_sql(text).scalars())


@dataclass(frozen=True, kw_only=True)
class Tampering:
    """`first` is the first number that is wrong afterwards, None where no single one is."""

    name: str
    act: Callable[[Hand], None]
    first: int | None
    needs_witness: bool = False


OTHER: dict[str, Any] = {
    "v": 2, "log_id": "log_other", "seq": 99, "ts": "2020-01-01T00:00:00Z", "tenant": OTHER_TENANT,
    "entry_id": "aud_other", "actor": {"id": "prn_mallory", "kind": "human", "auth": "token"},
    "on_behalf_of": "prn_mallory", "action": "case.other", "resource": "case:other", "tool": "other",
    "tool_schema": "other", "args_sha256": "0" * 64, "idempotency_key": "other", "policy_sha256": "0" * 64,
    "rule_ids": ["other"], "decision": "deny", "reason": "other", "approval_ids": ["apr_other"],
    "approvers": ["prn_mallory"], "risk": "low", "provenance": ["model"], "budget_before": {"usd": "9"},
    "budget_after": {"usd": "9"}, "trace_id": "0" * 32, "intent": "aud_other", "outcome": "failed",
    "result_sha256": "0" * 64, "commitments": {"other": "0" * 64}, "facts": {"other": 1},
}  # fmt: skip


def tamperings(size: int, signed: list[int], at: int) -> Iterator[Tampering]:
    """All of them, for a log of `size` entries with checkpoints of the sizes `signed`, at entry `at` in its middle."""
    yield from _edits(at)
    yield from _columns(size, signed, at)
    yield from _shapes(size, at)
    yield from _ends(size, signed)
    yield from _signatures(size, signed, at)
    yield from _moves(size, signed, at)


def _edits(at: int) -> Iterator[Tampering]:
    for name, value in OTHER.items():
        act = partial(_edit, seq=at, fields={name: value})
        yield Tampering(name=f"edit {name}", first=at, act=partial(act, depth=0))
        yield Tampering(name=f"edit {name} with its hash", first=at, act=partial(act, depth=1))
        yield Tampering(name=f"edit {name} with hash and head", first=at, act=partial(act, depth=2))


def _edit(hand: Hand, *, seq: int, fields: dict[str, Any], depth: int) -> None:
    hand.edit(seq, **fields)
    if depth == 1:
        hand.rehash(seq)
    if depth == 2:
        hand.new_head()


def _columns(size: int, signed: list[int], at: int) -> Iterator[Tampering]:
    entry: dict[str, Any] = {"at": 1, "action": "case.other", "entry": b"{}", "leaf": b"x" * 32, "seq": size + 9}
    for name, value in entry.items():
        yield Tampering(name=f"column {name}", first=at, act=partial(_set, seq=at, columns={name: value}))
    elsewhere = {"tenant": OTHER_TENANT, "seq": size + 9}  # where the other tenant has no entry yet
    yield Tampering(name="column tenant", first=at, act=partial(_set, seq=at, columns=elsewhere))
    heads: dict[str, tuple[Any, int | None]] = {
        "size": (size - 1, size), "root": (b"x" * 32, None), "frontier": (b"x" * 32 * size.bit_count(), None),
        "log_id": ("log_other", 1),
    }  # fmt: skip
    for name, (value, first) in heads.items():
        yield Tampering(name=f"head {name}", first=first, act=partial(_set_head, columns={name: value}))
    middle = signed[len(signed) // 2]
    note: dict[str, Any] = {"size": middle + 1, "root": b"x" * 32, "note": b"x", "key_id": "00000000", "at": 1}
    for name, value in note.items():
        act = partial(_set_checkpoint, size=middle, columns={name: value})
        yield Tampering(name=f"checkpoint {name}", first=middle + (name == "size"), act=act)


def _set(hand: Hand, *, seq: int, columns: dict[str, Any]) -> None:
    hand.set(seq, **columns)


def _set_head(hand: Hand, *, columns: dict[str, Any]) -> None:
    hand.set_head(**columns)


def _set_checkpoint(hand: Hand, *, size: int, columns: dict[str, Any]) -> None:
    hand.set_checkpoint(size, **columns)


def _shapes(size: int, at: int) -> Iterator[Tampering]:
    def close_gap(hand: Hand) -> None:
        hand.delete(at)
        for seq in range(at + 1, size + 1):
            hand.move(seq, seq - 1)
        hand.new_head()

    def make_room(hand: Hand) -> None:
        for seq in range(size, at - 1, -1):
            hand.move(seq, seq + 1)

    def insert(hand: Hand) -> None:
        make_room(hand)
        hand.copy(at - 1, at)
        hand.edit(at, seq=at, entry_id="aud_forged", action="case.forged")
        hand.new_head()

    def duplicate(hand: Hand) -> None:
        make_room(hand)
        hand.copy(at + 1, at)
        hand.edit(at, seq=at)
        hand.new_head()

    def swap(hand: Hand, *, whole: bool) -> None:
        for number, to in ((at, size + 9), (at + 1, at), (size + 9, at + 1)):
            hand.move(number, to) if whole else hand.set(number, seq=to)
        if whole:
            hand.new_head()

    yield Tampering(name="delete", first=at, act=lambda hand: hand.delete(at))
    yield Tampering(name="delete the first", first=1, act=lambda hand: hand.delete(1))
    yield Tampering(name="delete several", first=at, act=lambda hand: hand.delete(at, at + 1, at + 2))
    yield Tampering(name="delete and close the gap", first=at, act=close_gap)
    yield Tampering(name="swap", first=at, act=lambda hand: swap(hand, whole=False))
    yield Tampering(name="swap with hash and head", first=at, act=lambda hand: swap(hand, whole=True))
    yield Tampering(name="insert at the end", first=size + 1, act=lambda hand: hand.copy(size, size + 1))
    yield Tampering(name="insert before the first", first=0, act=lambda hand: hand.copy(1, 0))
    yield Tampering(name="insert with hash and head", first=at, act=insert)
    yield Tampering(name="duplicate with hash and head", first=at + 1, act=duplicate)


def _ends(size: int, signed: list[int]) -> Iterator[Tampering]:
    cut = range(size - 3, size + 1)
    beyond = [one for one in signed if one >= size - 3]

    def with_head(hand: Hand) -> None:
        hand.delete(*cut)
        hand.new_head()

    def with_checkpoints(hand: Hand) -> None:
        with_head(hand)
        hand.drop_checkpoints(*beyond)

    def all_gone(hand: Hand) -> None:
        for table in (audit_entries, audit_heads, audit_checkpoints):
            hand.db.execute(table.delete().where(table.c.tenant == hand.tenant))

    yield Tampering(name="truncate", first=size - 3, act=lambda hand: hand.delete(*cut))
    yield Tampering(name="truncate with the head", first=size - 3, act=with_head)
    yield Tampering(name="truncate with head and checkpoints", first=size - 3, act=with_checkpoints, needs_witness=True)
    yield Tampering(name="delete the whole log", first=None, act=all_gone, needs_witness=True)


def _signatures(size: int, signed: list[int], at: int) -> Iterator[Tampering]:
    def anew(hand: Hand) -> None:
        for seq in range(1, size + 1):
            hand.edit(seq, reason="written anew")
        hand.new_head()

    def anew_without(hand: Hand) -> None:
        anew(hand)
        hand.drop_checkpoints(*signed)

    def signed_again(hand: Hand) -> None:
        anew(hand)
        hand.sign_again(*signed)

    def last_again(hand: Hand) -> None:
        hand.edit(at, reason="other")
        hand.new_head()
        hand.sign_again(*[one for one in signed if one >= at])

    def tail_again(hand: Hand) -> None:
        hand.edit(at, reason="other")
        hand.new_head()
        hand.drop_checkpoints(*[one for one in signed if one >= at])

    middle = signed[len(signed) // 2]
    yield Tampering(name="write all anew", first=1, act=anew)
    yield Tampering(name="write all anew, drop the checkpoints", first=1, act=anew_without, needs_witness=True)
    yield Tampering(name="write all anew, sign with another key", first=1, act=signed_again)
    yield Tampering(name="sign with another key from an edit on", first=at, act=last_again)
    yield Tampering(name="drop the checkpoints from an edit on", first=at, act=tail_again, needs_witness=True)
    yield Tampering(name="sign one with another key", first=middle, act=lambda hand: hand.sign_again(middle))
    yield Tampering(name="drop a checkpoint", first=middle, act=lambda hand: hand.drop_checkpoints(middle))
    yield Tampering(
        name="drop the first checkpoint", first=signed[0], act=lambda hand: hand.drop_checkpoints(signed[0])
    )
    yield Tampering(
        name="drop the last checkpoint", first=signed[-1], act=lambda hand: hand.drop_checkpoints(signed[-1]),
        needs_witness=True,
    )  # fmt: skip


def _moves(size: int, signed: list[int], at: int) -> Iterator[Tampering]:
    def another_log(hand: Hand) -> None:
        """The rows of the other tenant under this one's name."""
        for table in (audit_entries, audit_heads, audit_checkpoints):
            hand.db.execute(table.delete().where(table.c.tenant == hand.tenant))
        other = Hand(hand.db, OTHER_TENANT)
        for table in (audit_entries, audit_heads, audit_checkpoints):
            other.give(table, hand.tenant)

    def renamed(hand: Hand) -> None:
        another_log(hand)
        for seq in range(1, hand.size() + 1):
            hand.edit(seq, tenant=TENANT)
        hand.new_head()

    def outcome_gone(hand: Hand) -> None:
        hand.edit(at, action="case.opened", intent=None)
        hand.new_head()

    yield Tampering(name="move the other tenant's log here", first=1, act=another_log)
    yield Tampering(name="move it and write the tenant anew", first=1, act=renamed)
    yield Tampering(name="make an outcome something else", first=at, act=outcome_gone)
