"""Kubernetes stored: `kubernetes.snapshot` gives the objects of a cluster as they were sent, `kubernetes.live` as they
are now, `kubernetes.finding` what is wrong with one of them, again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator

from rootward.causality.kubernetes.diagnose import diagnose
from rootward.causality.kubernetes.observe import observe_snapshot
from rootward.causality.kubernetes.snapshot import DELETED, OWN_API, Object, Snapshot, ref_of, section, text
from rootward.events.cluster import ClusterObjects
from rootward.events.model import Event
from rootward.events.presence import Presence
from rootward.events.store import find_events
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.kubernetes_api import RESOURCES
from rootward.plugins.tools.kubernetes_cluster import KubernetesObjects
from rootward.plugins.tools.measured import WINDOW, closed, nothing
from rootward.plugins.tools.reading import digest
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "KubernetesFinding", "KubernetesLive", "KubernetesSnapshot", "objects_of", "snapshot_of"]

_SOURCES = ("k8s.objects", "k8s.events")
_BACK_NS = 7 * 86_400 * 1_000_000_000
"""How old the last word on an object may be."""
_PAGE = 10_000
_END = {"end": WINDOW["end"], "as_of": WINDOW["as_of"]}
_TEXT: dict[str, JSON] = {"type": "string", "maxLength": 600}


class KubernetesSnapshot:
    """`data` is a Snapshot: the newest state of every object, without those that a later listing lacks."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="kubernetes.snapshot",
            description="The objects of the Kubernetes clusters that were sent, as they last were before `end`.",
            schema=closed(_END),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        found = await _stored(arguments, context)
        kinds = Counter(text(item, "kind") for item in found)
        counts: dict[str, JSON] = {**dict(sorted(kinds.items()))}
        value: dict[str, JSON] = {"objects": counts, "digest": digest([*found])}
        presence = Presence.FOUND if len(found) else Presence.ABSENT
        return ToolResult(value=value, summary=f"{len(found)} objects", presence=presence, data=found)


class KubernetesLive:
    """`data` is a list of (ClusterObjects, Snapshot), one for each connection."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="kubernetes.live",
            description="The objects of the connected Kubernetes clusters as they are now, ready to be diagnosed.",
            schema=closed({}),
            timeout_s=25.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        result = await KubernetesObjects().call({}, context)
        data = [(cluster, snapshot_of(cluster)) for cluster in _clusters(result)]
        return ToolResult(value=result.value, summary=result.summary, presence=result.presence, data=data)


class KubernetesFinding:
    """`value` as the observation has it; `source` is a connection when the finding was made of a live cluster."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="kubernetes.finding",
            description="Whether one fault of one Kubernetes object is there, and what shows it.",
            schema=closed(_END, source={"type": "string", "maxLength": 63}, fault=_TEXT, object=_TEXT),
            timeout_s=30.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        source = str(arguments["source"])
        found = await (_live(source, context) if source else _stored(arguments, context))
        wanted = {name: arguments[name] for name in ("fault", "object")}
        for item in observe_snapshot(await asyncio.to_thread(diagnose, found)):
            if item.subject == wanted:
                return ToolResult(value=item.value, summary=item.text, presence=Presence.FOUND)
        return nothing(f"{wanted['object']} does not show {wanted['fault']}")


def objects_of(events: Iterable[Event]) -> list[Object]:
    """The objects that events carry, without what a later listing of its kind lacks."""
    newest: dict[object, tuple[int, Object]] = {}
    for event in events:
        thing = dict(event.payload)
        if event.source == "k8s.events":
            thing.setdefault("kind", "Event")
        newest[ref_of(thing)] = event.ts, thing
    listed = {
        (text(thing, "spec", "kind"), text(thing, "spec", "namespace")): at
        for at, thing in newest.values()
        if text(thing, "kind") == "Listing"
    }
    there = (thing for at, thing in newest.values() if at >= _listed_at(thing, listed))
    return [thing for thing in there if DELETED not in section(thing, "metadata", "annotations")]


def _clusters(result: ToolResult) -> list[ClusterObjects]:
    """What the live reader answered, one cluster each."""
    data = result.data
    return [item for item in data if isinstance(item, ClusterObjects)] if isinstance(data, list) else []


def snapshot_of(cluster: ClusterObjects) -> Snapshot:
    """A live cluster's objects; a kind that was listed completely is known to have no others."""
    missing = {item.resource for item in cluster.unlisted}
    whole = [one.kind for one in RESOURCES if one.name not in missing] if "everything" not in missing else []
    listings: list[Object] = [
        {"apiVersion": OWN_API, "kind": "Listing", "metadata": {"name": kind.lower()},
         "spec": {"kind": kind, "namespace": ""}}
        for kind in whole
    ]  # fmt: skip
    return Snapshot([*listings, *(dict(item) for item in cluster.objects)])


def _listed_at(thing: Object, listed: dict[tuple[str, str], int]) -> int:
    kind, namespace = text(thing, "kind"), text(thing, "metadata", "namespace")
    if kind in ("Event", "Listing"):
        return 0
    return max(listed.get((kind, ""), 0), listed.get((kind, namespace), 0))


async def _stored(arguments: dict[str, JSON], context: ToolContext) -> Snapshot:
    end, as_of = int(str(arguments["end"])), int(str(arguments["as_of"]))

    def unit(connection: Connection, tenant: str) -> list[Object]:
        return objects_of(_pages(connection, tenant, end, as_of))

    return Snapshot(await context.read(unit))


def _pages(connection: Connection, tenant: str, end: int, as_of: int) -> Iterator[Event]:
    """In order of time, a page at a time: a busy cluster's objects change often."""
    after: tuple[int, str] | None = None
    while True:
        page = find_events(
            connection, tenant, start=max(0, end - _BACK_NS), end=end, as_of=as_of, sources=_SOURCES, limit=_PAGE,
            after=after,
        )  # fmt: skip
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].ts, page[-1].id


async def _live(source: str, context: ToolContext) -> Snapshot:
    result = await KubernetesObjects().call({"source": source}, context)
    clusters = _clusters(result)
    return snapshot_of(clusters[0]) if clusters else Snapshot([])


TOOLS = (KubernetesSnapshot(), KubernetesLive(), KubernetesFinding())
