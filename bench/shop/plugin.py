"""Plugin: tools that repair the running shop, by its control desk; an example of tools that a plugin brings.

    [project.entry-points."rootward.plugins"]
    shop = "bench.shop.plugin:register"

The tenant says where the desk is by a connection of the kind `http`, called `shop`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.shop.fleet import SERVICES
from rootward.governance.action import Effect, Risk
from rootward.kit.canonical import JSON
from rootward.kit.registry import Registry
from rootward.plugins.tools.connected import connection_named, target_of
from rootward.tools.answered import check
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "register"]

DESK = "shop"
_SERVICE: dict[str, JSON] = {"type": "string", "enum": list(SERVICES)}
_NUMBER: dict[str, JSON] = {"type": "number", "minimum": 0, "maximum": 10_000}
_KEY: dict[str, JSON] = {"type": "string", "pattern": "^[a-z][a-z_]{0,40}$"}


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that the desk does to one service. The desk does it once for each key, so that asking again is safe;
    what it says it would do is the dry run."""

    verb: str
    description: str
    effect: Effect = "idempotent"
    risk: Risk = "medium"
    further: Sequence[tuple[str, dict[str, JSON]]] = ()
    rollback: str = ""

    @property
    def spec(self) -> ToolSpec:
        properties: dict[str, JSON] = {"service": _SERVICE, **dict(self.further)}
        return ToolSpec(
            name=f"shop.{self.verb}", description=self.description, effect=self.effect, risk=self.risk,
            schema={
                "type": "object", "additionalProperties": False, "properties": properties, "required": [*properties],
            },
            timeout_s=60.0, targets=("service:{service}",), sensitive=("/service",), rollback=self.rollback,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        answer = await self._ask(arguments, context, dry_run=False)
        return ToolResult(value=answer, summary=str(answer["did"]))

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        answer = await self._ask(arguments, context, dry_run=True)
        return ToolResult(value=answer, summary=str(answer["would"]))

    async def _ask(self, arguments: dict[str, JSON], context: ToolContext, *, dry_run: bool) -> dict[str, Any]:
        given = {name: value for name, value in arguments.items() if name != "service"}
        desk = await target_of(await connection_named(context, "http", DESK), context)
        headers = {} if dry_run else {"idempotency-key": context.idempotency_key}
        query = {"dry_run": "true"} if dry_run else None
        async with context.outside.line(desk) as line:
            path = f"/services/{arguments['service']}/{self.verb}"
            answer = check(await line.once("POST", path, body=given, headers=headers, query=query), DESK)
        return dict(answer.json(DESK))


TOOLS = (
    Repair("restart", "Puts a new process of a service in the place of the old one.", risk="low"),
    Repair("rollback", "Releases a service with the settings it had before its last release."),
    Repair("setting", "Releases a service with one setting changed.", further=(("key", _KEY), ("value", _NUMBER)),
           rollback="shop.rollback"),
    Repair("credential", "Gives a service a new credential and restarts it.", effect="non_idempotent"),
)  # fmt: skip


def register(registry: Registry) -> None:
    for tool in TOOLS:
        registry.add("tool", tool)
