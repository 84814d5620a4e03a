"""Gated: a playbook's requests on their way through the gate, which everything else passes, too."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.kit.bus import Bus
from rootward.kit.db import Connection
from rootward.tools import actions
from rootward.tools.contract import ToolSpec
from rootward.tools.ports import Ports
from rootward.tools.settle import withdraw
from rootward.tools.surround import found_or_none

__all__ = ["GateRequests"]


@dataclass(frozen=True, slots=True)
class GateRequests:
    _ports: Ports
    _bus: Bus

    def spec(self, connection: Connection, tenant: str, tool: str) -> ToolSpec | None:
        found = found_or_none(connection, tenant, tool, self._ports)
        return found.spec if found else None

    def request(self, connection: Connection, tenant: str, action: Action) -> str:
        return actions.request(connection, tenant, action, self._bus)

    def ask(self, connection: Connection, tenant: str, action: Action, quorum: Quorum, reason: str) -> str:
        """The gate decides, as always; what it would let through it holds for the playbook's people, and what it holds,
        for both."""
        return self.request(connection, tenant, replace(action, needs=quorum, reason=reason))

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        withdraw(connection, tenant=tenant, action_id=action_id, why=why, ports=self._ports, bus=self._bus)
