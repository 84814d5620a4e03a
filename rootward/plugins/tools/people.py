"""People: what people agree to who let a playbook go on. Being called is all that this tool does."""

from __future__ import annotations

from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "PeopleAgree"]


class PeopleAgree:
    """`people.agree`: the question, the run and the step are its arguments, so that a yes is for these alone."""

    @property
    def spec(self) -> ToolSpec:
        properties: dict[str, JSON] = {
            "text": {"type": "string", "maxLength": 20_000},
            "playbook_run_id": {"type": "string", "maxLength": 100},
            "step": {"type": "integer", "minimum": 1},
        }
        return ToolSpec(
            name="people.agree",
            description="Let a playbook go on that asks people first; nothing else happens.",
            schema={
                "type": "object", "properties": properties, "required": [*properties], "additionalProperties": False,
            },
            effect="idempotent",
            risk="low",
            targets=("playbook_run:{playbook_run_id}",),
            sensitive=("/playbook_run_id",),
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        return ToolResult(value={"agreed": True}, summary="people agreed")


TOOLS = (PeopleAgree(),)
