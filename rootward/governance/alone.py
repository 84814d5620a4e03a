"""Alone: whether there is nobody but the person at the machine, so that nobody else could agree to what an agent asks.

The agent is the requester of its own actions. Where one person starts a playbook, or wrote it, and is the only one whom
the installation knows, asking for another would only end in the rule being switched off; so that person's yes counts,
and the audit log says that it was given alone. With the first token or membership of another person it counts no more.
"""

from __future__ import annotations

import sqlalchemy as sa

from rootward.governance.approvals_model import Approval
from rootward.kit.db import Connection
from rootward.schema import memberships, principals, tokens
from rootward.tenancy.memberships import ACTIVE
from rootward.tenancy.principal import LOCAL

__all__ = ["is_alone"]

_HUMAN = "human"


def is_alone(connection: Connection, approval: Approval, *, auth: str) -> bool:
    """Whether who is authenticated by `auth` may agree although they are behind the request: the local person, to what
    an agent or a program asks, with nobody else behind it and no second person asked for or known."""
    requester = approval.shown.get("requester")
    if auth != LOCAL.auth or approval.quorum > 1 or not isinstance(requester, dict):
        return False
    if requester.get("kind") == _HUMAN or set(approval.excluded) - {requester.get("id"), LOCAL.id}:
        return False
    others = sa.select(tokens.c.token_id).join(
        principals,
        sa.and_(principals.c.tenant == tokens.c.tenant, principals.c.principal_id == tokens.c.principal_id),
    )
    query = others.where(tokens.c.tenant == approval.tenant, tokens.c.revoked_at.is_(None), principals.c.kind == _HUMAN)
    members = sa.select(memberships.c.person_id).where(memberships.c.tenant == approval.tenant, ACTIVE)
    return all(connection.execute(known.limit(1)).first() is None for known in (query, members))
