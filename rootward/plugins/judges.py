"""Judges: the model that may order the causes of agents' runs, where a plugin brings one."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.agents.contract import Agent
from rootward.causality.agent_runs.reorder import NamedJudge
from rootward.errors import Misconfigured
from rootward.kit.registry import Registry
from rootward.plugins.agents.agent_run import AgentRunAgent

__all__ = ["judge_of", "with_judge"]


def judge_of(plugins: Registry) -> NamedJudge | None:
    """None where no plugin brings one. Raises Misconfigured where several do."""
    found = plugins.all("judge", NamedJudge)  # type: ignore[type-abstract]
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise Misconfigured(f"there are several judges: {names}; install the plugin of one", field="judge")
    return found[0] if found else None


def with_judge(agents: Mapping[str, Agent], judge: NamedJudge | None) -> dict[str, Agent]:
    """The agents by name, the one for runs of agents with the judge's help."""
    return {**agents, AgentRunAgent.name: AgentRunAgent(judge)} if judge is not None else dict(agents)
