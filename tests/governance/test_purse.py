"""Purse: blocks far from a limit, single calls near to it, and what others hold is waited for."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.governance import budgets
from rootward.governance.budget_limits import Limits
from rootward.governance.budgets import OverBudget, Room
from rootward.governance.purse import Purse
from rootward.schema import budget_reservations
from tests.governance.house import HOUR, NOON, House, limits


def _purse(house: House, allowed: Limits, *, agent: str | None = "logs", patience_s: float = 0.0) -> Purse:
    return Purse(
        house.database, "acme", allowed, case_id="c1", step_id="run_1.2", run_id="run_1", agent=agent,
        patience_s=patience_s,
    )  # fmt: skip


async def _room(house: House, allowed: Limits, scope: str = "tenant") -> Room:
    found = await house.run(partial(budgets.room, tenant="acme", scopes=[scope], limits=allowed, now=NOON))
    return found[0]


async def _reservations(house: House) -> int:
    count = sa.select(sa.func.count()).select_from(budget_reservations)
    return await house.run(lambda c: c.execute(count).scalar_one())


async def test_where_nothing_is_limited_nothing_is_written(house: House) -> None:
    for allowed in (limits(), limits(tenant_investigations=1)):
        purse = _purse(house, allowed)
        assert await purse.open(30.0) == 30.0
        await purse.take("logs.counts", 0.5)
        await purse.close()
    assert await _reservations(house) == 0


async def test_far_from_a_limit_many_calls_are_one_reservation(house: House) -> None:
    allowed = limits(tenant_calls=10_000)
    purse = _purse(house, allowed)
    for _ in range(32):
        await purse.take("logs.counts", 0.0)
    assert (await _reservations(house), (await _room(house, allowed)).reserved) == (1, 32)
    await purse.take("logs.counts", 0.0)
    assert ((await _room(house, allowed)).spent, await _reservations(house)) == (32, 2)
    await purse.close()
    found = await _room(house, allowed)
    assert (found.spent, found.reserved) == (33, 0)


@pytest.mark.parametrize("scope", ["tenant", "case", "step", "agent", "tool"])
async def test_near_to_it_the_last_call_is_the_last(house: House, scope: str) -> None:
    allowed = limits(**{f"{scope}_calls": 3})
    purse = _purse(house, allowed)
    for _ in range(3):
        await purse.take("logs.counts", 0.0)
    with pytest.raises(OverBudget):
        await purse.take("logs.counts", 0.0)
    assert purse.refusal is not None and purse.refusal.room.scope.startswith(scope)


async def test_parallel_agents_together_make_no_more_calls_than_there_are(house: House) -> None:
    allowed = limits(tenant_calls=20)

    async def agent() -> int:
        purse, made = _purse(house, allowed, patience_s=100.0), 0
        try:
            while made < 9:
                await purse.take("logs.counts", 0.0)
                made += 1
        except OverBudget:
            pass
        finally:
            await purse.close()
        return made

    made = await asyncio.gather(*(agent() for _ in range(6)))
    assert sum(made) == 20
    found = await _room(house, allowed)
    assert (found.spent, found.reserved) == (20, 0)


async def test_a_call_that_costs_something_is_paid_for_before(house: House) -> None:
    allowed = limits(case_usd=0.25)
    purse = _purse(house, allowed)
    for _ in range(2):
        await purse.take("datadog.series", 0.1)
    with pytest.raises(OverBudget, match="dollars"):
        await purse.take("datadog.series", 0.1)
    await purse.take("logs.counts", 0.0)
    await purse.close()
    assert (await _room(house, allowed, "case:c1")).spent == 0.2


async def test_agents_at_once_wait_for_a_place_and_are_refused_when_none_comes(house: House) -> None:
    allowed = limits(tenant_concurrency=1)
    first, second, third = (_purse(house, allowed, patience_s=wait) for wait in (0.0, 100.0, 0.0))
    assert await first.open(30.0) == 30.0
    with pytest.raises(OverBudget, match="agents at once"):
        await third.open(30.0)
    waiting = asyncio.create_task(second.open(30.0))
    await asyncio.sleep(0)
    await first.close()
    assert await waiting == 30.0
    await _purse(house, allowed, agent=None).open(30.0)  # a step of the investigation itself is no agent
    await second.close()
    assert (await _room(house, allowed)).reserved == 0


async def test_those_that_begin_together_share_the_time_that_is_left(house: House) -> None:
    allowed = limits(case_seconds=40)
    given = []
    purses = [_purse(house, allowed) for _ in range(2)]
    for purse in purses:
        given.append(await purse.open(30.0, share=2))
    assert given == [20.0, 10.0]
    await purses[0].close()
    assert (await _room(house, allowed, "case:c1")).reserved == 10
    with pytest.raises(OverBudget, match="seconds"):
        await _purse(house, limits(case_seconds=0)).open(30.0)


async def test_what_a_dead_agent_held_comes_back(house: House) -> None:
    allowed = limits(tenant_concurrency=1, tenant_calls=5)
    purse = _purse(house, allowed)
    await purse.open(30.0)
    await purse.take("logs.counts", 0.0)
    assert await house.run(lambda c: budgets.release_abandoned(c, "acme", NOON + HOUR)) == 2
    await _purse(house, allowed).open(30.0)
