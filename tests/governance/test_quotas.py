"""Quotas: so many investigations an hour and at once, and a refusal that stays on record."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.audit.entry import Actor
from rootward.governance import budgets, quotas
from rootward.governance.budget_limits import Unit, change
from rootward.governance.budgets import OverBudget
from rootward.kit import metrics
from rootward.schema import budget_reservations, investigations
from tests.governance.house import HOUR, NOON, House, person

PIPELINE = Actor(id="pipeline", kind="service", auth="internal")


async def _limit(house: House, unit: Unit, amount: float) -> None:
    await house.run(lambda c: change(c, "acme", [("tenant", unit, amount)], by=person("ann")))


async def _admit(house: House, run_id: str = "run_1", now: int = NOON, tenant: str = "acme") -> None:
    await house.run(partial(quotas.admit, tenant=tenant, run_id=run_id, now=now), tenant)


async def test_where_nothing_limits_them_nothing_is_written(house: House) -> None:
    await _limit(house, "calls", 5)
    await _admit(house)
    assert await house.run(lambda c: c.execute(sa.select(budget_reservations)).all()) == []


async def test_an_hour_lets_in_so_many_and_the_next_begins_anew(house: House) -> None:
    await _limit(house, "investigations", 2)
    for _ in range(2):
        await _admit(house)
    await house.run(partial(budgets.release_held, tenant="acme", holder="run_1", now=NOON))
    with pytest.raises(OverBudget) as stopped:
        await _admit(house, now=NOON + HOUR // 2)
    assert (stopped.value.status, stopped.value.retry_after) == (429, 1800)
    await _admit(house, now=NOON + HOUR)
    await _admit(house, tenant="other")


async def test_fifty_that_ask_at_once_share_the_hour(house: House) -> None:
    await _limit(house, "investigations", 10)
    got = await asyncio.gather(*(_admit(house, f"run_{n}") for n in range(50)), return_exceptions=True)
    assert (got.count(None), sum(isinstance(one, OverBudget) for one in got)) == (10, 40)


async def test_an_hour_that_is_limited_late_counts_those_there_were(house: House) -> None:
    row = {
        "tenant": "acme", "case_id": "c", "run_id": "r", "attempt": 1, "status": "done", "step": "", "pct": 100,
        "message": "", "scope": {}, "plan": {}, "pins": {}, "requested_by": "x",
    }  # fmt: skip
    rows = [row | {"investigation_id": f"inv_{n}", "created_at": NOON - 1 + n} for n in range(3)]
    await house.run(lambda c: c.execute(investigations.insert(), rows))
    await _limit(house, "investigations", 3)
    await _admit(house, now=NOON + 5)
    with pytest.raises(OverBudget):
        await _admit(house, now=NOON + 6)


async def test_so_many_at_once_until_one_has_ended_and_a_refusal_costs_nothing_of_the_hour(house: House) -> None:
    await _limit(house, "investigations_at_once", 1)
    await _limit(house, "investigations", 2)
    await _admit(house, "run_1")
    with pytest.raises(OverBudget, match="investigations at once") as stopped:
        await _admit(house, "run_2")
    assert stopped.value.retry_after == 5
    await house.run(partial(budgets.release_held, tenant="acme", holder="run_1", now=NOON))
    await _admit(house, "run_2")


async def test_a_refusal_stands_on_the_audit_log_and_is_counted(house: House) -> None:
    await _limit(house, "investigations", 0)
    with pytest.raises(OverBudget) as stopped:
        await _admit(house)
    before = metrics.BUDGET_REFUSALS.labels("acme", "tenant", "investigations")._value.get()
    note = partial(quotas.refused, tenant="acme", error=stopped.value, by=PIPELINE)
    await house.run(partial(note, case_id="case_1"))
    await house.run(partial(note, case_id=None))
    later, first = await house.audited("investigation.refused")
    assert (first.resource, later.resource) == ("case:case_1", "tenant:acme")
    assert (first.decision, first.reason, first.actor.id) == ("deny", stopped.value.message, "pipeline")
    assert first.budget_before is not None and first.budget_before["unit"] == "investigations"
    assert metrics.BUDGET_REFUSALS.labels("acme", "tenant", "investigations")._value.get() == before + 2
