"""Sendable: a run as the payload that `POST /agent-runs` takes: what was read elsewhere can be sent anywhere."""

from __future__ import annotations

from dataclasses import asdict

from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun, Cost, GuardrailEvent, Step, ToolCall

__all__ = ["payload_of"]

_NAME, _WORD, _ID = 500, 500, 200
"""The longest that a name, a word and an id of a payload may be."""


def payload_of(run: AgentRun) -> dict[str, JSON]:
    """What `parse_run` reads back as the same run, but for names beyond what a payload may hold: those are cut."""
    return {
        "run_id": run.run_id[:_ID], "agent_name": run.agent_name[:_NAME] or "agent",
        "agent_version": run.agent_version[:_WORD], "model": run.model[:_WORD],
        "environment": run.environment[:_WORD], "started_at": _time(run.started_at) or clock.format_ns(1),
        "ended_at": _time(run.ended_at), "status": run.status, "error_type": _word(run.error_type),
        "error_message": run.error_message, "trace_id": _word(run.trace_id),
        "correlation_ids": [one[:_WORD] for one in run.correlation_ids], "task": run.task,
        "prompt_hash": run.prompt_hash, "cost": _cost(run.cost), "steps": [_step(step) for step in run.steps],
        "tool_calls": [_call(call) for call in run.tool_calls],
        "guardrail_events": [_event(event) for event in run.guardrail_events],
        "tools": [{"name": tool.name[:_NAME], "description": tool.description, "schema": tool.schema}
                  for tool in run.tools],
    }  # fmt: skip


def _step(step: Step) -> dict[str, JSON]:
    return {
        "step_id": step.step_id[:_ID], "name": step.name[:_NAME] or step.kind, "kind": step.kind,
        "status": step.status, "agent": step.agent[:_WORD], "parent_id": step.parent_id and step.parent_id[:_ID],
        "started_at": _time(step.started_at), "ended_at": _time(step.ended_at), "latency_ms": step.latency_ms,
        "retries": step.retries, "input_summary": step.input_summary, "output_summary": step.output_summary,
        "error_type": _word(step.error_type), "error_message": step.error_message, "model": _word(step.model),
        "finish_reason": _word(step.finish_reason), "prompt_hash": step.prompt_hash, "cost": _cost(step.cost),
    }  # fmt: skip


def _call(call: ToolCall) -> dict[str, JSON]:
    return {
        "call_id": call.call_id[:_ID], "step_id": call.step_id[:_ID], "tool_name": call.tool_name[:_NAME] or call.kind,
        "kind": call.kind, "status": call.status, "args_json": call.args, "args_hash": call.args_hash or None,
        "result_summary": call.result_summary, "result_count": call.result_count,
        "error_class": _word(call.error_class), "error_message": call.error_message, "status_code": call.status_code,
        "started_at": _time(call.started_at), "ended_at": _time(call.ended_at), "latency_ms": call.latency_ms,
        "retries": call.retries,
    }  # fmt: skip


def _event(event: GuardrailEvent) -> dict[str, JSON]:
    return {
        "event_id": event.event_id[:_ID], "type": event.type, "message": event.message,
        "step_id": event.step_id and event.step_id[:_ID], "call_id": event.call_id and event.call_id[:_ID],
        "created_at": _time(event.created_at),
    }  # fmt: skip


def _cost(cost: Cost) -> dict[str, JSON] | None:
    return None if cost == Cost() else asdict(cost)


def _word(text: str | None) -> str | None:
    return None if text is None else text[:_WORD]


def _time(ns: int | None) -> str | None:
    return None if ns is None or ns <= 0 else clock.format_ns(ns)
