"""Kubernetes source: Events of both APIs, as objects, lists, watch lines or an exporter's lines; and the objects.

Formats: kubernetes.io reference, core/v1 Event and events.k8s.io/v1 Event; resmoio/kubernetes-event-exporter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rootward.errors import BadInput
from rootward.events.model import Edge, Event, Received, Reject, Telemetry
from rootward.events.source import SourceContext, gather, make_event, time_of
from rootward.events.strict import shown
from rootward.kit.canonical import JSON, sha256_hex
from rootward.plugins.sources.documents import by_line, first_item, section, text
from rootward.plugins.sources.kubernetes_objects import (
    edges_of,
    gone,
    is_gone,
    kept,
    observed_at,
    place_of,
    relations_of,
)

__all__ = ["KubernetesSource"]

_TIMES = ("lastTimestamp", "eventTime", "deprecatedLastTimestamp", "firstTimestamp", "deprecatedFirstTimestamp")
_NOTHING_HAPPENED = ("DELETED", "BOOKMARK")
"""What a watch also says: an Event has expired, and how far the watch has come."""


class KubernetesSource:
    name = "kubernetes"
    many = True

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        item = first_item(body)
        if item is None:
            return False
        watched = item.get("object")
        if isinstance(watched, dict) and "type" in item:
            item = watched
        return _is_event(item) or (isinstance(item.get("kind"), str) and isinstance(item.get("apiVersion"), str))

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """Events become events; objects become the last word on themselves (`KubernetesObject`) and edges of the
        topology (`telemetry.edges`)."""
        edges: dict[Edge, None] = {}
        things: list[dict[str, JSON]] = []
        newest = [0]

        def read(item: JSON) -> Event | None:
            if not isinstance(item, dict):
                raise BadInput(f"an item is {shown(item)}; it must be an object", field="")
            if _is_event(item):
                return _event(item, context)
            seen = time_of(observed_at(item), "metadata.annotations") or context.now_ns
            known, state = edges_of(item, seen), kept(item)
            if not is_gone(item):
                edges.update(dict.fromkeys(known))
                things.append(state)
                newest[0] = max(newest[0], seen)
            return _state(state, seen, context)

        found = gather(_objects(by_line(body)), read, lambda item: item)
        edges.update(dict.fromkeys(relations_of(things, newest[0])))
        return replace(found, telemetry=Telemetry(edges=tuple(edges)))


def _objects(documents: list[JSON | Reject]) -> Iterator[JSON | Reject]:
    """The objects of lists, arrays and watch lines, one by one."""
    for document in documents:
        if isinstance(document, list):
            yield from _objects([*document])
        elif isinstance(document, dict) and isinstance(document.get("items"), list):
            kind = text(document, "kind").removesuffix("List")
            items = document["items"]
            for item in items if isinstance(items, list) else ():
                # the items of a PodList do not say that they are Pods
                yield {"kind": kind, **item} if kind and isinstance(item, dict) else item
        elif isinstance(document, dict) and isinstance(document.get("object"), dict) and "type" in document:
            thing = document["object"]
            if document["type"] not in _NOTHING_HAPPENED:
                yield thing
            elif document["type"] == "DELETED" and isinstance(thing, dict) and not _is_event(thing):
                yield gone(thing)
        else:
            yield document


def _is_event(item: Mapping[str, JSON]) -> bool:
    return isinstance(item.get("involvedObject") or item.get("regarding"), dict)


def _state(item: dict[str, JSON], seen: int, context: SourceContext) -> Event:
    """What an object was like when it was seen: the same object seen again at another time is another event."""
    metadata, kind = section(item, "metadata"), text(item, "kind")
    namespace, name = text(metadata, "namespace"), text(metadata, "name")
    state = text(metadata, "resourceVersion") or sha256_hex(item)[:16]
    when = ":gone" if is_gone(item) else "" if observed_at(item) is None else f":{seen}"
    return make_event(
        context,
        source="k8s.objects",
        event_type="KubernetesObject",
        ts=seen,
        entity=place_of({"kind": kind, "name": name, "namespace": namespace}, namespace),
        severity="info",
        payload=item,
        ingest_id=f"k8s.object:{kind}/{namespace}/{name}:{state}{when}",
        correlation_ids={"object_uid": text(metadata, "uid")},
    )


def _event(item: dict[str, JSON], context: SourceContext) -> Event:
    involved = section(item, "involvedObject") or section(item, "regarding")
    metadata, series = section(item, "metadata"), section(item, "series")
    entity = place_of(involved, text(metadata, "namespace"))
    source = section(item, "source") or section(item, "deprecatedSource")
    if text(source, "host"):
        entity.setdefault("node", text(source, "host"))
    entity["cluster"] = text(item, "clusterName")
    reason = text(item, "reason")
    ts = time_of(series.get("lastObservedTime"), "series.lastObservedTime")
    for name in _TIMES:
        ts = ts or time_of(item.get(name), name)
    ts = ts or time_of(metadata.get("creationTimestamp"), "metadata.creationTimestamp") or context.now_ns
    return make_event(
        context,
        source="k8s.events",
        event_type=reason or "KubernetesEvent",
        ts=ts,
        entity=entity,
        severity="medium" if text(item, "type") == "Warning" else "info",
        payload=item,
        ingest_id=_ingest_id(item, metadata, series, ts),
        correlation_ids={"object_uid": text(involved, "uid")},
    )


def _ingest_id(item: Mapping[str, JSON], metadata: Mapping[str, JSON], series: Mapping[str, JSON], ts: int) -> str:
    """An Event object is updated when the same happens again: its uid and count make one occurrence."""
    count = series.get("count") or item.get("count") or item.get("deprecatedCount") or 1
    identity = text(metadata, "uid")
    if not identity:
        name = text(metadata, "name")
        if not name:
            raise BadInput("metadata has neither uid nor name", field="metadata.uid")
        identity = f"{text(metadata, 'namespace')}/{name}:{ts}"
    return f"k8s:{identity}:{count}"
