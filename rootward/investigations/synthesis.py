"""Synthesis: everything the agents saw, and the topology, into ranked hypotheses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rootward.agents.contract import AgentResult, Blindness, Toolbox
from rootward.causality.model import Ranking
from rootward.causality.precedents import Precedent
from rootward.causality.ranking import rank
from rootward.causality.signatures import compile_signatures
from rootward.errors import Unavailable
from rootward.events.topology import Topology
from rootward.evidence.model import Evidence
from rootward.investigations.plan import Plan
from rootward.investigations.run_ranking import rank_run

__all__ = ["all_evidence", "synthesize"]


async def synthesize(
    plan: Plan, answered: Sequence[AgentResult], blind: Sequence[Blindness], toolbox: Toolbox,
    precedents: Sequence[Precedent] = (),
) -> Ranking:  # fmt: skip
    """Rank the causes over the topology as it was known within the scope; those of an agent run come ranked."""
    scope = plan.task.scope
    if scope.run_id:
        return rank_run(answered)
    found = await toolbox.call("topology.graph", {"start": scope.start, "end": scope.end, "as_of": plan.task.as_of})
    if not isinstance(found.data, Topology):
        raise Unavailable("topology.graph answered without a topology", who="topology.graph")
    everything = [*blind, *(item for result in answered for item in result.blind)]
    return await asyncio.to_thread(
        rank,
        all_evidence(answered),
        found.data,
        symptoms=plan.task.symptoms,
        detected_at=plan.task.detected_at,
        signatures=compile_signatures(plan.signatures),
        onset=plan.task.onsets[0] if plan.task.onsets else None,
        blind=everything,
        complaint=plan.task.complaint,
        precedents=precedents,
    )


def all_evidence(answered: Sequence[AgentResult]) -> list[Evidence]:
    """Each observation once, in an order that depends on its content alone."""
    unique = {item.evidence_id: item for result in answered for item in result.evidence}
    return [unique[name] for name in sorted(unique)]
