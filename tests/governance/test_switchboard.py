"""Switchboard: what was flipped is known within its half second, in this process and in another."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.governance import kill_switch
from rootward.governance.kill_switch import Stopped
from rootward.governance.switchboard import Switchboard
from rootward.kit import metrics
from rootward.kit.db import DISPATCHER
from tests.governance.house import NOON, House, person


async def _engage(house: House, scope: str) -> None:
    unit = partial(kill_switch.engage, scope=scope, by=person("ann"), reason="it runs wild", now=NOON)
    await house.run(unit, DISPATCHER)


async def test_what_was_read_is_good_until_it_is_old(house: House) -> None:
    patient, hasty = Switchboard(house.database, max_age_s=1000), Switchboard(house.database, max_age_s=0)
    for board in (patient, hasty):
        await board.require_reading("acme", agent="logs")
    await _engage(house, "agent:logs")
    with pytest.raises(Stopped, match="'agent:logs' is engaged: it runs wild"):
        await hasty.require_reading("acme", agent="logs")
    await patient.require_reading("acme", agent="logs")
    patient.forget()
    with pytest.raises(Stopped):
        await patient.require_reading("acme", agent="logs")


async def test_an_agent_and_a_tool_are_stopped_from_reading_and_a_tenant_is_not(house: House) -> None:
    board = Switchboard(house.database)
    await _engage(house, "tenant")
    await _engage(house, "tool:jira")
    await board.require_reading("acme", agent="logs", tool="logs.counts")
    with pytest.raises(Stopped):
        await board.require_reading("acme", tool="jira")
    await board.require_reading("other", tool="jira")
    assert [one.scope for one in await board.of("acme")] == ["tenant", "tool:jira"]
    assert metrics.KILL_SWITCHES.labels("acme")._value.get() == 2


async def test_what_cannot_be_read_is_not_taken_for_free(house: House) -> None:
    await house.run(lambda c: c.exec_driver_sql("DROP TABLE kill_switches"), "default")
    with pytest.raises(Exception, match=r"kill_switches|did not answer"):
        await Switchboard(house.database).require_reading("acme", agent="logs")
