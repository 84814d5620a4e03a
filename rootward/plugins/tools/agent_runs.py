"""Agent runs for reading: the run itself, one part of it again, and how the agent's earlier runs ended."""

from __future__ import annotations

from collections import Counter

from rootward.causality.agent_runs.model import History
from rootward.causality.fleet.past import history_from
from rootward.errors import NotFound
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import WINDOW, closed, nothing
from rootward.runs.history import Earlier, history_of
from rootward.runs.model import AgentRun
from rootward.runs.parts import PARTS, value_of
from rootward.runs.sent import digest_of
from rootward.runs.stored import find_row, read_run
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "AgentRunsHistory", "AgentRunsPart", "AgentRunsRead", "counts_of"]

_ID: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": 500}
_AS_OF = {"as_of": WINDOW["as_of"]}


class AgentRunsRead:
    """`data` is the AgentRun, as it was known at `as_of`."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="agent_runs.read",
            description="A run of an agent with its steps, tool calls and guardrail events.",
            schema=closed(_AS_OF, run_id=_ID),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        run = await _run(arguments, context)
        if run is None:
            return nothing(f"there is no agent run {arguments['run_id']}")
        value: dict[str, JSON] = {
            "status": run.status, "steps": len(run.steps), "tool_calls": len(run.tool_calls),
            "guardrail_events": len(run.guardrail_events), "digest": digest_of(run),
        }  # fmt: skip
        said = f"{run.status} after {len(run.steps)} steps and {len(run.tool_calls)} tool calls"
        return ToolResult(value=value, summary=said, presence=Presence.FOUND, data=run)


class AgentRunsPart:
    """What evidence of a run holds, again."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="agent_runs.part",
            description="What one step, tool call or guardrail event of an agent run says, or the run itself.",
            schema=closed(_AS_OF, run_id=_ID, part={"type": "string", "enum": [*PARTS]}, ref_id=_ID),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        run, part, ref_id = await _run(arguments, context), str(arguments["part"]), str(arguments["ref_id"])
        value = value_of(run, part, ref_id) if run else None
        if value is None:
            return nothing(f"the run {arguments['run_id']} has no {part} {ref_id}")
        return ToolResult(value=value, summary=f"{part} {ref_id}", presence=Presence.FOUND)


class AgentRunsHistory:
    """`data` is a History: the other runs of the agent of a run, the newest 500."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="agent_runs.history",
            description="How the other runs of the same agent ended, by version, prompt and model.",
            schema=closed(_AS_OF, run_id=_ID),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        run_id, as_of = str(arguments["run_id"]), int(str(arguments["as_of"]))

        def unit(connection: Connection, tenant: str) -> list[Earlier]:
            row = find_row(connection, tenant, run_id, as_of=as_of)
            return history_of(
                connection, tenant, row["agent_name"], origin=row["origin"], as_of=as_of, besides=run_id
            )  # fmt: skip

        found = await context.read(unit)
        history = history_from(found)
        said = f"{len(found)} other runs, {sum(one.failed for one in found)} of them failed"
        presence = Presence.FOUND if found else Presence.ABSENT
        return ToolResult(value=counts_of(history), summary=said, presence=presence, data=history)


def counts_of(history: History) -> dict[str, JSON]:
    """Runs and failures under each version, prompt and model."""
    counted: dict[str, JSON] = {}
    for name, field in (("version", "agent_version"), ("prompt", "prompt_hash"), ("model", "model")):
        runs = Counter(str(getattr(one, field) or "") for one in history.runs)
        failed = Counter(str(getattr(one, field) or "") for one in history.runs if one.failed)
        counted[name] = {value: [failed[value], count] for value, count in sorted(runs.items())}
    return counted


async def _run(arguments: dict[str, JSON], context: ToolContext) -> AgentRun | None:
    """Read once for all parts of an investigation."""
    run_id, as_of = str(arguments["run_id"]), int(str(arguments["as_of"]))

    def unit(connection: Connection, tenant: str) -> AgentRun | None:
        try:
            return read_run(connection, tenant, run_id, as_of=as_of)
        except NotFound:
            return None

    return await context.read(unit)


TOOLS = (AgentRunsRead(), AgentRunsPart(), AgentRunsHistory())
