"""Judges: none, one, and not several."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rootward.agents.contract import Agent
from rootward.causality.agent_runs.model import Cause
from rootward.causality.agent_runs.reorder import Placed
from rootward.errors import Misconfigured
from rootward.kit.registry import Registry
from rootward.plugins.builtin import AGENTS
from rootward.plugins.judges import judge_of, with_judge


class Judge:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, causes: tuple[Cause, ...], /) -> Sequence[Placed]:
        return []


def test_there_is_none_one_or_an_error() -> None:
    plugins = Registry()
    assert judge_of(plugins) is None
    plugins.add("judge", Judge("a"))
    found = judge_of(plugins)
    assert found is not None and found.name == "a"
    plugins.add("judge", Judge("b"))
    with pytest.raises(Misconfigured, match="several judges: a, b"):
        judge_of(plugins)


def test_only_the_agent_for_runs_is_given_the_judge() -> None:
    agents: dict[str, Agent] = {agent.name: agent for agent in AGENTS}
    assert with_judge(agents, None) == agents
    judged = with_judge(agents, Judge("a"))
    assert {name for name, agent in judged.items() if agent is not agents[name]} == {"agent_run"}
