from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.errors import BadInput, Denied
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.roles import (
    INSTALLATION_WIDE,
    NEVER_STANDING,
    PERMISSIONS,
    ROLES,
    check_role,
    may,
    require,
    roles_with,
)  # fmt: skip

EXECUTES = {"sql.execute", "spark.execute", "actions.request", "playbooks.run"}
APPROVES = {"actions.approve", "executions.approve", "documents.approve", "retraining.approve"}


def _who(role: str, tenant: str = "default") -> Principal:
    return replace(LOCAL, role=role, tenant=tenant)


def test_every_role_has_known_permissions_only() -> None:
    for role, permissions in ROLES.items():
        assert permissions <= set(PERMISSIONS), role
    assert all(meaning.strip() for meaning in PERMISSIONS.values())


def test_an_admin_may_do_everything_that_is_done_every_day() -> None:
    for permission in PERMISSIONS.keys() - NEVER_STANDING:
        require(_who("admin"), permission)
        assert "admin" in roles_with(permission)


def test_breaking_the_glass_is_a_role_of_its_own() -> None:
    assert frozenset({"actions.break_glass"}) == NEVER_STANDING
    assert roles_with("actions.break_glass") == ["break_glass"]
    assert may(_who("break_glass"), "actions.break_glass")
    for permission in ("actions.approve", "approvals.review", "actions.request", "roles.manage", "tokens.manage"):
        assert not may(_who("break_glass"), permission)


@pytest.mark.parametrize(
    "role, has, never",
    [
        (
            "data_engineer",
            {"knowledge.read", "knowledge.query", "code.generate", "sql.execute", "spark.execute", "tests.generate",
             "metrics.read"},
            APPROVES | {"knowledge.manage", "packs.manage"},
        ),
        ("data_analyst", {"knowledge.read", "knowledge.query", "metrics.read", "feedback.write"},
         EXECUTES | APPROVES | {"code.generate"}),
        ("knowledge_curator",
         {"knowledge.query", "documents.approve", "knowledge.manage", "metrics.read", "retraining.approve"},
         EXECUTES | {"code.generate"}),
        ("governance_officer", {"executions.approve", "retraining.approve", "roles.manage", "audit.read"},
         EXECUTES | {"tokens.manage"}),
        ("sre_operator", {"cases.write", "investigations.run", "actions.request", "playbooks.run", "events.write"},
         APPROVES | {"tokens.manage"}),
        ("approver", {"actions.approve", "approvals.read", "approvals.review", "cases.read"},
         EXECUTES | {"tokens.manage"}),
        ("service", {"events.write"}, set(PERMISSIONS) - {"events.write"}),
        ("viewer", {"cases.read", "reports.read", "evidence.read", "topology.read"},
         {name for name in PERMISSIONS if not name.endswith(".read")} | {"audit.read"}),
    ],
)  # fmt: skip
def test_a_role_has_its_permissions_and_never_others(role: str, has: set[str], never: set[str]) -> None:
    assert {permission for permission in has if not may(_who(role), permission)} == set()
    assert {permission for permission in never if may(_who(role), permission)} == set()


def test_a_refusal_names_the_role_and_the_permission() -> None:
    with pytest.raises(Denied, match=r"role 'viewer' does not have the permission 'cases\.write'") as refusal:
        require(_who("viewer"), "cases.write")
    assert refusal.value.facts == {"role": "viewer", "permission": "cases.write"}


def test_an_unknown_role_may_do_nothing() -> None:
    assert not any(may(_who("root"), permission) for permission in PERMISSIONS)


def test_what_reaches_beyond_a_tenant_is_for_the_default_tenant() -> None:
    for permission in INSTALLATION_WIDE:
        with pytest.raises(Denied, match="outside the default tenant"):
            require(_who("admin", "acme"), permission)
    require(_who("admin", "acme"), "tokens.manage")


def test_an_unknown_permission_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        require(_who("admin"), "cases.raed")
    with pytest.raises(KeyError):
        roles_with("cases.raed")


def test_roles_are_found_by_permission() -> None:
    assert roles_with("dead_letters.manage") == ["admin", "sre_operator"]
    assert roles_with("db.admin") == ["admin"]


def test_a_role_must_be_known() -> None:
    check_role("viewer")
    with pytest.raises(BadInput, match="no role 'root'; there are admin, approver"):
        check_role("root")
