"""Switchboard: the kill switches of each tenant as this process last read them, half a second ago at most.

For reading, which is asked for often. An effect does not rely on it: it asks the database (`kill_switch.check`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rootward.governance.kill_switch import Stopped, Switch, engaged
from rootward.kit import clock, metrics
from rootward.kit.db import Database

__all__ = ["Switchboard"]


class Switchboard:
    """One for each process. `max_age_s` and the time of a read are together less than the second that is promised;
    `now` are seconds that never go back."""

    def __init__(self, db: Database, *, max_age_s: float = 0.5, now: Callable[[], float] = clock.monotonic) -> None:
        self._db, self._max_age_s, self._now = db, max_age_s, now
        self._read: dict[str, tuple[float, tuple[Switch, ...]]] = {}

    async def of(self, tenant: str) -> tuple[Switch, ...]:
        """Those that are engaged. Raises Unavailable when they cannot be read: nobody knows then what is stopped."""
        at, found = self._read.get(tenant, (float("-inf"), ()))
        if self._now() - at >= self._max_age_s:
            began = self._now()
            found = await self._db.read(partial(engaged, tenant=tenant), tenant=tenant)
            self._read[tenant] = (began, found)
            metrics.KILL_SWITCHES.labels(tenant).set(len(found))
        return found

    async def require_reading(self, tenant: str, *, agent: str = "", tool: str = "") -> None:
        """Raises Stopped when this agent or this tool may not even read; Unavailable."""
        for switch in await self.of(tenant):
            if switch.stops_reading(agent, tool):
                raise Stopped(switch)

    def forget(self) -> None:
        """Read anew whatever is asked for next: something was flipped here."""
        self._read.clear()
