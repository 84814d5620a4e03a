"""Packs as they are answered: versions, differences, the policy that decides, connections."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.events.presence import Presence
from rootward.governance.action import Effect
from rootward.packs.connection import ConnectionKind
from rootward.packs.lines import LineKind

__all__ = [
    "Connection", "ConnectionList", "ConnectionTried", "DiffLine", "EffectivePack", "KeptPack", "PackDifference",
    "Packs", "Policy", "Simulated",
]  # fmt: skip
Says = Literal["allow", "hold", "deny"]


class PackVersion(TypedDict):
    name: str
    version: str
    digest: str
    loaded_at: str
    active: bool


class PackActivation(TypedDict):
    name: str
    digest: str
    position: int
    activated_at: str
    activated_by: str


class Packs(TypedDict):
    """Every stored version, and which are active, lowest overlay first."""

    versions: list[PackVersion]
    active: list[PackActivation]


class EffectivePack(TypedDict):
    """The active packs laid over each other, as `docs/reference` describes them."""

    digest: str
    body: dict[str, Any]


class KeptPack(TypedDict):
    name: str
    version: str
    digest: str
    warnings: list[str]


class ChangedPath(TypedDict):
    path: str
    before: Any
    after: Any


class DiffLine(TypedDict):
    """`before` and `after` are its numbers in the two texts, null on the side where it is not."""

    kind: LineKind
    text: str
    before: int | None
    after: int | None


class DiffPart(TypedDict):
    """A named item, or a setting with what is beneath it, as YAML, line by line."""

    path: str
    lines: list[DiffLine]


class PackDifference(TypedDict):
    """Paths of single values, and `parts`: the same as one reads it, item by item."""

    added: list[str]
    removed: list[str]
    changed: list[ChangedPath]
    parts: list[DiffPart]


class ApprovalNeed(TypedDict):
    people: int
    roles: list[str]
    due: str
    expires: str


class PolicyRule(TypedDict):
    """Where `when` holds for a tool that fits, `effect` is said, and `message` why."""

    id: str
    tools: list[str]
    effects: list[Effect]
    when: str
    effect: Says
    message: str
    approval: ApprovalNeed
    fallback: bool


class ToolPolicy(TypedDict):
    allowed_roles: list[str]
    require_approval: bool | None
    rate_limit_per_minute: int


class Policies(TypedDict):
    rules: list[PolicyRule]
    tools: dict[str, ToolPolicy]


class AllowList(TypedDict):
    name: str
    tools: list[str]
    agents: list[str]
    targets: list[str]
    width: int


class Matching(TypedDict):
    tools: list[str]
    effects: list[Effect]
    targets: list[str]


class SequenceRule(TypedDict):
    name: str
    after: Matching
    then: Matching
    within: str
    among: Literal["case", "tenant"]
    effect: Literal["hold", "deny"]
    message: str


class ProvenanceRule(TypedDict):
    telemetry: Says
    free_text: Says
    retrieved: Says
    model: Says


class GuardrailLimits(TypedDict):
    targets: int
    actions_in_run: int
    repeats_in_run: int
    per_target_per_minute: int


class Guardrails(TypedDict):
    allow: list[AllowList]
    block: list[str]
    hosts: list[str]
    sequences: list[SequenceRule]
    provenance: ProvenanceRule
    limits: GuardrailLimits


class Policy(TypedDict):
    """The rules and guardrails of the active packs together."""

    pack: str
    version: str
    sha256: str
    policies: Policies
    guardrails: Guardrails


class Differs(TypedDict):
    """An action that the rules would have decided otherwise; `people` before and after."""

    action_id: str
    tool: str
    targets: list[str]
    created_at: str
    before: Says
    before_why: str
    after: Says
    after_why: str
    rule_ids: list[str]
    people: list[int]


class Simulated(TypedDict):
    """`counts` are actions by `before -> after`; `more`: there were more than were looked at."""

    actions: int
    more: bool
    counts: dict[str, int]
    rules: dict[str, int]
    differs: list[Differs]
    days: int
    before_sha256: str
    after_sha256: str


class Connection(TypedDict):
    """A live source or service; what was left to the defaults is left out. Secrets are references."""

    name: str
    kind: ConnectionKind
    url: str
    token: NotRequired[str]
    username: NotRequired[str]
    password: NotRequired[str]
    authority: NotRequired[str]
    secret: NotRequired[str]
    sender: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    timeout: NotRequired[str]
    labels: NotRequired[dict[str, list[str]]]
    select: NotRequired[list[str]]
    metrics: NotRequired[list[str]]
    resolution: NotRequired[str]


class ConnectionList(TypedDict):
    items: list[Connection]


class ConnectionTried(TypedDict):
    name: str
    kind: ConnectionKind
    presence: Presence
    answers: bool
    detail: str
    found: dict[str, Any]
