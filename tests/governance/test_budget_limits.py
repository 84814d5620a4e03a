"""Limits: the pack's, the tenant's own in their place, of a quota and a limit the lower."""

from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.governance.budget_limits import (
    NO_LIMITS,
    Limits,
    Unit,
    change,
    check_scope,
    limits_now,
    limits_of,
    period_at,
    period_ends,
    period_of,
    scopes_of,
)
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.store import activate, save
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL
from tests.governance.house import DAY, HOUR, NOON, House, person

ANN = person("ann")


def _pack(**budgets: object) -> Pack:
    return load_body({"name": "t", "version": "1", "budgets": budgets})


async def _of(house: House, pack: Pack, tenant: str = "acme") -> Limits:
    return await house.run(lambda c: limits_of(c, tenant, pack), tenant)


async def _set(house: House, *wanted: tuple[str, Unit, float | None]) -> None:
    await house.run(lambda c: change(c, "acme", wanted, by=ANN))


async def test_where_nobody_says_anything_nothing_is_limited(house: House) -> None:
    assert await _of(house, _pack()) == NO_LIMITS
    assert NO_LIMITS.of("tenant", "usd") is None
    assert not NO_LIMITS.concern(["tenant"], ["usd", "calls"])


async def test_every_key_of_a_pack_is_a_limit(house: House) -> None:
    found = await _of(house, _pack(
        tenant={"usd_per_day": 50, "tokens_per_day": 9, "calls_per_day": 8, "seconds_per_day": 7, "agents_at_once": 5,
                "investigations_per_hour": 100, "investigations_at_once": 3},
        case={"usd": 1, "calls": 0}, step={"seconds": 2}, agent={"at_once": 2}, tool={"calls_per_day": 4},
        agents={"logs": {"at_once": 1}}, tools={"jira.create": {"usd_per_day": 6}},
    ))  # fmt: skip
    units: dict[Unit, float] = {
        "usd": 50, "tokens": 9, "calls": 8, "seconds": 7, "concurrency": 5, "investigations": 100,
        "investigations_at_once": 3,
    }  # fmt: skip
    assert {unit: found.of("tenant", unit) for unit in units} == units
    assert (found.of("case:c1", "usd"), found.of("case:c1", "calls"), found.of("step:r.1", "seconds")) == (1, 0, 2)
    assert (found.of("agent:logs", "concurrency"), found.of("agent:metrics", "concurrency")) == (1, 2)
    assert (found.of("tool:jira.create", "usd"), found.of("tool:jira.create", "calls")) == (6, 4)
    assert found.of("case:c1", "seconds") is None


async def test_a_pack_for_several_tenants_limits_each_by_its_own(house: House) -> None:
    pack = _pack(tenant={"usd_per_day": 9, "calls_per_day": 4}, acme={"max_llm_usd_per_day": 2})
    mine, theirs = await _of(house, pack), await _of(house, pack, "other")
    assert (mine.of("tenant", "usd"), mine.of("tenant", "calls")) == (2, 4)
    assert theirs.of("tenant", "usd") == 9


async def test_what_a_tenant_sets_stands_in_the_place_of_the_packs_until_it_is_taken_back(house: House) -> None:
    pack = _pack(tenant={"usd_per_day": 50}, case={"calls": 10})
    await _set(house, ("tenant", "usd", 5.0), ("case:c1", "calls", 99.0), ("agent", "concurrency", 0.0))
    found = await _of(house, pack)
    assert (found.of("tenant", "usd"), found.of("agent:logs", "concurrency")) == (5, 0)
    assert (found.of("case:c1", "calls"), found.of("case:c2", "calls")) == (99, 10)
    assert {(one.scope, one.unit, one.origin) for one in found.listed} == {
        ("tenant", "usd", "tenant"), ("case:c1", "calls", "tenant"), ("agent", "concurrency", "tenant"),
        ("case", "calls", "pack"),
    }  # fmt: skip
    assert found.listed[0].scope == "tenant"
    await _set(house, ("tenant", "usd", None))
    assert (await _of(house, pack)).of("tenant", "usd") == 50
    assert (await _of(house, pack, "other")).of("agent:logs", "concurrency") is None


