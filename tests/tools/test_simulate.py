"""Other rules over what was asked for: what would have been decided otherwise, and nothing changes."""

from __future__ import annotations

from typing import Any

from rootward.packs.load import load_body
from rootward.schema import actions
from rootward.tenancy.principal import DEFAULT
from rootward.tools.simulate import Simulation, simulate
from tests.tools.conftest import ALLOW, HOLD, Gate, Make

DENY = {"id": "deny", "effect": "deny", "message": "no", "when": 'action.arguments.name == "b"'}


async def _would(g: Gate, *rules: dict[str, Any], since: int = 0, limit: int = 100, **guardrails: Any) -> Simulation:
    body = {"name": "new", "version": "1", "policies": {"rules": list(rules)}, "guardrails": guardrails}
    pack = load_body(body)
    found: Simulation = await g.db.read(lambda c: simulate(c, DEFAULT, pack, since=since, limit=limit), tenant=DEFAULT)
    return found


async def test_the_same_rules_decide_the_same(gate: Make) -> None:
    g: Gate = await gate()
    await g.done(key="1")
    found = await _would(g, ALLOW)
    assert (found.actions, found.differs, found.counts) == (1, (), {"allow -> allow": 1})


async def test_what_would_be_decided_otherwise_is_named_with_its_reason(gate: Make) -> None:
    g: Gate = await gate()
    await g.done({"name": "a"}, key="1")
    ended = await g.done({"name": "b"}, key="2")
    found = await _would(g, ALLOW, DENY)
    (one,) = found.differs
    assert (one.action_id, one.before, one.after, one.after_why) == (ended.action.action_id, "allow", "deny", "no")
    assert found.counts == {"allow -> allow": 1, "allow -> deny": 1} and found.rules == {"deny": 1, "allow": 1}
    assert (await g.kept(ended.action.action_id)).state == "succeeded"


async def test_what_people_agreed_to_or_refused_was_held(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    for key, answer in (("1", "approve"), ("2", "deny")):
        action_id = await g.ask(key=key)
        await g.carry(action_id)
        await g.vote(action_id, answer)  # type: ignore[arg-type]
        await g.carry(action_id)
    found = await _would(g, ALLOW)
    assert found.counts == {"hold -> allow": 2}
    more = await _would(g, HOLD | {"approval": {"people": 2}})
    assert [one.people for one in more.differs] == [(1, 2), (1, 2)]


async def test_what_other_guards_said_stays_and_guardrails_are_judged_anew(gate: Make) -> None:
    g: Gate = await gate()
    g.tool.more = {"rate_per_minute": 1}
    await g.done({"name": "a"}, key="1")
    await g.done({"name": "b"}, key="2")
    assert (await _would(g, ALLOW)).counts == {"allow -> allow": 1, "deny -> deny": 1}
    found = await _would(g, ALLOW, block=["entry:a"])
    assert [(one.targets, one.after) for one in found.differs] == [(("entry:a",), "deny")]
    rule = {"name": "r", "after": {"targets": ["entry:a"]}, "then": {}, "effect": "hold", "message": "m"}
    g.tool.more = {}
    await g.done({"name": "c"}, key="3")
    after_a = await _would(g, ALLOW, sequences=[rule])
    assert [one.targets for one in after_a.differs] == [("entry:c",)]


async def test_only_so_many_and_only_so_far_back(gate: Make) -> None:
    g: Gate = await gate()
    for n in range(3):
        await g.done(key=str(n))
    assert ((await _would(g, ALLOW, limit=2)).actions, (await _would(g, ALLOW, limit=2)).more) == (2, True)
    mine = actions.c.tenant == DEFAULT
    await g.run(lambda c: c.execute(actions.update().where(mine).values(created_at=5)) and None)
    assert (await _would(g, ALLOW, since=6)).actions == 0
