from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable

import pytest

from rootward.audit import log
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import AuditEntry
from rootward.audit.export import export, verify_export
from rootward.errors import BadSyntax
from rootward.kit.db import Connection, Database

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]


async def _lines(database: Database, tenant: str = "acme") -> list[bytes]:
    return await database.read(lambda connection: list(export(connection, tenant)), tenant=tenant)


async def _filled(database: Database, make: Make, write: Write) -> list[bytes]:
    def pair(connection: Connection) -> None:
        stated = log.intent(connection, "acme", make("tool.call"))
        log.outcome(connection, "acme", stated, "succeeded")

    await write(make("a.one"), make("a.two", reason="\u20ac\u2028\x7f\U0001f512"), make("a.three"), tenant="acme")
    await database.run(pair, tenant="acme")
    await write(tenant="acme")
    return await _lines(database)


def _root(lines: list[bytes]) -> str:
    """The root from the lines with nothing but the standard library, as a stranger would compute it."""

    def tree(leaves: list[bytes]) -> bytes:
        if len(leaves) < 2:
            return leaves[0] if leaves else hashlib.sha256(b"").digest()
        half = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:])).digest()

    entries = [json.loads(line)["entry"].encode() for line in lines]
    return tree([hashlib.sha256(b"\x00" + entry).digest() for entry in entries]).hex()


async def test_an_export_can_be_checked_by_a_stranger(database: Database, make: Make, write: Write) -> None:
    *entries, last = await _filled(database, make, write)
    claim = json.loads(last)["checkpoint"]
    assert claim["size"] == len(entries) == 5
    assert claim["root"] == _root(entries)
    verdict = verify_export([*entries, last])
    assert (verdict.status, verdict.size, verdict.checked, verdict.tenant) == ("unwitnessed", 5, 5, "acme")
    assert claim["origin"] == f"rootward/acme/{verdict.log_id}"


async def test_a_witness_confirms_an_export(database: Database, make: Make, write: Write) -> None:
    lines = await _filled(database, make, write)
    origin = json.loads(lines[-1])["checkpoint"]["origin"]
    witness = Checkpoint(origin=origin, size=3, root=bytes.fromhex(_root(lines[:3])))
    assert verify_export([line.decode() for line in lines], witness=[witness.text()]).status == "witnessed"
    other = Checkpoint(origin=origin, size=3, root=b"x" * 32)
    assert verify_export(lines, witness=[other.text()]).kind == "witness"
    before = Checkpoint(origin="rootward/acme/log_1", size=3, root=witness.root)
    assert verify_export(lines, witness=[before.text()]).kind == "witness"


async def test_a_log_that_was_never_written_exports_its_checkpoint(database: Database) -> None:
    lines = await _lines(database)
    assert len(lines) == 1
    assert verify_export(lines).status == "unwitnessed"


async def test_any_change_of_an_export_is_found(database: Database, make: Make, write: Write) -> None:
    lines = await _filled(database, make, write)

    def edited(at: int, **changes: object) -> list[bytes]:
        changed = json.dumps({**json.loads(lines[at]), **changes}).encode()
        return [*lines[:at], changed, *lines[at + 1 :]]

    text = json.loads(lines[1])["entry"].replace("viewer", "admin")
    leaf = hashlib.sha256(b"\x00" + text.encode()).hexdigest()
    claim = json.loads(lines[-1])["checkpoint"]
    cases = [
        (edited(1, entry=text), "leaf", 2),
        (edited(1, entry=text, leaf=leaf), "root", 1),
        (edited(1, leaf="0" * 64), "leaf", 2),
        (edited(1, leaf="zz"), "leaf", 2),
        (edited(1, entry="{}"), "leaf", 2),
        (edited(0, entry="{}", leaf=hashlib.sha256(b"\x00{}").hexdigest()), "unreadable", 1),
        (lines[1:], "gap", 1),
        (lines[:1] + lines[2:], "gap", 2),
        (lines[:4] + lines[5:], "gap", 5),
        ([lines[1], lines[0], *lines[2:]], "gap", 1),
        ([*lines[:2], lines[1], *lines[2:]], "extra", 2),
        (lines[-1:], "gap", 1),
        (edited(5, checkpoint={**claim, "size": 4}), "extra", 5),
        (edited(5, checkpoint={**claim, "root": "0" * 64}), "root", 1),
        (edited(5, checkpoint={**claim, "origin": "rootward/other/log_1"}), "head", None),
    ]
    for number, (changed, kind, seq) in enumerate(cases):
        verdict = verify_export(changed)
        assert (verdict.status, verdict.kind, verdict.bad_seq) == ("tampered", kind, seq), number


async def test_text_that_is_no_export_is_refused_with_its_line(database: Database, make: Make, write: Write) -> None:
    lines = await _filled(database, make, write)
    with pytest.raises(BadSyntax, match="ends without a checkpoint"):
        verify_export(lines[:-1])
    with pytest.raises(BadSyntax, match="line 7 stands after the checkpoint"):
        verify_export([*lines, lines[0]])
    with pytest.raises(BadSyntax, match="line 2 is neither an entry nor a checkpoint"):
        verify_export([lines[0], b"\xff\n"])
    assert verify_export([lines[0], b"\n", *lines[1:]]).status == "unwitnessed"
