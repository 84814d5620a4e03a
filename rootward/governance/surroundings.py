"""Surroundings: everything beside the action itself that guards look at, read in one transaction and frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rootward.governance.action import Effect
from rootward.governance.decision import Quorum
from rootward.governance.policy import Policy
from rootward.kit.canonical import JSON
from rootward.packs.guardrail_model import Guardrails

__all__ = ["Agreed", "DryRun", "Past", "Surroundings", "ToolNow", "Traffic"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolNow:
    """The tool as it is registered at this moment. `fault` says why arguments do not fit its closed schema, None when
    they do; `closed` why the tenant has it disabled or in quarantine. `previews`: it can say what it would do;
    `targeted`: it declares what it acts on."""

    schema_hash: str
    permission: str
    fault: Callable[[JSON], str | None]
    closed: str | None = None
    previews: bool = False
    targeted: bool = False
    rate_per_minute: int = 0
    concurrency: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """Something that was done before: an action that was let through, or a reading call of the same case or run."""

    tool: str
    effect: Effect
    targets: tuple[str, ...]
    at: int
    same_case: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """What goes on beside this action: calls of its tool in the last minute and now, to its busiest target in the last
    minute, actions of its run, and how often the run asked for exactly this before."""

    last_minute: int = 0
    running: int = 0
    target_last_minute: int = 0
    in_run: int = 0
    repeats: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class DryRun:
    """What the tool said it would do just now; `failed` is why it could not say so."""

    sha256: str = ""
    failed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """The approval that the action is bound to. `unusable` says why it does not count (any more), None when it does.
    `asked` is what people were asked about: each guard that held, with its rules; `quorum` how many had to agree."""

    approval_id: str
    unusable: str | None
    asked: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    quorum: Quorum = field(default_factory=Quorum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """`switches` are the kill switches that are engaged, each with its reason. `permissions` are what the requester
    may at this moment. `policy` is None where it cannot be read, and `policy_fault` says why. `breaker` and `budget`
    say why the tool is resting and what is used up. `recent` reaches as far back as the sequence rules do."""

    now: int
    policy: Policy | None
    guardrails: Guardrails | None
    tool: ToolNow | None
    tenant_active: bool = True
    switches: Mapping[str, str] = field(default_factory=dict)
    permissions: frozenset[str] = frozenset()
    case: Mapping[str, JSON] = field(default_factory=dict)
    recent: tuple[Past, ...] = ()
    traffic: Traffic = field(default_factory=Traffic)
    breaker: str | None = None
    budget: str | None = None
    dry_run: DryRun | None = None
    approval: Agreed | None = None
    policy_fault: str = ""
