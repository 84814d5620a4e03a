from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest

from rootward.audit import checkpoint
from rootward.audit.checkpoint import Checkpoint
from rootward.audit.entry import AuditEntry
from rootward.audit.prove import prove, prove_consistency, verify_consistency_proof, verify_proof
from rootward.errors import BadInput, BadSyntax, NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
Tampering = Callable[[], AbstractContextManager[Connection]]
SIZE = 11


@pytest.fixture
def growth(database: Database, make: Make, write: Write) -> Callable[[], Awaitable[list[Checkpoint]]]:
    """Fill the log entry by entry; the checkpoints after 0, 1, 2, … entries."""

    async def fill() -> list[Checkpoint]:
        seen = []
        for _ in range(SIZE):
            await write(make(), tenant="acme")
            seen.append(await database.read(lambda connection: checkpoint.current(connection, "acme"), tenant="acme"))
        return seen

    return fill


Growth = Callable[[], Awaitable[list[Checkpoint]]]


async def test_every_entry_is_proved_to_be_in_the_log(database: Database, growth: Growth) -> None:
    seen = await growth()
    for seq in range(1, SIZE + 1):
        proof = await database.read(partial(prove, tenant="acme", seq=seq), tenant="acme")
        assert proof["seq"] == seq
        assert f'"seq":{seq},' in str(proof["entry"])
        assert verify_proof(proof, seen[-1])
        assert not verify_proof(proof, seen[-2])
        entry = str(proof["entry"]).replace("viewer", "admin")
        changes: list[dict[str, JSON]] = [
            {"entry": entry},
            {"leaf_index": seq},
            {"seq": seq + 1},
            {"path": []},
            {"origin": "rootward/other/log_1"},
            {"size": SIZE + 1},
        ]
        for change in changes:
            assert not verify_proof({**proof, **change}, seen[-1]), change


async def test_every_growth_of_the_log_is_proved(database: Database, growth: Growth) -> None:
    seen = await growth()
    for old in range(1, SIZE + 1):
        for new in range(old, SIZE + 1):
            proof = await database.read(partial(prove_consistency, tenant="acme", old=old, new=new), tenant="acme")
            before, after = seen[old - 1], seen[new - 1]
            assert (proof["old_root"], proof["new_root"]) == (before.root.hex(), after.root.hex())
            assert verify_consistency_proof(proof, before, after)
            forged = Checkpoint(origin=before.origin, size=old, root=b"x" * 32)
            assert not verify_consistency_proof(proof, forged, after)
            if old != new:
                assert not verify_consistency_proof({**proof, "path": []}, before, after)
    proof = await database.read(partial(prove_consistency, tenant="acme", old=4), tenant="acme")
    assert verify_consistency_proof(proof, seen[3], seen[-1])


async def test_what_the_log_never_had_is_not_proved(database: Database, growth: Growth) -> None:
    await growth()
    for tenant, seq in (("acme", 0), ("acme", SIZE + 1), ("other", 1)):
        with pytest.raises(NotFound, match=f"no entry {seq}"):
            await database.read(partial(prove, tenant=tenant, seq=seq), tenant=tenant)
    for old, new in ((-1, 3), (4, 3), (1, SIZE + 1)):
        with pytest.raises(BadInput, match=f"{old} to {new} is not a growth"):
            await database.read(partial(prove_consistency, tenant="acme", old=old, new=new), tenant="acme")


async def test_a_log_with_a_hole_gives_no_proof(growth: Growth, tampering: Tampering) -> None:
    await growth()
    with tampering() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entries WHERE tenant = 'acme' AND seq = 3")
        with pytest.raises(NotFound, match="lacks entries between 1 and 4"):
            prove(connection, "acme", 6)


@pytest.mark.parametrize(
    "change", [{"entry": 1}, {"size": "11"}, {"leaf_index": True}, {"path": "abc"}, {"path": ["zz"]}, {"origin": None}]
)
def test_something_else_is_not_a_proof(change: dict[str, JSON]) -> None:
    proof: dict[str, JSON] = {"origin": "o", "size": 1, "seq": 1, "leaf_index": 0, "entry": "{}", "path": []}
    with pytest.raises(BadSyntax, match=f"{next(iter(change))} of a proof"):
        verify_proof({**proof, **change}, Checkpoint(origin="o", size=1, root=b""))
