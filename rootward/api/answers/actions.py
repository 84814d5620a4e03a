"""Actions as they are answered: one exact thing that is done, who asks, what the guards said, how it ended."""

from __future__ import annotations

from typing import Any, TypedDict

from rootward.governance.action import ActionState

__all__ = ["Action", "ActionPage"]


class Requester(TypedDict):
    id: str
    name: str
    kind: str
    role: str
    agent: str | None
    on_behalf_of: str | None


class Quorum(TypedDict):
    """How many people with which roles have to agree, until when it is due, and when it expires."""

    people: int
    roles: list[str]
    due_s: float
    expires_s: float


class Word(TypedDict):
    """What one guard said."""

    guard: str
    answer: str
    reason: str
    rule_ids: list[str]
    quorum: Quorum | None


class Decision(TypedDict):
    answer: str
    guard: str
    reason: str
    words: list[Word]
    rule_ids: list[str]
    policy_sha256: str
    quorum: Quorum | None


class KeptDryRun(TypedDict):
    """`at` in ns."""

    sha256: str
    summary: str
    value: Any
    at: int


class Action(TypedDict):
    """`provenance` says of arguments, by JSON pointer, where their values came from."""

    action_id: str
    state: ActionState
    tool: str
    tool_version: str
    effect: str
    risk: str
    arguments: dict[str, Any]
    targets: list[str]
    provenance: dict[str, list[str]]
    requester: Requester
    case_id: str | None
    run_id: str | None
    step_id: str | None
    reason: str
    idempotency_key: str
    rollback: str
    confidence: float | None
    decision: Decision | None
    approval_id: str | None
    attempts: int
    result: dict[str, Any] | None
    result_summary: str
    result_sha256: str
    error_class: str | None
    error_message: str | None
    status_code: int | None
    cost_usd: float
    resolved_by: str | None
    dry_run: KeptDryRun | None
    policy_sha256: str | None
    args_sha256: str
    created_at: str
    started_at: str | None
    ended_at: str | None


class ActionPage(TypedDict):
    items: list[Action]
    next: str | None
