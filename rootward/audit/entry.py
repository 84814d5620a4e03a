"""An audit entry: who did or was refused what, to which thing, under which rule; and its one form in bytes.

`AuditEntry` is what a caller states. The log adds its id, the sequence number, the time and the tenant, and keeps the
result as canonical JSON: sorted keys, no floats, no whole numbers beyond 2^53 (both become strings, because other
readers round them), every field present, null where absent. Those bytes are what is hashed. `Record` reads them back.
Secrets never stand in an entry: callers give digests, keyed hashes and salted commitments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

from rootward.errors import BadInput, BadSyntax, TooLarge
from rootward.kit import clock
from rootward.kit.canonical import JSON, canonical

__all__ = [
    "Actor",
    "ActorKind",
    "AuditEntry",
    "Decision",
    "Outcome",
    "Record",
    "Risk",
    "content",
    "parse",
    "seal",
    "stamp",
]

ActorKind: TypeAlias = Literal["human", "agent", "service"]
Decision: TypeAlias = Literal["allow", "hold", "deny"]
Outcome: TypeAlias = Literal["succeeded", "failed", "unknown"]
Risk: TypeAlias = Literal["low", "medium", "high", "critical"]

FORMAT = 1
MAX_BYTES = 64 * 1024
_LARGEST_WHOLE = 2**53 - 1
_ACTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acted, and how that was established (`token:tok_…`, `loopback`, `console`)."""

    id: str
    kind: ActorKind
    auth: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """One statement for the log; what does not apply stays None or empty."""

    actor: Actor
    action: str  # dotted: token.created, tool.call.intent
    resource: str  # kind:id
    entry_id: str = field(default_factory=lambda: clock.new_id("aud"))
    on_behalf_of: str | None = None
    tool: str | None = None
    tool_schema: str | None = None  # version or hash of the schema the arguments were checked against
    args_sha256: str | None = None
    idempotency_key: str | None = None
    policy_sha256: str | None = None
    rule_ids: tuple[str, ...] = ()
    decision: Decision | None = None
    reason: str | None = None
    approval_ids: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    risk: Risk | None = None
    provenance: tuple[str, ...] = ()
    budget_before: Mapping[str, JSON] | None = None
    budget_after: Mapping[str, JSON] | None = None
    trace_id: str | None = None
    intent: str | None = None  # entry_id of the intent that this outcome belongs to
    outcome: Outcome | None = None
    result_sha256: str | None = None
    commitments: Mapping[str, str] = field(default_factory=dict)  # name -> salted hash of an erasable payload
    facts: Mapping[str, JSON] = field(default_factory=dict)  # small details; never a secret, never a payload


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry as it lies in the log."""

    v: int
    log_id: str
    seq: int
    ts: str
    tenant: str
    entry_id: str
    actor: Actor
    on_behalf_of: str | None
    action: str
    resource: str
    tool: str | None
    tool_schema: str | None
    args_sha256: str | None
    idempotency_key: str | None
    policy_sha256: str | None
    rule_ids: tuple[str, ...]
    decision: Decision | None
    reason: str | None
    approval_ids: tuple[str, ...]
    approvers: tuple[str, ...]
    risk: Risk | None
    provenance: tuple[str, ...]
    budget_before: dict[str, object] | None
    budget_after: dict[str, object] | None
    trace_id: str | None
    intent: str | None
    outcome: Outcome | None
    result_sha256: str | None
    commitments: dict[str, str]
    facts: dict[str, object]


def content(entry: AuditEntry, at: int) -> dict[str, JSON]:
    """What `entry`, stated at `at` nanoseconds, becomes in the log, but for the log's own fields.

    Raises BadInput for an action or a resource that cannot be searched for.
    """
    if not _ACTION.fullmatch(entry.action):
        raise BadInput(f"{entry.action!r} is not a dotted action", field="action", value=entry.action)
    if not entry.resource:
        raise BadInput("an audit entry needs a resource", field="resource", value="")
    actor = entry.actor
    return {
        "v": FORMAT,
        "ts": stamp(at),
        "entry_id": entry.entry_id,
        "actor": {"id": actor.id, "kind": actor.kind, "auth": actor.auth},
        "on_behalf_of": entry.on_behalf_of,
        "action": entry.action,
        "resource": entry.resource,
        "tool": entry.tool,
        "tool_schema": entry.tool_schema,
        "args_sha256": entry.args_sha256,
        "idempotency_key": entry.idempotency_key,
        "policy_sha256": entry.policy_sha256,
        "rule_ids": list(entry.rule_ids),
        "decision": entry.decision,
        "reason": entry.reason,
        "approval_ids": list(entry.approval_ids),
        "approvers": list(entry.approvers),
        "risk": entry.risk,
        "provenance": list(entry.provenance),
        "budget_before": None if entry.budget_before is None else _exact(dict(entry.budget_before)),
        "budget_after": None if entry.budget_after is None else _exact(dict(entry.budget_after)),
        "trace_id": entry.trace_id,
        "intent": entry.intent,
        "outcome": entry.outcome,
        "result_sha256": entry.result_sha256,
        "commitments": dict(entry.commitments),
        "facts": _exact(dict(entry.facts)) if entry.facts else {},
    }


def seal(content: Mapping[str, JSON], *, log_id: str, tenant: str, seq: int) -> bytes:
    """The bytes that are stored and hashed. Raises BadInput for text that is not Unicode, TooLarge beyond 64 KiB."""
    try:
        data = canonical({**content, "log_id": log_id, "tenant": tenant, "seq": seq})
    except UnicodeEncodeError as error:
        raise BadInput(f"an audit entry holds text that is not Unicode: {error.object!r}", field="entry") from error
    if len(data) > MAX_BYTES:
        raise TooLarge(f"an audit entry may have {MAX_BYTES} bytes, this one has {len(data)}", field="entry")
    return data


def parse(data: bytes) -> Record:
    """Read stored bytes. Raises BadSyntax when they are not an entry of the known format."""
    try:
        record = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSyntax(f"these bytes are not an audit entry: {error}", field="entry") from error
    if record.v != FORMAT:
        raise BadSyntax(f"audit entries of format {record.v} are not known", field="v", value=record.v)
    return record


def stamp(ns: int) -> str:
    """The text of a time as entries state it: RFC 3339 in UTC."""
    seconds, rest = divmod(ns, 1_000_000_000)
    return _second(seconds) + (f".{rest:09d}".rstrip("0") + "Z" if rest else "Z")


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    """Neighbours share their second, and formatting it would be a third of the cost of checking an entry."""
    return clock.format_ns(seconds * 1_000_000_000).removesuffix("Z")


def _exact(value: JSON) -> JSON:
    """The same value with what JSON readers round (floats, large whole numbers) as text."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST_WHOLE):
        return repr(value)
    return value


_decoder = msgspec.json.Decoder(Record)
