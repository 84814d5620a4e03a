"""Limits of budgets: how much of which unit each scope may use, as packs, a tenant's quotas and its own settings say.

Scopes form one tree, and beside it stand agents and tools: `tenant`, in it `case:ID`, in it `step:RUN.SEQ`;
`agent:NAME` and `tool:NAME`. A limit for `case`, `step`, `agent` or `tool` alone holds for each of them by itself, one
for a named scope holds instead of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, upsert
from rootward.packs.budget_model import BudgetRules, DayBudget, NamedBudget, TenantBudget, WholeBudget
from rootward.packs.model import Pack
from rootward.packs.store import active_pack
from rootward.schema import budget_balances
from rootward.tenancy import tenants
from rootward.tenancy.principal import Principal
from rootward.tenancy.tenants import Tenant

__all__ = [
    "CEILINGS", "NO_LIMITS", "UNITS", "Limit", "Limits", "Period", "Unit", "change", "check_scope", "limits_from",
    "limits_now", "limits_of", "period_at", "period_ends", "period_of", "scopes_of",
]  # fmt: skip

Unit: TypeAlias = Literal[
    "usd", "tokens", "calls", "seconds", "concurrency", "investigations", "investigations_at_once"
]  # fmt: skip
Period: TypeAlias = Literal["day", "hour", "all"]
Key: TypeAlias = tuple[str, Unit]

UNITS: tuple[Unit, ...] = (
    "usd", "tokens", "calls", "seconds", "concurrency", "investigations", "investigations_at_once",
)  # fmt: skip
_KINDS = ("tenant", "case", "step", "agent", "tool")
_USED: tuple[Unit, ...] = ("usd", "tokens", "calls", "seconds")
_KNOWN: Mapping[str, tuple[Unit, ...]] = {
    "tenant": UNITS,
    "case": _USED,
    "step": _USED,
    "agent": (*_USED, "concurrency"),
    "tool": (*_USED, "concurrency"),
}
_QUOTAS: Mapping[str, Unit] = {
    "investigations_per_hour": "investigations",
    "concurrent_investigations": "investigations_at_once",
}
_CEILING = "each"
"""The period of the rows that hold what a tenant has set; balances have the others."""
CEILINGS = sa.select(budget_balances.c.scope, budget_balances.c.unit, budget_balances.c.ceiling).where(
    budget_balances.c.tenant == sa.bindparam("whose"), budget_balances.c.ceiling >= 0
)
"""What a tenant has set, by the index of ceilings: balances, of which there are many more, have none."""

_HOUR_NS = 3600 * 1_000_000_000
_DAY_NS = 24 * _HOUR_NS
_MOST = 1e12


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """`origin` says who set it: pack, quota or tenant."""

    scope: str
    unit: Unit
    amount: float
    origin: Literal["pack", "quota", "tenant"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is limited at all; what is not here may be used without end."""

    by_key: Mapping[Key, Limit] = field(default_factory=dict)

    def of(self, scope: str, unit: Unit) -> float | None:
        """The limit of one scope: its own, else that of its kind; None when there is none."""
        found = self.by_key.get((scope, unit)) or self.by_key.get((scope.partition(":")[0], unit))
        return None if found is None else found.amount

    def concern(self, scopes: Iterable[str], units: Iterable[Unit]) -> bool:
        """Whether any of the units is limited in any of the scopes."""
        limited = self.units.intersection(units)
        return bool(limited) and any(self.of(scope, unit) is not None for scope in scopes for unit in limited)

    @property
    def units(self) -> frozenset[Unit]:
        """Those of which anything is limited at all: few."""
        return frozenset([unit for _, unit in self.by_key])

    @property
    def listed(self) -> list[Limit]:
        """Every limit, the tenant's first, then by scope and unit."""
        return sorted(self.by_key.values(), key=lambda one: (one.scope != "tenant", one.scope, UNITS.index(one.unit)))


NO_LIMITS = Limits()


def limits_now(connection: Connection, tenant: str) -> Limits:
    """The tenant's limits by the pack that is active now. Raises NotFound for an unknown tenant, Misconfigured."""
    return limits_of(connection, tenant, active_pack(connection, tenant))


def limits_of(connection: Connection, tenant: str, pack: Pack) -> Limits:
    """The pack's limits, in their place what the tenant has set; of a quota in its settings and a limit the lower
    counts. Raises NotFound for an unknown tenant."""
    ceilings = connection.execute(CEILINGS, {"whose": tenant}).mappings()
    return limits_from(pack, tenants.read(connection, tenant), ceilings)


def limits_from(pack: Pack, tenant: Tenant, ceilings: Iterable[Mapping[Any, Any]]) -> Limits:
    """The same, of the tenant as it was read and of what `CEILINGS` has found."""
    found = dict(_of_pack(pack, tenant.tenant))
    for row in ceilings:
        scope, unit = row["scope"], row["unit"]
        found[scope, unit] = Limit(scope=scope, unit=unit, amount=row["ceiling"], origin="tenant")
    quotas = tenant.settings.quotas
    for name, unit in _QUOTAS.items():
        before = found.get(("tenant", unit))
        if quotas[name] and (before is None or quotas[name] < before.amount):
            found["tenant", unit] = Limit(scope="tenant", unit=unit, amount=float(quotas[name]), origin="quota")
    return Limits(found) if found else NO_LIMITS


