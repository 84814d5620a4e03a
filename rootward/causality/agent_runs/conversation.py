"""Conversation: a run's steps by the roles that its structure gives them: who asked, who coordinates, who works, and
what only reports what came out of somebody else's code.

Roles follow from who speaks first, whom everybody else answers to, and what a step's text is; never from a name,
except the words that every framework uses for its user, its system prompt and its tools.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.runs.model import AgentRun

__all__ = ["Conversation", "Outcome"]

Outcome = Literal["nothing", "failed", "empty", "brought"]
_ASKERS = frozenset({"user", "human", "system", "customer"})
_TOOLS = frozenset({"tool", "tools", "function"})
_EXIT = re.compile(r"^\s*exit ?code\W{0,2}(\d+)", re.IGNORECASE)
_NOTHING = re.compile(r"^\s*there is no (code|command|tool call)\b", re.IGNORECASE)
_OUTPUT = re.compile(r"^\s*(?:code )?output\s*:\s*", re.IGNORECASE | re.MULTILINE)
_EMPTY = re.compile(
    r"^(error|no |none|not found|unable|failed)|not found|no results|unable to|could not", re.IGNORECASE
)
_ENDS = re.compile(r"^\W*(terminate|stop|done|finish(ed)?|exit|end)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Places are indices of steps. `speakers` are the places at which an agent acts and says something of its own."""

    run: AgentRun

    @cached_property
    def executors(self) -> frozenset[str]:
        """Agents that only report results: most of their steps are outputs of what somebody else wrote."""
        steps: Counter[str] = Counter(step.agent for step in self.run.steps)
        reports: Counter[str] = Counter(
            step.agent
            for step in self.run.steps
            if step.kind == "tool" or _EXIT.match(step.output_summary) or _NOTHING.match(step.output_summary)
        )
        found = {agent for agent, count in reports.items() if count >= P.executor_share * steps[agent]}
        return frozenset(found | {agent for agent in steps if agent.lower() in _TOOLS})

    @cached_property
    def askers(self) -> frozenset[str]:
        """Who set the task and does not work on it."""
        steps: Counter[str] = Counter(step.agent for step in self.run.steps)
        found = {agent for agent in steps if agent.lower() in _ASKERS}
        if self.run.steps and self.run.task:
            first = self.run.steps[0]
            if steps[first.agent] == 1 and _words(first.output_summary) <= _words(self.run.task):
                found.add(first.agent)
        return frozenset(found)

    @cached_property
    def acting(self) -> tuple[int, ...]:
        idle = self.executors | self.askers
        return tuple(place for place, step in enumerate(self.run.steps) if step.agent and step.agent not in idle)

    @cached_property
    def speakers(self) -> tuple[int, ...]:
        """Without the words that only end a conversation."""
        said = tuple(place for place in self.acting if not _ENDS.match(self.run.steps[place].output_summary))
        return said or self.acting

    @cached_property
    def hub(self) -> str | None:
        """The coordinator: it takes the task from whoever asked, and nearly everybody else speaks right after it."""
        if not self.acting or not self.askers:
            return None
        steps = self.run.steps
        first = steps[self.acting[0]].agent
        others = [place for place in self.acting if steps[place].agent != first]
        own = sum(step.agent == first for step in steps)
        answering = sum(steps[place - 1].agent == first for place in others)
        is_hub = bool(others) and own >= P.hub_share * len(steps) and answering >= P.hub_answers * len(others)
        return first if is_hub else None

    @cached_property
    def workers(self) -> tuple[int, ...]:
        """The places at which somebody works for the coordinator."""
        return tuple(p for p in self.acting if self.hub is not None and self.run.steps[p].agent != self.hub)

    @cached_property
    def is_dialogue(self) -> bool:
        """True where at least two speak with each other for a while, be one of them the one who asked."""
        parties = self.agents | {a for a in self.askers if a.lower() != "system"}
        return len(parties) > 1 and len(self.speakers) >= P.dialogue_steps

    @cached_property
    def agents(self) -> frozenset[str]:
        return frozenset(self.run.steps[place].agent for place in self.acting)

    def outcome(self, place: int) -> Outcome | None:
        """What an executor reported at a place; None where no executor speaks."""
        if not 0 <= place < len(self.run.steps) or self.run.steps[place].agent not in self.executors:
            return None
        text = self.run.steps[place].output_summary
        if _NOTHING.match(text):
            return "nothing"
        code = _EXIT.match(text)
        if code is not None and int(code[1]) != 0:
            return "failed"
        body = _OUTPUT.split(text, maxsplit=1)[-1].strip()
        if body in ("", "[]", "{}", "None", "null", "0", "nan", "0.0") or _EMPTY.search(body[:400]):
            return "empty"
        return "brought"


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
