"""A rehearsal says what would happen, and nothing does."""

from __future__ import annotations

from typing import Any

from rootward.errors import Unavailable
from rootward.schema import actions
from rootward.tenancy.principal import DEFAULT
from rootward.tools.outside import closed
from rootward.tools.rehearse import Rehearsal, rehearse
from tests.tools.conftest import HOLD, Gate, Ledger, Make, Trying, engage

DENY = {"id": "deny", "effect": "deny", "message": "never"}


async def _rehearsed(g: Gate, **given: Any) -> Rehearsal:
    found = await rehearse(g.db, g.ports, closed, g.action(**given))
    rows = await g.db.read(lambda c: c.execute(actions.select().where(actions.c.tenant == DEFAULT)).all(), tenant="*")
    assert rows == [] and (await g.waiting()) == 0, "nothing was asked for"
    return found


async def test_what_would_be_held_is_tried_and_nothing_is_done(gate: Make) -> None:
    tool = Trying()
    g: Gate = await gate(tool, HOLD)
    found = await _rehearsed(g)
    assert (found.decision.answer, found.decision.rule_ids) == ("hold", ("hold",))
    assert found.answer is not None and found.answer["value"] == {"would": "one entry"}
    assert (tool.tries, tool.calls) == (1, [])


async def test_what_is_denied_is_not_even_tried(gate: Make) -> None:
    tool = Trying()
    g: Gate = await gate(tool, DENY)
    found = await _rehearsed(g)
    assert (found.decision.answer, found.decision.reason, found.answer, tool.tries) == ("deny", "never", None, 0)


async def test_a_dry_run_that_fails_would_be_denied_and_says_why(gate: Make) -> None:
    g: Gate = await gate(Trying(refuses=Unavailable("no answer", who="x")))
    found = await _rehearsed(g)
    assert (found.decision.answer, found.failed) == ("deny", "no answer")


async def test_what_has_no_dry_run_is_judged_alone(gate: Make) -> None:
    tool = Ledger()
    g: Gate = await gate(tool)
    found = await _rehearsed(g)
    assert (found.decision.answer, found.answer, tool.calls) == ("allow", None, [])


async def test_a_tool_that_only_reads_is_read_with_without_a_rule_for_it(gate: Make) -> None:
    tool = Ledger(effect="read")
    g: Gate = await gate(tool, DENY)
    found = await _rehearsed(g)
    assert found.decision.answer == "allow" and found.answer is not None
    assert found.answer["value"] == {"ok": True} and len(tool.calls) == 1
    assert tool.calls[0][0] == "", "without an idempotency key: it is no effect"


async def test_a_kill_switch_stops_reading_too(gate: Make) -> None:
    tool = Ledger(effect="read")
    g: Gate = await gate(tool)
    await engage(g, "tenant")
    assert (await _rehearsed(g)).decision.guard == "kill_switch" and tool.calls == []
