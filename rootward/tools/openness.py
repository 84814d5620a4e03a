"""Openness: whether a reading tool may be called now: neither it nor the agent stopped, not disabled or in quarantine.

Asked before every call of every agent, so what was read is believed for up to a second. A kill switch for everybody or
for a tenant stops effects and lets reading go on (governance.kill_switch).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rootward.governance.switchboard import Switchboard
from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.tools.ports import Ports
from rootward.tools.surround import found_or_none

__all__ = ["Openness"]

_MOST = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    at: float
    closed: str | None


class Openness:
    """For one event loop. `now` are seconds that never go back."""

    def __init__(
        self, db: Database, ports: Ports, switches: Switchboard, *, believed_s: float = 1.0,
        now: Callable[[], float] = clock.monotonic,
    ) -> None:  # fmt: skip
        self._db, self._ports, self._switches, self._believed_s, self._now = db, ports, switches, believed_s, now
        self._seen: dict[tuple[str, str], _Seen] = {}

    async def refusal(self, tenant: str, tool: str, agent: str = "") -> str | None:
        """Why the tool may not be called, None when it may. Raises Unavailable when that cannot be found out."""
        for switch in await self._switches.of(tenant):
            if switch.stops_reading(agent, tool):
                return f"the kill switch {switch.scope} is engaged: {switch.reason or 'no reason given'}"
        seen = self._seen.get((tenant, tool))
        if seen is None or self._now() - seen.at >= self._believed_s:
            at = self._now()
            closed = await self._db.read(lambda c: self._look(c, tenant, tool), tenant=tenant)
            if len(self._seen) >= _MOST:
                self._seen.clear()
            seen = self._seen[tenant, tool] = _Seen(at=at, closed=closed)
        return seen.closed

    def _look(self, connection: Connection, tenant: str, tool: str) -> str | None:
        found = found_or_none(connection, tenant, tool, self._ports)
        if found is None:
            return "not there"
        standing = found.standing
        return None if standing.is_open else f"{standing.word}: {standing.reason}"
