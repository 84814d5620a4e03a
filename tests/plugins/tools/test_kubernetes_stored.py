"""Objects of a cluster as they were sent, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rootward.causality.kubernetes.snapshot import Object, Snapshot
from rootward.events.cluster import ClusterObjects, Unlisted
from rootward.events.draft import Limits
from rootward.events.prepare import COLUMNS, row_of
from rootward.events.presence import Presence
from rootward.events.source import SourceContext
from rootward.kit.db import Connection, bulk_insert
from rootward.plugins.sources.kubectl_pieces import pieces_of, seen_at
from rootward.plugins.sources.kubernetes import KubernetesSource
from rootward.plugins.sources.kubernetes_objects import gone
from rootward.plugins.tools.kubernetes_stored import objects_of, snapshot_of
from rootward.schema import events as event_rows
from tests.causality.kubernetes.cluster import event, listing, pod, service, thing, workload

S = 1_000_000_000
T0 = 1_760_000_400 * S
END = T0 + 600 * S


def keep(objects: Sequence[Object], at: int = T0, seq: int = 2) -> Callable[[Connection], None]:
    """A unit that stores objects as the source makes events of them."""
    context = SourceContext(tenant="t", now_ns=at, limits=Limits())
    made = [KubernetesSource().parse(piece.body, {}, context) for piece in pieces_of(seen_at(objects, at))]
    events = [item for received in made for item in received.events]

    def unit(connection: Connection) -> None:
        rows = [(*row_of(item, f"evt_{seq}_{place}", 0), seq) for place, item in enumerate(events)]
        bulk_insert(connection, event_rows, COLUMNS, rows)

    return unit


async def _snapshot(desk, **arguments: int) -> Snapshot:  # type: ignore[no-untyped-def]
    result = await desk.call("kubernetes.snapshot", {"end": END, "as_of": 100, **arguments})
    assert isinstance(result.data, Snapshot)
    return result.data


async def test_the_newest_state_before_the_end_counts(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(keep([workload(replicas=1)]), tenant="t")
    await database.run(keep([workload(replicas=3)], at=T0 + 60 * S, seq=3), tenant="t")
    for arguments, replicas in (({}, 3), ({"end": T0 + 30 * S}, 1), ({"as_of": 2}, 1)):
        found = (await _snapshot(empty_desk, **arguments)).of("Deployment")
        assert [item["spec"]["replicas"] for item in found] == [replicas], arguments


async def test_what_a_later_listing_lacks_is_gone(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(keep([service("a"), service("b"), workload()]), tenant="t")
    later = [service("a"), *listing("Service")]
    await database.run(keep(later, at=T0 + 60 * S, seq=3), tenant="t")
    found = await _snapshot(empty_desk)
    assert [item["metadata"]["name"] for item in found.of("Service")] == ["a"]
    assert len(found.of("Deployment")) == 1, "deployments were not listed again"


async def test_what_was_deleted_is_gone(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(keep([service("a"), service("b")]), tenant="t")
    await database.run(keep([gone(service("b"))], at=T0 + 60 * S, seq=3), tenant="t")
    assert [item["metadata"]["name"] for item in (await _snapshot(empty_desk)).of("Service")] == ["a"]
    before = await _snapshot(empty_desk, end=T0 + 30 * S)
    assert [item["metadata"]["name"] for item in before.of("Service")] == ["a", "b"]


async def test_events_are_part_of_the_snapshot(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    said = event(pod(), "Failed", "no", at="2025-10-09T09:00:00Z")
    await database.run(keep([pod(), said]), tenant="t")
    assert [item["message"] for item in (await _snapshot(empty_desk)).events("Pod", "web-6f7-1")] == ["no"]


async def test_a_finding_is_told_again_or_is_absent(empty_desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(keep([workload(replicas=0), service()]), tenant="t")
    wanted = {"end": END, "as_of": 100, "source": "", "fault": "runtime.zero_replicas", "object": "Deployment/shop/web"}
    found = await empty_desk.call("kubernetes.finding", wanted)
    assert (found.presence, found.value["object"]) == (Presence.FOUND, "Deployment/shop/web")
    gone = await empty_desk.call("kubernetes.finding", wanted | {"object": "Deployment/shop/other"})
    assert gone.presence is Presence.ABSENT


async def test_without_connections_there_is_no_live_cluster(empty_desk) -> None:  # type: ignore[no-untyped-def]
    assert (await empty_desk.call("kubernetes.live", {})).data == []


def test_a_kind_that_could_not_be_listed_is_not_known_to_be_empty() -> None:
    denied = Unlisted(resource="secrets", presence=Presence.DENIED, detail="forbidden")
    found = snapshot_of(ClusterObjects(source="c", objects=(thing("Service", "a"),), unlisted=(denied,)))
    assert found.lacks("ConfigMap", "x", "shop")
    assert not found.lacks("Secret", "x", "shop")


def test_objects_of_no_events_are_none() -> None:
    assert objects_of([]) == []
