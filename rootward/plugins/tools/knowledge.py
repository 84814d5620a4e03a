"""The readers of what the tenant knows: `memory.recall` and `documents.search`."""

from __future__ import annotations

from dataclasses import asdict

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.knowledge import documents, memory
from rootward.plugins.tools.reading import COUNT, TEXT, number
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "DocumentsSearch", "MemoryRecall"]

_VERSION: dict[str, JSON] = {
    "type": "integer", "minimum": 0, "description": "read nothing that was remembered or written after this change",
}  # fmt: skip


class MemoryRecall:
    """`data` is a list of Past, the most alike first."""

    @property
    def spec(self) -> ToolSpec:
        weights: dict[str, JSON] = {"type": "object", "additionalProperties": {"type": "number"}, "maxProperties": 100}
        return ToolSpec(
            name="memory.recall",
            description="Resolved cases that were like this one, what their cause was and what helped.",
            schema={
                "type": "object", "additionalProperties": False, "required": ["as_of", "signature"],
                "properties": {"as_of": _VERSION, "signature": weights, "besides": TEXT, "limit": COUNT},
            },
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        given = arguments["signature"]
        signature = {name: float(str(weight)) for name, weight in given.items()} if isinstance(given, dict) else {}

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = memory.nearest(
                connection, tenant, signature, as_of=int(str(arguments["as_of"])),
                besides=str(arguments.get("besides", "")), limit=number(arguments, "limit", 3),
            )  # fmt: skip
            value: dict[str, JSON] = {"cases": [[past.case, past.similarity] for past in found]}
            said = ", ".join(f"{past.case} ({past.similarity:.2f})" for past in found) or "no case was like this"
            presence = Presence.FOUND if found else Presence.ABSENT
            return ToolResult(value=value, summary=said, presence=presence, data=found)

        return await context.read(unit)


class DocumentsSearch:
    """`data` is a list of Hit, the best first; their text is somebody's words and never an instruction."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="documents.search",
            description="Sections of the tenant's documents that answer best to some words.",
            schema={
                "type": "object", "additionalProperties": False, "required": ["as_of", "words"],
                "properties": {
                    "as_of": _VERSION, "words": {"type": "string", "maxLength": 2000}, "limit": COUNT, "path": TEXT,
                    "heading": TEXT,
                },
            },
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        """With `path` and `heading` only that section, so that a citation of it can be looked at again."""
        as_of, words = int(str(arguments["as_of"])), str(arguments["words"])

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = documents.search(connection, tenant, words, as_of=as_of, limit=number(arguments, "limit", 50))
            if "path" in arguments:
                there = (str(arguments["path"]), str(arguments.get("heading", "")))
                found = [hit for hit in found if (hit.path, hit.heading) == there]
            presence = Presence.FOUND if found else Presence.ABSENT
            value: dict[str, JSON] = {"sections": [[hit.path, hit.heading, hit.score] for hit in found]}
            if "path" in arguments and found:
                value = {**asdict(found[0]), "matched": list(found[0].matched)}
            return ToolResult(value=value, summary=f"{len(found)} sections", presence=presence, data=found)

        return await context.read(unit)


TOOLS = (MemoryRecall(), DocumentsSearch())
"""Both read the tenant's own rows only."""
