"""Balances: rows are made once, moved exactly, and begin with what was used before."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from rootward.governance import budget_balances as balances
from rootward.governance.budget_balances import Balance, key_of, room_of
from rootward.schema import budget_balances
from tests.governance.house import NOON, House, limits

CALLS, AT_ONCE = key_of("tenant", "calls", NOON), key_of("agent:logs", "concurrency", NOON)


def test_a_key_names_its_period_and_a_room_its_limit() -> None:
    assert (CALLS, AT_ONCE) == (("tenant", "2027-01-15", "calls"), ("agent:logs", "all", "concurrency"))
    found = room_of(AT_ONCE, Balance(0, 2), limits(agent_concurrency=3), NOON)
    assert (found.limit, found.left, found.frees_at) == (3, 1, None)


async def test_reading_makes_no_row_and_locking_does_once(house: House) -> None:
    count = sa.select(sa.func.count()).select_from(budget_balances)
    for verb, rows in ((balances.read, 0), (balances.locked, 2), (balances.locked, 2)):
        found = await house.run(partial(verb, tenant="acme", keys=[AT_ONCE, CALLS], now=NOON))
        assert found == {CALLS: Balance(), AT_ONCE: Balance()}
        assert await house.run(lambda c: c.execute(count).scalar_one()) == rows
    assert await house.run(partial(balances.read, tenant="acme", keys=[], now=NOON)) == {}


async def test_moves_add_up_and_nothing_is_reserved_below_nothing(house: House) -> None:
    await house.run(partial(balances.locked, tenant="acme", keys=[CALLS], now=NOON))
    moves = [(CALLS, Balance(0.1, 0.2)), (CALLS, Balance(0.2, 0.1)), (AT_ONCE, Balance(1, 1))]
    await house.run(partial(balances.move, tenant="acme", moves=moves))
    read = partial(balances.read, tenant="acme", keys=[CALLS, AT_ONCE], now=NOON)
    assert await house.run(read) == {CALLS: Balance(0.3, 0.3), AT_ONCE: Balance()}
    await house.run(partial(balances.move, tenant="acme", moves=[(CALLS, Balance(0, -5))]))
    assert (await house.run(read))[CALLS] == Balance(0.3, 0)
