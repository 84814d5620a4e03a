"""A cluster's objects, found by kind."""

from __future__ import annotations

from rootward.events.cluster import ClusterObjects


def test_objects_are_found_by_their_kind_in_their_order() -> None:
    objects = tuple(
        {"kind": kind, "metadata": {"name": name}} for kind, name in (("Pod", "a"), ("Node", "n"), ("Pod", "b"))
    )
    cluster = ClusterObjects(source="c", objects=objects)
    assert cluster.of_kind("Pod") == [objects[0], objects[2]]
    assert cluster.of_kind("Service") == []
