"""The audit log as it is answered: entries, what verifying came to, proofs, keys and witnesses."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from rootward.audit.check import FaultKind
from rootward.audit.verify import Status

__all__ = [
    "AuditEvidence", "AuditKeyList", "AuditPage", "ConsistencyProof", "HashedValue", "InclusionProof", "Verification",
    "WitnessList",
]  # fmt: skip


class AuditActor(TypedDict):
    id: str
    kind: str
    auth: str


class AuditEntry(TypedDict):
    """An entry as it lies in the log."""

    v: int
    log_id: str
    seq: int
    ts: str
    tenant: str
    entry_id: str
    actor: AuditActor
    on_behalf_of: str | None
    action: str
    resource: str
    tool: str | None
    tool_schema: str | None
    args_sha256: str | None
    idempotency_key: str | None
    policy_sha256: str | None
    rule_ids: list[str]
    decision: str | None
    reason: str | None
    approval_ids: list[str]
    approvers: list[str]
    risk: str | None
    provenance: list[str]
    budget_before: dict[str, Any] | None
    budget_after: dict[str, Any] | None
    trace_id: str | None
    intent: str | None
    outcome: str | None
    result_sha256: str | None
    commitments: dict[str, str]
    facts: dict[str, Any]


class AuditPage(TypedDict):
    """`next` is the number before which the older ones stand."""

    items: list[AuditEntry]
    next: int | None


class OpenIntent(TypedDict):
    seq: int
    entry_id: str
    action: str
    at: str


class Verification(TypedDict):
    """What verifying came to; `bad_seq` is the first entry that is wrong."""

    status: Status
    tenant: str
    log_id: str
    size: int
    root: str
    checked: int
    signed_to: int
    witnessed_to: int
    open_intents: int
    oldest_open: list[OpenIntent]
    kind: FaultKind | None
    bad_seq: int | None
    bad_until: int | None
    message: str
    exit_code: int


class WitnessLag(TypedDict):
    """Who keeps copies of the checkpoints, and how far it is behind."""

    witness: str
    size: int
    behind: int
    behind_s: float | None
    at: str | None
    failures: int
    error: str


class WitnessList(TypedDict):
    items: list[WitnessLag]


class AuditKey(TypedDict):
    key_id: str
    since: str
    public: str
    signs: bool


class AuditKeyList(TypedDict):
    items: list[AuditKey]


class InclusionProof(TypedDict):
    """That an entry is in the log."""

    kind: Literal["inclusion"]
    origin: str
    size: int
    root: str
    seq: int
    leaf_index: int
    entry: str
    path: list[str]
    note: str | None


class ConsistencyProof(TypedDict):
    """That the log of the new size continues that of the old one."""

    kind: Literal["consistency"]
    origin: str
    old_size: int
    old_root: str
    new_size: int
    new_root: str
    path: list[str]


class SampledIntent(TypedDict):
    """Something that was done outside: who asked, who approved, exactly what, when, how it ended, and proofs."""

    seq: int
    action: str
    on: str
    asked_by: AuditActor
    on_behalf_of: str | None
    approved_by: list[str]
    approvals: list[str]
    decision: str | None
    rules: list[str]
    policy_sha256: str | None
    risk: str | None
    tool: str | None
    arguments: dict[str, Any] | None
    args_sha256: str | None
    arguments_match: bool | None
    at: str
    outcome: str | None
    ended_at: str | None
    result_sha256: str | None
    proof: InclusionProof
    outcome_proof: InclusionProof | None


class AuditEvidence(TypedDict):
    tenant: str
    population: int
    sample: int
    seed: str
    checkpoint: str | None
    items: list[SampledIntent]


class HashedValue(TypedDict):
    hash: str
