"""Compare: what two runs did differently: their settings, and the first place where they part."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun, Step, ToolCall

__all__ = ["compare_runs"]

_SETTINGS = (
    "agent_name", "agent_version", "model", "environment", "prompt_hash", "status", "error_type", "error_message",
)  # fmt: skip
_FAILED = frozenset({"failure", "timeout"})
_Part = Step | ToolCall


def compare_runs(before: AgentRun, after: AgentRun) -> dict[str, JSON]:
    """`settings` that differ, [before, after] each; `steps` and `calls` as an alignment: every entry is `same`,
    `changed`, `removed` or `added`, with what is different; `parts_at` is the place in the calls (in the steps, where
    neither called anything) from which on they differ, None where they do not."""
    steps = _aligned(before.steps, after.steps)
    calls = _aligned(before.tool_calls, after.tool_calls)
    compared = calls if before.tool_calls or after.tool_calls else steps
    parts_at = next((place for place, entry in enumerate(compared) if entry["verdict"] != "same"), None)
    settings: dict[str, JSON] = {
        name: [getattr(before, name), getattr(after, name)]
        for name in _SETTINGS
        if getattr(before, name) != getattr(after, name)
    }
    tools = {tool.name for tool in before.tools} ^ {tool.name for tool in after.tools}
    if tools:
        settings["tools"] = [_named(before, tools), _named(after, tools)]
    return {
        "before": before.run_id, "after": after.run_id, "settings": settings, "steps": [*steps], "calls": [*calls],
        "parts_at": parts_at,
    }  # fmt: skip


def _named(run: AgentRun, tools: set[str]) -> list[JSON]:
    return [*sorted(tool.name for tool in run.tools if tool.name in tools)]


def _aligned(before: Sequence[_Part], after: Sequence[_Part]) -> list[dict[str, JSON]]:
    """By name, in order: what has the same name at the same place of the common sequence is one thing in both runs."""
    matcher = SequenceMatcher(a=[_name(one) for one in before], b=[_name(one) for one in after], autojunk=False)
    told: list[dict[str, JSON]] = []
    for verb, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if verb == "equal":
            told += [_pair(one, two) for one, two in zip(before[a_from:a_to], after[b_from:b_to], strict=True)]
            continue
        told += [_alone("removed", one) for one in before[a_from:a_to]]
        told += [_alone("added", one) for one in after[b_from:b_to]]
    return told


def _pair(before: _Part, after: _Part) -> dict[str, JSON]:
    differences: dict[str, JSON] = {name: [one, two] for name, one, two in _compared(before, after) if one != two}
    verdict = "changed" if differences else "same"
    return {"verdict": verdict, "name": _name(before), "ids": [_id(before), _id(after)], "differences": differences}


def _alone(verdict: str, part: _Part) -> dict[str, JSON]:
    ids: list[JSON] = [_id(part), None] if verdict == "removed" else [None, _id(part)]
    return {"verdict": verdict, "name": _name(part), "ids": ids, "differences": {"status": part.status}}


def _compared(before: _Part, after: _Part) -> list[tuple[str, JSON, JSON]]:
    """Outcome and input; times and words of an answer differ from run to run and mean nothing here."""
    found: list[tuple[str, JSON, JSON]] = [("failed", before.status in _FAILED, after.status in _FAILED)]
    if isinstance(before, ToolCall) and isinstance(after, ToolCall):
        found += [
            ("args", before.args, after.args), ("error_class", before.error_class, after.error_class),
            ("status_code", before.status_code, after.status_code),
            ("result_count", before.result_count, after.result_count),
        ]  # fmt: skip
    elif isinstance(before, Step) and isinstance(after, Step):
        found += [
            ("agent", before.agent, after.agent), ("error_type", before.error_type, after.error_type),
            ("finish_reason", before.finish_reason, after.finish_reason), ("model", before.model, after.model),
        ]  # fmt: skip
    return found


def _name(part: _Part) -> str:
    return part.tool_name if isinstance(part, ToolCall) else part.name


def _id(part: _Part) -> str:
    return part.call_id if isinstance(part, ToolCall) else part.step_id
