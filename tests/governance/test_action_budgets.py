"""Budgets of actions: in every scope an action is in, before it, and what it used after it."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.governance import budgets, usage
from rootward.governance.action import Action, Amounts, Requester
from rootward.governance.action_budgets import ActionBudgets
from rootward.governance.budget_limits import limits_of
from rootward.governance.budgets import OverBudget
from rootward.governance.decision import Refused
from rootward.governance.usage import Axis
from rootward.kit.db import Connection
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from tests.governance.conftest import act
from tests.governance.house import HOUR, NOON, House

PORT = ActionBudgets()


def _pack(**said: object) -> Pack:
    return load_body({"name": "p", "version": "1", "budgets": said})


def _act(**changed: object) -> Action:
    who = Requester(id="agent:fixer", name="fixer", kind="agent", role="agent", auth="internal", agent="fixer")
    given: dict[str, object] = {
        "tenant": "acme", "requester": who, "case_id": "c1", "step_id": "r.1", "most": Amounts(usd=0.5, seconds=10),
    }  # fmt: skip
    return act(**given | changed)


async def _reserve(house: House, pack: Pack, action: Action | None = None) -> str | None:
    def unit(connection: Connection) -> str | None:
        limits = limits_of(connection, "acme", pack)
        return PORT.reserve(connection, action or _act(), limits, until=NOON + HOUR, now=NOON)

    return await house.run(unit)


async def _short(house: House, pack: Pack, action: Action | None = None) -> str | None:
    return await house.run(lambda c: PORT.short(c, action or _act(), limits_of(c, "acme", pack), now=NOON))


@pytest.mark.parametrize(
    "said",
    [
        {"tenant": {"calls_per_day": 1}}, {"case": {"usd": 0.75}}, {"step": {"seconds": 15}},
        {"agents": {"fixer": {"calls_per_day": 1}}}, {"tools": {"kubernetes.restart": {"at_once": 1}}},
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_told_before_and_refused_when_it_is_taken(house: House, said: object) -> None:
    pack = _pack(**said)  # type: ignore[arg-type]
    assert await _short(house, pack) is None
    assert await _reserve(house, pack) is not None
    told = await _short(house, pack)
    with pytest.raises(OverBudget) as stopped:
        await _reserve(house, pack)
    assert isinstance(stopped.value, Refused) and told == stopped.value.message


async def test_agents_at_once_are_not_actions_at_once(house: House) -> None:
    pack = _pack(tenant={"agents_at_once": 0}, agent={"at_once": 0})
    assert await _short(house, pack) is None
    assert await _reserve(house, pack) is not None


async def test_where_nothing_is_limited_nothing_is_reserved_and_what_was_used_is_counted(house: House) -> None:
    assert (await _short(house, _pack()), await _reserve(house, _pack())) == (None, None)
    for failed in (False, True):
        used = Amounts(usd=0.25, seconds=2.0, tokens=7)
        unit = partial(
            PORT.settle, tenant="acme", reservation_id=None, action=_act(), used=used, failed=failed, now=NOON
        )
        await house.run(unit)

    async def read(by: Axis) -> usage.Used:
        (found,) = await house.run(partial(usage.read, tenant="acme", first="2027-01-15", last="2027-01-15", by=by))
        return found

    assert await read("agent") == usage.Used(name="fixer", calls=2, failures=1, seconds=4.0, tokens=14, usd=0.5)
    assert ((await read("tool")).name, (await read("case")).name) == ("kubernetes.restart", "c1")


async def test_what_was_not_used_comes_back(house: House) -> None:
    pack = _pack(tenant={"usd_per_day": 1}, tool={"at_once": 1})
    held = await _reserve(house, pack)
    unit = partial(PORT.settle, tenant="acme", reservation_id=held, action=_act(), failed=False, now=NOON)
    await house.run(partial(unit, used=Amounts(usd=0.1)))
    limits = await house.run(lambda c: limits_of(c, "acme", pack))
    scopes = ["tenant", "tool:kubernetes.restart"]
    rooms = await house.run(partial(budgets.room, tenant="acme", scopes=scopes, limits=limits, now=NOON))
    assert [(one.unit, one.spent, one.reserved) for one in rooms] == [("usd", 0.1, 0), ("concurrency", 0, 0)]


async def test_a_person_without_a_case_is_in_the_tenants_budget_alone(house: House) -> None:
    pack = _pack(case={"calls": 0}, step={"calls": 0}, agent={"calls_per_day": 0}, tenant={"calls_per_day": 1})
    plain = act(tenant="acme")
    assert await _short(house, pack, plain) is None
    await _reserve(house, pack, plain)
    told = await _short(house, pack, plain)
    assert told is not None and told.startswith("the budget of tenant for tool calls a day")
