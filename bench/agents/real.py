"""Real runs: the labelled runs of the data folder as the product reads them, with their labels kept apart.

What the sets' publishers recorded is handed over. Statuses and error classes that were only read from the texts are
left out of conversations, whose traces have no error fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rootward.kit.canonical import sha256_hex
from rootward.runs.model import AgentRun, Step, ToolCall

__all__ = ["FITTED_TO", "Labelled", "conversations", "passed_runs"]

FITTED_TO = ("Who&When/algorithm-generated", "Who&When/hand-crafted")
"""AgentRx is left out of every fit: it shares questions with the hand-crafted ones, and so shows what transfers."""
_LONGEST = 2000
_FILES = {"whowhen": "whowhen.jsonl", "agentrx": "agentrx.jsonl"}


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A failed conversation: `agent` (lower case) and `place` (index of the step) are the answer."""

    group: str
    run: AgentRun
    agent: str
    place: int


def conversations(data: Path) -> list[Labelled]:
    """Every failed run of both sets whose label names one of its steps."""
    return [item for row in _rows(data) if row["label"]["failed"] for item in _labelled(row)]


def passed_runs(data: Path) -> list[AgentRun]:
    """The runs that succeeded, with their tool calls; their outcome is not told."""
    return [_run(row, calls=_calls(row)) for row in _rows(data) if not row["label"]["failed"]]


def _labelled(row: dict[str, Any]) -> Iterator[Labelled]:
    label, group = row["label"], row["source"]
    root = label.get("root_cause") or {}
    agent = label.get("mistake_agent") or root.get("failed_agent")
    step = str(label["mistake_step"] if "mistake_step" in label else root.get("step_number"))
    ids = [str(item["step_id"]) for item in row["steps"]]
    if agent and step in ids:
        yield Labelled(group=group, run=_run(row), agent=agent.lower(), place=ids.index(step))


def _rows(data: Path) -> Iterator[dict[str, Any]]:
    for name in _FILES.values():
        path = data / "agent_runs" / name
        if path.is_file():
            with path.open() as file:
                yield from map(json.loads, file)


def _run(row: dict[str, Any], *, calls: tuple[ToolCall, ...] = ()) -> AgentRun:
    return AgentRun(
        run_id=row["run_id"], agent_name=row["agent_name"], task=row.get("task") or "", tool_calls=calls,
        status="failure" if row["label"]["failed"] else "unknown",
        steps=tuple(
            Step(
                step_id=str(item["step_id"]), name=item["name"] or "", agent=item["agent"] or "",
                input_summary=(item.get("input") or "")[:_LONGEST],
                output_summary=(item.get("output") or "")[:_LONGEST],
            )
            for item in row["steps"]
        ),
    )  # fmt: skip


def _calls(row: dict[str, Any]) -> tuple[ToolCall, ...]:
    found = []
    for item in row["tool_calls"]:
        args = _parsed(item["args_json"])
        failed = item["status"] != "ok"
        found.append(
            ToolCall(
                call_id=item["call_id"], step_id=str(item["step_id"]), tool_name=item["tool_name"], args=args,
                args_hash=sha256_hex(args), status="failure" if failed else "success",
                error_message=item["error_message"] if failed else None,
                result_summary="" if failed else str(item.get("output") or "")[:_LONGEST],
            )
        )  # fmt: skip
    return tuple(found)


def _parsed(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
