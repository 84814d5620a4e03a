"""A snapshot finds objects, and knows what it does not know."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.kubernetes.diagnose import diagnose
from rootward.causality.kubernetes.snapshot import DECLARED, Ref, Snapshot, items, ref_of, section, text
from tests.causality.kubernetes.cluster import event, listing, node, pod, thing, workload


def test_a_name_is_missing_only_when_its_kind_was_listed() -> None:
    known = Snapshot([*listing("Secret"), thing("Secret", "tls")])
    assert known.lacks("Secret", "other", "shop")
    assert not known.lacks("Secret", "tls", "shop")
    assert not known.lacks("Secret", "other", "elsewhere")
    assert not known.lacks("ConfigMap", "other", "shop")


def test_what_was_only_declared_is_not_there() -> None:
    wish = thing("Service", "web")
    wish["metadata"]["annotations"] = {DECLARED: "true"}
    snapshot = Snapshot([wish])
    assert (snapshot.of("Service"), snapshot.get("Service", "web", "shop")) == ([], None)
    assert snapshot.declared("Service") == [wish]


def test_a_node_belongs_to_no_namespace_and_a_later_state_replaces_an_earlier_one() -> None:
    first, second = node(), node(ready="False")
    assert ref_of(first) == Ref(kind="Node", name="node-1")
    assert Snapshot([first, second]).get("Node", "node-1") is second


def test_events_come_in_the_order_of_time() -> None:
    web = pod()
    late, early = event(web, "B", "b", at="2026-11-20T12:00:09Z"), event(web, "A", "aa", at="2026-11-20T12:00:01Z")
    assert [item["reason"] for item in Snapshot([late, early]).events("Pod", "web-6f7-1")] == ["A", "B"]


def test_paths_that_lead_nowhere_are_empty() -> None:
    assert (section({"a": 1}, "a", "b"), items(None, "x"), text({"a": {"b": None}}, "a", "b")) == ({}, [], "")
    assert text({"a": {"b": 3}}, "a", "b") == "3"


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
_KEYS = (
    "kind", "metadata", "name", "spec", "status", "containers", "template", "ports", "env", "labels", "conditions",
    "selector", "containerStatuses", "state", "waiting", "reason", "data", "subsets", "involvedObject", "replicas",
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Pod", "Deployment", "Service", "Node", "Event", "ConfigMap"]), _TREES), max_size=5
    )
)
def test_objects_of_any_shape_are_read_without_an_error(bodies: list[tuple[str, object]]) -> None:
    objects = [{**(body if isinstance(body, dict) else {"spec": body}), "kind": kind} for kind, body in bodies]
    assert diagnose(Snapshot([*objects, workload()])) == diagnose(Snapshot([*objects, workload()]))
