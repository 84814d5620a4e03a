"""Rights: on whose behalf a playbook asks for actions, and what it may ask for at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rootward.governance.action import Requester
from rootward.playbooks.events import PLAYBOOKS
from rootward.tenancy.principal import Principal
from rootward.tenancy.roles import ROLES

__all__ = ["AGENT", "RIGHTS", "ROLE", "from_row", "on_behalf_of", "to_row"]

AGENT = "playbooks"
ROLE = "sre_operator"
"""The agent's own role: it asks for actions and neither approves nor changes who may what."""

RIGHTS: frozenset[str] = ROLES[ROLE]


def on_behalf_of(principal: Principal | None) -> Requester:
    """The agent for the person who started the playbook, with the rights that both have; for nobody when it started by
    itself."""
    permissions = RIGHTS if principal is None else RIGHTS & ROLES.get(principal.role, frozenset())
    return Requester(
        id=PLAYBOOKS.id, name="playbooks", kind="agent", role=ROLE,
        auth=PLAYBOOKS.auth, agent=AGENT, on_behalf_of=None if principal is None else principal.id,
        permissions=tuple(sorted(permissions)),
    )  # fmt: skip


def to_row(requester: Requester) -> dict[str, Any]:
    return {name: getattr(requester, name) for name in Requester.__slots__}


def from_row(row: Mapping[str, Any]) -> Requester:
    return Requester(**dict(row) | {"permissions": tuple(row["permissions"])})
