"""Recall: the past cases that are like this one, and what to look up once a cause is known."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.causality.model import Hypothesis, Ranking
from rootward.causality.precedents import Precedent
from rootward.events.entity import name_of
from rootward.investigations.advice import advise
from rootward.investigations.plan import Plan
from rootward.investigations.synthesis import all_evidence
from rootward.knowledge.memory import Past
from rootward.knowledge.signature import signature_of

__all__ = ["RECALL_TOOLS", "precedents_of", "recall", "words_for"]

RECALL_TOOLS = ("memory.recall",)


async def recall(plan: Plan, answered: Sequence[AgentResult], toolbox: Toolbox) -> list[Past]:
    """The nearest resolved cases as the pinned memory has them, but for this case itself."""
    signature = signature_of(all_evidence(answered), plan.task.symptoms)
    if not signature or not plan.task.memory:
        return []
    found = await toolbox.call(
        "memory.recall", {"as_of": plan.task.memory, "signature": {**signature}, "besides": plan.case_id}
    )
    return [item for item in found.data if isinstance(item, Past)] if isinstance(found.data, list) else []


def precedents_of(past: Sequence[Past]) -> tuple[Precedent, ...]:
    return tuple(Precedent(entity=one.entity, kind=one.kind, similarity=one.similarity) for one in past)


def words_for(task: Task, ranking: Ranking, title: str) -> tuple[str, ...]:
    """What to look up in documents: the likeliest cause in words, its place, and what to do about it."""
    best: Hypothesis | None = ranking.hypotheses[0] if ranking.hypotheses and ranking.insufficient is None else None
    if best is None:
        return (title,)
    kind = best.kind.replace(".", " ").replace("_", " ")
    component = name_of(best.component) if ":" in best.component else best.component
    return (best.title, kind, name_of(best.entity), component, advise(best).action)
