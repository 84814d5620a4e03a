"""Run report: the report of an agent run in the words of agent telemetry: category, evidence index, hypotheses, action
items, and texts for a ticket. A rendering only: the report of the house is what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rootward.investigations.report import confidence_word
from rootward.investigations.run_advice import GENERAL_CHECKS, UNKNOWN_ITEMS, ActionItem, run_advice
from rootward.investigations.run_ranking import KIND
from rootward.runs.model import AgentRun

__all__ = ["alias_of", "category_of", "run_report"]

_PARTS = {"tool_call": "ev_tool_", "guardrail": "ev_guard_", "step": "ev_step_", "run": "ev_run_"}
_FAILED = frozenset({"failure", "timeout"})
_MOST_HYPOTHESES = 5


def run_report(
    body: dict[str, Any], run: AgentRun, *, report_id: str, rca_run_id: str, generated_at: str
) -> dict[str, Any]:
    """`body` is the report's content. Without enough evidence there is no hypothesis, but what to add."""
    findings = _findings(body)
    verdict = body["verdict"]
    lacking = verdict["status"] == "insufficient_evidence"
    category, subcategory = category_of(body)
    cited = {} if lacking else {item["evidence_id"]: item for item in body["evidence"]}
    hypotheses = [] if lacking else _hypotheses(body, findings, cited)
    items = UNKNOWN_ITEMS if lacking else run_advice(subcategory, category).items
    told = {
        "report_id": report_id, "rca_run_id": rca_run_id, "run_id": run.run_id, "generated_at": generated_at,
        "category": category, "subcategory": subcategory, "insufficient_evidence": lacking,
        "insufficient_reason": verdict.get("reason") if lacking else None,
        "add_telemetry": list(verdict.get("add_telemetry", ())),
        "responsible_agent": None if lacking else findings[0]["responsible_agent"] if findings else None,
        "decisive_step": None if lacking else findings[0]["decisive_step"] if findings else None,
        "evidence_index": _index(body, cited), "hypotheses": hypotheses,
        "action_items": [_action(item, place) for place, item in enumerate(items, 1)],
        "metrics_snapshot": _snapshot(run),
    }  # fmt: skip
    return told | {"jira_fields": _jira(told, run)}


def category_of(body: dict[str, Any]) -> tuple[str, str]:
    """(category, subcategory) of the verdict."""
    cause = body["verdict"]["cause"]
    if body["verdict"]["status"] == "insufficient_evidence" or cause is None:
        return "unknown", "unknown"
    subcategory = str(cause["kind"]).removeprefix(KIND)
    found = next((item for item in _findings(body) if item["subcategory"] == subcategory), None)
    return (str(found["category"]) if found else "unknown"), subcategory


def alias_of(item: dict[str, Any]) -> str:
    """The id of an evidence item in these words: made of the part it is about; others keep their own."""
    value = item["value"]
    prefix = _PARTS.get(str(value.get("part")))
    return f"{prefix}{value['ref_id']}" if prefix else str(item["evidence_id"])


def _findings(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        item["detail"] | {"evidence_ids": item["evidence_ids"]}
        for agent in body["agents"]
        for item in agent["findings"]
        if str(item["kind"]).startswith(KIND)
    ]