async def test_of_a_quota_and_a_limit_the_lower_counts(house: House) -> None:
    given = {"quotas": {"investigations_per_hour": 7, "concurrent_investigations": 2}}
    await house.run(lambda c: tenants.configure(c, "acme", given, by=LOCAL))
    found = await _of(house, _pack(tenant={"investigations_per_hour": 3}))
    assert (found.of("tenant", "investigations"), found.of("tenant", "investigations_at_once")) == (3, 2)
    assert (await _of(house, _pack(tenant={"investigations_per_hour": 30}))).of("tenant", "investigations") == 7


async def test_the_limits_now_are_those_of_the_active_pack(house: House) -> None:
    assert await house.run(lambda c: limits_now(c, "acme")) == NO_LIMITS
    pack = _pack(tenant={"calls_per_day": 4})
    await house.run(lambda c: save(c, "acme", pack, actor="ann"))
    await house.run(lambda c: activate(c, "acme", "t", "1", actor="ann"))
    assert (await house.run(lambda c: limits_now(c, "acme"))).of("tenant", "calls") == 4
    assert await house.run(lambda c: limits_now(c, "other"), "other") == NO_LIMITS


async def test_a_change_stands_on_the_audit_log_with_what_it_was(house: House) -> None:
    await _set(house, ("tenant", "usd", 5.0))
    await _set(house, ("tenant", "usd", 6.5), ("case", "calls", None))
    (entry, _) = await house.audited("budget.changed")
    assert (entry.actor.id, entry.resource) == ("prn_ann", "tenant:acme")
    assert entry.facts == {"tenant.usd": ["5.0", "6.5"], "case.calls": [None, None]}
    assert await house.audited("budget.changed", "other") == []


@pytest.mark.parametrize(
    ("scope", "unit", "amount"),
    [
        ("tenants", "usd", 1.0), ("tenant:acme", "usd", 1.0), ("case:", "usd", 1.0), ("agent:a b", "usd", 1.0),
        ("agent:a\n", "usd", 1.0), ("case", "concurrency", 1.0), ("agent", "investigations", 1.0),
        ("tenant", "euros", 1.0), ("tenant", "usd", -1.0), ("tenant", "usd", float("nan")),
        ("tenant", "usd", float("inf")), (f"tool:{'x' * 300}", "usd", 1.0),
    ],
)  # fmt: skip
async def test_what_is_no_limit_is_refused(house: House, scope: str, unit: Unit, amount: float) -> None:
    with pytest.raises(BadInput):
        await _set(house, (scope, unit, amount))
    assert await _of(house, _pack()) == NO_LIMITS


def test_scopes_are_the_tree_and_who_works_in_it() -> None:
    assert scopes_of(case_id="c1", step_id="r.2", agent="logs", tool="jira") == (
        "tenant", "case:c1", "step:r.2", "agent:logs", "tool:jira"
    )  # fmt: skip
    assert scopes_of(case_id=None, step_id=None, agent=None, tool=None) == ("tenant",)
    assert check_scope("tool:jira.create") == "tool:jira.create"


def test_a_day_ends_at_midnight_an_hour_at_the_full_hour_and_a_case_never() -> None:
    assert [period_at(one, NOON + 1) for one in ("day", "hour", "all")] == ["2027-01-15", "2027-01-15T12", "all"]
    assert period_ends("day", NOON) == NOON + 12 * HOUR
    assert period_ends("hour", NOON + 1) == NOON + HOUR
    assert period_ends("all", NOON) is None
    assert period_ends("day", NOON + 12 * HOUR) == NOON + 12 * HOUR + DAY
    assert [period_of("tenant", unit) for unit in ("usd", "investigations", "concurrency")] == ["day", "hour", "all"]
    assert [period_of(scope, "calls") for scope in ("case:x", "step:x", "agent:x")] == ["all", "all", "day"]
