"""Balances: how much of each budget is reserved and spent, as rows that are locked in one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.governance import usage
from rootward.governance.budget_limits import Limits, Unit, period_at, period_ends, period_of
from rootward.governance.budget_room import Room, exact
from rootward.kit.db import Connection, insert_new
from rootward.kit.ready import Ready
from rootward.schema import budget_balances, investigations

__all__ = ["Balance", "Key", "key_of", "locked", "move", "read", "room_of"]

Key = tuple[str, str, Unit]
"""Scope, name of the period, unit."""

_HOUR_NS = 3600 * 1_000_000_000
_NEWEST = 10_000


@dataclass(frozen=True, slots=True)
class Balance:
    spent: float = 0.0
    reserved: float = 0.0


def key_of(scope: str, unit: Unit, now: int) -> Key:
    return (scope, period_at(period_of(scope, unit), now), unit)


def room_of(key: Key, balance: Balance, limits: Limits, now: int) -> Room:
    scope, period, unit = key
    limit = limits.of(scope, unit)
    assert limit is not None
    return Room(
        scope=scope, unit=unit, period=period, limit=limit, spent=balance.spent, reserved=balance.reserved,
        frees_at=period_ends(period_of(scope, unit), now),
    )  # fmt: skip


def read(connection: Connection, tenant: str, keys: Sequence[Key], now: int) -> dict[Key, Balance]:
    """As they stand; those that are not kept yet as they would begin."""
    found = _rows(connection, tenant, keys)
    return found | _begun(connection, tenant, [key for key in keys if key not in found], now)


def locked(connection: Connection, tenant: str, keys: Sequence[Key], now: int) -> dict[Key, Balance]:
    """The same, the rows made where they are missing and held until the commit."""
    found = _rows(connection, tenant, keys, lock=True)
    missing = [key for key in keys if key not in found]
    if not missing:
        return found
    begun = _begun(connection, tenant, missing, now)
    rows = [
        {"tenant": tenant, "scope": scope, "period": period, "unit": unit, "ceiling": None, "spent": one.spent,
         "reserved": one.reserved}
        for (scope, period, unit), one in begun.items()
    ]  # fmt: skip
    insert_new(connection, budget_balances, rows)
    return _rows(connection, tenant, keys, lock=True)


def move(connection: Connection, tenant: str, moves: Iterable[tuple[Key, Balance]]) -> None:
    """Add to what is reserved and to what is spent; what is taken away is negative."""
    wanted = list(moves)
    after = _rows(connection, tenant, sorted({key for key, _ in wanted}), lock=True)
    for key, change in wanted:
        before = after.get(key, Balance())
        spent, reserved = exact(before.spent + change.spent), exact(before.reserved + change.reserved)
        after[key] = Balance(spent, max(0.0, reserved))
    rows = [
        {"whose": tenant, "which": scope, "when": period, "what": unit, "now": one.spent, "held": one.reserved}
        for (scope, period, unit), one in after.items()
    ]
    for row in rows:
        _SET.later(connection, row)


_SET = Ready(
    budget_balances.update()
    .where(budget_balances.c.tenant == sa.bindparam("whose"), budget_balances.c.scope == sa.bindparam("which"))
    .where(budget_balances.c.period == sa.bindparam("when"), budget_balances.c.unit == sa.bindparam("what"))
    .values(spent=sa.bindparam("now"), reserved=sa.bindparam("held"))
)


def _rows(connection: Connection, tenant: str, keys: Sequence[Key], *, lock: bool = False) -> dict[Key, Balance]:
    if not keys:
        return {}
    columns = (budget_balances.c.scope, budget_balances.c.period, budget_balances.c.unit)
    query = sa.select(*columns, budget_balances.c.spent, budget_balances.c.reserved).where(
        budget_balances.c.tenant == tenant, sa.tuple_(*columns).in_(keys)
    )
    if lock:
        query = query.order_by(*columns).with_for_update()
    found = connection.execute(query)
    return {(row.scope, row.period, row.unit): Balance(row.spent, row.reserved) for row in found}


def _begun(connection: Connection, tenant: str, keys: Sequence[Key], now: int) -> dict[Key, Balance]:
    """What was used in their period before anything limited it."""
    known: dict[str, usage.Used] = {}
    begun: dict[Key, Balance] = {}
    for scope, period, unit in keys:
        spent = 0.0
        if unit == "investigations":
            spent = float(_asked_this_hour(connection, tenant, now))
        elif unit not in ("concurrency", "investigations_at_once") and not scope.startswith("step:"):
            if scope not in known:
                known[scope] = _used_by(connection, tenant, scope, period)
            spent = exact(float(getattr(known[scope], unit)))
        begun[scope, period, unit] = Balance(spent)
    return begun


def _used_by(connection: Connection, tenant: str, scope: str, period: str) -> usage.Used:
    kind, _, name = scope.partition(":")
    return usage.total(
        connection, tenant, day=None if period == "all" else period, agent=name if kind == "agent" else None,
        tool=name if kind == "tool" else None, case_id=name if kind == "case" else None,
    )  # fmt: skip


def _asked_this_hour(connection: Connection, tenant: str, now: int) -> int:
    """Of the newest investigations: their ids are in the order of time, and there is no index on the time."""
    begins = (period_ends("hour", now) or now) - _HOUR_NS
    newest = (
        sa.select(investigations.c.created_at)
        .where(investigations.c.tenant == tenant)
        .order_by(investigations.c.investigation_id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    count = sa.select(sa.func.count()).select_from(newest).where(newest.c.created_at >= begins)
    return int(connection.execute(count).scalar_one())
