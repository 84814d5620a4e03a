"""Gated: a playbook's requests on their way through the gate, which everything else passes, too."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rootward.governance.action import Action
from rootward.governance.decide import decide
from rootward.governance.decision import Quorum, Word, combined
from rootward.kit import clock
from rootward.kit.bus import Bus
from rootward.kit.db import Connection
from rootward.tools import actions
from rootward.tools.actions import change, plain
from rootward.tools.admit import deny
from rootward.tools.contract import ToolSpec
from rootward.tools.ports import Ports
from rootward.tools.surround import found_or_none, load

__all__ = ["GateRequests"]

_GUARD = "playbook"


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
        """The gate decides first, as always; what it would let through is held for the playbook's people, and what it
        holds, for both. What it denies stays its business."""
        action_id = actions.request(connection, tenant, action, self._bus)
        kept = actions.read(connection, tenant, action_id, for_change=True)
        now = clock.now_ns()
        found = decide(kept.action, load(connection, kept, self._ports, now=now, resting=None, tried=None).surroundings)
        if kept.state != "requested" or found.answer == "deny":
            return action_id
        asked = Word(guard=_GUARD, answer="hold", reason=reason, rule_ids=(action.step_id or "",), quorum=quorum)
        held = replace(combined((asked, *found.words), found.policy_sha256), guard=_GUARD, reason=reason)
        values = {"decision": plain(held), "policy_sha256": held.policy_sha256}
        change(connection, tenant, action_id, verb="held", tool=action.tool, state="held", **values)
        approval_id = self._ports.approvals.open_request(
            connection, tenant, kept.action, held, dry_run_sha256=None, now=now
        )
        change(connection, tenant, action_id, verb="held", tool=action.tool, state="held", approval_id=approval_id)
        return action_id

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        kept = actions.read(connection, tenant, action_id, for_change=True)
        if kept.state in ("requested", "held"):
            word = Word(guard=_GUARD, answer="deny", reason=why)
            deny(connection, kept, combined((word,), ""), self._ports, self._bus, now=clock.now_ns())
