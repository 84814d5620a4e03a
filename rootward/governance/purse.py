"""Purse: what one agent may use while it reads, taken from the budgets in blocks so that a call costs no commit.

Far from a limit a block is many calls, near to it one, so that the last call of a budget is given to one agent only.
What others only hold is waited for: they give back what they do not use. Where nothing is limited nothing is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from rootward.governance import budgets
from rootward.governance.action import Amounts
from rootward.governance.budget_limits import Limits, scopes_of
from rootward.governance.budgets import OverBudget, Wanted
from rootward.kit import clock
from rootward.kit.db import Connection, Database

__all__ = ["Purse"]

T = TypeVar("T")
_MOST = 32
_SHARE = 16
"""A block is at most this part of what is left."""
_LOOK_S = 0.2
_SPARE_NS = 60 * 1_000_000_000


@dataclass(slots=True)
class _Block:
    """So many calls that are reserved; `used` of them have been made."""

    reservation: str
    size: int
    cost_usd: float
    used: int = 0


class Purse:
    """For one step of a run, whose id holds what is reserved; `patience_s` is how long it waits for others."""

    def __init__(
        self, db: Database, tenant: str, limits: Limits, *, case_id: str, step_id: str, run_id: str, agent: str | None,
        patience_s: float,
    ) -> None:  # fmt: skip
        self._db, self._tenant, self._limits, self._run_id = db, tenant, limits, run_id
        self._scopes = scopes_of(case_id=case_id, step_id=step_id, agent=agent, tool=None)
        self._agent, self._patience_s = agent, patience_s
        self._blocks: dict[str, _Block] = {}
        self._place: tuple[str, float] | None = None
        self._lock = asyncio.Lock()
        self.refusal: OverBudget | None = None
        """The first that was not given; what was read until then is not all."""

    async def open(self, seconds: float, *, share: int = 1) -> float:
        """Take a place among the agents at once, and time; returns how long the agent may take: `seconds`, or what the
        budget gives each of `share` agents that begin together. Raises OverBudget."""
        if not self._limits.concern(self._scopes, ("concurrency", "seconds")):
            return seconds
        given = await self._patiently(partial(self._begin, seconds=seconds, share=share))
        self._place = (given[0], clock.monotonic())
        return given[1]

    async def take(self, tool: str, cost_usd: float) -> None:
        """Before a call. Raises OverBudget when no budget allows it and nobody will give any back."""
        scopes = (*self._scopes, f"tool:{tool}")
        if not self._limits.concern(scopes, ("calls", "usd")):
            return
        async with self._lock:
            block = self._blocks.get(tool)
            if block is None or block.used >= block.size:
                block = await self._patiently(partial(self._renew, scopes=scopes, before=block, cost_usd=cost_usd))
                self._blocks[tool] = block
            block.used += 1

    async def close(self) -> None:
        """Settle: what was used counts, the rest goes back."""
        if self._place is not None or self._blocks:
            await self._db.run(self._settle, tenant=self._tenant)
            self._place, self._blocks = None, {}

    def _begin(self, connection: Connection, seconds: float, share: int) -> tuple[str, float]:
        now = clock.now_ns()
        rooms = budgets.room(connection, self._tenant, self._scopes, self._limits, now)
        left = [one.left for one in rooms if one.unit == "seconds"]
        given = min([seconds, *(max(1.0, one / share) for one in left)])
        mine = ("tenant", f"agent:{self._agent}") if self._agent else ()
        wanted: list[Wanted] = [(scope, "concurrency", 1.0) for scope in mine]
        wanted += [(scope, "seconds", given) for scope in self._scopes]
        return self._hold(connection, wanted, now, lasts_s=given), given

    def _renew(self, connection: Connection, scopes: tuple[str, ...], before: _Block | None, cost_usd: float) -> _Block:
        """The next block, with the one before settled: what it used stands in nobody's way twice."""
        now = clock.now_ns()
        if before is not None:
            self._settle_block(connection, before, now)
        rooms = budgets.room(connection, self._tenant, scopes, self._limits, now)
        left = [one.left for one in rooms if one.unit == "calls"]
        size = 1 if cost_usd else int(max(1, min([_MOST, *(one // _SHARE for one in left)])))
        wanted: list[Wanted] = [(scope, "calls", float(size)) for scope in scopes]
        wanted += [(scope, "usd", cost_usd * size) for scope in scopes]
        held = self._hold(connection, wanted, now, lasts_s=2 * self._patience_s)
        return _Block(reservation=held, size=size, cost_usd=cost_usd)

    def _hold(self, connection: Connection, wanted: list[Wanted], now: int, *, lasts_s: float) -> str:
        until = now + int(lasts_s * 1e9) + _SPARE_NS
        return budgets.hold(
            connection, self._tenant, wanted, limits=self._limits, holder=self._run_id, until=until, now=now
        )

    def _settle(self, connection: Connection) -> None:
        now = clock.now_ns()
        if self._place is not None:
            held, began = self._place
            took = Amounts(calls=0, seconds=clock.monotonic() - began)
            budgets.settle(connection, self._tenant, held, took, now=now)
        for block in self._blocks.values():
            self._settle_block(connection, block, now)

    def _settle_block(self, connection: Connection, block: _Block, now: int) -> None:
        used = Amounts(calls=block.used, usd=block.used * block.cost_usd)
        budgets.settle(connection, self._tenant, block.reservation, used, now=now)

    async def _patiently(self, unit: Callable[[Connection], T]) -> T:
        deadline = clock.monotonic() + self._patience_s
        while True:
            try:
                return await self._db.run(unit, tenant=self._tenant)
            except OverBudget as error:
                if not error.frees_soon or clock.monotonic() >= deadline:
                    self.refusal = self.refusal or error
                    error.count(self._tenant)
                    raise
            await asyncio.sleep(_LOOK_S)