def change(
    connection: Connection, tenant: str, wanted: Iterable[tuple[str, Unit, float | None]], *, by: Principal
) -> None:
    """Set the tenant's own limits; None takes one back, so that the pack's holds again. On the audit log, each with
    what it was. Raises BadInput for a scope, a unit or an amount that is none."""
    now = {(row.scope, row.unit): row.ceiling for row in connection.execute(CEILINGS, {"whose": tenant})}
    rows: list[dict[str, object]] = []
    facts: dict[str, JSON] = {}
    for scope, unit, amount in wanted:
        _check(scope, unit, amount)
        key: dict[str, object] = {"tenant": tenant, "scope": scope, "period": _CEILING, "unit": unit}
        rows.append(key | {"ceiling": amount, "reserved": 0.0, "spent": 0.0})
        facts[f"{scope}.{unit}"] = [now.get((scope, unit)), amount]
    if rows:
        upsert(connection, budget_balances, rows, update=("ceiling",))
        entry = AuditEntry(actor=by.actor, action="budget.changed", resource=f"tenant:{tenant}", facts=facts)
        audit.append(connection, tenant, entry)


def scopes_of(*, case_id: str | None, step_id: str | None, agent: str | None, tool: str | None) -> tuple[str, ...]:
    """Every scope that something done by an agent, with a tool, in a step, for a case, is counted in."""
    named = (("case", case_id), ("step", step_id), ("agent", agent), ("tool", tool))
    return ("tenant", *(f"{kind}:{name}" for kind, name in named if name))


def check_scope(scope: str) -> str:
    """The scope itself. Raises BadInput for one that is none."""
    kind, colon, name = scope.partition(":")
    if kind not in _KINDS or bool(colon) != bool(name) or (kind == "tenant" and colon) or len(scope) > 300:
        raise BadInput(
            f"{scope[:80]!r} is not a scope: tenant, case, case:ID, step, step:ID, agent, agent:NAME, tool, tool:NAME",
            field="scope", value=scope[:80],
        )  # fmt: skip
    if not scope.isprintable() or " " in scope:
        raise BadInput(f"a scope has no spaces: {scope[:80]!r}", field="scope", value=scope[:80])
    return scope


def period_of(scope: str, unit: Unit) -> Period:
    """What a limit is for: a day, an hour, or as long as the scope lasts."""
    if unit == "investigations":
        return "hour"
    if unit in ("concurrency", "investigations_at_once") or scope.partition(":")[0] in ("case", "step"):
        return "all"
    return "day"


def period_at(period: Period, now: int) -> str:
    """The name of the period that is now: `2026-11-30`, `2026-11-30T14`, `all`."""
    return period if period == "all" else clock.format_ns(now)[: 10 if period == "day" else 13]


def period_ends(period: Period, now: int) -> int | None:
    """When the period that is now ends and the next begins with nothing used; None for what has no next one."""
    if period == "all":
        return None
    length = _DAY_NS if period == "day" else _HOUR_NS
    return (now // length + 1) * length


@lru_cache(maxsize=256)
def _of_pack(pack: Pack, tenant: str) -> Mapping[Key, Limit]:
    """Made once: every action asks for it."""
    return {
        key: Limit(scope=key[0], unit=key[1], amount=amount, origin="pack")
        for key, amount in _amounts(pack.budgets, tenant).items()
    }


def _amounts(rules: BudgetRules, tenant: str) -> dict[Key, float]:
    found = _of_tenant(rules.tenant) | _of_tenant(rules.tenants.get(tenant, TenantBudget()))
    for scope, whole in (("case", rules.case), ("step", rules.step)):
        found |= _of_whole(scope, whole)
    for kind, each, named in (("agent", rules.agent, rules.agents), ("tool", rules.tool, rules.tools)):
        found |= _of_named(kind, each)
        for name, one in named.items():
            found |= _of_named(f"{kind}:{name}", one)
    return found


def _of_tenant(given: TenantBudget) -> dict[Key, float]:
    return _of_day("tenant", given) | _said(
        "tenant", concurrency=given.agents_at_once, investigations=given.investigations_per_hour,
        investigations_at_once=given.investigations_at_once,
    )  # fmt: skip


def _of_named(scope: str, given: NamedBudget) -> dict[Key, float]:
    return _of_day(scope, given) | _said(scope, concurrency=given.at_once)


def _of_day(scope: str, given: DayBudget) -> dict[Key, float]:
    return _said(
        scope, usd=given.usd_per_day, tokens=given.tokens_per_day, calls=given.calls_per_day,
        seconds=given.seconds_per_day,
    )  # fmt: skip


def _of_whole(scope: str, given: WholeBudget) -> dict[Key, float]:
    return _said(scope, usd=given.usd, tokens=given.tokens, calls=given.calls, seconds=given.seconds)


def _said(scope: str, **given: float | None) -> dict[Key, float]:
    return {(scope, unit): float(given[unit] or 0.0) for unit in UNITS if given.get(unit) is not None}


def _check(scope: str, unit: str, amount: float | None) -> None:
    known = _KNOWN[check_scope(scope).partition(":")[0]]
    if unit not in known:
        raise BadInput(f"{scope} has no budget of {unit!r}; it has {', '.join(known)}", field="unit", value=unit)
    if amount is not None and not 0 <= amount <= _MOST:
        raise BadInput(f"the limit of {scope}.{unit} must be from 0 to {_MOST:g}, not {amount!r}", field="limit")
