"""What events, states and logs say."""

from __future__ import annotations

from rootward.causality.kubernetes.said import Said, event_time, matching, said_of_pod, said_of_workload
from rootward.causality.kubernetes.snapshot import Ref, Snapshot
from rootward.causality.kubernetes.view import View
from rootward.kit.clock import parse_ns
from tests.causality.kubernetes.cluster import event, log, pod, replica_set, workload


def test_a_workload_is_told_of_by_its_replica_sets_its_conditions_and_its_log() -> None:
    web = workload()
    web["status"]["conditions"] = [
        {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "no"}
    ]
    objects = [web, replica_set(), event(replica_set(), "FailedCreate", "refused"), log("web", "a line")]
    view = View(Snapshot(objects))
    told = list(said_of_workload(view, view.workloads[Ref(kind="Deployment", name="web", namespace="shop")]))
    assert [(item.where, item.reason, item.words) for item in told] == [
        ("event", "FailedCreate", "refused"), ("event", "FailedCreate", "no"), ("log", "", "a line"),
    ]  # fmt: skip


def test_a_pod_is_told_of_by_its_containers_states() -> None:
    state = {"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 3}}}
    web = pod(status=state)
    told = [(item.reason, item.words) for item in said_of_pod(View(Snapshot([web])), web)]
    assert told == [("CrashLoopBackOff", "exit code "), ("", "exit code 3")]


def test_the_time_of_an_event_is_the_last_that_it_names() -> None:
    said = event(pod(), "Failed", "x", at="2026-11-20T12:00:05Z")
    assert event_time(said) == parse_ns("2026-11-20T12:00:05Z")
    assert event_time(said | {"series": {"lastObservedTime": "2026-11-20T12:00:09Z"}}) == parse_ns(
        "2026-11-20T12:00:09Z"
    )
    assert event_time({"lastTimestamp": "noon"}) is None


def test_a_rule_that_excludes_words_does_not_match_them() -> None:
    def told(words: str) -> list[str]:
        said = Said(where="event", reason="Failed", words=words, source="", at=None)
        return [rule.kind for rule, _ in matching(said)]

    assert told("Failed to pull image: manifest unknown") == ["startup.image_reference"]
    assert told("Failed to pull image: lookup r: no such host: not found")[0] == "startup.registry_dns"
