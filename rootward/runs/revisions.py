"""Revisions: earlier revisions of runs that were sent again, deleted with their parts when nobody needs them any more.

A revision is as old as the one that took its place: what is still the newest is never deleted. What an investigation
read of a run can be read again as long as its revision is kept.
"""

from __future__ import annotations

import sqlalchemy as sa

from rootward.kit.db import Connection
from rootward.schema import agent_runs, agent_steps, guardrail_events, tool_calls

__all__ = ["delete_superseded"]

_AT_ONCE = 500


def delete_superseded(connection: Connection, tenant: str, *, before: int, limit: int) -> int:
    """Delete revisions that another took the place of before `before` (ns), at most `limit` and some hundreds at once;
    returns how many runs' revisions went."""
    later = agent_runs.alias("later")
    replaced = sa.exists().where(
        later.c.tenant == tenant, later.c.run_id == agent_runs.c.run_id, later.c.revision > agent_runs.c.revision,
        later.c.created_at < before,
    )  # fmt: skip
    query = (
        sa.select(agent_runs.c.run_id, agent_runs.c.revision)
        .where(agent_runs.c.tenant == tenant, agent_runs.c.origin == "sent", replaced)
        .order_by(agent_runs.c.created_at, agent_runs.c.run_id, agent_runs.c.revision)
        .limit(min(limit, _AT_ONCE))
    )
    old = [(run_id, revision) for run_id, revision in connection.execute(query)]
    if old:
        for part in (agent_steps, tool_calls, guardrail_events, agent_runs):
            mine = sa.tuple_(part.c.run_id, part.c.revision).in_(old)
            connection.execute(part.delete().where(part.c.tenant == tenant, mine))
    return len(old)
