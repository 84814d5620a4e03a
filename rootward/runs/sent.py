"""Sent: agent runs that somebody sends us, written beside our own; sent again, a run is a new revision.

A revision never changes. Every read takes the newest one (`rootward/runs/stored.py`), so its steps, calls and guardrail
events replace those before it at once, in the transaction that writes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from rootward.errors import Conflict
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, bulk_insert
from rootward.runs.fingerprint import shape_of, signature_of
from rootward.runs.model import AgentRun, Cost
from rootward.schema import agent_runs, agent_steps, guardrail_events, tool_calls

__all__ = ["Written", "digest_of", "write_run", "write_runs"]

_STEPS = (
    "tenant", "run_id", "revision", "seq", "step_id", "name", "status", "started_at", "ended_at", "latency_ms",
    "retries", "input_summary", "output_summary", "error_type", "error_message", "details",
)  # fmt: skip
_CALLS = (
    "tenant", "run_id", "revision", "call_id", "step_id", "tool_name", "tool_version", "schema_hash", "effect",
    "status", "args_json", "args_hash", "result_summary", "result_hash", "error_class", "error_message", "status_code",
    "started_at", "ended_at", "latency_ms", "retries", "cost_usd", "details",
)  # fmt: skip
_EVENTS = ("tenant", "run_id", "revision", "event_id", "step_id", "call_id", "type", "message", "created_at")
_ASKED_AT_ONCE, _MOST_COUNT = 500, 2**31 - 1
_NO_COST = Cost()
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a run: `is_new` says whether it is a revision of its own, or the same that lay there already."""

    run_id: str
    revision: int
    is_new: bool


def digest_of(run: AgentRun) -> str:
    """Of a cleaned run: the same content, the same digest."""
    return hashlib.sha256(msgspec.json.encode(run, order="sorted")).hexdigest()


def write_run(connection: Connection, tenant: str, run: AgentRun, *, seq: int) -> Written:
    """Write a cleaned run as its newest revision, visible from the change number `seq` on; nothing where the newest
    says the same. Raises Conflict for the id of one of our own runs."""
    (written,) = write_runs(connection, tenant, [run], seq=seq)
    return written


def write_runs(connection: Connection, tenant: str, runs: Sequence[AgentRun], *, seq: int) -> list[Written]:
    """Many runs with few statements, each as `write_run`; of two with one id the later is the newer revision."""
    newest = _newest(connection, tenant, [run.run_id for run in runs])
    written: list[Written] = []
    fresh: list[tuple[AgentRun, int, str]] = []
    for run in runs:
        revision, before, origin = newest.get(run.run_id, (0, "", "sent"))
        if origin != "sent":
            raise Conflict(f"run_id {run.run_id!r} is a run of Rootward's own", field="run_id", value=run.run_id)
        digest = digest_of(run)
        is_new = digest != before
        if is_new:
            revision += 1
            newest[run.run_id] = (revision, digest, "sent")
            fresh.append((run, revision, digest))
        written.append(Written(run_id=run.run_id, revision=revision, is_new=is_new))
    if fresh:
        rows = [_row(tenant, run, revision, digest, seq) for run, revision, digest in fresh]
        connection.execute(agent_runs.insert(), rows)
        _write_parts(connection, tenant, [(run, revision) for run, revision, _ in fresh])
    return written


def _newest(connection: Connection, tenant: str, run_ids: Sequence[str]) -> dict[str, tuple[int, str, str]]:
    """Revision, digest and origin of the newest revision of each run that is there."""
    found: dict[str, tuple[int, str, str]] = {}
    columns = (agent_runs.c.run_id, agent_runs.c.revision, agent_runs.c.digest, agent_runs.c.origin)
    for start in range(0, len(run_ids), _ASKED_AT_ONCE):
        asked = agent_runs.c.run_id.in_(run_ids[start : start + _ASKED_AT_ONCE])
        query = sa.select(*columns).where(agent_runs.c.tenant == tenant, asked).order_by(agent_runs.c.revision)
        for run_id, revision, digest, origin in connection.execute(query):
            found[run_id] = (int(revision), digest or "", origin)
    return found


