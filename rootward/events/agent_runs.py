"""Agent runs as they come in: stored as runs, and a failed one also as an event, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from rootward.events.ingest import Ingestor
from rootward.events.model import Event, Received
from rootward.kit import clock, metrics
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.runs.clean import cleaned
from rootward.runs.fingerprint import signature_of
from rootward.runs.model import AgentRun
from rootward.runs.sent import Written, digest_of, write_runs

__all__ = ["FAILED_RUN", "SOURCE", "event_of", "ingest_id_of", "take_runs"]

log = structlog.get_logger()

FAILED_RUN = "AgentRunFailed"
SOURCE = "agent_runs"
_FAILED = frozenset({"failure", "timeout"})


async def take_runs(ingestor: Ingestor, tenant: str, runs: Sequence[AgentRun]) -> list[Written]:
    """Redact, shorten and store the runs; answered when they are durable, all of them or none.

    A failed run is an event too, so that the rules of the pack may make a case of it; the same run again is neither a
    new revision nor a new event. Raises Conflict for an id of one of our own runs, TooBusy, Unavailable.
    """
    written: list[Written] = []
    clean, events = await asyncio.to_thread(_prepared, tenant, runs)
    await ingestor.accept(tenant, Received(events=events), source=SOURCE, also=partial(_write, tenant, clean, written))
    for run, one in zip(clean, written, strict=True):
        if one.is_new:
            metrics.AGENT_RUNS.labels(tenant, run.status).inc()
            log.info("agent_run.stored", run=one.run_id, revision=one.revision, agent=run.agent_name, status=run.status)
    return written


def _prepared(tenant: str, runs: Sequence[AgentRun]) -> tuple[list[AgentRun], tuple[Event, ...]]:
    clean = [cleaned(run) for run in runs]
    return clean, tuple(event_of(tenant, run) for run in clean if run.status in _FAILED)


def event_of(tenant: str, run: AgentRun) -> Event:
    """The event of a failed run; `ts` is when the run ended, as far as it says."""
    payload: dict[str, JSON] = {
        "run_id": run.run_id, "agent_name": run.agent_name, "agent_version": run.agent_version, "model": run.model,
        "environment": run.environment, "status": run.status, "signature": signature_of(run) or "",
    }  # fmt: skip
    payload |= {name: value for name in ("error_type", "error_message") if (value := getattr(run, name))}
    ids = {"run_id": run.run_id} | ({"trace_id": run.trace_id} if run.trace_id else {})
    return Event(
        tenant=tenant, source=SOURCE, event_type=FAILED_RUN, ts=run.ended_at or run.started_at or clock.now_ns(),
        entity={"agent": run.agent_name}, severity="medium", payload=payload, correlation_ids=ids,
        ingest_id=ingest_id_of(run),
    )  # fmt: skip


def ingest_id_of(run: AgentRun) -> str:
    """Of a cleaned run: it tells its revisions apart."""
    return f"agent-run:{run.run_id}:{digest_of(run)[:16]}"


def _write(tenant: str, runs: Sequence[AgentRun], written: list[Written], connection: Connection, seq: int) -> None:
    """The unit may be run again, so what the first attempt noted goes first."""
    written[:] = write_runs(connection, tenant, runs, seq=seq)
