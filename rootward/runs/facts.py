"""Facts: what is compared across many runs: who ran in which version, how it ended, how long, at what cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit.db import Connection
from rootward.runs.overview import same_revision
from rootward.runs.stored import newest_only
from rootward.schema import agent_runs, tool_calls

__all__ = ["FAILED", "RunFacts", "Wanted", "agents_since", "facts_of", "failing_tools", "first_seen", "list_runs"]

FAILED = ("failure", "timeout")
_COLUMNS = (
    agent_runs.c.run_id, agent_runs.c.revision, agent_runs.c.origin, agent_runs.c.agent_name,
    agent_runs.c.agent_version, agent_runs.c.prompt_hash, agent_runs.c.model, agent_runs.c.environment,
    agent_runs.c.status, agent_runs.c.started_at, agent_runs.c.ended_at, agent_runs.c.created_at,
    agent_runs.c.tokens, agent_runs.c.cost_usd, agent_runs.c.signature, agent_runs.c.shape, agent_runs.c.error_type,
    agent_runs.c.error_message,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """One run in its newest revision; times in ns, `at` when it began or, where nobody said, when it came."""

    run_id: str
    revision: int
    origin: str
    agent_name: str
    agent_version: str
    prompt_hash: str | None
    model: str
    environment: str
    status: str
    started_at: int | None
    ended_at: int | None
    created_at: int
    tokens: int | None
    cost_usd: float | None
    signature: str | None
    shape: str | None
    error_type: str | None
    error_message: str | None

    @property
    def at(self) -> int:
        return self.started_at or self.created_at

    @property
    def failed(self) -> bool:
        return self.status in FAILED

    @property
    def ended(self) -> bool:
        return self.failed or self.status == "success"

    @property
    def duration_ms(self) -> int | None:
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at) // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs: those that came from `since` on, and what narrows them down."""

    since: int = 0
    origin: str = "sent"
    agent: str = ""
    version: str = ""
    status: str = ""
    signature: str = ""
    model: str = ""

    def clauses(self) -> list[sa.ColumnElement[bool]]:
        columns = {
            "origin": agent_runs.c.origin, "agent": agent_runs.c.agent_name, "version": agent_runs.c.agent_version,
            "status": agent_runs.c.status, "signature": agent_runs.c.signature, "model": agent_runs.c.model,
        }  # fmt: skip
        given = [column == getattr(self, name) for name, column in columns.items() if getattr(self, name)]
        return [*given, agent_runs.c.created_at >= self.since]


def facts_of(connection: Connection, tenant: str, wanted: Wanted, *, limit: int = 50_000) -> list[RunFacts]:
    """The newest of them, in order of time."""
    query = _query(tenant, wanted).order_by(agent_runs.c.created_at.desc(), agent_runs.c.run_id.desc()).limit(limit)
    found = [_facts(row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda one: (one.at, one.run_id))


def list_runs(
    connection: Connection, tenant: str, wanted: Wanted, *, limit: int = 50, after: tuple[int, str] | None = None
) -> list[RunFacts]:
    """The newest first; `after` is (created_at, run_id) of the last one of the page before."""
    query = _query(tenant, wanted).order_by(agent_runs.c.created_at.desc(), agent_runs.c.run_id.desc()).limit(limit)
    if after is not None:
        place = sa.tuple_(agent_runs.c.created_at, agent_runs.c.run_id)
        query = query.where(place < sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    return [_facts(row) for row in connection.execute(query).mappings()]


def failing_tools(connection: Connection, tenant: str, wanted: Wanted, *, limit: int = 10) -> list[dict[str, object]]:
    """The tools with the most failed calls, with the calls they had at all and the runs that failed calls were in."""
    failed = sa.func.sum(sa.case((tool_calls.c.status.in_(FAILED), 1), else_=0))
    runs = sa.func.count(sa.distinct(sa.case((tool_calls.c.status.in_(FAILED), tool_calls.c.run_id))))
    query = (
        sa.select(tool_calls.c.tool_name, sa.func.count(), failed, runs)
        .join(agent_runs, same_revision(tool_calls))
        .where(tool_calls.c.tenant == tenant, agent_runs.c.tenant == tenant, newest_only(tenant), *wanted.clauses())
        .group_by(tool_calls.c.tool_name)
        .having(failed > 0)
        .order_by(failed.desc(), tool_calls.c.tool_name)
        .limit(limit)
    )
    return [
        {"tool": name, "calls": int(calls), "failed": int(bad), "runs": int(count)}
        for name, calls, bad, count in connection.execute(query)
    ]


def first_seen(connection: Connection, tenant: str, signatures: Sequence[str]) -> dict[str, int]:
    """When (ns) a failure with each of these signatures came for the first time, in all that is stored."""
    query = (
        sa.select(agent_runs.c.signature, sa.func.min(agent_runs.c.created_at))
        .where(agent_runs.c.tenant == tenant, agent_runs.c.signature.in_(signatures))
        .group_by(agent_runs.c.signature)
    )
    return {str(name): int(at) for name, at in connection.execute(query)}


def agents_since(connection: Connection, tenant: str) -> dict[str, int]:
    """When (ns) each agent's first run came."""
    query = (
        sa.select(agent_runs.c.agent_name, sa.func.min(agent_runs.c.created_at))
        .where(agent_runs.c.tenant == tenant, agent_runs.c.origin == "sent")
        .group_by(agent_runs.c.agent_name)
    )
    return {str(name): int(at) for name, at in connection.execute(query)}


def _query(tenant: str, wanted: Wanted) -> sa.Select[tuple[object, ...]]:
    return sa.select(*_COLUMNS).where(agent_runs.c.tenant == tenant, newest_only(tenant), *wanted.clauses())


def _facts(row: sa.RowMapping) -> RunFacts:
    return RunFacts(**{name: row[name] for name in RunFacts.__slots__})
