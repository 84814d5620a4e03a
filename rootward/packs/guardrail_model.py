"""Guardrail: limits of a pack that hold whatever a policy allows: what may be acted on, how much at once, and in what
order."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rootward.packs.patterns import Pattern
from rootward.packs.policy_model import PolicyEffect, ToolEffect
from rootward.packs.values import Checked, Duration, Name, Text, only_once

__all__ = ["AllowList", "Guardrails", "Limits", "Matching", "ProvenanceRule", "SequenceRule"]

_ANY: tuple[str, ...] = ("**",)


class AllowList(Checked):
    """What these tools in the hands of these agents may act on: each target must fit one of `targets`. Where several
    lists are for the same tool and agent, any of them may name it. `agents` are agents' names; what a person asks for
    has the agent `person`. `width` is how many targets one action may have."""

    name: Name
    tools: tuple[Pattern, ...] = Field(default=_ANY, min_length=1)
    agents: tuple[Pattern, ...] = Field(default=_ANY, min_length=1)
    targets: tuple[Pattern, ...] = Field(min_length=1)
    width: int = Field(default=0, ge=0, le=1000)


class Matching(Checked):
    """Actions of which tools, with which effects, on which targets; any of the targets suffices."""

    tools: tuple[Pattern, ...] = Field(default=_ANY, min_length=1)
    effects: tuple[ToolEffect, ...] = ()
    targets: tuple[Pattern, ...] = _ANY


class SequenceRule(Checked):
    """After one action another is held or denied, `within` a time: for the same case or run, or in the whole tenant."""

    name: Name
    after: Matching
    then: Matching
    within: Duration = "1h"
    among: Literal["case", "tenant"] = "tenant"
    effect: Literal["hold", "deny"] = "deny"
    message: Text


class ProvenanceRule(Checked):
    """What follows when an argument that decides what is hit comes from a source nobody of the tenant vouches for."""

    telemetry: PolicyEffect = "allow"
    free_text: PolicyEffect = "hold"
    retrieved: PolicyEffect = "hold"
    model: PolicyEffect = "hold"


class Limits(Checked):
    """How much: targets of one action, actions of one run, the same action again in one run (a planner that goes in
    circles), and calls to one target a minute (0: no limit)."""

    targets: int = Field(default=10, ge=1, le=1000)
    actions_in_run: int = Field(default=100, ge=1, le=100_000)
    repeats_in_run: int = Field(default=3, ge=1, le=1000)
    per_target_per_minute: int = Field(default=0, ge=0, le=100_000)


class Guardrails(Checked):
    """`block` are targets that nothing may act on, whatever a list allows. `hosts` are those that tools may reach
    beside the tenant's connections (`host` or `host:port`, with stars); empty: those that the tools declare."""

    allow: tuple[AllowList, ...] = ()
    block: tuple[Pattern, ...] = ()
    hosts: tuple[Pattern, ...] = ()
    sequences: tuple[SequenceRule, ...] = ()
    provenance: ProvenanceRule = ProvenanceRule()
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        only_once(item.name for item in self.allow)
        only_once(item.name for item in self.sequences)
        return self
