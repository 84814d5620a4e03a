"""Generated runs of a given size, for measuring time: agents, tool calls, errors, retries and repetitions."""

from __future__ import annotations

from random import Random

from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun, Step, ToolCall, ToolDefinition

__all__ = ["generated_run"]

_ERRORS = ((429, "Too Many Requests"), (503, "Service Unavailable"), (404, "Not Found"), (400, "Missing field: 'id'"))
_SCHEMA: dict[str, JSON] = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}


def generated_run(spans: int, seed: int = 7) -> AgentRun:
    """Half of the spans are steps with about 300 characters of text, half are tool calls, one in ten fails."""
    rng = Random(seed)
    half = spans // 2
    steps = tuple(
        Step(
            step_id=f"s{n}",
            name="message",
            agent=f"agent-{n % 7}",
            kind="agent",
            started_at=n,
            output_summary=" ".join(f"word{rng.randrange(5000)}" for _ in range(40)),
        )
        for n in range(half)
    )
    calls = tuple(_call(n, half, rng) for n in range(spans - half))
    tools = tuple(ToolDefinition(name=f"tool-{n}", schema=_SCHEMA) for n in range(20))
    return AgentRun(
        run_id=f"generated-{spans}", agent_name="agent-0", status="failure", steps=steps, tool_calls=calls, tools=tools
    )


def _call(number: int, steps: int, rng: Random) -> ToolCall:
    number_asked = rng.randrange(200)
    args: dict[str, JSON] = {"id": number_asked}
    code, message = rng.choice(_ERRORS)
    failed = rng.random() < 0.1
    return ToolCall(
        call_id=f"c{number}", step_id=f"s{number % steps}", tool_name=f"tool-{number % 20}", args=args,
        args_hash=str(number_asked), started_at=number, status="failure" if failed else "success",
        status_code=code if failed else 200, error_message=f"{message} ({number})" if failed else None,
        result_summary="" if failed else f'{{"value": {rng.randrange(50)}}}',
    )  # fmt: skip