def _row(tenant: str, run: AgentRun, revision: int, digest: str, seq: int) -> dict[str, object]:
    tools: list[JSON] = [asdict(tool) for tool in run.tools]
    return {
        "tenant": tenant, "run_id": run.run_id, "revision": revision, "origin": "sent", "kind": "agent",
        "case_id": None, "agent_name": run.agent_name, "agent_version": run.agent_version, "model": run.model,
        "environment": run.environment, "status": run.status, "input": {}, "error_type": run.error_type,
        "error_message": run.error_message, "trace_id": run.trace_id, "correlation_ids": [*run.correlation_ids],
        "cost": _plain_cost(run.cost) or {}, "created_at": clock.now_ns(), "started_at": run.started_at,
        "ended_at": run.ended_at, "lease_token": 0, "attempts": 0, "seq": seq, "digest": digest,
        "prompt_hash": run.prompt_hash, "details": {"task": run.task, "tools": tools},
        "signature": signature_of(run), "shape": shape_of(run), "tokens": _tokens(run.cost),
        "cost_usd": run.cost.total_cost_usd,
    }  # fmt: skip


def _write_parts(connection: Connection, tenant: str, runs: Sequence[tuple[AgentRun, int]]) -> None:
    """Steps and calls in their order; the unknown stays unknown (`details`, and 0 for a time)."""
    steps: list[tuple[Any, ...]] = [
        (tenant, run.run_id, revision, place, step.step_id, step.name, step.status, step.started_at or 0,
         step.ended_at, _fitting(step.latency_ms), _fitting(step.retries), step.input_summary, step.output_summary,
         step.error_type, step.error_message,
         _encode({"kind": step.kind, "agent": step.agent, "parent_id": step.parent_id, "model": step.model,
                  "finish_reason": step.finish_reason, "prompt_hash": step.prompt_hash,
                  "cost": _plain_cost(step.cost)}))
        for run, revision in runs for place, step in enumerate(run.steps, 1)
    ]  # fmt: skip
    calls: list[tuple[Any, ...]] = [
        (tenant, run.run_id, revision, call.call_id, call.step_id, call.tool_name, "", "", "unknown", call.status,
         _encode(call.args), call.args_hash, call.result_summary, "", call.error_class, call.error_message,
         call.status_code, call.started_at or 0, call.ended_at, _fitting(call.latency_ms),
         _fitting(call.retries), 0.0,
         _encode({"kind": call.kind, "result_count": call.result_count, "place": place}))
        for run, revision in runs for place, call in enumerate(run.tool_calls)
    ]  # fmt: skip
    events: list[tuple[Any, ...]] = [
        (tenant, run.run_id, revision, event.event_id, event.step_id, event.call_id, event.type, event.message,
         event.created_at or 0)
        for run, revision in runs for event in run.guardrail_events
    ]  # fmt: skip
    bulk_insert(connection, agent_steps, _STEPS, steps)
    bulk_insert(connection, tool_calls, _CALLS, calls)
    bulk_insert(connection, guardrail_events, _EVENTS, events)


def _fitting(count: int | None) -> int | None:
    """A span whose clock went wrong may last for years; the column holds 24 days."""
    return None if count is None else min(count, _MOST_COUNT)


def _plain_cost(cost: Cost) -> dict[str, JSON] | None:
    if cost == _NO_COST:
        return None
    return {
        "tokens_prompt": cost.tokens_prompt, "tokens_completion": cost.tokens_completion,
        "total_cost_usd": cost.total_cost_usd,
    }  # fmt: skip


def _tokens(cost: Cost) -> int | None:
    known = [count for count in (cost.tokens_prompt, cost.tokens_completion) if count is not None]
    return sum(known) if known else None
