"""The context agent: what people wrote down about trouble like this, found by the words of what was found."""

from __future__ import annotations

from dataclasses import asdict

from rootward.agents.contract import AgentResult, Finding, Task, Toolbox
from rootward.events.entity import name_of
from rootward.evidence.model import Evidence, Query
from rootward.kit.canonical import JSON
from rootward.knowledge.documents import Hit

__all__ = ["ContextAgent"]

_SECTIONS = 5
_LEAST_WORDS = 2  # a section that shares one word with a verdict is not about it
_LEAST_SHARE = 0.5  # of the best section's score, below which another one only shares common words


class ContextAgent:
    """Runs after the ranking, because only then it is known what to look up. Having no runbook is no blindness: it
    takes nothing from what the telemetry says. What it finds is cited as text from outside, never followed."""

    name = "context"
    tools = ("documents.search",)
    follows = True

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        words = " ".join(dict.fromkeys((*task.words, *(name_of(one) for one in task.symptoms))))[:2000]
        if not words:
            return AgentResult(agent=self.name)
        shared: dict[str, JSON] = {"as_of": task.memory, "words": words}
        result = await toolbox.call("documents.search", {**shared, "limit": 4 * _SECTIONS})
        hits = [item for item in result.data if isinstance(item, Hit)] if isinstance(result.data, list) else []
        hits = [hit for hit in hits if len(hit.matched) >= _LEAST_WORDS]
        hits = [hit for hit in hits if hit.score >= _LEAST_SHARE * hits[0].score][:_SECTIONS]
        entity = task.symptoms[0] if task.symptoms else ""
        evidence = tuple(_cited(hit, entity, shared, (task.scope.start, task.scope.end)) for hit in hits)
        found = tuple(
            Finding(kind=item.kind, detail={"text": item.text, **_where(hit)}, confidence=_sure(hit, hits),
                    evidence_ids=(item.evidence_id,))
            for hit, item in zip(hits, evidence, strict=True)
        )  # fmt: skip
        return AgentResult(agent=self.name, findings=found, evidence=evidence)


def _cited(hit: Hit, entity: str, shared: dict[str, JSON], window: tuple[int, int]) -> Evidence:
    """Its score is 0: what somebody wrote is no observation, and moves no cause."""
    return Evidence(
        kind="context.runbook",
        entity=entity,
        query=Query(tool="documents.search", arguments=shared | {"path": hit.path, "heading": hit.heading}),
        window=window,
        value={**asdict(hit), "matched": list(hit.matched)},
        text=f"{hit.path}, {hit.heading}: matches {', '.join(hit.matched[:6])}",
        provenance="retrieved_text",
    )


def _where(hit: Hit) -> dict[str, JSON]:
    return {"path": hit.path, "heading": hit.heading}


def _sure(hit: Hit, hits: list[Hit]) -> float:
    return round(0.5 * hit.score / hits[0].score, 2) if hits[0].score else 0.0
