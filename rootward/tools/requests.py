"""Requests: the door to governed action for who asks from inside, such as a playbook: request, ask people, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.kit.bus import Bus
from rootward.kit.db import Connection
from rootward.tools import actions, settle
from rootward.tools.ports import Ports

__all__ = ["Requests"]


@dataclass(frozen=True, slots=True)
class Requests:
    """Each within the caller's transaction."""

    ports: Ports
    bus: Bus

    def request(self, connection: Connection, tenant: str, action: Action) -> str:
        """Have the action decided and carried out; its id. Raises as `actions.request`."""
        return actions.request(connection, tenant, action, self.bus)

    def ask(self, connection: Connection, tenant: str, action: Action, quorum: Quorum, reason: str) -> str:
        """The same, once people have agreed, whatever the policy says; it may ask for more of them."""
        return self.request(connection, tenant, replace(action, needs=quorum, reason=reason))

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        """Give up an action that has not begun; one that has, or has ended, stays as it is. Raises NotFound."""
        settle.withdraw(connection, tenant=tenant, action_id=action_id, why=why, ports=self.ports, bus=self.bus)
