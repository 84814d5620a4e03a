"""Budgets of a pack: what a tenant's agents and tools may use, in dollars, tokens, tool calls, seconds and at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AliasChoices, Field, StringConstraints, model_validator

from rootward.packs.values import AgentName, Checked

__all__ = ["BudgetRules", "DayBudget", "NamedBudget", "TenantBudget", "WholeBudget"]

Most = Annotated[float, Field(ge=0, le=1e12)]
Number = Annotated[int, Field(ge=0, le=10**12)]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,126}$")]
TenantId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
_OF_ANOTHER_FORM = frozenset({"max_llm_usd_per_day", "max_agent_concurrency", "max_investigations_per_hour"})


class WholeBudget(Checked):
    """For as long as it lasts; what is not said has no limit, 0 allows nothing."""

    usd: Most | None = None
    tokens: Number | None = None
    calls: Number | None = None
    seconds: Most | None = None


class DayBudget(Checked):
    """For a day in UTC; what is not said has no limit, 0 allows nothing."""

    usd_per_day: Most | None = Field(default=None, validation_alias=AliasChoices("usd_per_day", "max_llm_usd_per_day"))
    tokens_per_day: Number | None = None
    calls_per_day: Number | None = None
    seconds_per_day: Most | None = None


class TenantBudget(DayBudget):
    """For everything a tenant does. `max_llm_usd_per_day`, `max_agent_concurrency` and `max_investigations_per_hour`
    mean the same as `usd_per_day`, `agents_at_once` and `investigations_per_hour`."""

    agents_at_once: Number | None = Field(
        default=None, validation_alias=AliasChoices("agents_at_once", "max_agent_concurrency")
    )
    investigations_per_hour: Number | None = Field(
        default=None, validation_alias=AliasChoices("investigations_per_hour", "max_investigations_per_hour")
    )
    investigations_at_once: Number | None = None


class NamedBudget(DayBudget):
    """For one agent or one tool, or for each of them."""

    at_once: Number | None = None


class BudgetRules(Checked):
    """One tree: the tenant's day, in it each case, in it each step. `agent` and `tool` are for each agent and tool by
    itself, `agents` and `tools` for named ones.

    A pack for several tenants says theirs under `tenants`, by id; an id may also stand beside the other keys when
    nothing but the three names that begin with `max_` is below it.
    """

    tenant: TenantBudget = TenantBudget()
    case: WholeBudget = WholeBudget()
    step: WholeBudget = WholeBudget()
    agent: NamedBudget = NamedBudget()
    tool: NamedBudget = NamedBudget()
    agents: dict[AgentName, NamedBudget] = Field(default_factory=dict)
    tools: dict[ToolName, NamedBudget] = Field(default_factory=dict)
    tenants: dict[TenantId, TenantBudget] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _tenants_beside_the_keys(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or not isinstance(given.get("tenants", {}), Mapping):
            return given
        beside = {key: value for key, value in given.items() if key not in cls.model_fields and _is_theirs(value)}
        if not beside:
            return given
        rest = {key: value for key, value in given.items() if key not in beside}
        return rest | {"tenants": {**beside, **given.get("tenants", {})}}


def _is_theirs(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and value.keys() <= _OF_ANOTHER_FORM
