"""What processes and Kubernetes objects report about themselves."""

from __future__ import annotations

import pytest

from rootward.causality.happenings import class_of, count
from rootward.events.model import Event

SECOND = 1_000_000_000


def _event(event_type: str, reason: str = "", ts: int = 0, severity: str = "high") -> Event:
    return Event(
        tenant="default", source="supervisor", event_type=event_type, ts=ts * SECOND, entity={"service": "stock"},
        severity=severity, payload={"reason": reason} if reason else {}, ingest_id=f"{event_type}{ts}",  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event_type", "reason", "name"),
    [
        ("ProcessKilled", "memory limit", "oom"), ("ProcessKilled", "operator", "killed"),
        ("ProcessKilled", "exit code 137", "oom"), ("OOMKilling", "", "oom"),
        ("ProcessExited", "", "restart"), ("BackOff", "", "restart"), ("Unhealthy", "", "kubernetes"),
        ("FailedScheduling", "", "kubernetes"), ("k8s.event", "OOMKilled", "oom"), ("alert", "pod killed", ""),
        ("DeployFailed", "", ""), ("ProcessStarted", "", ""),
    ],
)  # fmt: skip
def test_an_event_belongs_to_its_class(event_type: str, reason: str, name: str) -> None:
    assert class_of(_event(event_type, reason)) == name


def test_routine_events_are_no_happenings() -> None:
    assert class_of(_event("Killing", severity="info")) == ""


def test_happenings_are_counted_per_entity_and_class_inside_the_window() -> None:
    events = [_event("ProcessKilled", "memory limit", ts) for ts in (5, 10, 90)] + [_event("ProcessExited", ts=20)]
    found = {item.name: item for item in count(events, (0, 60 * SECOND))}
    assert found["oom"].count == 2 and found["oom"].first == 5 * SECOND and found["oom"].last == 10 * SECOND
    assert found["oom"].reasons == ("memory limit",)
    assert found["restart"].count == 1 and found["restart"].weight < found["oom"].weight
