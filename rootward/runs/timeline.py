"""Timeline: a run's steps, tool calls and guardrail events merged in the order in which they happened, for replay."""

from __future__ import annotations

from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun, GuardrailEvent, Step, ToolCall

__all__ = ["timeline_of"]

_Entry = tuple[tuple[int, int, int], dict[str, JSON]]


def timeline_of(run: AgentRun) -> list[dict[str, JSON]]:
    """Every part as {event_id, event_type step|tool_call|guardrail, timestamp, name, status, details}.

    A call or event that says no time of its own stands where its step began; what says none at all stands at the
    beginning of the run, in the order in which it was sent. At the same time a step comes before its calls, and they
    before the checks of them.
    """
    began, at = run.started_at or 0, dict[str, int]()
    entries: list[_Entry] = []
    now = began
    for place, step in enumerate(run.steps):
        now = at[step.step_id] = step.started_at or now
        entries.append(((now, 0, place), _step(step, now)))
    for place, call in enumerate(run.tool_calls):
        moment = call.started_at or at.get(call.step_id, began)
        entries.append(((moment, 1, place), _call(call, moment)))
    for place, event in enumerate(run.guardrail_events):
        moment = event.created_at or at.get(event.step_id or "", began)
        entries.append(((moment, 2, place), _event(event, moment)))
    return [entry for _, entry in sorted(entries, key=lambda item: item[0])]


def _step(step: Step, moment: int) -> dict[str, JSON]:
    details: dict[str, JSON] = {
        "kind": step.kind, "agent": step.agent, "ended_at": _time(step.ended_at), "latency_ms": step.latency_ms,
        "retries": step.retries, "input_summary": step.input_summary, "output_summary": step.output_summary,
        "error_type": step.error_type, "error_message": step.error_message, "model": step.model,
        "finish_reason": step.finish_reason, "parent_id": step.parent_id,
    }  # fmt: skip
    return _entry(step.step_id, "step", moment, step.name, step.status, details)


def _call(call: ToolCall, moment: int) -> dict[str, JSON]:
    details: dict[str, JSON] = {
        "step_id": call.step_id, "kind": call.kind, "args_json": call.args, "args_hash": call.args_hash,
        "result_summary": call.result_summary, "result_count": call.result_count, "error_class": call.error_class,
        "error_message": call.error_message, "status_code": call.status_code, "retries": call.retries,
        "ended_at": _time(call.ended_at), "latency_ms": call.latency_ms,
    }  # fmt: skip
    return _entry(call.call_id, "tool_call", moment, call.tool_name, call.status, details)


def _event(event: GuardrailEvent, moment: int) -> dict[str, JSON]:
    details: dict[str, JSON] = {"step_id": event.step_id, "call_id": event.call_id, "message": event.message}
    return _entry(event.event_id, "guardrail", moment, event.type, "triggered", details)


def _entry(
    event_id: str, event_type: str, moment: int, name: str, status: str, details: dict[str, JSON]
) -> dict[str, JSON]:
    return {
        "event_id": event_id, "event_type": event_type, "timestamp": _time(moment or None), "name": name,
        "status": status, "details": details,
    }  # fmt: skip


def _time(ns: int | None) -> str | None:
    return None if ns is None else clock.format_ns(ns)
