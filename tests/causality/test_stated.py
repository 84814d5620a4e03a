"""What evidence states about changes and relations, read back from its values."""

from __future__ import annotations

import msgspec

from rootward.agents.cite import cite
from rootward.causality.observe_events import observe_changes
from rootward.causality.stated import changes_in, edges_in, ids_of_changes, relations_of
from rootward.events.model import Event
from rootward.evidence.model import Evidence

SECOND = 1_000_000_000
EVENT = Event(
    tenant="default", source="ci", event_type="DeployFinished", ts=7 * SECOND, entity={"service": "pay"},
    severity="info", payload={"version": "2", "diff": "-pool_size = 20\n+pool_size = 2\n"}, ingest_id="ing_7",
)  # fmt: skip


def _evidence() -> Evidence:
    found = observe_changes([EVENT], window=(0, 10 * SECOND))
    return cite(found, tool="changes.describe", shared={"as_of": 1}, window=(0, 10 * SECOND))[0]


def test_a_change_comes_back_from_its_evidence_as_it_went_in() -> None:
    stored = msgspec.convert(msgspec.to_builtins(_evidence()), Evidence)
    change = changes_in([stored])[0]
    assert (change.ref, change.entity, change.at, change.kind) == ("ing_7", "service:pay", 7 * SECOND, "deploy")
    assert change.numbers == (("pool_size", 20.0, 2.0),) and "config.pool_size" in change.topics
    assert ids_of_changes([stored]) == {"ing_7": stored.evidence_id}


def test_relations_come_back_from_topology_evidence(seen) -> None:  # type: ignore[no-untyped-def]
    item = seen("topology.depends_on", "a", 0.0, src="a", dst="b", relation="depends_on")
    assert edges_in([item, seen("metric.cpu", "a")]) == {("a", "b"): item}
    assert relations_of([item]) == [("a", "b", "depends_on")]
