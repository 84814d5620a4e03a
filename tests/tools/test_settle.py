"""How it ended is written once; what nobody can tell, a person says, on the record."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.errors import Conflict, NotFound, RootwardError, Unavailable
from rootward.governance.action import Amounts
from rootward.tenancy.principal import DEFAULT, LOCAL
from rootward.tools.contract import ToolResult
from rootward.tools.settle import failed, give_up, resolve, settle, succeeded, unknown
from tests.tools.conftest import ALLOW, HOLD, Gate, Killed, Ledger, Make

USED = Amounts(usd=0.5, seconds=1.5)


async def _unknown(gate: Make) -> tuple[Gate, str]:
    g: Gate = await gate(Ledger(fails=[Unavailable("reset", who="x")]))
    kept = await g.done(case_id="case_1")
    return g, kept.action.action_id


def _resolve(g: Gate, action_id: str, outcome: Any = "succeeded") -> Any:
    return g.run(
        partial(resolve, principal=LOCAL, action_id=action_id, outcome=outcome, note="looked", ports=g.ports, bus=g.bus)
    )


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
async def test_a_person_says_how_an_unknown_one_ended(gate: Make, outcome: str) -> None:
    g, action_id = await _unknown(gate)
    assert (await g.kept(action_id)).row["ended_at"] is None
    kept = await _resolve(g, action_id, outcome)
    assert (kept.state, kept.row["resolved_by"], kept.row["ended_at"] is None) == (outcome, LOCAL.id, False)
    *_, last = await g.audited()
    assert (last.action, last.actor.id, last.reason) == ("tool.call.resolved", LOCAL.id, "looked")
    assert last.facts["said"] == outcome and last.intent is None
    assert [record.outcome for record in await g.audited() if record.intent] == ["unknown"]
    assert g.told[-1][1] == f"ledger.write resolved as {outcome}: looked"
    with pytest.raises(Conflict):
        await _resolve(g, action_id)


async def test_only_an_unknown_one_is_resolved(gate: Make) -> None:
    g: Gate = await gate()
    kept = await g.done()
    with pytest.raises(Conflict, match="succeeded"):
        await _resolve(g, kept.action.action_id)
    with pytest.raises(NotFound):
        await _resolve(g, "act_nothing")


async def test_an_intent_is_answered_once(gate: Make) -> None:
    g: Gate = await gate()
    kept = await g.done()
    again = partial(settle, kept=kept, ports=g.ports, bus=g.bus)
    await g.run(partial(again, ended=failed(RootwardError("no"), USED)))
    assert (await g.kept(kept.action.action_id)).state == "succeeded"
    assert len(await g.audited()) == 2


async def test_what_nobody_could_carry_comes_to_an_end(gate: Make) -> None:
    g: Gate = await gate(Ledger(dies=True))
    asked, begun = await g.ask(key="1"), await g.ask(key="2")
    with pytest.raises(Killed):
        await g.begin(begun)
    await g.policy(HOLD)
    held = await g.ask(key="3")
    await g.carry(held)
    for action_id in (asked, begun, held):
        end = partial(give_up, tenant=DEFAULT, action_id=action_id, reason="poison", ports=g.ports, bus=g.bus)
        await g.run(end)
    states = [(await g.kept(action_id)).state for action_id in (asked, begun, held)]
    assert states == ["failed", "unknown", "held"]
    await g.vote(held)
    await g.run(partial(give_up, tenant=DEFAULT, action_id=held, reason="poison", ports=g.ports, bus=g.bus))
    assert (await g.kept(held)).state == "failed"
    await g.policy(ALLOW)
    assert (await g.carry(held)).state == "failed"


def test_what_came_back_is_kept_clean_and_small() -> None:
    secret = "ghp_" + "a1B2" * 9
    kept = succeeded(ToolResult(value={"a": secret}, summary=f"made {secret}"), USED)
    assert secret not in str(kept) and len(kept.result_sha256) == 64
    assert "omitted" in str(succeeded(ToolResult(value={"a": "x" * 70_000}, summary=""), USED).value)
    assert unknown(Unavailable("reset", who="x"), USED).outcome == "unknown"
