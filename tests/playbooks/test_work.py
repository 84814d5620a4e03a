"""A step is recorded with what it does, or neither is there."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from rootward.errors import Fenced
from rootward.kit.db import Connection
from rootward.playbooks import control
from rootward.runs.recorder import fence
from rootward.schema import agent_steps
from tests.playbooks.conftest import ANN, Desk, playbook, roll_back, step


def steps(desk: Desk) -> list[str]:
    def unit(connection: Connection, tenant: str) -> list[str]:
        query = sa.select(agent_steps.c.name).where(agent_steps.c.tenant == tenant, agent_steps.c.status == "success")
        return list(connection.execute(query.order_by(agent_steps.c.seq)).scalars())

    return desk.run(unit)


def test_what_is_recorded_is_told_once(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello"), roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    assert steps(desk) == ["1.add_comment", "2.requested"]
    for _ in range(3):
        desk.run(control.wake, playbook_run_id=run.playbook_run_id, bus=desk.bus)
        desk.carry()
    desk.end()
    desk.carry()
    assert steps(desk) == ["1.add_comment", "2.requested", "2.outcome", "3.verify", "3.measured.1", "3.verified"]
    assert desk.told(case).count("comment") == 1


def test_who_lost_the_run_writes_nothing_any_more(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello"), roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    (found,) = desk.waiting()
    settlement = asyncio.run(desk.runner.carry(found))
    desk.run(fence, run_id=run.run_id)
    with pytest.raises(Fenced):
        desk.run(lambda connection, tenant: settlement(connection))
    assert desk.now(run).state == "running"
    desk.run(control.stop, playbook_run_id=run.playbook_run_id, by=ANN, reason="", requests=desk.rows)
    desk.carry()
    assert desk.now(run).state == "stopped"
