"""Evidence for an auditor: a sample of what was done outside, each with who asked and approved, and a proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from rootward.audit import signing
from rootward.audit.entry import Record
from rootward.audit.prove import prove
from rootward.audit.search import find_outcome, intents
from rootward.errors import BadInput
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.schema import actions

__all__ = ["evidence", "sampled"]

_MOST = 1000


def evidence(
    connection: Connection, tenant: str, *, since: int | None, until: int | None, sample: int, seed: str = ""
) -> dict[str, JSON]:
    """`sample` of the intents stated in [since, until) (ns), in order. The same seed takes the same ones of the same
    log, so that whoever doubts the choice can repeat it; the auditor brings the seed.

    Raises BadInput for a sample of none or of more than a thousand.
    """
    if not 1 <= sample <= _MOST:
        raise BadInput(f"a sample has 1 to {_MOST} items, not {sample}", field="sample", value=sample)
    found = list(intents(connection, tenant, since=since, until=until))
    chosen = sampled(found, sample, seed)
    return {
        "tenant": tenant,
        "population": len(found),
        "sample": len(chosen),
        "seed": seed,
        "checkpoint": signing.newest(connection, tenant),
        "items": [_item(connection, tenant, record) for record in chosen],
    }


def sampled(records: Iterable[Record], count: int, seed: str) -> list[Record]:
    """Those whose ids hash lowest with the seed, in the order of the log. Pure."""

    def place(record: Record) -> bytes:
        return hashlib.sha256(f"{seed}\x00{record.entry_id}".encode()).digest()

    return sorted(sorted(records, key=place)[:count], key=lambda record: record.seq)


def _item(connection: Connection, tenant: str, intent: Record) -> dict[str, JSON]:
    ended = find_outcome(connection, tenant, intent)
    arguments = _arguments(connection, tenant, intent)
    return {
        "seq": intent.seq,
        "action": intent.action,
        "on": intent.resource,
        "asked_by": msgspec.to_builtins(intent.actor),
        "on_behalf_of": intent.on_behalf_of,
        "approved_by": list(intent.approvers),
        "approvals": list(intent.approval_ids),
        "decision": intent.decision,
        "rules": list(intent.rule_ids),
        "policy_sha256": intent.policy_sha256,
        "risk": intent.risk,
        "tool": intent.tool,
        "arguments": arguments,
        "args_sha256": intent.args_sha256,
        "arguments_match": None if arguments is None else sha256_hex(arguments) == intent.args_sha256,
        "at": intent.ts,
        "outcome": "open" if ended is None else ended.outcome,
        "ended_at": None if ended is None else ended.ts,
        "result_sha256": None if ended is None else ended.result_sha256,
        "proof": prove(connection, tenant, intent.seq),
        "outcome_proof": None if ended is None else prove(connection, tenant, ended.seq),
    }


def _arguments(connection: Connection, tenant: str, intent: Record) -> Any:
    """Exactly those of the action; None where the intent is of something else, or the action is gone."""
    if intent.idempotency_key is None:
        return None
    columns = actions.c
    query = sa.select(columns.arguments).where(
        columns.tenant == tenant, columns.idempotency_key == intent.idempotency_key
    )
    return connection.execute(query).scalar()
