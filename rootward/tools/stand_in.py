"""Stand-in: budgets that limit nothing, and the kill switches as they stand in their table, for a process that is
given nothing better; and the ports put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from rootward.audit.note import Signer
from rootward.governance import approvals
from rootward.governance.action import Action, Amounts
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.schema import kill_switches
from rootward.tenancy import timeline
from rootward.tools.ports import Approvals, Budgets, Switches, Tell, Tools

__all__ = ["Everything", "NoBudgets", "PlainSwitches"]

_ENGAGED = sa.select(kill_switches.c.scope, kill_switches.c.reason).where(
    kill_switches.c.tenant == sa.bindparam("whose"), kill_switches.c.engaged.is_(True)
)


@dataclass(frozen=True, slots=True)
class _Switch:
    scope: str
    reason: str


class PlainSwitches:
    def engaged(self, connection: Connection, tenant: str) -> Sequence[_Switch]:
        return [_Switch(row.scope, row.reason or "") for row in connection.execute(_ENGAGED, {"whose": tenant})]


class NoBudgets:
    """Nothing is limited."""

    def short(self, connection: Connection, action: Action, pack: Pack, *, now: int) -> str | None:
        return None

    def reserve(self, connection: Connection, action: Action, pack: Pack, *, until: int, now: int) -> str | None:
        return None

    def settle(
        self, connection: Connection, tenant: str, reservation_id: str | None, action: Action, used: Amounts, *,
        failed: bool, now: int,
    ) -> None:  # fmt: skip
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Everything:
    """All ports."""

    tools: Tools
    approvals: Approvals = approvals
    budgets: Budgets = field(default_factory=NoBudgets)
    switches: Switches = field(default_factory=PlainSwitches)
    tell: Tell = timeline.append
    signer: Callable[[], Signer | None] = lambda: None
