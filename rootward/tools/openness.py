"""Openness: whether a reading tool may be called now: no kill switch, not disabled, not in quarantine.

Asked before every call of every agent, so what was read is believed for up to a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.tools.ports import Ports
from rootward.tools.surround import found_or_none

__all__ = ["Openness"]

_MOST = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    at: float
    scopes: dict[str, str]
    closed: str | None


class Openness:
    """For one event loop. `now` are seconds that never go back."""

    def __init__(
        self, db: Database, ports: Ports, *, believed_s: float = 1.0, now: Callable[[], float] = clock.monotonic
    ) -> None:
        self._db, self._ports, self._believed_s, self._now = db, ports, believed_s, now
        self._seen: dict[tuple[str, str], _Seen] = {}

    async def refusal(self, tenant: str, tool: str, agent: str = "") -> str | None:
        """Why the tool may not be called, None when it may. Raises Unavailable when that cannot be found out."""
        seen = self._seen.get((tenant, tool))
        if seen is None or self._now() - seen.at >= self._believed_s:
            at = self._now()
            scopes, closed = await self._db.read(lambda c: self._look(c, tenant, tool), tenant=tenant)
            if len(self._seen) >= _MOST:
                self._seen.clear()
            seen = self._seen[tenant, tool] = _Seen(at=at, scopes=scopes, closed=closed)
        for scope in ("global", "tenant", f"tool:{tool}", f"agent:{agent}"):
            if scope in seen.scopes:
                return f"the kill switch {scope} is engaged: {seen.scopes[scope] or 'no reason given'}"
        return seen.closed

    def _look(self, connection: Connection, tenant: str, tool: str) -> tuple[dict[str, str], str | None]:
        scopes = {switch.scope: switch.reason for switch in self._ports.switches.engaged(connection, tenant)}
        found = found_or_none(connection, tenant, tool, self._ports)
        if found is None:
            return scopes, "not there"
        standing = found.standing
        return scopes, None if standing.is_open else f"{standing.word}: {standing.reason}"
