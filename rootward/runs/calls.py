"""Tool calls and steps of a run: how they are written and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry, Outcome
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, insert_new
from rootward.schema import agent_steps, tool_calls

__all__ = ["CallRecord", "calls_of", "steps_of", "write_calls"]

CallStatus = Literal["succeeded", "failed", "denied"]
_OUTCOMES: dict[CallStatus, Outcome | None] = {"succeeded": "succeeded", "failed": "failed", "denied": None}


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRecord:
    """One tool call as it is kept: arguments after redaction, a summary and a hash of what came back."""

    call_id: str
    tool_name: str
    tool_version: str
    schema_hash: str
    effect: str
    status: CallStatus
    args_json: dict[str, JSON]
    args_hash: str
    result_summary: str
    result_hash: str
    started_at: int
    ended_at: int
    latency_ms: int
    cost_usd: float = 0.0
    retries: int = 0
    error_class: str | None = None
    error_message: str | None = None
    status_code: int | None = None


def write_calls(
    connection: Connection, tenant: str, run_id: str, revision: int, step_id: str, calls: Sequence[CallRecord], *,
    actor: str,
) -> None:  # fmt: skip
    """Keep the calls of a step and put each on the audit log, in the transaction that records the step."""
    where = {"tenant": tenant, "run_id": run_id, "revision": revision, "step_id": step_id}
    insert_new(connection, tool_calls, [where | asdict(call) for call in calls])
    for call in calls:
        entry = AuditEntry(
            actor=Actor(id=actor, kind="agent", auth="internal"), action="tool.call", resource=f"run:{run_id}",
            tool=call.tool_name, tool_schema=call.schema_hash, args_sha256=call.args_hash,
            decision="deny" if call.status == "denied" else "allow", reason=call.error_message,
            outcome=_OUTCOMES[call.status], result_sha256=call.result_hash or None,
        )  # fmt: skip
        audit.append(connection, tenant, entry)


def steps_of(connection: Connection, tenant: str, run_id: str) -> list[dict[str, JSON]]:
    """The steps of a run in order, without their outputs."""
    columns = [column for column in agent_steps.c if column.name not in ("tenant", "output")]
    query = sa.select(*columns).where(agent_steps.c.tenant == tenant, agent_steps.c.run_id == run_id)
    return [dict(row) for row in connection.execute(query.order_by(agent_steps.c.seq)).mappings()]


def calls_of(connection: Connection, tenant: str, run_id: str) -> list[dict[str, JSON]]:
    """The tool calls of a run in the order in which they began."""
    columns = [column for column in tool_calls.c if column.name != "tenant"]
    query = sa.select(*columns).where(tool_calls.c.tenant == tenant, tool_calls.c.run_id == run_id)
    rows = connection.execute(query.order_by(tool_calls.c.started_at, tool_calls.c.call_id)).mappings()
    return [dict(row) for row in rows]
