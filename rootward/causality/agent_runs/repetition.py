"""Repetition: the same call with the same answer, the same words again: an agent that goes round in circles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rootward.causality.agent_runs.model import Cite
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.troubles import failed
from rootward.kit.canonical import JSON, canonical
from rootward.runs.model import ToolCall

__all__ = ["Loop", "loops_in"]

_SPACE = re.compile(r"\s+")
_LEAST_WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """`times` the same; `of_failing` when the repeated call failed each time, so that its failing comes first."""

    subject: str
    times: int
    step_id: str | None
    call_id: str | None
    place: int
    of_failing: bool
    evidence: tuple[Cite, ...]
    weight: float


def loops_in(order: Order) -> tuple[Loop, ...]:
    """The circles of a run, in the order in which they begin."""
    found = [*_of_calls(order), *_of_steps(order), *_of_retries(order)]
    return tuple(sorted(found, key=lambda loop: (loop.place, loop.call_id or "", loop.subject)))


def _of_calls(order: Order) -> Iterator[Loop]:
    groups: dict[tuple[str, str, str], list[ToolCall]] = defaultdict(list)
    for call in order.calls:
        if call.args is None and not call.args_hash:
            continue  # nobody told the arguments: they are not known to be the same
        answer = "!" if failed(call) else _SPACE.sub(" ", call.result_summary)
        groups[(call.tool_name, call.args_hash or _written(call.args), answer)].append(call)
    for (tool, _, answer), calls in groups.items():
        if len(calls) < P.loop_calls:
            continue
        first = calls[0]
        in_a_row = _in_a_row([order.call_places[call.call_id] for call in calls]) >= P.loop_calls
        shown = [Cite(kind="tool_call", ref_id=c.call_id, why="the same arguments, the same answer") for c in calls[:5]]
        yield Loop(
            subject=f"the same call of {tool}", times=len(calls), step_id=first.step_id, call_id=first.call_id,
            place=order.place(first.step_id), of_failing=answer == "!", evidence=tuple(shown),
            weight=P.loop_weight if in_a_row else P.loop_weight * P.loop_apart,
        )  # fmt: skip


def _of_steps(order: Order) -> Iterator[Loop]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for step in order.run.steps:
        words = _SPACE.sub(" ", step.output_summary).strip()
        if len(words) >= _LEAST_WORDS:
            groups[(step.agent, step.name, words)].append(step.step_id)
    for (_, name, _), ids in groups.items():
        if len(ids) < P.loop_steps:
            continue
        shown = [Cite(kind="step", ref_id=step_id, why="the same words again") for step_id in ids[:5]]
        yield Loop(
            subject=f"the same output of {name}", times=len(ids), step_id=ids[0], call_id=None,
            place=order.place(ids[0]), of_failing=False, evidence=tuple(shown), weight=P.loop_weight,
        )  # fmt: skip


def _of_retries(order: Order) -> Iterator[Loop]:
    """What counted its own repetitions."""
    for call in order.calls:
        if call.retries >= P.retries:
            cite = Cite(kind="tool_call", ref_id=call.call_id, why=f"{call.retries} retries")
            yield Loop(
                subject=f"the call of {call.tool_name}", times=call.retries + 1, step_id=call.step_id,
                call_id=call.call_id, place=order.place(call.step_id), of_failing=failed(call), evidence=(cite,),
                weight=P.retries_weight,
            )  # fmt: skip
    for place, step in enumerate(order.run.steps):
        if step.retries >= P.retries:
            cite = Cite(kind="step", ref_id=step.step_id, why=f"{step.retries} retries")
            yield Loop(
                subject=f"the step {step.name}", times=step.retries + 1, step_id=step.step_id, call_id=None,
                place=place, of_failing=bool(step.error_type or step.error_message), evidence=(cite,),
                weight=P.retries_weight,
            )  # fmt: skip


def _in_a_row(places: list[int]) -> int:
    """The longest stretch of places that follow each other."""
    longest = current = 1
    for before, after in pairwise(places):
        current = current + 1 if after == before + 1 else 1
        longest = max(longest, current)
    return longest


def _written(args: JSON) -> str:
    return canonical(args).decode()
