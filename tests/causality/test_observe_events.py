"""Changes and happenings as observations."""

from __future__ import annotations

from rootward.causality.observe_events import observe_changes, observe_happenings
from rootward.events.model import Event

SECOND = 1_000_000_000


def _event(event_type: str, at: int, **payload: object) -> Event:
    return Event(
        tenant="default", source="x", event_type=event_type, ts=at * SECOND, entity={"service": "stock"},
        severity="high", payload=payload, ingest_id=f"ing_{at}",  # type: ignore[arg-type]
    )  # fmt: skip


EVENTS = [
    _event("DeployFinished", 20, version="2"), _event("DeployFinished", 10, version="1"),
    _event("ProcessKilled", 30, reason="memory limit"), _event("ProcessKilled", 40, reason="memory limit"),
]  # fmt: skip


def test_every_change_in_the_window_is_observed_in_order_and_surprises_nobody() -> None:
    found = observe_changes(EVENTS, window=(0, 60 * SECOND))
    assert [(item.kind, item.subject["ref"], item.score) for item in found] == [
        ("change.deploy", "ing_10", 0.0), ("change.deploy", "ing_20", 0.0),
    ]  # fmt: skip
    assert observe_changes(EVENTS, window=(11 * SECOND, 20 * SECOND)) == []


def test_a_kill_is_told_with_how_often_and_why() -> None:
    found = observe_happenings(EVENTS, after=(0, 60 * SECOND))[0]
    assert found.kind == "event.oom" and found.onset == 30 * SECOND and found.value["count"] == 2
    assert found.text == "stock was killed for its memory 2 times (memory limit)"
    once = observe_happenings(EVENTS, after=(0, 35 * SECOND))[0]
    assert once.score < found.score and "once" in once.text
