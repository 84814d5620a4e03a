"""Governance as it is answered: budgets, usage, kill switches."""

from __future__ import annotations

from typing import TypedDict

from rootward.governance.budget_limits import Unit
from rootward.governance.usage import Axis

__all__ = ["Budgets", "KillSwitch", "KillSwitchList", "Usage"]


class BudgetRoom(TypedDict):
    """What is left of one budget in its present period, and when some of it is free again."""

    scope: str
    unit: Unit
    per: str
    period: str
    limit: float
    used: float
    reserved: float
    left: float
    frees_at: str | None


class BudgetLimit(TypedDict):
    """`origin` says who set it."""

    scope: str
    unit: Unit
    per: str
    limit: float
    origin: str


class Budgets(TypedDict):
    items: list[BudgetRoom]
    limits: list[BudgetLimit]


class UsageRow(TypedDict):
    name: str
    calls: int
    failures: int
    seconds: float
    tokens: int
    usd: float


UsageBetween = TypedDict("UsageBetween", {"from": str, "to": str})
"""Both days included."""


class Usage(UsageBetween):
    by: Axis
    items: list[UsageRow]
    total: UsageRow


class KillSwitch(TypedDict):
    """It is lifted by two people: one asks, another confirms."""

    scope: str
    engaged: bool
    reason: str
    engaged_by: str
    engaged_at: str
    lift_asked_by: str | None
    lift_asked_at: str | None
    lifted_by: str | None
    lifted_at: str | None


class KillSwitchList(TypedDict):
    items: list[KillSwitch]
    engaged: int
