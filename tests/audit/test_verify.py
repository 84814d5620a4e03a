"""Tampering with the tables themselves, on every database; the rules are tested in test_check."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from rootward.audit import checkpoint, log
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import AuditEntry
from rootward.audit.merkle import EMPTY_ROOT, Frontier, leaf_hash
from rootward.audit.verify import verify
from rootward.errors import BadInput
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection, Database
from rootward.schema import audit_entries, audit_heads

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
Tampering = Callable[[], AbstractContextManager[Connection]]
entries, heads = audit_entries.c, audit_heads.c


def _entry(connection: Connection, seq: int) -> bytes:
    data = connection.execute(sa.select(entries.entry).where(entries.tenant == "acme", entries.seq == seq)).scalar()
    assert isinstance(data, bytes)
    return data


def _set(connection: Connection, number: int, /, **values: object) -> None:
    connection.execute(audit_entries.update().where(entries.tenant == "acme", entries.seq == number).values(**values))


def _delete(connection: Connection, at: int) -> None:
    connection.execute(audit_entries.delete().where(entries.tenant == "acme", entries.seq == at))


def _rehash(connection: Connection, upto: int) -> None:
    """A head over the first entries as they are, leaves hashed anew: what somebody with all of the code would do."""
    leaves = []
    for seq in range(1, upto + 1):
        leaves.append(leaf_hash(_entry(connection, seq)))
        _set(connection, seq, leaf=leaves[-1])
    tree = Frontier().extend(leaves)
    connection.execute(
        audit_heads.update()
        .where(heads.tenant == "acme")
        .values(size=tree.size, frontier=tree.packed(), root=tree.root())
    )


def _rehash_leaf(connection: Connection, seq: int) -> None:
    _set(connection, seq, leaf=leaf_hash(_entry(connection, seq)))


def _edit(connection: Connection, number: int, /, **fields: JSON) -> None:
    _set(connection, number, entry=canonical({**json.loads(_entry(connection, number)), **fields}))


async def _filled(write: Write, make: Make, count: int = 10) -> None:
    await write(*(make(f"a.n{number}") for number in range(count)), tenant="acme")
    await write(make("b.one"), make("b.two"), tenant="other")


def _now(connection: Connection) -> Checkpoint:
    return checkpoint.current(connection, "acme")


async def test_an_untouched_log_is_verified_but_unwitnessed(database: Database, make: Make, write: Write) -> None:
    await _filled(write, make)
    verdict = await database.read(lambda connection: verify(connection, "acme"), tenant="acme")
    now = await database.read(_now, tenant="acme")
    assert (verdict.status, verdict.exit_code, verdict.size, verdict.checked) == ("unwitnessed", 11, 10, 10)
    assert (verdict.kind, verdict.bad_seq, verdict.witnessed_to) == (None, None, 0)
    assert verdict.root == now.root.hex()
    assert now.origin == f"rootward/acme/{verdict.log_id}"
    assert verdict.message.startswith("10 entries verified but unwitnessed")


async def test_a_log_that_was_never_written_is_unwitnessed(database: Database) -> None:
    verdict = await database.read(lambda connection: verify(connection, "acme"), tenant="acme")
    assert (verdict.status, verdict.size, verdict.root) == ("unwitnessed", 0, EMPTY_ROOT.hex())


async def test_a_checkpoint_kept_elsewhere_witnesses_what_came_before(
    database: Database, make: Make, write: Write
) -> None:
    await _filled(write, make, 6)
    kept = [(await database.read(_now, tenant="acme")).text()]
    await write(make(), make(), tenant="acme")
    verdict = await database.read(lambda connection: verify(connection, "acme", witness=kept), tenant="acme")
    assert (verdict.status, verdict.exit_code, verdict.witnessed_to, verdict.size) == ("witnessed", 0, 6, 8)
    assert verdict.message == "8 entries verified, the first 6 of them witnessed"


async def test_a_checkpoint_of_nothing_witnesses_nothing(database: Database, make: Make, write: Write) -> None:
    await _filled(write, make, 1)
    now = await database.read(_now, tenant="acme")
    nothing = [Checkpoint(origin=now.origin, size=0, root=EMPTY_ROOT).text()]
    verdict = await database.read(lambda connection: verify(connection, "acme", witness=nothing), tenant="acme")
    assert verdict.status == "unwitnessed"


async def test_a_part_can_be_checked_under_the_whole_root(database: Database, make: Make, write: Write) -> None:
    await _filled(write, make)
    for first, last, checked in ((1, None, 10), (3, 5, 3), (10, 99, 1), (11, None, 0), (1, 1, 1)):
        verdict = await database.read(
            lambda connection, a=first, b=last: verify(connection, "acme", from_seq=a, to_seq=b),  # type: ignore[misc]
            tenant="acme",
        )
        assert (verdict.status, verdict.size, verdict.checked) == ("unwitnessed", 10, checked)
    with pytest.raises(BadInput, match="no entries from 5 to 4"):
        await database.read(lambda connection: verify(connection, "acme", from_seq=5, to_seq=4), tenant="acme")


async def test_a_part_finds_the_intents_before_it(
    database: Database, make: Make, write: Write, tampering: Tampering
) -> None:
    stated = await database.run(lambda connection: log.intent(connection, "acme", make("tool.call")), tenant="acme")
    await write(make(), make(), tenant="acme")
    await database.run(lambda connection: log.outcome(connection, "acme", stated, "succeeded"), tenant="acme")
    await write(make("tool.stop.intent"), tenant="acme")
    verdict = await database.read(lambda connection: verify(connection, "acme", from_seq=3), tenant="acme")
    assert (verdict.status, verdict.checked, verdict.open_intents) == ("unwitnessed", 3, 1)
    with tampering() as connection:
        _edit(connection, 1, action="tool.stop.intent")
        _rehash(connection, 5)
        verdict = verify(connection, "acme", from_seq=3)
        assert (verdict.kind, verdict.bad_seq) == ("pair", 4)


Act = Callable[[Connection], None]
ACTS: dict[str, tuple[list[Act], str, int | None]] = {
    "edit": ([lambda c: _edit(c, 4, reason="another")], "leaf", 4),
    "edit with its hash": ([lambda c: _edit(c, 4, reason="another"), lambda c: _rehash_leaf(c, 4)], "root", 1),
    "edit a leaf": ([lambda c: _set(c, 4, leaf=b"x" * 32)], "leaf", 4),
    "edit the time": ([lambda c: _set(c, 4, at=1)], "field", 4),
    "edit the action": ([lambda c: _set(c, 4, action="a.n4")], "field", 4),
    "no entry": ([lambda c: _set(c, 4, entry=b"{}"), lambda c: _rehash_leaf(c, 4)], "unreadable", 4),
    "delete": ([lambda c: _delete(c, 4)], "gap", 4),
    "delete the first": ([lambda c: _delete(c, 1)], "gap", 1),
    "cut off": ([lambda c: _delete(c, 10)], "gap", 10),
    "move to another tenant": ([lambda c: _set(c, 10, tenant="other", seq=3)], "gap", 10),
    "swap": ([lambda c: _set(c, 4, seq=99), lambda c: _set(c, 5, seq=4), lambda c: _set(c, 99, seq=5)], "field", 4),
    "insert": ([lambda c: _copy(c, 10, 11)], "extra", 11),
    "insert before the first": ([lambda c: _copy(c, 1, 0)], "extra", 0),
    "delete the head": ([lambda c: _head(c, None)], "head", None),
    "smaller head": ([lambda c: _head(c, {"size": 9})], "extra", 10),
    "larger head": ([lambda c: _head(c, {"size": 11})], "gap", 11),
    "another root": ([lambda c: _head(c, {"root": b"x" * 32})], "root", 1),
    "another frontier": ([lambda c: _head(c, {"frontier": b"x" * 64})], "head", None),
    "another log": ([lambda c: _head(c, {"log_id": "log_x"})], "field", 1),
}
REWRITES: dict[str, list[Act]] = {
    "edit": [lambda c: _edit(c, 4, reason="another"), lambda c: _rehash(c, 10)],
    "cut off": [lambda c: _delete(c, 10), lambda c: _rehash(c, 9)],
    "delete": [
        lambda c: _delete(c, 9),
        lambda c: _set(c, 10, seq=9),
        lambda c: _edit(c, 9, seq=9),
        lambda c: _rehash(c, 9),
    ],
}


def _copy(connection: Connection, source: int, target: int) -> None:
    row = connection.execute(sa.select(audit_entries).where(entries.tenant == "acme", entries.seq == source)).one()
    connection.execute(audit_entries.insert(), {**row._mapping, "seq": target})


def _head(connection: Connection, values: dict[str, object] | None) -> None:
    if values is None:
        connection.execute(audit_heads.delete().where(heads.tenant == "acme"))
    else:
        connection.execute(audit_heads.update().where(heads.tenant == "acme").values(**values))


async def test_tampering_with_the_tables_is_found(
    database: Database, make: Make, write: Write, tampering: Tampering
) -> None:
    await _filled(write, make)
    for name, (acts, kind, seq) in ACTS.items():
        with tampering() as connection:
            for act in acts:
                act(connection)
            verdict = verify(connection, "acme")
            assert (verdict.status, verdict.exit_code) == ("tampered", 8), name
            assert (verdict.kind, verdict.bad_seq) == (kind, seq), name
            assert verdict.message
    with tampering() as connection:
        assert verify(connection, "acme").status == "unwitnessed"


async def test_rewriting_all_that_there_is_needs_a_witness_to_be_found(
    database: Database, make: Make, write: Write, tampering: Tampering
) -> None:
    await _filled(write, make)
    kept = [(await database.read(_now, tenant="acme")).text()]
    for name, acts in REWRITES.items():
        with tampering() as connection:
            for act in acts:
                act(connection)
            assert verify(connection, "acme").status == "unwitnessed", name
            verdict = verify(connection, "acme", witness=kept)
            assert (verdict.status, verdict.kind) == ("tampered", "witness"), name
            verdict = verify(connection, "acme", from_seq=6, to_seq=7, witness=kept)
            assert (verdict.status, verdict.kind) == ("tampered", "witness"), name


async def test_another_log_of_the_same_tenant_is_no_log_of_its_own(
    database: Database, make: Make, write: Write
) -> None:
    await _filled(write, make)
    now = await database.read(_now, tenant="acme")
    other = await database.read(lambda connection: checkpoint.current(connection, "other"), tenant="other")
    verdict = await database.read(
        lambda connection: verify(connection, "acme", witness=[other.text(), now.text()]), tenant="acme"
    )
    assert (verdict.status, verdict.witnessed_to) == ("witnessed", 10)
    before = replace(now, origin="rootward/acme/log_before")
    verdict = await database.read(lambda connection: verify(connection, "acme", witness=[before.text()]), tenant="acme")
    assert (verdict.status, verdict.kind) == ("tampered", "witness")
    assert before.origin in verdict.message


async def test_values_of_another_type_are_found_not_stumbled_over(
    database: Database, make: Make, write: Write, tampering: Tampering
) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL's columns hold their type only
    await _filled(write, make)
    for statement, kind in (
        ("UPDATE audit_entries SET entry = 'text' WHERE tenant = 'acme' AND seq = 4", "field"),
        ("UPDATE audit_entries SET leaf = 'text' WHERE tenant = 'acme' AND seq = 4", "leaf"),
        ("UPDATE audit_entries SET at = 'noon' WHERE tenant = 'acme' AND seq = 4", "field"),
        ("UPDATE audit_entries SET at = 9e18 WHERE tenant = 'acme' AND seq = 4", "field"),
        ("UPDATE audit_entries SET seq = 'four' WHERE tenant = 'acme' AND seq = 4", "gap"),
        ("UPDATE audit_heads SET size = 'ten' WHERE tenant = 'acme'", "head"),
        ("UPDATE audit_heads SET root = 'root' WHERE tenant = 'acme'", "head"),
    ):
        with tampering() as connection:
            connection.exec_driver_sql(statement)
            verdict = verify(connection, "acme")
            assert (verdict.status, verdict.kind) == ("tampered", kind), statement
