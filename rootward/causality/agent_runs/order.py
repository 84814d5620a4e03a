"""Order: where in a run each step and call stands, and who acted there; looked up by id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rootward.causality.agent_runs.conversation import Conversation
from rootward.runs.model import AgentRun, Step, ToolCall

__all__ = ["Order"]


@dataclass(frozen=True, kw_only=True)
class Order:
    """A run with its steps by id and its calls in the order of their steps.

    Calls that carry times are ordered by them within a step; the rest keep the order in which they were sent."""

    run: AgentRun

    @cached_property
    def steps(self) -> dict[str, int]:
        """The place of a step, by id; the first one where an id comes twice."""
        places: dict[str, int] = {}
        for index, step in enumerate(self.run.steps):
            places.setdefault(step.step_id, index)
        return places

    @cached_property
    def calls(self) -> tuple[ToolCall, ...]:
        given = enumerate(self.run.tool_calls)
        last = len(self.run.steps)

        def key(item: tuple[int, ToolCall]) -> tuple[int, int, str]:
            index, call = item
            when = call.started_at if timed else index
            return self.steps.get(call.step_id, last), when or 0, call.call_id

        timed = all(call.started_at is not None for call in self.run.tool_calls)
        return tuple(call for _, call in sorted(given, key=key))

    @cached_property
    def call_places(self) -> dict[str, int]:
        return {call.call_id: index for index, call in enumerate(self.calls)}

    @cached_property
    def last_act(self) -> int:
        """The last place at which somebody acted; what a tool reports is no act."""
        acting = Conversation(run=self.run).acting
        return acting[-1] if acting else len(self.run.steps) - 1

    def step(self, step_id: str | None) -> Step | None:
        place = self.steps.get(step_id) if step_id is not None else None
        return None if place is None else self.run.steps[place]

    def place(self, step_id: str | None) -> int:
        """A step's place; behind the last one for what belongs to none."""
        return self.steps.get(step_id, len(self.run.steps)) if step_id is not None else len(self.run.steps)

    def agent(self, step_id: str | None) -> str:
        """Who acted in a step: its own word, the nearest parent's, else the run's agent."""
        seen: set[str] = set()
        step = self.step(step_id)
        while step is not None and not step.agent and step.parent_id and step.step_id not in seen:
            seen.add(step.step_id)
            step = self.step(step.parent_id)
        return step.agent if step is not None and step.agent else self.run.agent_name
