"""The alert rules see symptoms, notify once, repeat seldom and resolve."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.shop.alerts import Sample, Watch, fingerprint, quantile

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def traffic(at: datetime, *, good: int, bad: int = 0, service: str = "web") -> list[Sample]:
    return [
        Sample(at=at.timestamp(), service=service, failed=failed, bounds=(0.1, 1.0), counts=(count, 0, 0))
        for failed, count in ((False, good), (True, bad))
    ]


def watch_for(seconds: int, bad: int) -> list[dict[str, object]]:
    watch, sent = Watch(), []
    for step in range(0, seconds, 5):
        at = NOON + timedelta(seconds=step)
        sent += watch.look(at, traffic(at, good=100, bad=bad), {})
    return sent


def test_a_healthy_front_door_notifies_nobody() -> None:
    assert watch_for(200, bad=0) == []


def test_failures_notify_first_and_then_only_when_the_repeat_interval_is_over() -> None:
    reasons = [body["notification_reason"] for body in watch_for(200, bad=20)]
    assert reasons == ["first notification", "repeat interval elapsed", "repeat interval elapsed"]


def test_a_spike_shorter_than_the_pending_time_does_not_fire() -> None:
    watch = Watch()
    assert watch.look(NOON, traffic(NOON, good=50, bad=50), {}) == []
    later = NOON + timedelta(seconds=5)
    assert watch.look(later, traffic(later, good=9_000), {}) == []


def test_an_alert_that_fired_is_resolved() -> None:
    watch = Watch()
    for step in (0, 5, 10):
        at = NOON + timedelta(seconds=step)
        watch.look(at, traffic(at, good=50, bad=50), {})
    after = NOON + timedelta(seconds=60)
    (body,) = watch.look(after, traffic(after, good=100), {})
    assert (body["status"], body["notification_reason"]) == ("resolved", "all alerts resolved")


def test_a_fingerprint_does_not_depend_on_the_order_of_labels() -> None:
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    assert fingerprint({}) == "cbf29ce484222325"


def test_a_quantile_is_interpolated_inside_its_bucket() -> None:
    assert quantile((1.0, 2.0), (0, 10, 0), 0.5) == 1.5
    assert quantile((1.0, 2.0), (0, 0, 4), 0.9) == 2.0
