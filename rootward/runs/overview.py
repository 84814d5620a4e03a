"""Overview: how the runs of the last hours went, in a handful of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.runs.stored import newest_only
from rootward.schema import agent_runs, agent_steps, tool_calls

__all__ = ["overview", "percentile", "same_revision"]

_FAILED = ("failure", "timeout")
_TOP = 10


def overview(connection: Connection, tenant: str, *, since: int) -> dict[str, JSON]:
    """Of sent runs that came at `since` (ns) or later, each counted once: how many, which share of those that ended
    succeeded (percent), the tools with the most failed calls, the 95th percentile of step latency, what they cost."""
    mine = (agent_runs.c.origin == "sent", agent_runs.c.created_at >= since, newest_only(tenant))
    statuses: Counter[str] = Counter()
    cost = 0.0
    query = sa.select(agent_runs.c.status, sa.func.count(), sa.func.sum(agent_runs.c.cost_usd)).where(
        agent_runs.c.tenant == tenant, *mine
    )
    for status, count, spent in connection.execute(query.group_by(agent_runs.c.status)):
        statuses[status], cost = int(count), cost + float(spent or 0)
    ended = sum(statuses[name] for name in ("success", *_FAILED))
    share = round(100 * statuses["success"] / ended, 2) if ended else 0.0
    return {
        "total_runs": statuses.total(),
        "success_rate": share,
        "top_failing_tools": _failing_tools(connection, tenant, mine),
        "p95_step_latency_ms": percentile(_latencies(connection, tenant, mine), 0.95),
        "total_cost_usd": round(cost, 6),
    }


def percentile(values: Sequence[int], share: float) -> int:
    """The smallest value that so large a share does not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)] if ordered else 0


def _failing_tools(
    connection: Connection, tenant: str, mine: tuple[sa.ColumnElement[bool], ...]
) -> list[JSON]:  # fmt: skip
    query = (
        sa.select(tool_calls.c.tool_name, sa.func.count().label("count"))
        .join(agent_runs, same_revision(tool_calls))
        .where(tool_calls.c.tenant == tenant, agent_runs.c.tenant == tenant, *mine, tool_calls.c.status.in_(_FAILED))
        .group_by(tool_calls.c.tool_name)
        .order_by(sa.func.count().desc(), tool_calls.c.tool_name)
        .limit(_TOP)
    )
    return [{"tool": name, "count": int(count)} for name, count in connection.execute(query)]


def _latencies(connection: Connection, tenant: str, mine: tuple[sa.ColumnElement[bool], ...]) -> list[int]:
    query = (
        sa.select(agent_steps.c.latency_ms)
        .join(agent_runs, same_revision(agent_steps))
        .where(
            agent_steps.c.tenant == tenant, agent_runs.c.tenant == tenant, *mine, agent_steps.c.latency_ms.is_not(None)
        )
    )
    return [int(one) for one in connection.execute(query).scalars()]


def same_revision(part: sa.Table) -> sa.ColumnElement[bool]:
    """Joins a part of runs to the revision that it belongs to."""
    return sa.and_(
        agent_runs.c.tenant == part.c.tenant, agent_runs.c.run_id == part.c.run_id,
        agent_runs.c.revision == part.c.revision,
    )  # fmt: skip
