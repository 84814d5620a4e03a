"""A worker may die at any moment: before the intent, in the call, before the outcome; nothing is done twice for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rootward.schema import tool_states
from rootward.tenancy.principal import DEFAULT
from tests.tools.conftest import HOLD, Gate, Killed, Ledger, Make, Trying, engage


async def test_twenty_workers_spend_one_yes_once(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id)
    await asyncio.gather(*(g.begin(action_id, settles=False) for _ in range(20)), return_exceptions=True)
    assert len(g.tool.calls) == 1


@pytest.mark.parametrize("effect", ["non_idempotent", "destructive"])
async def test_a_worker_that_died_in_the_call_leaves_it_unknown_and_it_is_never_done_twice(
    gate: Make, effect: Any
) -> None:
    g: Gate = await gate(Ledger(effect=effect, dies=True))
    action_id = await g.ask()
    with pytest.raises(Killed):
        await g.begin(action_id)
    assert (await g.kept(action_id)).state == "running"
    g.tool.dies = False
    kept = await g.carry(action_id)
    assert (kept.state, len(g.tool.calls)) == ("unknown", 1)
    assert (await g.carry(action_id)).state == "unknown"
    assert [record.outcome for record in await g.audited()] == [None, "unknown"]


async def test_what_may_be_repeated_is_called_again_under_the_same_key(gate: Make) -> None:
    g: Gate = await gate(Ledger(effect="idempotent", dies=True))
    action_id = await g.ask()
    with pytest.raises(Killed):
        await g.begin(action_id)
    g.tool.dies = False
    kept = await g.carry(action_id)
    assert (kept.state, kept.row["attempts"]) == ("succeeded", 2)
    assert [key for key, _ in g.tool.calls] == ["act_k", "act_k"]
    assert [record.outcome for record in await g.audited()] == [None, "succeeded"]


@pytest.mark.parametrize("stopped", ["kill switch", "switched off"])
async def test_what_was_stopped_since_is_not_repeated(gate: Make, stopped: str) -> None:
    g: Gate = await gate(Ledger(effect="idempotent", dies=True))
    action_id = await g.ask()
    with pytest.raises(Killed):
        await g.begin(action_id)
    if stopped == "kill switch":
        await engage(g, "global")
    else:
        row = {"tenant": DEFAULT, "tool": "ledger.write", "enabled": False, "changed_by": "x", "changed_at": 1}
        await g.run(lambda c: c.execute(tool_states.insert(), row) and None)
    kept = await g.carry(action_id)
    assert (kept.state, len(g.tool.calls)) == ("unknown", 1)


async def test_an_action_at_which_every_worker_dies_comes_to_an_end(gate: Make) -> None:
    g: Gate = await gate(Ledger(effect="idempotent", dies=True))
    action_id = await g.ask()
    for _ in range(3):
        with pytest.raises(Killed):
            await g.begin(action_id)
    assert (await g.carry(action_id)).state == "unknown"
    assert len(g.tool.calls) == 3


async def test_a_worker_that_died_before_it_wrote_the_outcome_did_it_once(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    await g.begin(action_id, settles=False)
    kept = await g.carry(action_id)
    assert (kept.state, len(g.tool.calls)) == ("unknown", 1)


async def test_a_worker_that_died_before_the_intent_did_nothing(gate: Make) -> None:
    tool = Trying(refuses=Killed())  # type: ignore[arg-type]
    g: Gate = await gate(tool)
    action_id = await g.ask()
    with pytest.raises(Killed):
        await g.begin(action_id)
    assert ((await g.kept(action_id)).state, await g.audited()) == ("requested", [])
    tool.refuses = None
    assert ((await g.carry(action_id)).state, len(tool.calls)) == ("succeeded", 1)
