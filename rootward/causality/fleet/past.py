"""Past: the earlier runs of an agent, as the diagnosis of one of its runs compares with them."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.causality.agent_runs.model import History, PastRun
from rootward.runs.history import Earlier

__all__ = ["history_from"]


def history_from(found: Iterable[Earlier]) -> History:
    return History(
        runs=tuple(
            PastRun(
                run_id=one.run_id, failed=one.failed, agent_version=one.agent_version, prompt_hash=one.prompt_hash,
                model=one.model, started_at=one.started_at,
            )
            for one in found
        )
    )  # fmt: skip