def _hypotheses(
    body: dict[str, Any], findings: Sequence[dict[str, Any]], cited: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """One for each kind, with what its strongest instance cites."""
    told: dict[str, dict[str, Any]] = {}
    for item in body["hypotheses"]:
        subcategory = str(item["kind"]).removeprefix(KIND)
        if subcategory in told or len(told) == _MOST_HYPOTHESES:
            continue
        category = next((one["category"] for one in findings if one["subcategory"] == subcategory), "")
        advice = run_advice(subcategory, category)
        told[subcategory] = {
            "hypothesis_id": f"hyp-{len(told) + 1}",
            "title": f"{subcategory.replace('_', ' ').title()} Root Cause",
            "description": f"{advice.because}. {item['description']}",
            "evidence_ids": list(
                dict.fromkeys(alias_of(cited[name]) for name in item["evidence_ids"] if name in cited)
            ),
            "confidence": confidence_word(item["confidence"]),
            "verification_steps": list(GENERAL_CHECKS),
            "mitigation": advice.mitigation,
        }
    return list(told.values())


def _index(body: dict[str, Any], cited: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What hypotheses cite first, in their order."""
    named = [name for item in body["hypotheses"] for name in item["evidence_ids"]]
    order = dict.fromkeys([*named, *cited])
    parts = (cited[name] for name in order if name in cited)
    return [_indexed(item) for item in parts if item["value"].get("part") in ("step", "tool_call", "guardrail", "run")]


def _indexed(item: dict[str, Any]) -> dict[str, Any]:
    value = item["value"]
    part = value["part"]
    title, names, text = {
        "tool_call": (f"Failed tool call: {value.get('tool')}" if value.get("status") in _FAILED
                      else f"Tool call: {value.get('tool')}", ("error_class", "status_code"),
                      value.get("error_message") or value.get("result_summary")),
        "guardrail": (f"Guardrail event: {value.get('type')}", ("type", "call_id"), value.get("message")),
        "step": (f"Failed step: {value.get('name')}" if value.get("status") in _FAILED
                 else f"Step: {value.get('name')}", ("status", "retries"),
                 value.get("error_message") or value.get("output_summary")),
        "run": (f"Run of {value.get('agent')}", ("error_type", "status"), value.get("error_message")),
    }[part]  # fmt: skip
    return {
        "evidence_id": alias_of(item), "kind": part, "ref_id": value["ref_id"], "title": title,
        "snippet": text or item["text"], "attributes": {name: value.get(name) for name in names},
        "content_id": item["evidence_id"],
    }  # fmt: skip


def _action(item: ActionItem, place: int) -> dict[str, Any]:
    return {
        "action_id": f"act-{place}", "type": item.kind, "title": item.title, "description": item.description,
        "owner": None, "priority": item.priority, "due_in_days": item.due_in_days,
    }  # fmt: skip


def _snapshot(run: AgentRun) -> dict[str, Any]:
    failing = Counter(call.tool_name for call in run.tool_calls if call.status in _FAILED)
    top = min(failing, key=lambda name: (-failing[name], name), default=None)
    latencies = [step.latency_ms for step in run.steps if step.latency_ms is not None]
    retries = sum(step.retries for step in run.steps) + sum(call.retries for call in run.tool_calls)
    return {
        "top_failing_tool": top, "max_step_latency_ms": max(latencies, default=0), "total_retries": retries,
        "total_cost_usd": run.cost.total_cost_usd,
    }  # fmt: skip


def _jira(told: dict[str, Any], run: AgentRun) -> dict[str, str]:
    return {"jira_summary": f"[{told['category']}] {run.agent_name} failed in run {run.run_id}"[:250],
            "jira_description_md": "\n".join(_description(told, run))}  # fmt: skip


def _description(told: dict[str, Any], run: AgentRun) -> list[str]:
    lines = [
        f"## Agent run {run.run_id}", "",
        f"- **Agent:** {run.agent_name} {run.agent_version}".rstrip(),
        f"- **Environment:** {run.environment or 'not given'}",
        f"- **Category:** {told['category']}"
        + (f" ({told['subcategory']})" if told["subcategory"] != told["category"] else ""), "",
    ]  # fmt: skip
    if told["insufficient_evidence"]:
        lines += ["### Not enough evidence", "", f"{told['insufficient_reason']}", ""]
    for item in told["hypotheses"]:
        lines += [f"### {item['title']} ({item['confidence']} confidence)", "", item["description"], "",
                  f"Evidence: {', '.join(item['evidence_ids'])}", ""]  # fmt: skip
    if told["evidence_index"]:
        lines += ["### Evidence", ""]
        lines += [f"- `{item['evidence_id']}` {item['title']}: {item['snippet']}" for item in told["evidence_index"]]
        lines += [""]
    lines += ["### Action items", ""]
    lines += [f"- [ ] **{item['title']}** ({item['priority']}): {item['description']}" for item in told["action_items"]]
    lines += [f"- [ ] Add telemetry: {one}" for one in told["add_telemetry"]]
    return lines
