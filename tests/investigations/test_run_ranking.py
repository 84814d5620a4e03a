"""Run ranking: the decisive cause first, what was made good ruled out, and no cause where nothing was found."""

from __future__ import annotations

from typing import Any

from rootward.agents.contract import INSUFFICIENT, AgentResult, Artifact, Blindness, Finding
from rootward.evidence.model import Evidence, Query
from rootward.investigations.run_ranking import rank_run

CALL = Evidence(
    kind="agent_run.tool_call", entity="agent:a", query=Query(tool="agent_runs.part", arguments={"ref_id": "c1"}),
    window=(0, 1), value={"part": "tool_call", "ref_id": "c1", "tool": "pay"}, text="it failed", onset=7,
)  # fmt: skip


def finding(kind: str, confidence: float, *, recovered: bool = False, **more: Any) -> Finding:
    detail = {"title": f"{kind} of pay", "statement": "why", "agent": "a", "recovered": recovered, **more}
    return Finding(kind=f"agent_run.{kind}", detail=detail, confidence=confidence, evidence_ids=(CALL.evidence_id,))


def ranked(*findings: Finding, **more: Any) -> Any:
    return rank_run([AgentResult(agent="agent_run", findings=findings, evidence=(CALL,), **more)])


def test_the_order_of_the_findings_is_kept_whatever_their_confidence() -> None:
    found = ranked(finding("timeout", 0.6), finding("rate_limited", 0.9))
    assert [item.kind for item in sorted(found.hypotheses, key=lambda item: -item.score)] == [
        "agent_run.timeout", "agent_run.rate_limited",
    ]  # fmt: skip
    first = found.hypotheses[0]
    assert (first.role, first.entity, first.component, first.onset) == ("cause", "agent:a", "tool:pay", 7)
    assert found.first_failure.evidence_ids == (CALL.evidence_id,)
    assert [(one.entity, one.score) for one in found.suspects] == [("agent:a", 0.9)]


def test_what_was_made_good_and_what_says_nothing_are_ruled_out_with_the_reason() -> None:
    found = ranked(finding("timeout", 0.6), finding("rate_limited", 0.09, recovered=True), finding("unknown", 0.38))
    assert [item.kind for item in found.hypotheses] == ["agent_run.timeout"]
    assert ["succeeded" in item.reason for item in found.ruled_out] == [True, False]


def test_nothing_found_says_why_and_what_to_add() -> None:
    told = (Artifact(type=INSUFFICIENT, ref="too little"),)
    blind = (Blindness(what="details", presence="absent", remedy="record every tool call"),)
    found = ranked(artifacts=told, blind=blind)
    assert (found.insufficient, found.missing) == ("too little", ("record every tool call",))
    assert rank_run([]).insufficient == "nothing was found in the run"
