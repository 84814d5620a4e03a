"""Parts: one step, call or check of a run, or the run itself, as the value that evidence of it holds."""

from __future__ import annotations

from typing import Literal

from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun

__all__ = ["PARTS", "Part", "value_of"]

Part = Literal["run", "step", "tool_call", "guardrail"]
PARTS: tuple[Part, ...] = ("run", "step", "tool_call", "guardrail")


def value_of(run: AgentRun, part: str, ref_id: str) -> dict[str, JSON] | None:
    """What is said of a part, the same whenever it is read; None where the run has no such part."""
    if part == "tool_call":
        return _call(run, ref_id)
    if part == "step":
        return _step(run, ref_id)
    if part == "guardrail":
        event = next((item for item in run.guardrail_events if item.event_id == ref_id), None)
        return None if event is None else {
            "part": part, "ref_id": ref_id, "type": event.type, "message": event.message, "step_id": event.step_id,
            "call_id": event.call_id,
        }  # fmt: skip
    return {
        "part": part, "ref_id": ref_id, "agent": run.agent_name, "version": run.agent_version, "model": run.model,
        "status": run.status, "error_type": run.error_type, "error_message": run.error_message,
    }  # fmt: skip


def _call(run: AgentRun, ref_id: str) -> dict[str, JSON] | None:
    call = next((item for item in run.tool_calls if item.call_id == ref_id), None)
    return None if call is None else {
        "part": "tool_call", "ref_id": ref_id, "tool": call.tool_name, "step_id": call.step_id, "status": call.status,
        "args_hash": call.args_hash, "error_class": call.error_class, "error_message": call.error_message,
        "status_code": call.status_code, "retries": call.retries, "result_summary": call.result_summary,
        "result_count": call.result_count,
    }  # fmt: skip


def _step(run: AgentRun, ref_id: str) -> dict[str, JSON] | None:
    step = next((item for item in run.steps if item.step_id == ref_id), None)
    return None if step is None else {
        "part": "step", "ref_id": ref_id, "name": step.name, "kind": step.kind, "status": step.status,
        "agent": step.agent, "retries": step.retries, "error_type": step.error_type,
        "error_message": step.error_message, "finish_reason": step.finish_reason,
        "output_summary": step.output_summary,
    }  # fmt: skip
