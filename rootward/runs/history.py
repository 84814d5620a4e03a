"""History: how the earlier runs of an agent ended, by version, prompt and model."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit.db import Connection
from rootward.runs.stored import newest_only
from rootward.schema import agent_runs

__all__ = ["Earlier", "history_of"]

_ENDED = ("success", "failure", "timeout")
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    run_id: str
    failed: bool
    agent_version: str
    prompt_hash: str | None
    model: str
    started_at: int | None


def history_of(
    connection: Connection, tenant: str, agent: str, *, origin: str = "sent", as_of: int | None = None,
    besides: str = "", limit: int = MOST,
) -> list[Earlier]:  # fmt: skip
    """The newest runs of the agent that ended, each once, the newest first."""
    columns = (
        agent_runs.c.run_id, agent_runs.c.status, agent_runs.c.agent_version, agent_runs.c.prompt_hash,
        agent_runs.c.model, agent_runs.c.started_at,
    )  # fmt: skip
    query = (
        sa.select(*columns)
        .where(agent_runs.c.tenant == tenant, agent_runs.c.origin == origin, agent_runs.c.agent_name == agent)
        .where(agent_runs.c.status.in_(_ENDED), agent_runs.c.run_id != besides, newest_only(tenant, as_of=as_of))
        .order_by(agent_runs.c.created_at.desc(), agent_runs.c.run_id)
        .limit(limit)
    )
    return [
        Earlier(
            run_id=row["run_id"], failed=row["status"] != "success", agent_version=row["agent_version"],
            prompt_hash=row["prompt_hash"], model=row["model"], started_at=row["started_at"],
        )
        for row in connection.execute(query).mappings()
    ]  # fmt: skip
