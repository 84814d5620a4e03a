"""Who asks from inside takes the same door; people may be wanted beside the policy, and it may be given up."""

from __future__ import annotations

from rootward.governance.decision import Quorum
from rootward.tenancy.principal import DEFAULT
from rootward.tools.requests import Requests
from tests.tools.conftest import Gate, Make

TWO = Quorum(people=2, roles=("approver",))


async def test_people_are_asked_whatever_the_policy_allows(gate: Make) -> None:
    g: Gate = await gate()
    door = Requests(g.ports, g.bus)
    action_id = await g.run(lambda c: door.ask(c, DEFAULT, g.action(), TWO, "agree to the repair"))
    held = await g.carry(action_id)
    assert (held.state, held.row["decision"]["guard"], held.action.needs) == ("held", "asked", TWO)
    assert (await g.approval(action_id))["quorum"] == 2
    await g.vote(action_id)
    await g.carry(action_id)
    assert g.tool.calls == []
    await g.vote(action_id, by="cy")
    assert (await g.carry(action_id)).state == "succeeded"


async def test_what_has_not_begun_is_given_up_and_what_has_stays(gate: Make) -> None:
    g: Gate = await gate()
    door = Requests(g.ports, g.bus)
    done = await g.run(lambda c: door.request(c, DEFAULT, g.action(key="1")))
    await g.carry(done)
    held = await g.run(lambda c: door.ask(c, DEFAULT, g.action(key="2"), TWO, "agree"))
    await g.carry(held)
    for action_id in (done, held):
        await g.run(lambda c, action_id=action_id: door.withdraw(c, DEFAULT, action_id, why="the run was stopped"))
    assert (await g.kept(done)).state == "succeeded"
    given_up = await g.kept(held)
    assert (given_up.state, given_up.row["decision"]["reason"]) == ("denied", "the run was stopped")
    assert (await g.approval(held))["state"] == "void"
    assert (await g.carry(held)).state == "denied" and len(g.tool.calls) == 1
