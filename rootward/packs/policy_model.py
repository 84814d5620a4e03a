"""Policy: who may have what done, as rules of a pack: allow, hold until somebody agrees, or deny."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from rootward.errors import BadInput
from rootward.packs.patterns import Pattern
from rootward.packs.values import Checked, Duration, Name, Text, nanoseconds, only_once
from rootward.tenancy.roles import check_role

__all__ = ["ApprovalNeed", "Policies", "PolicyEffect", "PolicyRule", "RoleName", "ToolEffect", "ToolPolicy"]

PolicyEffect = Literal["allow", "hold", "deny"]
ToolEffect = Literal["read", "idempotent", "non_idempotent", "destructive"]
"""The words of governance.action, spelled again because packs lie beneath it; a test keeps them the same."""


def _role(text: str) -> str:
    try:
        check_role(text)
    except BadInput as error:
        raise ValueError(error.message) from error
    return text


RoleName = Annotated[str, StringConstraints(max_length=100), AfterValidator(_role)]


class ApprovalNeed(Checked):
    """How many distinct people of which roles must agree; `due` is when they should have answered, `expires` until when
    their yes counts."""

    people: int = Field(default=1, ge=1, le=10)
    roles: tuple[RoleName, ...] = Field(default=("approver", "admin"), min_length=1)
    due: Duration = "1h"
    expires: Duration = "24h"

    @model_validator(mode="after")
    def _is_due_before_it_expires(self) -> Self:
        if nanoseconds(self.due) > nanoseconds(self.expires):
            raise ValueError(f"is due after {self.due}, when it has expired after {self.expires} already")
        return self


class PolicyRule(Checked):
    """Where `when` holds for a tool that fits `tools` and has one of `effects` (none: any), `effect` is said, and
    `message` why. Deny beats hold beats allow; a rule that cannot be decided denies. A `fallback` speaks only where no
    other rule does; where nothing speaks, the action is denied.

    `when` is a condition over `action`, `case` (empty without one), `requester` and `now`. What may be absent is asked
    for first: `has(action.confidence) && action.confidence >= 0.95`.
    """

    id: Name
    tools: tuple[Pattern, ...] = Field(default=("**",), min_length=1)
    effects: tuple[ToolEffect, ...] = ()
    when: Text = "true"
    effect: PolicyEffect
    message: Text
    approval: ApprovalNeed = ApprovalNeed()
    fallback: bool = False

    @model_validator(mode="after")
    def _asks_people_only_where_it_holds(self) -> Self:
        if self.effect != "hold" and "approval" in self.model_fields_set:
            raise ValueError(f"has an approval, which only a rule with the effect hold needs, not {self.effect}")
        return self


class ToolPolicy(Checked):
    """Rules for one tool in short: roles other than these are denied; `require_approval: true` holds, `false` allows
    without asking anybody; calls beyond the rate are denied."""

    allowed_roles: tuple[RoleName, ...] = ()
    require_approval: bool | None = None
    rate_limit_per_minute: int = Field(default=0, ge=0, le=1_000_000)


class Policies(Checked):
    """`tools` are rules for single tools in short, by the tool's name or a pattern of names."""

    rules: tuple[PolicyRule, ...] = ()
    tools: dict[Pattern, ToolPolicy] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        only_once(rule.id for rule in self.rules)
        return self
