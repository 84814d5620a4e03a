"""Kubernetes clusters: `kubernetes.objects` lists what a diagnosis needs, `kubernetes.check` says whether the API
answers and what it does not permit."""

from __future__ import annotations

import asyncio
from collections import Counter

from rootward.errors import Denied, RootwardError
from rootward.events.cluster import ClusterObjects, Unlisted
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.packs.connection import Connection
from rootward.plugins.tools.connected import connection_named, connections_of, target_of
from rootward.plugins.tools.kubernetes_api import read_cluster
from rootward.plugins.tools.measured import closed
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "KubernetesCheck", "KubernetesObjects"]

_NAME: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": 63}
_BUDGET_S = 15.0


class KubernetesObjects:
    """`data` is a list of ClusterObjects, one for each connection (for `source` alone, when it is given)."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="kubernetes.objects",
            description="The objects of the tenant's Kubernetes clusters, without the data of secrets.",
            schema={
                "type": "object", "additionalProperties": False,
                "properties": {"source": _NAME, "namespaces": {"type": "array", "items": _NAME, "maxItems": 100}},
            },
            timeout_s=25.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        source, given = arguments.get("source"), arguments.get("namespaces")
        namespaces = tuple(str(one) for one in given) if isinstance(given, list) else ()
        if source is None:
            chosen = await connections_of(context, "kubernetes")
        else:
            chosen = [await connection_named(context, "kubernetes", str(source))]
        found = await asyncio.gather(*(_read(one, context, namespaces) for one in chosen))
        return _answer(found)


class KubernetesCheck:
    """`value` says whether the API answers, how many objects it lists, and what it does not permit."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="kubernetes.check",
            description="Whether a Kubernetes connection answers, and what it may not list.",
            schema=closed({}, source=_NAME),
            timeout_s=25.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        result = _answer(
            [await _read(await connection_named(context, "kubernetes", str(arguments["source"])), context)]
        )
        return ToolResult(value=result.value, summary=result.summary, presence=result.presence)


async def _read(connection: Connection, context: ToolContext, namespaces: tuple[str, ...] = ()) -> ClusterObjects:
    """What can be listed; what cannot be asked at all is one reason for everything."""
    try:
        async with context.outside.line(await target_of(connection, context)) as line:
            return await read_cluster(line, connection.name, namespaces=namespaces, budget_s=_BUDGET_S)
    except RootwardError as error:
        presence = Presence.DENIED if isinstance(error, Denied) else Presence.SOURCE_DOWN
        reason = Unlisted(resource="everything", presence=presence, detail=error.message)
        return ClusterObjects(source=connection.name, objects=(), unlisted=(reason,))


def _answer(found: list[ClusterObjects]) -> ToolResult:
    objects = [item for cluster in found for item in cluster.objects]
    unlisted = [item for cluster in found for item in cluster.unlisted]
    kinds = Counter(str(item["kind"]) for item in objects)
    value: dict[str, JSON] = {
        "clusters": [cluster.source for cluster in found],
        "objects": dict(sorted(kinds.items())),
        "unlisted": [
            {"resource": item.resource, "presence": str(item.presence), "why": item.detail} for item in unlisted
        ],
        "digest": sha256_hex([sha256_hex(canonical(item).decode()) for item in objects]),
    }  # fmt: skip
    summary = f"{len(objects)} objects of {len(found)} clusters"
    missing = [item for item in unlisted if item.presence is not Presence.ABSENT]
    if missing:
        summary += f"; not listed: {', '.join(sorted({item.resource for item in missing}))} ({missing[0].detail})"
    presence = Presence.FOUND if objects else missing[0].presence if missing else Presence.ABSENT
    return ToolResult(value=value, summary=summary, presence=presence, data=found)


TOOLS = (KubernetesObjects(), KubernetesCheck())
