"""The changes agent: what was done to the system, and what its processes reported about themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Blindness, Task, Toolbox
from rootward.causality.model import Observation
from rootward.causality.observe_events import observe_changes, observe_happenings
from rootward.causality.parameters import PARAMETERS
from rootward.events.model import Event
from rootward.events.presence import Presence

__all__ = ["ChangesAgent"]

_REMEDY = "send deploys, migrations, flag and configuration changes as events, so that a change can be blamed"


class ChangesAgent:
    """Every change of the scope is evidence, surprising or not: a cause may need one, the innocent need a reason."""

    name = "changes"
    tools = ("events.search",)

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        start, end = task.scope.start, task.scope.end
        earliest = max(0, start - PARAMETERS.slow_ns)
        result = await toolbox.call("events.search", {"start": earliest, "end": end, "as_of": task.as_of})
        events = [item for item in result.data if isinstance(item, Event)] if isinstance(result.data, list) else []
        changes, happenings = await asyncio.to_thread(_observe, events, (earliest, end), (start, end))
        evidence = (
            *cite(changes, tool="changes.describe", shared={"as_of": task.as_of}, window=(earliest, end)),
            *cite(
                strongest(happenings), tool="events.count",
                shared={"start": start, "end": end, "as_of": task.as_of}, window=(start, end),
            ),
        )  # fmt: skip
        presence = Presence.ABSENT if result.presence is Presence.FOUND else result.presence
        blind: tuple[Blindness, ...] = () if changes else (absent("changes", presence, _REMEDY),)
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence, blind=blind)


def _observe(
    events: Sequence[Event], changed: tuple[int, int], happened: tuple[int, int]
) -> tuple[list[Observation], list[Observation]]:
    """Changes (the latest, when there are very many), also those from before the scope whose effect adds up, and
    happenings."""
    changes = observe_changes(events, window=changed)
    return changes[-PARAMETERS.per_agent :], observe_happenings(events, after=happened)
