"""Stored: agent runs read back as values, ours and those that were sent; always the newest revision.

With `as_of` the newest that was visible at that change number, so that what an investigation read can be read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit.db import Connection
from rootward.runs.model import AgentRun, Cost, GuardrailEvent, Step, ToolCall, ToolDefinition
from rootward.schema import agent_runs, agent_steps, guardrail_events, tool_calls

__all__ = ["find_row", "newest_only", "read_run", "run_of"]

_STATUS = {"succeeded": "success", "failed": "failure", "denied": "failure", "queued": "running",
           "requested": "running"}  # fmt: skip
"""The words of our own recorder, in those of a run."""


def newest_only(tenant: str, *, as_of: int | None = None) -> sa.ColumnElement[bool]:
    """The condition that a row of agent_runs is the newest revision of its run."""
    later = agent_runs.alias("later")
    query = sa.select(later.c.revision).where(
        later.c.tenant == tenant, later.c.run_id == agent_runs.c.run_id, later.c.revision > agent_runs.c.revision
    )
    if as_of is None:
        return ~sa.exists(query)
    seen = sa.or_(agent_runs.c.seq.is_(None), agent_runs.c.seq <= as_of)
    return sa.and_(seen, ~sa.exists(query.where(later.c.seq <= as_of)))


def find_row(connection: Connection, tenant: str, run_id: str, *, as_of: int | None = None) -> sa.RowMapping:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(agent_runs).where(agent_runs.c.tenant == tenant, agent_runs.c.run_id == run_id)
    if as_of is not None:
        query = query.where(sa.or_(agent_runs.c.seq.is_(None), agent_runs.c.seq <= as_of))
    row = connection.execute(query.order_by(agent_runs.c.revision.desc()).limit(1)).mappings().first()
    if row is None:
        raise NotFound(f"there is no agent run {run_id!r}", field="run_id", value=run_id)
    return row


def read_run(connection: Connection, tenant: str, run_id: str, *, as_of: int | None = None) -> AgentRun:
    """Raises NotFound."""
    return run_of(connection, tenant, find_row(connection, tenant, run_id, as_of=as_of))


def run_of(connection: Connection, tenant: str, row: sa.RowMapping) -> AgentRun:
    """The whole run of a row of agent_runs."""
    steps = _parts(connection, tenant, agent_steps, row).order_by(agent_steps.c.seq)
    calls = [_call(part) for part in connection.execute(_parts(connection, tenant, tool_calls, row)).mappings()]
    calls.sort(key=lambda item: item[0])
    events = _parts(connection, tenant, guardrail_events, row).order_by(
        guardrail_events.c.created_at, guardrail_events.c.event_id
    )
    details: dict[str, Any] = row["details"] or {}
    return AgentRun(
        run_id=row["run_id"], agent_name=row["agent_name"], agent_version=row["agent_version"], model=row["model"],
        environment=row["environment"], status=_STATUS.get(row["status"], row["status"]),
        task=details.get("task", ""), error_type=row["error_type"], error_message=row["error_message"],
        trace_id=row["trace_id"], correlation_ids=tuple(row["correlation_ids"]), prompt_hash=row["prompt_hash"],
        started_at=row["started_at"], ended_at=row["ended_at"],
        steps=tuple(_step(part) for part in connection.execute(steps).mappings()),
        tool_calls=tuple(call for _, call in calls),
        guardrail_events=tuple(_event(part) for part in connection.execute(events).mappings()),
        tools=tuple(msgspec.convert(details.get("tools", []), Sequence[ToolDefinition])), cost=_cost(row["cost"]),
    )  # fmt: skip


def _parts(connection: Connection, tenant: str, table: sa.Table, row: sa.RowMapping) -> sa.Select[Any]:
    return sa.select(table).where(
        table.c.tenant == tenant, table.c.run_id == row["run_id"], table.c.revision == row["revision"]
    )


def _step(row: sa.RowMapping) -> Step:
    details: dict[str, Any] = row["details"] or {}
    return Step(
        step_id=row["step_id"], name=row["name"], kind=details.get("kind", "step"),
        status=_STATUS.get(row["status"], row["status"]), agent=details.get("agent", ""),
        parent_id=details.get("parent_id"), started_at=row["started_at"] or None, ended_at=row["ended_at"],
        latency_ms=row["latency_ms"], retries=row["retries"], input_summary=row["input_summary"],
        output_summary=row["output_summary"], error_type=row["error_type"], error_message=row["error_message"],
        model=details.get("model"), finish_reason=details.get("finish_reason"),
        prompt_hash=details.get("prompt_hash"), cost=_cost(details.get("cost")),
    )  # fmt: skip


def _call(row: sa.RowMapping) -> tuple[tuple[Any, ...], ToolCall]:
    """The call, and what puts it in its place: as it was sent, or in the order in which ours began."""
    details: dict[str, Any] = row["details"] or {}
    return (details.get("place", 0), row["started_at"], row["call_id"]), ToolCall(
        call_id=row["call_id"], step_id=row["step_id"], tool_name=row["tool_name"], kind=details.get("kind", "tool"),
        status=_STATUS.get(row["status"], row["status"]), args=row["args_json"], args_hash=row["args_hash"],
        result_summary=row["result_summary"], result_count=details.get("result_count"),
        error_class=row["error_class"], error_message=row["error_message"], status_code=row["status_code"],
        started_at=row["started_at"] or None, ended_at=row["ended_at"], latency_ms=row["latency_ms"],
        retries=row["retries"],
    )  # fmt: skip


def _event(row: sa.RowMapping) -> GuardrailEvent:
    return GuardrailEvent(
        event_id=row["event_id"], type=row["type"], message=row["message"], step_id=row["step_id"],
        call_id=row["call_id"], created_at=row["created_at"] or None,
    )  # fmt: skip


def _cost(stored: dict[str, Any] | None) -> Cost:
    return Cost(**stored) if stored else Cost()
