"""Without anything better nothing is limited, and kill switches are what their table says."""

from __future__ import annotations

from rootward.governance.action import Amounts
from rootward.packs.load import load_body
from rootward.tenancy.principal import DEFAULT
from rootward.tools.stand_in import NoBudgets, PlainSwitches
from tests.tools.conftest import Gate, Make, engage


async def test_kill_switches_are_what_their_table_says(gate: Make) -> None:
    g: Gate = await gate()
    assert await g.run(lambda c: PlainSwitches().engaged(c, DEFAULT)) == []
    await engage(g, "tenant")
    found = await g.run(lambda c: PlainSwitches().engaged(c, DEFAULT))
    assert [(one.scope, one.reason) for one in found] == [("tenant", "fire")]
    assert await g.db.read(lambda c: PlainSwitches().engaged(c, "other"), tenant="other") == []


async def test_nothing_is_limited(gate: Make) -> None:
    g: Gate = await gate()
    pack, action, none = load_body({"name": "p", "version": "1"}), g.action(), NoBudgets()
    assert await g.run(lambda c: none.short(c, action, pack, now=1)) is None
    assert await g.run(lambda c: none.reserve(c, action, pack, until=2, now=1)) is None
    await g.run(lambda c: none.settle(c, DEFAULT, None, action, Amounts(), failed=False, now=1))
