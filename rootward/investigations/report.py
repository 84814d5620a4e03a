"""Report: the body that people read and machines compare. Same case, same data, same bytes.

It holds no id that is made up, no clock, no latency, no cost: those belong to the run, not to what was found.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rootward.agents.contract import AgentResult, Blindness
from rootward.causality.model import Hypothesis, Place
from rootward.evidence.model import Evidence
from rootward.investigations.advice import advise
from rootward.investigations.plan import Plan
from rootward.investigations.review import Reviewed, supported
from rootward.investigations.synthesis import all_evidence
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.knowledge.memory import Past

__all__ = ["SCHEMA_VERSION", "build_report", "confidence_word"]

SCHEMA_VERSION = "1"
_OWN_PINS = ("as_of", "memory", "packs", "parameters", "product")


def build_report(
    plan: Plan, answered: Sequence[AgentResult], blind: Sequence[Blindness], reviewed: Reviewed, pins: dict[str, JSON],
    past: Sequence[Past] = (),
) -> dict[str, JSON]:  # fmt: skip
    """The body as JSON; `docs/report.md` describes every field."""
    ranking, answered = reviewed.ranking, supported(answered)
    items = all_evidence(answered)
    used = _used(reviewed, answered)
    best = ranking.hypotheses[0] if ranking.hypotheses and ranking.insufficient is None else None
    unseen = [*blind, *(item for result in answered for item in result.blind)]
    return {
        "schema_version": SCHEMA_VERSION,
        "case": {"title": plan.title, "kind": plan.kind, "severity": plan.severity},
        "scope": {
            "start": clock.format_ns(plan.task.scope.start),
            "end": clock.format_ns(plan.task.scope.end),
            "service": plan.task.scope.service,
            "symptoms": list(plan.task.symptoms),
            "detected_at": clock.format_ns(plan.task.detected_at),
            "onset": _time(plan.task.scope.onset),
            "baseline": _windows(plan.task.scope.baseline),
            "exclude": _windows(plan.task.scope.exclude),
        },
        "verdict": _verdict(best, reviewed, items) | {"runbooks": _runbooks(items)},
        "hypotheses": [_hypothesis(item, items) for item in ranking.hypotheses],
        "suspects": [_plain(item) for item in ranking.suspects],
        "ruled_out": [_plain(item) for item in ranking.ruled_out],
        "could_not_see": [_plain(item) for item in unseen],
        "removed_in_review": list(reviewed.removed),
        "timeline": _timeline(best, items, reviewed),
        "agents": [_agent(result, plan) for result in answered],
        "evidence": [_evidence(item) for item in items if item.evidence_id in used],
        "similar_cases": [_past(one) for one in past],
        "pins": {name: pins.get(name, 0) for name in _OWN_PINS},
    }


def confidence_word(value: float) -> str:
    return "high" if value >= 0.75 else "medium" if value >= 0.5 else "low"


def _verdict(best: Hypothesis | None, reviewed: Reviewed, items: Sequence[Evidence]) -> dict[str, JSON]:
    ranking = reviewed.ranking
    if best is None:
        reason = ranking.insufficient or "nothing stands out"
        return {
            "status": "insufficient_evidence", "summary": f"Not enough evidence to name a cause: {reason}",
            "reason": reason, "add_telemetry": list(ranking.missing), "cause": None,
            "first_failure": _placed(ranking.first_failure), "impact": [_placed(item) for item in ranking.impact],
            "confidence": 0.0, "confidence_word": "none", "next_step": _look_for(ranking.missing), "checks": [],
        }  # fmt: skip
    advice = advise(best, items)
    return {
        "status": "cause_found",
        "summary": best.title,
        "cause": {
            "entity": best.entity, "kind": best.kind, "component": best.component, "change": best.change_ref,
            "description": best.description, "onset": _time(best.onset), "evidence_ids": list(best.evidence_ids),
        },
        "first_failure": _placed(ranking.first_failure),
        "impact": [_placed(item) for item in ranking.impact],
        "confidence": best.confidence,
        "confidence_word": confidence_word(best.confidence),
        "next_step": advice.action,
        "checks": list(advice.checks),
    }  # fmt: skip


def _hypothesis(item: Hypothesis, items: Sequence[Evidence]) -> dict[str, JSON]:
    shown: dict[str, JSON] = msgspec.to_builtins(item)
    path = [msgspec.to_builtins(hop) | {"onset": _time(hop.onset)} for hop in item.path]
    advice = advise(item, items)
    return shown | {
        "onset": _time(item.onset), "path": path, "confidence_word": confidence_word(item.confidence),
        "suggested_action": advice.action, "verification_steps": list(advice.checks),
    }  # fmt: skip


def _timeline(best: Hypothesis | None, items: Sequence[Evidence], reviewed: Reviewed) -> list[JSON]:
    """When what was first seen, along the verdict's own evidence."""
    ids = set(best.evidence_ids) if best is not None else set()
    if best is not None:
        ids |= {name for hop in best.path for name in hop.evidence_ids}
    first = reviewed.ranking.first_failure
    ids |= set(first.evidence_ids) if first is not None else set()
    seen = [item for item in items if item.evidence_id in ids and item.onset is not None]
    seen.sort(key=lambda item: (item.onset or 0, item.evidence_id))
    return [
        {"at": _time(item.onset), "entity": item.entity, "text": item.text, "evidence_id": item.evidence_id}
        for item in seen
    ]


