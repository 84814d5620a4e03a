"""The permission table: what each role may do, as data that is published as it stands here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rootward.errors import BadInput, Denied
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = [
    "INSTALLATION_WIDE", "NEVER_STANDING", "PERMISSIONS", "ROLES", "check_role", "may", "require", "roles_with",
]  # fmt: skip

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "events.write": "send events, webhooks, telemetry and agent runs",
        "events.read": "read events, metrics, logs and spans",
        "cases.read": "see cases and their timelines",
        "cases.write": "open, acknowledge, assign, snooze, merge and resolve cases",
        "investigations.run": "start and repeat investigations",
        "investigations.read": "see investigations and follow their progress",
        "reports.read": "read reports",
        "evidence.read": "read evidence and run its queries again",
        "topology.read": "see what depends on what",
        "runs.read": "see agent runs, their steps and tool calls",
        "knowledge.read": "read documents",
        "knowledge.query": "ask questions that documents answer",
        "knowledge.manage": "add, change and remove documents",
        "documents.approve": "approve documents for use",
        "feedback.write": "say whether an answer was right",
        "code.generate": "have code generated",
        "tests.generate": "have tests generated",
        "sql.execute": "request that SQL is executed",
        "spark.execute": "request that PySpark is executed",
        "actions.read": "see actions, what was decided about them and why",
        "actions.request": "request actions on the outside",
        "actions.resolve": "say how an action of unknown outcome ended",
        "actions.approve": "approve or deny requested actions within policy",
        "actions.break_glass": "approve alone in an emergency, with a reason and a review by somebody else afterwards",
        "approvals.read": "see what waits for approval, and who agreed to what",
        "approvals.review": "look afterwards at what was approved in an emergency",
        "playbooks.run": "start, stop and continue playbooks",
        "executions.approve": "approve the execution of generated code",
        "retraining.approve": "approve retraining and promotion",
        "budgets.read": "see budgets and what was used",
        "budgets.manage": "change the tenant's budgets",
        "kill_switch.read": "see which kill switches are engaged",
        "kill_switch.use": "engage the tenant's kill switches, and lift them together with somebody else",
        "kill_switch.global": "engage and lift the kill switch of the whole installation",
        "metrics.read": "see how the product itself is doing",
        "packs.read": "see packs and what they declare",
        "packs.manage": "load, activate and roll back packs",
        "tools.manage": "declare tools, enable, disable, pin and approve them",
        "dead_letters.manage": "see, replay and discard what could not be read",
        "audit.read": "search, verify, prove and export the audit log",
        "audit.manage": "change the key that signs audit checkpoints",
        "roles.manage": "change which role somebody has",
        "members.manage": "invite, shut out and remove members, and reset their passwords",
        "people.manage": "shut people out of the whole installation, and reset anybody's password",
        "tokens.manage": "create, rotate and revoke tokens",
        "settings.manage": "change the tenant's retention and quotas",
        "tenants.manage": "create, suspend and resume tenants",
        "db.admin": "back up, restore and upgrade the database",
    }
)
"""Every permission and what it lets one do."""

INSTALLATION_WIDE = frozenset(
    {"tenants.manage", "people.manage", "kill_switch.global", "audit.manage", "db.admin"}
)  # fmt: skip
"""These reach beyond one tenant, so that only principals of the default tenant can have them."""

_SEE = frozenset(
    {
        "events.read",
        "cases.read",
        "investigations.read",
        "reports.read",
        "evidence.read",
        "topology.read",
        "runs.read",
        "actions.read",
        "packs.read",
        "metrics.read",
        "knowledge.read",
        "approvals.read",
        "budgets.read",
        "kill_switch.read",
    }
)

NEVER_STANDING = frozenset({"actions.break_glass"})
"""Only the role that is made for it has these: nobody holds them every day, whatever else they may do."""

ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "admin": frozenset(PERMISSIONS) - NEVER_STANDING,
        "data_engineer": _SEE
        | {"knowledge.query", "code.generate", "tests.generate", "sql.execute", "spark.execute", "feedback.write"},
        "data_analyst": _SEE | {"knowledge.query", "feedback.write"},
        "knowledge_curator": _SEE
        | {"knowledge.query", "knowledge.manage", "documents.approve", "retraining.approve", "feedback.write"},
        "governance_officer": _SEE
        | {
            "audit.read",
            "executions.approve",
            "retraining.approve",
            "roles.manage",
            "approvals.review",
            "budgets.manage",
            "kill_switch.use",
            "kill_switch.global",
        },
        "viewer": _SEE,
        "sre_operator": _SEE
        | {
            "events.write",
            "cases.write",
            "investigations.run",
            "knowledge.query",
            "feedback.write",
            "actions.request",
            "actions.resolve",
            "playbooks.run",
            "dead_letters.manage",
            "kill_switch.use",
            "kill_switch.global",
        },
        "approver": _SEE | {"actions.approve", "approvals.review", "executions.approve", "feedback.write"},
        "break_glass": _SEE | {"actions.break_glass"},
        "service": frozenset({"events.write"}),
    }
)


def may(principal: Principal, permission: str) -> bool:
    """Whether the principal's role has the permission; an unknown role has none."""
    if permission in INSTALLATION_WIDE and principal.tenant != DEFAULT:
        return False
    return permission in ROLES.get(principal.role, frozenset())


def require(principal: Principal, permission: str) -> None:
    """Raises Denied, naming the role and the permission, unless `may`; KeyError for a permission that is none."""
    meaning = PERMISSIONS[permission]
    if may(principal, permission):
        return
    where = " outside the default tenant" if permission in INSTALLATION_WIDE and principal.tenant != DEFAULT else ""
    raise Denied(
        f"role {principal.role!r} does not have the permission {permission!r}{where} ({meaning})",
        role=principal.role,
        permission=permission,
    )


def roles_with(permission: str) -> list[str]:
    """The roles that have it, by name. Raises KeyError for a permission that is none."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return sorted(role for role, permissions in ROLES.items() if permission in permissions)


def check_role(role: str) -> None:
    """Raises BadInput for a role that is none."""
    if role not in ROLES:
        raise BadInput(f"there is no role {role!r}; there are {', '.join(sorted(ROLES))}", field="role", value=role)
