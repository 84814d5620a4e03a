"""Faults: one fault of one kind put into a real run that succeeded, at a call and in a way that the seed chooses.

The words of errors are those of libraries and vendors (`agent_errors.json`). Half of the runs end at the fault, half go
on; half of the failing calls are repeated in vain, as agents do.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from rootward.causality.agent_runs.model import SUBCATEGORIES, History, PastRun
from rootward.kit.canonical import sha256_hex
from rootward.runs.model import AgentRun, Step, ToolCall, ToolDefinition

__all__ = ["KINDS", "Faulty", "errors_of", "inject", "many", "untouched"]

KINDS: tuple[str, ...] = SUBCATEGORIES
_ERRORS = Path(__file__).resolve().parent.parent / "agent_errors.json"
_RENAMED = "ref"


@dataclass(frozen=True, kw_only=True)
class Faulty:
    """A run and the kind of its fault; None where nothing was done to it."""

    kind: str | None
    run: AgentRun
    history: History = field(default_factory=History)


def errors_of(half: str) -> dict[str, list[dict[str, Any]]]:
    """The errors of one half by kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for item in json.loads(_ERRORS.read_text())[half]:
        found.setdefault(item["kind"], []).append(item)
    return found


def inject(run: AgentRun, kind: str, errors: dict[str, list[dict[str, Any]]], rng: Random) -> Faulty:
    """The run with one fault of `kind`; it is known to have failed."""
    failed = replace(run, status="failure")
    place = rng.randrange(len(run.tool_calls))
    if kind == "prompt_regression":
        return _regressed(failed, rng)
    if kind == "planner_loop" and rng.random() < 0.5:
        return Faulty(kind=kind, run=_circling(failed, place, rng))
    if kind == "retrieval_empty" and rng.random() < 0.7:
        return Faulty(kind=kind, run=_empty(failed, place, rng))
    if kind == "tool_schema_mismatch" and rng.random() < 0.5:
        return Faulty(kind=kind, run=_misnamed(failed, place, rng))
    error = rng.choice(errors[kind])
    if kind == "planner_loop":
        ended = replace(failed, error_type=error.get("error_class"), error_message=error["message"])
        return Faulty(kind=kind, run=_circling(ended, place, rng))
    return Faulty(kind=kind, run=_failing(failed, place, error, rng))


def untouched(run: AgentRun, rng: Random) -> Faulty:
    """The run as it is, with a history in which nothing became worse."""
    marked, history = _with_history(run, rng, failing=rng.choice((0.05, 0.2)))
    return Faulty(kind=None, run=marked, history=history)


def _failing(run: AgentRun, place: int, error: dict[str, Any], rng: Random) -> AgentRun:
    call = _broken(run.tool_calls[place], error)
    repeats = rng.choice((0, 0, 1, 2, 4))
    if error["kind"] == "unknown":
        repeats = min(repeats, 1)  # more of that is a loop by definition: nothing else is known of it
    again = [replace(call, call_id=f"{call.call_id}.{n}") for n in range(1, repeats + 1)]
    calls = (*run.tool_calls[:place], call, *again, *run.tool_calls[place + 1 :])
    faulty = replace(run, tool_calls=calls)
    if rng.random() < 0.5:
        return faulty
    ended = _ended(faulty, call.step_id, keep=place + repeats + 1)
    if rng.random() < 0.5:
        return ended
    return replace(ended, error_type=error.get("error_class"), error_message=error["message"])


def _broken(call: ToolCall, error: dict[str, Any]) -> ToolCall:
    return replace(
        call, status="failure", result_summary="", error_message=error["message"],
        error_class=error.get("error_class"), status_code=error.get("status_code"),
    )  # fmt: skip


