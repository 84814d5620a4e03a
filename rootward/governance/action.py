"""Action: one exact thing to be done outside: by which tool, with which arguments, to what, for whom, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rootward.audit.entry import Actor, ActorKind, Risk
from rootward.governance.decision import Quorum
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.provenance import Origin

__all__ = [
    "ACTION_STATES", "ENDED", "PLAYBOOK", "TOOL", "Action", "ActionState", "Amounts", "Effect", "Requester", "Risk",
    "idempotency_key", "riskier",
]  # fmt: skip

TOOL = "tool"
"""The bus topic that carries actions: {"action_id"}. Sent when one is requested, approved, denied or given up."""

PLAYBOOK = "playbook"
"""The bus topic that carries playbook runs: {"playbook_run_id"}. Sent when one begins or what it waits for came."""

Effect: TypeAlias = Literal["read", "idempotent", "non_idempotent", "destructive"]
ActionState: TypeAlias = Literal["requested", "held", "running", "succeeded", "failed", "denied", "unknown"]

ACTION_STATES: tuple[ActionState, ...] = (
    "requested", "held", "running", "succeeded", "failed", "denied", "unknown",
)  # fmt: skip
ENDED: frozenset[ActionState] = frozenset({"succeeded", "failed", "denied"})
"""These never change. `unknown` waits for a person, who says whether it succeeded or failed."""

_RISKS: tuple[Risk, ...] = ("low", "medium", "high", "critical")


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """Who asks. An agent asks on behalf of the person who started it (principal id) or of nobody, and has no more
    rights than both have: `permissions` is that intersection, as it was when it asked."""

    id: str
    name: str
    kind: ActorKind
    role: str
    auth: str
    agent: str | None = None
    on_behalf_of: str | None = None
    permissions: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        return Actor(id=self.id, kind=self.kind, auth=self.auth)


@dataclass(frozen=True, kw_only=True, slots=True)
class Amounts:
    """What an action may use at most; reserved before, settled after."""

    usd: float = 0.0
    tokens: int = 0
    calls: int = 1
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """`arguments` hold references to secrets, never secrets. `targets` are canonical references of what is acted on
    (`deployment:shop/checkout`). `provenance` maps JSON pointers of argument leaves to origins. `sensitive` are
    pointers whose values decide what is hit. `hosts` are those that the tool may reach; `rollback` names the tool that
    takes it back, '' when nothing does."""

    tenant: str
    action_id: str
    tool: str
    tool_version: str
    schema_hash: str
    effect: Effect
    risk: Risk
    arguments: dict[str, JSON]
    targets: tuple[str, ...]
    provenance: Mapping[str, tuple[Origin, ...]]
    sensitive: tuple[str, ...] = ()
    requester: Requester
    reason: str
    idempotency_key: str
    case_id: str | None = None
    run_id: str | None = None
    step_id: str | None = None
    hosts: tuple[str, ...] = ()
    rollback: str = ""
    most: Amounts = field(default_factory=Amounts)
    dry_run_sha256: str | None = None
    confidence: float | None = None
    """Of the report that proposes it; computed, never a model's."""
    needs: Quorum | None = None
    """People who must agree whatever the policy allows, because whoever asks wants that."""
    replaces: str | None = None
    """The action whose arguments were amended into these: who stands behind that one stands behind this one too."""

    @property
    def args_sha256(self) -> str:
        return sha256_hex(self.arguments)


def idempotency_key(tenant: str, origin: str, tool: str, arguments: dict[str, JSON]) -> str:
    """`act_` + 40 hex digits of a hash over the tenant, what caused it (`run/step`, a client's key) and what exactly is
    to be done, whichever attempt it is: a second request for the same effect is recognised as the same."""
    body: dict[str, JSON] = {"tenant": tenant, "origin": origin, "tool": tool, "arguments": arguments}
    return "act_" + sha256_hex(body)[:40]


def riskier(one: Risk, other: Risk) -> Risk:
    return max(one, other, key=_RISKS.index)
