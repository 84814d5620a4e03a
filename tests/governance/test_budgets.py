"""Budgets: nothing is let in that does not fit, whoever asks at the same time, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput, Denied, NotFound, TooBusy
from rootward.governance import budgets, usage
from rootward.governance.action import Amounts
from rootward.governance.budget_limits import Limits, change
from rootward.governance.budgets import OverBudget, Room
from rootward.kit import metrics
from rootward.kit.db import Connection
from rootward.schema import budget_balances, budget_reservations
from tests.governance.house import DAY, HOUR, MINUTE, NOON, House, limits, person

TREE = ("tenant", "case:c1", "step:r.1", "agent:logs", "tool:jira")
NOTHING = Amounts(calls=0)


async def _reserve(
    house: House, most: Amounts, allowed: Limits, *, scopes: tuple[str, ...] = TREE, now: int = NOON, lasts: int = HOUR,
    tenant: str = "acme",
) -> str:  # fmt: skip
    unit = partial(
        budgets.reserve, tenant=tenant, amounts=most, scopes=scopes, limits=allowed, holder="act_1", until=now + lasts,
        now=now,
    )  # fmt: skip
    return await house.run(unit, tenant)


async def _room(house: House, allowed: Limits, scope: str = "tenant", now: int = NOON, tenant: str = "acme") -> Room:
    unit = partial(budgets.room, tenant=tenant, scopes=[scope], limits=allowed, now=now)
    (found,) = await house.run(unit, tenant)
    return found


async def _settle(house: House, reservation: str, used: Amounts, now: int = NOON) -> None:
    unit = partial(budgets.settle, tenant="acme", reservation_id=reservation, used=used, now=now)
    await house.run(unit)


async def test_what_is_reserved_is_no_longer_there_and_what_was_not_used_comes_back(house: House) -> None:
    allowed = limits(tenant_usd=1.0)
    held = await _reserve(house, Amounts(usd=0.75), allowed)
    found = await _room(house, allowed)
    assert (found.spent, found.reserved, found.left) == (0, 0.75, 0.25)
    await _settle(house, held, Amounts(usd=0.5))
    found = await _room(house, allowed)
    assert (found.spent, found.reserved, found.left) == (0.5, 0, 0.5)
    await _settle(house, held, Amounts(usd=0.5))
    assert (await _room(house, allowed)).spent == 0.5


@pytest.mark.parametrize("scope", ["tenant", "case", "step", "agent", "tool"])
@pytest.mark.parametrize("unit", ["usd", "tokens", "calls", "seconds"])
async def test_every_scope_stops_at_its_own_limit_of_every_unit(house: House, scope: str, unit: str) -> None:
    allowed, most = limits(**{f"{scope}_{unit}": 2}), Amounts(usd=1.0, tokens=1, calls=1, seconds=1.0)
    for _ in range(2):
        await _reserve(house, most, allowed)
    with pytest.raises(OverBudget) as stopped:
        await _reserve(house, most, allowed)
    assert (stopped.value.facts["scope"], stopped.value.facts["unit"]) == (
        next(one for one in TREE if one.startswith(scope)), unit
    )  # fmt: skip
    await _reserve(house, most, allowed, scopes=tuple(one for one in TREE if not one.startswith(scope)))


async def test_a_refusal_names_scope_unit_limit_what_was_used_what_is_left_and_when_it_frees_up(house: House) -> None:
    allowed = limits(tenant_calls=10)
    await _settle(house, await _reserve(house, Amounts(calls=6), allowed), Amounts(calls=6))
    await _reserve(house, Amounts(calls=3), allowed)
    before = metrics.BUDGET_REFUSALS.labels("acme", "tenant", "calls")._value.get()
    with pytest.raises(OverBudget) as stopped:
        await _reserve(house, Amounts(calls=5), allowed, now=NOON + 1)
    error = stopped.value
    assert isinstance(error, Denied) and isinstance(error, TooBusy)
    assert (error.status, error.code, error.retry_after) == (429, "over_budget", 12 * 3600)
    assert error.facts == {
        "scope": "tenant", "unit": "calls", "limit": 10, "used": 6, "reserved": 3, "left": 1, "asked": 5,
        "frees_at": "2027-01-16T00:00:00Z", "retry_after": 12 * 3600,
    }  # fmt: skip
    assert error.message == (
        "the budget of tenant for tool calls a day does not allow 5 more: 6 used and 3 reserved of 10, 1 left; "
        "it frees up at 2027-01-16T00:00:00Z"
    )
    assert metrics.BUDGET_REFUSALS.labels("acme", "tenant", "calls")._value.get() == before + 1


async def test_a_refusal_reserves_nothing_anywhere(house: House) -> None:
    allowed = limits(tenant_calls=10, tool_calls=1)
    await _reserve(house, Amounts(), allowed)
    with pytest.raises(OverBudget):
        await _reserve(house, Amounts(), allowed)
    assert (await _room(house, allowed)).reserved == 1


async def test_fifty_at_the_same_time_get_exactly_what_there_is(house: House) -> None:
    allowed = limits(tenant_calls=10, case_calls=30)
    asked = (_reserve(house, Amounts(), allowed) for _ in range(50))
    got = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, str) for one in got) == 10
    assert sum(isinstance(one, OverBudget) for one in got) == 40
    found = await _room(house, allowed)
    assert (found.spent + found.reserved, found.left) == (10, 0)


async def test_a_new_day_begins_with_nothing_used_and_the_case_goes_on(house: House) -> None:
    allowed = limits(tenant_calls=2, case_calls=3)
    held = await _reserve(house, Amounts(calls=2), allowed, now=NOON)
    tomorrow = NOON + DAY
    await _reserve(house, Amounts(), allowed, now=tomorrow)
    with pytest.raises(OverBudget, match=r"case:c1 .* 0 left; it frees up when others have ended"):
        await _reserve(house, Amounts(), allowed, now=tomorrow)
    await _settle(house, held, Amounts(calls=2), now=tomorrow)
    assert ((await _room(house, allowed)).spent, (await _room(house, allowed, now=tomorrow)).reserved) == (2, 1)
    with pytest.raises(OverBudget, match="it frees up when others") as stopped:
        await _reserve(house, Amounts(), allowed, now=tomorrow)
    assert (stopped.value.frees_soon, stopped.value.retry_after) == (True, 5)
    with pytest.raises(OverBudget, match="does not free up by itself") as stopped:
        await _reserve(house, Amounts(calls=2), allowed, now=tomorrow)
    assert (stopped.value.frees_soon, stopped.value.retry_after) == (False, 3600)


async def test_what_is_not_limited_is_not_kept(house: House) -> None:
    held = await _reserve(house, Amounts(usd=1e6, seconds=5), limits())
    await _settle(house, held, Amounts(usd=1e6))
    kept = await house.run(lambda c: c.execute(sa.select(budget_balances)).all())
    assert kept == []
    assert await house.run(partial(budgets.room, tenant="acme", scopes=TREE, limits=limits(), now=NOON)) == ()


async def test_a_limit_that_comes_later_counts_what_was_used_before(house: House) -> None:
    unit = partial(
        usage.add, tenant="acme", day="2027-01-15", agent="logs", tool="jira", case_id="c1", calls=8, usd=1.5,
        seconds=2.0, tokens=7,
    )  # fmt: skip
    await house.run(unit)
    await house.run(partial(usage.add, tenant="acme", day="2027-01-14", agent="x", tool="y", case_id="c1", calls=4))
    for scope, spent in (("tenant", 8), ("agent:logs", 8), ("tool:jira", 8), ("case:c1", 12), ("step:r.1", 0)):
        allowed = limits(**{f"{scope.partition(':')[0]}_calls": 20})
        assert (await _room(house, allowed, scope)).spent == spent
        await _reserve(house, Amounts(), allowed)
        assert (await _room(house, allowed, scope)).spent == spent
    with pytest.raises(OverBudget):
        await _reserve(house, Amounts(usd=1.0), limits(tenant_usd=2))
    assert (await _room(house, limits(agent_calls=20), "agent:other")).spent == 0


async def test_places_at_a_tool_are_given_back_whatever_was_used(house: House) -> None:
    allowed = limits(tool_concurrency=1)
    held = await _reserve(house, Amounts(), allowed)
    with pytest.raises(OverBudget, match="use at once"):
        await _reserve(house, Amounts(), allowed)
    await _reserve(house, Amounts(), allowed, scopes=("tool:other",))
    await _settle(house, held, Amounts(calls=3))
    await _reserve(house, Amounts(), allowed)


async def test_what_was_not_expected_to_cost_anything_is_counted_when_it_did(house: House) -> None:
    allowed = limits(tenant_usd=1)
    await _settle(house, await _reserve(house, Amounts(), allowed), Amounts(usd=3.0))
    assert (await _room(house, allowed)).spent == 3
    await _reserve(house, Amounts(), allowed)  # what costs nothing still may
    with pytest.raises(OverBudget):
        await _reserve(house, Amounts(usd=0.01), allowed)


async def test_what_is_released_was_not_used(house: House) -> None:
    allowed = limits(tenant_calls=1)
    held = await _reserve(house, Amounts(), allowed)
    unit = partial(budgets.release, tenant="acme", reservation_id=held, now=NOON)
    for _ in range(2):
        await house.run(unit)
        found = await _room(house, allowed)
        assert (found.spent, found.reserved) == (0, 0)


async def test_what_a_dead_one_holds_comes_back_when_its_time_is_over(house: House) -> None:
    allowed = limits(tenant_calls=2)
    await _reserve(house, Amounts(), allowed, lasts=MINUTE)
    await _reserve(house, Amounts(), allowed, lasts=HOUR)
    assert await house.run(lambda c: budgets.release_abandoned(c, "acme", NOON + MINUTE)) == 0
    assert await house.run(lambda c: budgets.release_abandoned(c, "acme", NOON + MINUTE + 1)) == 1
    assert (await _room(house, allowed)).reserved == 1


async def test_who_comes_late_is_counted_all_the_same(house: House) -> None:
    allowed = limits(tenant_calls=2)
    late = await _reserve(house, Amounts(), allowed, lasts=MINUTE)
    await house.run(lambda c: budgets.release_abandoned(c, "acme", NOON + HOUR))
    await _settle(house, late, Amounts(), now=NOON + HOUR)
    found = await _room(house, allowed)
    assert (found.spent, found.reserved) == (1, 0)


async def test_all_that_a_holder_holds_is_given_back_with_its_end(house: House) -> None:
    allowed = limits(tenant_calls=9)
    done = await _reserve(house, Amounts(), allowed)
    await _settle(house, done, Amounts())
    for holder in ("run_1", "run_1", "run_2"):
        unit = partial(
            budgets.hold, tenant="acme", wanted=[("tenant", "calls", 1.0)], limits=allowed, holder=holder,
            until=NOON + HOUR, now=NOON,
        )  # fmt: skip
        await house.run(unit)
    await house.run(partial(budgets.release_held, tenant="acme", holder="run_1", now=NOON))
    found = await _room(house, allowed)
    assert (found.spent, found.reserved) == (1, 1)


async def test_what_is_spent_by_asking_needs_no_settlement(house: House) -> None:
    allowed = limits(tenant_investigations=2, tenant_calls=1)
    one: budgets.Wanted = ("tenant", "investigations", 1.0)
    ask = partial(budgets.hold, tenant="acme", limits=allowed, holder="run_1", until=NOON + HOUR, spent=[one])
    first = await house.run(partial(ask, wanted=[("tenant", "calls", 1.0)], now=NOON))
    with pytest.raises(OverBudget, match="tool calls"):
        await house.run(partial(ask, wanted=[("tenant", "calls", 1.0)], now=NOON))
    await house.run(partial(budgets.release, tenant="acme", reservation_id=first, now=NOON))
    await house.run(partial(ask, wanted=[("tenant", "calls", 1.0)], now=NOON + 1))
    with pytest.raises(OverBudget, match=r"investigations an hour .* frees up at 2027-01-15T13:00:00Z"):
        await house.run(partial(ask, wanted=[], now=NOON + 2))
    await house.run(partial(ask, wanted=[], now=NOON + HOUR))


async def test_another_tenants_budget_is_its_own(house: House) -> None:
    allowed = limits(tenant_calls=1)
    held = await _reserve(house, Amounts(), allowed)
    await _reserve(house, Amounts(), allowed, tenant="other")
    theirs = partial(budgets.settle, tenant="other", reservation_id=held, used=Amounts(), now=NOON)
    with pytest.raises(NotFound):
        await house.run(theirs, "other")
    assert await house.run(lambda c: budgets.release_abandoned(c, "other", NOON + DAY), "other") == 1
    assert (await _room(house, allowed)).reserved == 1


@pytest.mark.parametrize("wrong", [Amounts(usd=-0.1), Amounts(seconds=float("nan")), Amounts(calls=-1)])
async def test_less_than_nothing_and_no_number_are_refused(house: House, wrong: Amounts) -> None:
    allowed = limits(tenant_usd=1, tenant_seconds=1, tenant_calls=1)
    with pytest.raises(BadInput):
        await _reserve(house, wrong, allowed)
    held = await _reserve(house, Amounts(), allowed)
    with pytest.raises(BadInput):
        await _settle(house, held, wrong)
    bad = partial(
        budgets.hold, tenant="acme", wanted=[("tenant", "usd", -1.0)], limits=allowed, holder="x", until=NOON, now=NOON
    )
    with pytest.raises(BadInput):
        await house.run(bad)


async def test_people_are_shown_the_tenant_and_every_agent_and_tool_that_matters(house: House) -> None:
    allowed = limits(tenant_calls=9, agent_calls=5, case_calls=3)
    await house.run(lambda c: change(c, "acme", [("tool:jira", "calls", 4.0)], by=person("ann")))
    await _reserve(house, Amounts(), allowed)
    found = await house.run(partial(budgets.standing, tenant="acme", limits=allowed, now=NOON))
    assert [(one.scope, one.reserved) for one in found] == [("tenant", 1), ("agent:logs", 1)]
    tomorrow = await house.run(partial(budgets.standing, tenant="acme", limits=allowed, now=NOON + DAY))
    assert [(one.scope, one.reserved) for one in tomorrow] == [("tenant", 0)]


async def test_old_days_and_old_reservations_are_forgotten(house: House) -> None:
    allowed = limits(tenant_calls=9, case_calls=9)
    await _settle(house, await _reserve(house, Amounts(), allowed), Amounts())
    await _reserve(house, Amounts(), allowed)
    assert await house.run(partial(budgets.forget, tenant="acme", before=NOON)) == 0
    assert await house.run(partial(budgets.forget, tenant="acme", before=NOON + DAY)) == 2
    left = await house.run(lambda c: c.execute(sa.select(budget_balances.c.scope)).scalars().all())
    held = await house.run(lambda c: c.execute(sa.select(budget_reservations.c.state)).scalars().all())
    assert (left, held) == (["case:c1"], ["held"])


amounts = st.builds(
    Amounts, usd=st.integers(0, 30).map(lambda n: n / 10), tokens=st.integers(0, 3), calls=st.integers(0, 3),
    seconds=st.floats(0, 3),
)  # fmt: skip
shares = st.floats(0, 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), amounts, st.integers(1, 90)),
        st.tuples(st.just("settle"), st.integers(0, 9), shares),
        st.tuples(st.just("release"), st.integers(0, 9), st.none()),
        st.tuples(st.just("abandon"), st.integers(1, 60), st.none()),
    ),
    max_size=30,
)


@dataclass
class _Walk:
    """One sequence of verbs in one unit, undone at its end; time goes on with `abandon`."""

    connection: Connection
    allowed: Limits
    now: int = NOON
    open: dict[str, tuple[Amounts, int]] = field(default_factory=dict)

    def rooms(self) -> dict[tuple[str, str], Room]:
        found = budgets.room(self.connection, "acme", TREE, self.allowed, self.now)
        return {(one.scope, one.unit): one for one in found}

    def reserve(self, most: Amounts, minutes: int) -> None:
        before, until = self.rooms(), self.now + minutes * MINUTE
        try:
            made = budgets.reserve(
                self.connection, "acme", most, scopes=TREE, limits=self.allowed, holder="x", until=until, now=self.now
            )
        except OverBudget as error:
            assert not before[error.room.scope, error.room.unit].fits(error.asked)
        else:
            self.open[made] = (most, until)

    def settle(self, which: int, share: float) -> None:
        if self.open:
            name, most = self._one(which)
            used = Amounts(
                usd=most.usd * share, tokens=int(most.tokens * share), calls=int(most.calls * share),
                seconds=most.seconds * share,
            )  # fmt: skip
            budgets.settle(self.connection, "acme", name, used, now=self.now)

    def release(self, which: int, _: None) -> None:
        if self.open:
            budgets.release(self.connection, "acme", self._one(which)[0], now=self.now)

    def abandon(self, minutes: int, _: None) -> None:
        self.now += minutes * MINUTE
        budgets.release_abandoned(self.connection, "acme", self.now)
        self.open = {name: one for name, one in self.open.items() if one[1] >= self.now}

    def _one(self, which: int) -> tuple[str, Amounts]:
        name = sorted(self.open)[which % len(self.open)]
        return name, self.open.pop(name)[0]


class _Undone(Exception):
    """Takes back what a sequence has written."""


def test_whatever_happens_spent_and_reserved_are_within_the_limit_and_never_below_zero(house: House) -> None:
    allowed = limits(tenant_usd=5, tenant_calls=7, case_tokens=6, step_seconds=4, agent_calls=5, tool_concurrency=3)
    let_in = []

    def unit(connection: Connection, sequence: list[tuple[str, Any, Any]]) -> None:
        walk = _Walk(connection, allowed)
        for verb, first, second in sequence:
            getattr(walk, verb)(first, second)
            rooms = walk.rooms()
            for found in rooms.values():
                assert min(found.spent, found.reserved) >= 0
                assert round(found.spent + found.reserved, 9) <= found.limit
            assert rooms["tool:jira", "concurrency"].reserved == len(walk.open)
            assert rooms["case:c1", "tokens"].reserved == sum(most.tokens for most, _ in walk.open.values())
            let_in.append(len(walk.open))
        raise _Undone

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps)
    def walked(sequence: list[tuple[str, Any, Any]]) -> None:
        with pytest.raises(_Undone):
            asyncio.run(house.run(partial(unit, sequence=sequence)))

    walked()
    assert max(let_in) >= 2
