"""Who wrote or last changed what an action is done by: read from the history of the packs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from rootward.governance.authors import HISTORY, authors_of
from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.packs import store
from rootward.packs.load import load_body
from rootward.schema import playbook_runs
from tests.governance.approving import Desk, an_action

RULE = {"id": "scaling", "effect": "hold", "message": "ask somebody"}
STEP = {"name": "say", "action": "add_comment", "params": {"text": "hello"}}
LOOSE = {**RULE, "effect": "allow"}
Authors = tuple[str, ...]


class Shop(Desk):
    """A tenant whose packs people change."""

    async def change(self, who: str, version: int, *, name: str = "own", by: str = "", **sections: Any) -> None:
        """`who` writes a version, `by` (or the same) puts it in force."""
        pack = load_body({"name": name, "version": str(version), **sections})

        def unit(connection: Connection) -> None:
            store.save(connection, self.tenant, pack, actor=who)
            store.activate(connection, self.tenant, name, pack.digest, actor=by or who)

        await self.run(unit)

    async def authors(self, **action: Any) -> Authors:
        return await self.run(partial(authors_of, tenant=self.tenant, action=an_action(**{"run_id": None} | action)))

    async def started(self, playbook: str, *steps: dict[str, Any]) -> None:
        """A run of the playbook, with id run_1."""
        now = clock.now_ns()
        row = {
            "tenant": self.tenant, "playbook_run_id": "pbr_1", "case_id": "case_1", "run_id": "run_1",
            "playbook": playbook, "playbook_digest": "", "playbook_body": {}, "why": {}, "signature": "",
            "state": "running", "step": 1, "steps": list(steps), "requested_by": {}, "created_at": now,
            "updated_at": now, "seq": 1,
        }  # fmt: skip
        await self.run(lambda c: c.execute(playbook_runs.insert(), row))


async def _shop(database: Database) -> Shop:
    desk = await Desk.opened(database)
    return Shop(desk.database, desk.bus)


async def test_what_ships_has_no_author(database: Database) -> None:
    shop = await _shop(database)
    assert await shop.authors() == ()
    await shop.run(partial(store.ensure_builtin, tenant=shop.tenant))
    assert await shop.authors() == ()


async def test_who_made_a_policy_and_who_changed_it_last_are_its_authors(database: Database) -> None:
    shop = await _shop(database)
    await shop.change("ana", 1, policies={"rules": [RULE]})
    assert await shop.authors() == ("ana",)
    await shop.change("bea", 2, policies={"rules": [RULE, {**RULE, "id": "more"}]})
    await shop.change("cem", 3, policies={"rules": [LOOSE]})
    assert await shop.authors() == ("ana", "cem")


async def test_who_writes_and_who_puts_it_in_force_both_are(database: Database) -> None:
    shop = await _shop(database)
    await shop.change("ana", 1, by="bea", policies={"rules": [RULE]})
    assert await shop.authors() == ("ana", "bea")


async def test_who_changes_something_else_of_the_pack_is_none(database: Database) -> None:
    shop = await _shop(database)
    await shop.change("ana", 1, policies={"rules": [RULE]})
    await shop.change("bea", 2, policies={"rules": [RULE]}, description="in other words")
    assert await shop.authors() == ("ana",)


@pytest.mark.parametrize("verb", ["deactivate", "roll_back"])
async def test_who_takes_a_policy_out_of_force_has_changed_it(database: Database, verb: str) -> None:
    shop = await _shop(database)
    await shop.change("ana", 1, policies={"rules": [LOOSE]})
    await shop.change("ana", 2, policies={"rules": [RULE]})
    undo = partial(getattr(store, verb), tenant=shop.tenant, name="own", actor="bea")
    await shop.run(undo)
    assert "bea" in await shop.authors()


async def test_taking_a_rule_out_of_the_pack_beneath_is_changing_the_policy(database: Database) -> None:
    shop = await _shop(database)
    await shop.run(partial(store.ensure_builtin, tenant=shop.tenant))
    await shop.change("ana", 1, requires=["sre"], remove=["policies.rules.destructive"])
    assert await shop.authors() == ("ana",)


async def test_of_several_playbooks_the_one_that_asks_counts(database: Database) -> None:
    shop = await _shop(database)
    await shop.change("ana", 1, playbooks=[{"name": "repair", "steps": [STEP]}])
    await shop.change("bea", 1, name="others", playbooks=[{"name": "other", "steps": [STEP]}])
    await shop.started("repair")
    assert await shop.authors() == ()
    assert await shop.authors(run_id="run_1") == ("ana",)
    await shop.change("cem", 2, playbooks=[{"name": "repair", "steps": [STEP, {**STEP, "name": "again"}]}])
    assert await shop.authors(run_id="run_1") == ("ana", "cem")


async def test_who_declared_the_tool_is_an_author(database: Database) -> None:
    shop = await _shop(database)
    tool = {"name": "k8s.scale", "description": "Scales.", "url": "https://ops.example.com/scale",
            "effect": "idempotent", "risk": "high"}  # fmt: skip
    await shop.change("ana", 1, tools=[tool])
    assert await shop.authors() == ("ana",)
    assert await shop.authors(tool="another.tool") == ()


async def test_who_said_what_is_an_argument_now_is_an_author(database: Database) -> None:
    shop = await _shop(database)
    said = {"name": "ask", "done": {"by": "ana", "notes": "checkout"}}
    silent = {"name": "look", "done": {"by": "bea", "notes": ""}}
    await shop.started("repair", said, silent, {"name": "later"})
    assert await shop.authors(run_id="run_1") == ("ana",)
    assert await shop.authors(run_id="run_1", arguments={"name": "payments"}) == ()


async def test_the_history_of_packs_is_found_among_all_changes_by_its_index(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("a small table is read as a whole there")
    plan = sa.text(f"EXPLAIN QUERY PLAN {HISTORY.compile(dialect=sqlite.dialect(paramstyle='named'))}")
    rows = await database.read(lambda c: c.execute(plan, {"whose": "t"}).all(), tenant="t")
    assert [row.detail for row in rows] == ["SEARCH changes USING INDEX changes_of_packs (tenant=?)"]


async def test_who_stands_behind_an_action_stands_behind_what_it_was_amended_into(database: Database) -> None:
    shop = await _shop(database)
    first = await shop.held(an_action(run_id=None), excluded=("cy",))
    assert await shop.authors(action_id="act_2", replaces=first.action_id) == ("agent:fixer", "cy")
    assert await shop.authors(action_id="act_2", replaces="act_none") == ()