def _misnamed(run: AgentRun, place: int, rng: Random) -> AgentRun:
    """The agent sends another argument than the tool is defined with, and the answer says little."""
    call = run.tool_calls[place]
    if not isinstance(call.args, dict) or not call.args:
        return _failing(run, place, {"kind": "", "message": "Invalid arguments", "status_code": 400}, rng)
    known = call.args
    schema: dict[str, Any] = {
        "type": "object", "properties": {name: {} for name in known}, "required": sorted(known),
        "additionalProperties": False,
    }  # fmt: skip
    wrong = sorted(known)[rng.randrange(len(known))]
    sent = {(f"{name}_{_RENAMED}" if name == wrong else name): value for name, value in known.items()}
    tool = ToolDefinition(name=call.tool_name, schema=schema)
    changed = replace(call, args=sent, args_hash=sha256_hex(sent))
    calls = (*run.tool_calls[:place], changed, *run.tool_calls[place + 1 :])
    error = {"kind": "", "message": rng.choice(("Tool execution failed", "Bad Request", "Error"))}
    return _failing(replace(run, tool_calls=calls, tools=(tool,)), place, error, rng)


def _circling(run: AgentRun, place: int, rng: Random) -> AgentRun:
    """The call is made again and again with the same answer, until the run is ended."""
    call = run.tool_calls[place]
    times = rng.randint(3, 8)
    steps = tuple(
        Step(step_id=f"again.{n}", name="tool_call", agent=_agent(run, call.step_id)) for n in range(1, times + 1)
    )
    calls = tuple(replace(call, call_id=f"{call.call_id}.{n}", step_id=f"again.{n}") for n in range(1, times + 1))
    ended = _ended(run, call.step_id, keep=place + 1)
    return replace(ended, steps=(*ended.steps, *steps), tool_calls=(*ended.tool_calls, *calls))


def _empty(run: AgentRun, place: int, rng: Random) -> AgentRun:
    """A search that brings nothing, told in one of the ways in which tools tell it."""
    call = replace(run.tool_calls[place], status="success", error_message=None)
    made = rng.choice(
        (
            replace(call, kind="retrieval", result_count=0, result_summary=""),
            replace(call, kind="retrieval", result_summary="[]"),
            replace(call, result_summary='{"results": [], "total": 0}'),
            replace(call, kind="retrieval", result_summary="No results found"),
        )
    )
    calls = (*run.tool_calls[:place], made, *run.tool_calls[place + 1 :])
    return _ended(replace(run, tool_calls=calls), call.step_id, keep=place + 1)


def _regressed(run: AgentRun, rng: Random) -> Faulty:
    marked, history = _with_history(run, rng, failing=0.05, failing_now=rng.choice((0.6, 0.8)))
    return Faulty(kind="prompt_regression", run=marked, history=history)


def _with_history(
    run: AgentRun, rng: Random, *, failing: float, failing_now: float | None = None
) -> tuple[AgentRun, History]:
    """40 runs before the last change and 15 since, in the first of which as many fail as should."""
    what = rng.choice(("prompt_hash", "agent_version", "model"))
    now = failing if failing_now is None else failing_now
    past = [_past(n, what, "old", n % 20 < failing * 20) for n in range(40)]
    past += [_past(100 + n, what, "new", n < round(now * 15)) for n in range(15)]
    rng.shuffle(past)
    changes: dict[str, Any] = {what: "new"}
    return replace(run, **changes), History(runs=tuple(past))


def _past(number: int, what: str, value: str, failed: bool) -> PastRun:
    changes: dict[str, Any] = {what: value}
    return replace(PastRun(run_id=f"past-{number}", failed=failed, started_at=number), **changes)


def _ended(run: AgentRun, step_id: str, *, keep: int) -> AgentRun:
    """The run up to a step, with the first `keep` calls."""
    ids = [step.step_id for step in run.steps]
    last = ids.index(step_id) + 1 if step_id in ids else len(ids)
    return replace(run, steps=run.steps[:last], tool_calls=run.tool_calls[:keep])


def _agent(run: AgentRun, step_id: str) -> str:
    return next((step.agent for step in run.steps if step.step_id == step_id), run.agent_name)


def many(runs: Sequence[AgentRun], times: int, seed: int, half: str = "test") -> list[Faulty]:
    """Every run `times` times with a fault of each kind, in the words of one half, and as often untouched."""
    errors = errors_of(half)
    found = []
    for number, run in enumerate(run for run in runs if run.tool_calls):
        for turn in range(times):
            rng = Random(f"{seed}.{number}.{turn}")
            found += [inject(run, kind, errors, rng) for kind in KINDS]
            found.append(untouched(run, rng))
    return found