def _past(one: Past) -> dict[str, JSON]:
    return {
        "case": one.case, "title": one.title, "cause": one.cause, "entity": one.entity, "kind": one.kind,
        "fixed_by": one.fixed_by, "similarity": one.similarity, "shared": list(one.shared),
        "resolved_at": _time(one.resolved_at),
    }  # fmt: skip


def _runbooks(items: Sequence[Evidence]) -> list[JSON]:
    """Sections that people wrote about trouble like this, the best first. Their words are data, not advice of ours."""
    found = [item for item in items if item.kind == "context.runbook"]
    found.sort(key=lambda item: (-float(str(item.value["score"])), item.evidence_id))
    return [
        {"path": item.value["path"], "heading": item.value["heading"], "evidence_id": item.evidence_id,
         "provenance": item.provenance}
        for item in found[:3]
    ]  # fmt: skip


def _agent(result: AgentResult, plan: Plan) -> dict[str, JSON]:
    """The unified result without cost and latency, which are kept with the run's step."""
    return {
        "agent": result.agent,
        "reason": plan.reasons.get(result.agent, ""),
        "findings": [_plain(item) for item in result.findings],
        "artifacts": [_plain(item) for item in result.artifacts],
    }


def _evidence(item: Evidence) -> dict[str, JSON]:
    return {
        "evidence_id": item.evidence_id, "kind": item.kind, "entity": item.entity, "presence": str(item.presence),
        "text": item.text, "onset": _time(item.onset), "direction": item.direction, "magnitude": item.magnitude,
        "score": item.score, "query": {"tool": item.query.tool, "arguments": item.query.arguments},
        "window": [clock.format_ns(item.window[0]), clock.format_ns(item.window[1])], "value": item.value,
        "provenance": item.provenance,
    }  # fmt: skip


def _used(reviewed: Reviewed, answered: Sequence[AgentResult]) -> set[str]:
    """Every evidence id that the report cites anywhere."""
    ranking = reviewed.ranking
    places = [ranking.first_failure, *ranking.impact]
    used = {name for place in places if place is not None for name in place.evidence_ids}
    used |= {name for item in ranking.ruled_out for name in item.evidence_ids}
    used |= {name for item in ranking.suspects for name in item.evidence_ids}
    used |= {name for result in answered for finding in result.findings for name in finding.evidence_ids}
    for hypothesis in ranking.hypotheses:
        used |= {*hypothesis.evidence_ids, *hypothesis.against_ids}
        used |= {name for hop in hypothesis.path for name in hop.evidence_ids}
    return used


def _placed(place: Place | None) -> dict[str, JSON] | None:
    if place is None:
        return None
    return {"entity": place.entity, "onset": _time(place.onset), "evidence_ids": list(place.evidence_ids)}


def _look_for(missing: Sequence[str]) -> str:
    return f"Add telemetry: {'; '.join(missing)}" if missing else "Widen the time window or add telemetry"


def _windows(spans: Sequence[tuple[int, int]]) -> list[JSON]:
    return [{"start": clock.format_ns(start), "end": clock.format_ns(end)} for start, end in spans]


def _time(ns: int | None) -> str | None:
    return None if ns is None else clock.format_ns(ns)


def _plain(value: object) -> JSON:
    plain: JSON = msgspec.to_builtins(value)
    return plain
