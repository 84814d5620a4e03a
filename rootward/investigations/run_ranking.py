"""Run ranking: what the agent-run agent found, as the ranking that every report is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rootward.agents.contract import INSUFFICIENT, AgentResult, Finding
from rootward.causality.model import Hypothesis, Place, Ranking, RuledOut, Standing
from rootward.events.entity import name_of
from rootward.evidence.model import Evidence

__all__ = ["KIND", "rank_run"]

KIND = "agent_run."
"""How a kind of fault begins that an agent run can have."""
_AGENT = "agent_run"
_SUREST = 0.95
"""What a run says of itself may be wrong."""
_WEAK = 0.5
"""A cause that nobody can name is worth a hypothesis only when it explains at least so much."""


def rank_run(answered: Sequence[AgentResult]) -> Ranking:
    """Pure. The findings come with the decisive one first; an error that was made good afterwards, and one that says
    nothing beside another that does, are ruled out with the reason."""
    result = next((one for one in answered if one.agent == _AGENT), None)
    known = {item.evidence_id: item for item in result.evidence} if result else {}
    findings = [item for item in (result.findings if result else ()) if item.kind.startswith(KIND)]
    named = any(not _says_nothing(item) for item in findings)
    kept = [item for item in findings if not _made_good(item) and not (named and _is_weak(item))]
    hypotheses = tuple(
        _hypothesis(item, known, role="cause" if place == 0 else "alternative", score=float(len(kept) - place))
        for place, item in enumerate(kept)
    )
    missing = tuple(item.remedy for item in (result.blind if result else ()))
    told = next((item.ref for item in (result.artifacts if result else ()) if item.type == INSUFFICIENT), None)
    first = hypotheses[0] if hypotheses else None
    return Ranking(
        hypotheses=hypotheses,
        first_failure=_place(first) if first else None,
        impact=_impact(first, known),
        ruled_out=tuple(_ruled_out(item) for item in findings if item not in kept),
        onset=first.onset if first else None,
        insufficient=None if hypotheses else told or "nothing was found in the run",
        missing=missing if not hypotheses else (),
        suspects=_suspects(findings, known),
    )


def _hypothesis(finding: Finding, known: dict[str, Evidence], *, role: str, score: float) -> Hypothesis:
    said = finding.detail
    cited = [known[name] for name in finding.evidence_ids if name in known]
    entity = cited[0].entity if cited else f"agent:{said['agent']}"
    tool = next((str(item.value["tool"]) for item in cited if item.value.get("tool")), "")
    return Hypothesis(
        entity=entity, role=role, kind=finding.kind, title=str(said["title"]), description=str(said["statement"]),
        change_ref=None, component=f"tool:{tool}" if tool else "", evidence_ids=finding.evidence_ids, against_ids=(),
        explains=(entity,), unexplained=(), confidence=min(_SUREST, finding.confidence), score=score, path=(),
        onset=min((item.onset for item in cited if item.onset is not None), default=None),
    )  # fmt: skip


def _place(hypothesis: Hypothesis) -> Place:
    return Place(entity=hypothesis.entity, evidence_ids=hypothesis.evidence_ids, onset=hypothesis.onset)


def _impact(first: Hypothesis | None, known: dict[str, Evidence]) -> tuple[Place, ...]:
    """The agents whose parts are cited besides the one that is responsible."""
    others: dict[str, list[Evidence]] = {}
    for item in known.values():
        if first is not None and item.entity != first.entity:
            others.setdefault(item.entity, []).append(item)
    return tuple(
        Place(entity=entity, evidence_ids=tuple(sorted(item.evidence_id for item in items)), onset=_onset(items))
        for entity, items in sorted(others.items(), key=lambda pair: name_of(pair[0]))
    )


def _suspects(findings: Sequence[Finding], known: dict[str, Evidence]) -> tuple[Standing, ...]:
    """Every agent that something speaks against, with the strongest of it."""
    told: dict[str, Standing] = {}
    for item in sorted(findings, key=lambda one: -one.confidence):
        cited = [known[name] for name in item.evidence_ids if name in known]
        if cited and cited[0].entity not in told and not _made_good(item):
            told[cited[0].entity] = Standing(
                entity=cited[0].entity, score=item.confidence, evidence_ids=item.evidence_ids
            )
    return tuple(told.values())


def _onset(items: Iterable[Evidence]) -> int | None:
    return min((item.onset for item in items if item.onset is not None), default=None)


def _ruled_out(finding: Finding) -> RuledOut:
    reason = "the same was done again later and succeeded" if _made_good(finding) else (
        "it says only that something failed, and something else says what"
    )  # fmt: skip
    return RuledOut(subject=str(finding.detail["title"]), reason=reason, evidence_ids=finding.evidence_ids)


def _made_good(finding: Finding) -> bool:
    return finding.detail.get("recovered") is True


def _says_nothing(finding: Finding) -> bool:
    return finding.kind == f"{KIND}unknown" or _made_good(finding)


def _is_weak(finding: Finding) -> bool:
    return finding.kind == f"{KIND}unknown" and finding.confidence < _WEAK
