"""An action is asked for once a key, kept as it was said, and found again by its tenant alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, NotFound
from rootward.governance.action import TOOL
from rootward.kit.provenance import of_everything
from rootward.tenancy import changes
from rootward.tenancy.principal import DEFAULT
from rootward.tools import actions
from tests.tools.conftest import Gate, Make


async def test_what_was_asked_is_read_back_as_it_was_said(gate: Make) -> None:
    g: Gate = await gate()
    asked = g.action({"name": "a", "note": "ü"}, case_id="case_1", run_id="run_1", step_id="run_1.3", confidence=0.9)
    asked = replace(asked, hosts=("a.example",), sensitive=("/name",))
    action_id = await g.run(lambda c: actions.request(c, DEFAULT, asked, g.bus))
    kept = await g.kept(action_id)
    assert kept.action == asked and kept.action.args_sha256 == asked.args_sha256
    assert (kept.state, kept.has_ended, kept.row["attempts"]) == ("requested", False, 0)
    assert await g.waiting(TOOL) == 1
    told = await g.db.read(lambda c: changes.since(c, DEFAULT, 0, kinds=("action",)), tenant=DEFAULT)
    assert [(change.ref, change.body["state"]) for change in told] == [(action_id, "requested")]


async def test_the_same_key_is_the_same_action_and_another_one_under_it_is_refused(gate: Make) -> None:
    g: Gate = await gate()
    first = await g.ask()
    assert await g.ask() == first
    with pytest.raises(Conflict, match=first):
        await g.ask({"name": "b"})
    assert await g.waiting(TOOL) == 1


async def test_fifty_at_once_are_one(gate: Make) -> None:
    g: Gate = await gate()
    ids = await asyncio.gather(*(g.ask() for _ in range(50)))
    assert len(set(ids)) == 1
    await asyncio.gather(*(g.begin(ids[0]) for _ in range(5)))
    assert len(g.tool.calls) == 1


async def test_a_secret_is_denied_at_once_and_kept_nowhere(gate: Make) -> None:
    g: Gate = await gate()
    secret = "ghp_" + "a1B2" * 9
    said: dict[str, Any] = {"name": "a", "note": f"use {secret}"}
    action_id = await g.ask(said)
    kept = await g.kept(action_id)
    assert (kept.state, kept.row["decision"]["guard"], await g.waiting(TOOL)) == ("denied", "secrets", 0)
    assert "/note" in kept.row["decision"]["reason"]
    (entry,) = await g.audited()
    assert entry.decision == "deny"
    assert secret not in str(kept) + str(entry)
    assert await g.ask(said) == action_id


@pytest.mark.parametrize("value", [float("nan"), 2**64, {"a": {"b": [0] * 3}, "\u202e": 1}])
async def test_what_cannot_be_kept_as_it_is_is_refused(gate: Make, value: Any) -> None:
    g: Gate = await gate()
    with pytest.raises(BadInput):
        await g.ask({"name": value}, provenance={})
    assert await g.run(lambda c: actions.find(c, DEFAULT)) == []


async def test_actions_are_found_by_what_they_are(gate: Make) -> None:
    g: Gate = await gate()
    ids = [await g.ask(key=str(n), case_id=f"case_{n % 2}") for n in range(4)]
    await g.carry(ids[0])

    async def found(**given: Any) -> list[str]:
        return [kept.action.action_id for kept in await g.run(lambda c: actions.find(c, DEFAULT, **given))]

    assert await found() == ids[::-1]
    assert await found(states=("succeeded",)) == [ids[0]]
    assert await found(case_id="case_1") == [ids[3], ids[1]]
    assert await found(limit=2, after=ids[2]) == [ids[1], ids[0]]
    assert await found(tool="other") == []


async def test_another_tenants_action_is_not_there(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    with pytest.raises(NotFound):
        await g.db.read(lambda c: actions.read(c, "other", action_id), tenant="other")
    assert await g.db.read(lambda c: actions.find(c, "other"), tenant="other") == []
    foreign = replace(g.action(key="x"), tenant="other", provenance=of_everything({}, "operator"))
    with pytest.raises(BadInput, match="tenant"):
        await g.run(lambda c: actions.request(c, DEFAULT, foreign, g.bus))
