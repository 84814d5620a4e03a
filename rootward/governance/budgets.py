"""Budgets: what may be used is reserved before, settled after, and never given to two at once.

Only what is limited is kept: a balance for each scope, period and unit. It begins with what was used in its period
before there was a limit. A reservation locks its balances in one order and finds room in all of them or changes
nothing, so that any number of runs together take what there is and no more. One whose holder died ends at its `until`.

What a settlement says was used counts as it is, also beyond what was reserved or after the reservation was given up:
nothing more is let in until it fits again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, NotFound
from rootward.governance import budget_balances as balances
from rootward.governance.action import Amounts
from rootward.governance.budget_balances import Balance, Key, key_of, room_of
from rootward.governance.budget_limits import UNITS, Limits, Period, Unit, period_at
from rootward.governance.budget_room import OverBudget, Room, exact
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.ready import Ready
from rootward.schema import budget_balances, budget_reservations

__all__ = [
    "OverBudget", "Room", "Wanted", "forget", "has_abandoned", "hold", "release", "release_abandoned", "release_held",
    "reserve", "room", "settle", "standing",
]  # fmt: skip

Wanted = tuple[str, Unit, float]
"""Scope, unit and amount."""

_AT_ONCE = 500
_USED: tuple[Unit, ...] = ("usd", "tokens", "calls", "seconds")
_PERIODS: tuple[Period, ...] = ("day", "hour", "all")

# Made once: every action that something is limited for needs them.
_IT = (
    budget_reservations.c.tenant == sa.bindparam("whose"),
    budget_reservations.c.reservation_id == sa.bindparam("which"),
)  # fmt: skip
_RESERVE = Ready(budget_reservations.insert())
_ONE = Ready(sa.select(budget_reservations).where(*_IT).with_for_update())
_END = Ready(
    budget_reservations.update().where(*_IT).values(state=sa.bindparam("how"), ended_at=sa.bindparam("when"))
)  # fmt: skip


def reserve(
    connection: Connection, tenant: str, amounts: Amounts, *, scopes: Sequence[str], limits: Limits, holder: str,
    until: int, now: int,
) -> str:  # fmt: skip
    """Reserve the most that an action may use, in every scope, and one place at once at its tool; the reservation's id.

    Raises OverBudget when it does not fit anywhere; nothing is reserved then."""
    used = _used(amounts)
    wanted: list[Wanted] = [(scope, unit, amount) for scope in scopes for unit, amount in used.items()]
    wanted += [(scope, "concurrency", 1.0) for scope in scopes if scope.startswith("tool:")]
    try:
        return hold(connection, tenant, wanted, limits=limits, holder=holder, until=until, now=now)
    except OverBudget as error:
        error.count(tenant)
        raise


def hold(
    connection: Connection, tenant: str, wanted: Iterable[Wanted], *, limits: Limits, holder: str, until: int, now: int,
    spent: Iterable[Wanted] = (),
) -> str:  # fmt: skip
    """The same for amounts that are named one by one; `spent` is what is used by being asked for, and counts at once.

    Raises OverBudget when any of it does not fit, BadInput for an amount that is none."""
    held, gone = _sums(wanted, limits, now), _sums(spent, limits, now)
    _require_room(connection, tenant, held, gone, limits, now)
    moves = [(key, Balance(reserved=amount)) for key, amount in held.items()]
    moves += [(key, Balance(spent=amount)) for key, amount in gone.items()]
    balances.move(connection, tenant, moves)
    reservation_id = clock.new_id("bud")
    amounts = [
        {"scope": scope, "period": period, "unit": unit, "amount": amount}
        for (scope, period, unit), amount in held.items()
    ]
    row = {
        "tenant": tenant, "reservation_id": reservation_id, "holder": holder, "state": "held", "until": until,
        "amounts": amounts, "created_at": now, "ended_at": None,
    }  # fmt: skip
    _RESERVE.later(connection, row)
    return reservation_id


def settle(connection: Connection, tenant: str, reservation_id: str, used: Amounts, *, now: int) -> None:
    """Count what was really used and give the rest back; a second time changes nothing. Raises NotFound, BadInput."""
    spent, row = _used(used), _reservation(connection, tenant, reservation_id)
    if row["state"] == "settled":
        return
    held = _held(row) if row["state"] == "held" else dict.fromkeys(_held(row), 0.0)
    moves = [(key, Balance(spent.get(key[2], 0.0), -amount)) for key, amount in held.items()]
    balances.move(connection, tenant, moves)
    _end(connection, tenant, reservation_id, "settled", now)


def release(connection: Connection, tenant: str, reservation_id: str, *, now: int) -> None:
    """Give everything back: nothing was used; one that has ended stays as it is. Raises NotFound."""
    row = _reservation(connection, tenant, reservation_id)
    if row["state"] == "held":
        moves = [(key, Balance(reserved=-amount)) for key, amount in _held(row).items()]
        balances.move(connection, tenant, moves)
        _end(connection, tenant, reservation_id, "released", now)


def release_held(connection: Connection, tenant: str, holder: str, *, now: int) -> None:
    """Give back all that one holder still holds: it has ended."""
    query = sa.select(budget_reservations.c.reservation_id).where(
        budget_reservations.c.tenant == tenant, budget_reservations.c.state == "held"
    )
    for reservation_id in connection.execute(query.where(budget_reservations.c.holder == holder)).scalars().all():
        release(connection, tenant, reservation_id, now=now)


def release_abandoned(connection: Connection, tenant: str, now: int) -> int:
    """Give back what is held beyond its `until`; how many reservations that were, at most 500 in one transaction."""
    found = _abandoned(connection, tenant, now, _AT_ONCE)
    for reservation_id in found:
        release(connection, tenant, reservation_id, now=now)
    return len(found)


def has_abandoned(connection: Connection, tenant: str, now: int) -> bool:
    """Whether `release_abandoned` would find any; a look that waits for no writer."""
    return bool(_abandoned(connection, tenant, now, 1))


def room(connection: Connection, tenant: str, scopes: Iterable[str], limits: Limits, now: int) -> tuple[Room, ...]:
    """How much is left of everything that is limited in these scopes; reads, and changes nothing."""
    limited = [unit for unit in UNITS if unit in limits.units]
    wanted = ((scope, unit) for scope in dict.fromkeys(scopes) for unit in limited)
    keys = [key_of(scope, unit, now) for scope, unit in wanted if limits.of(scope, unit) is not None]
    there = balances.read(connection, tenant, keys, now)
    return tuple(room_of(key, there[key], limits, now) for key in keys)


def standing(connection: Connection, tenant: str, limits: Limits, now: int) -> tuple[Room, ...]:
    """The rooms that people look at: the tenant's, and those of agents and tools that have a limit of their own or
    have used something in this period."""
    periods = [period_at(period, now) for period in _PERIODS]
    beside = sa.or_(*(budget_balances.c.scope.startswith(kind) for kind in ("agent:", "tool:")))
    query = sa.select(budget_balances.c.scope).where(budget_balances.c.tenant == tenant, beside)
    used = connection.execute(query.where(budget_balances.c.period.in_(periods)).distinct()).scalars()
    named = [one.scope for one in limits.listed if ":" in one.scope]
    return room(connection, tenant, ("tenant", *sorted({*used, *named})), limits, now)


def forget(connection: Connection, tenant: str, *, before: int) -> int:
    """Drop balances of days before, and reservations that ended before; what lasts as long as its scope stays."""
    days = budget_balances.delete().where(
        budget_balances.c.tenant == tenant, budget_balances.c.period < period_at("day", before)
    )  # the periods that are no date come after every date
    ended = budget_reservations.delete().where(
        budget_reservations.c.tenant == tenant, budget_reservations.c.ended_at < before
    )
    return sum(int(connection.execute(statement).rowcount) for statement in (days, ended))


def _sums(wanted: Iterable[Wanted], limits: Limits, now: int) -> dict[Key, float]:
    """What is limited of it; of nothing too: what is used in the end is counted there."""
    sums: dict[Key, float] = {}
    for scope, unit, amount in wanted:
        if not amount >= 0:
            raise BadInput(f"{amount!r} {unit} cannot be reserved", field=unit)
        if limits.of(scope, unit) is not None:
            key = key_of(scope, unit, now)
            sums[key] = exact(sums.get(key, 0.0) + amount)
    return sums


def _require_room(
    connection: Connection, tenant: str, held: dict[Key, float], gone: dict[Key, float], limits: Limits, now: int
) -> None:
    """The balances, locked until the commit, have room for all of it. Raises OverBudget."""
    keys = sorted({*held, *gone})
    there = balances.locked(connection, tenant, keys, now)
    for key in keys:
        found, asked = room_of(key, there[key], limits, now), exact(held.get(key, 0.0) + gone.get(key, 0.0))
        if asked and not found.fits(asked):
            raise OverBudget(found, asked, now)


def _abandoned(connection: Connection, tenant: str, now: int, limit: int) -> Sequence[str]:
    query = sa.select(budget_reservations.c.reservation_id).where(
        budget_reservations.c.tenant == tenant, budget_reservations.c.state == "held", budget_reservations.c.until < now
    )
    return connection.execute(query.order_by(budget_reservations.c.until).limit(limit)).scalars().all()


def _reservation(connection: Connection, tenant: str, reservation_id: str) -> Mapping[str, Any]:
    rows = _ONE.rows(connection, {"whose": tenant, "which": reservation_id})
    if not rows:
        raise NotFound(f"there is no reservation {reservation_id!r}", field="reservation_id", value=reservation_id)
    return rows[0]


def _held(row: Mapping[str, Any]) -> dict[Key, float]:
    return {(line["scope"], line["period"], line["unit"]): float(line["amount"]) for line in row["amounts"]}


def _end(connection: Connection, tenant: str, reservation_id: str, state: str, now: int) -> None:
    _END.later(connection, {"whose": tenant, "which": reservation_id, "how": state, "when": now})


def _used(amounts: Amounts) -> dict[Unit, float]:
    """Raises BadInput for an amount below zero, or that is no number."""
    given = asdict(amounts)
    for unit in _USED:
        if not given[unit] >= 0:
            raise BadInput(f"{given[unit]!r} {unit} cannot be used", field=unit)
    return {unit: float(given[unit]) for unit in _USED}
