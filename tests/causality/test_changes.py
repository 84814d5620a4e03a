"""What an event says was changed, how near it is, and how well it fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.causality.changes import change_of, kind_of_change, link, proximity
from rootward.causality.model import Change
from rootward.events.model import Event

SECOND = 1_000_000_000
DIFF = """--- a/app.toml
+++ b/app.toml
@@ -1,3 +1,3 @@
-version = "1.2"
+version = "1.3"
-pool_size = 20
+pool_size = 2
"""


def _event(event_type: str, payload: dict[str, object] | None = None, source: str = "ci") -> Event:
    return Event(
        tenant="default", source=source, event_type=event_type, ts=100 * SECOND, entity={"service": "orders"},
        severity="info", payload=payload or {}, ingest_id="ing_1",  # type: ignore[arg-type]
    )  # fmt: skip


def _change(**values: object) -> Change:
    made = Change(ref="r", entity="service:a", at=100 * SECOND, kind="deploy", title="deploy of a")
    return replace(made, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("DeployFinished", "deploy"), ("deployment_status", "deploy"), ("MigrationFinished", "migration"),
        ("FlagChanged", "flag"), ("ConfigUpdated", "config"), ("push", "commit"), ("ScaledDown", "scale"),
        ("SecretRotated", "credential"), ("ProcessKilled", ""), ("alert.firing", ""), ("ProcessStarted", ""),
        ("DeployFailed", ""), ("PodRestart", ""), ("GitPush", "commit"), ("WorkflowRunFinished", ""),
    ],
)  # fmt: skip
def test_only_what_was_done_is_a_change(event_type: str, kind: str) -> None:
    assert kind_of_change(_event(event_type, source="x")) == kind


def test_a_deploy_that_is_only_queued_changed_nothing_yet() -> None:
    assert kind_of_change(_event("deployment", {"state": "queued"})) == ""
    assert kind_of_change(_event("deployment", {"state": "success"})) == "deploy"


def test_a_diff_tells_the_settings_and_their_numbers() -> None:
    found = change_of(_event("DeployFinished", {"version": "1.3", "diff": DIFF, "message": "fewer connections"}))
    assert found is not None
    assert found.keys == ("pool_size",) and found.numbers == (("pool_size", 20.0, 2.0),)
    assert "config.pool_size" in found.topics and found.nature == "linked"
    assert found.ref == "ing_1" and found.entity == "service:orders"
    assert found.title == "deploy of orders 1.3 (fewer connections)"


def test_a_change_of_texts_is_cosmetic() -> None:
    diff = '-banner_text = "old"\n+banner_text = "new"\n'
    found = change_of(_event("DeployFinished", {"diff": diff}))
    assert found is not None and found.nature == "cosmetic"


def test_a_change_without_content_is_unknown() -> None:
    found = change_of(_event("DeployFinished", {"version": "2"}))
    assert found is not None and found.nature == "unknown" and found.topics == ()


def test_a_change_of_code_may_break_the_code() -> None:
    diff = "-    return parse(title)\n+    return parse(name)\n"
    found = change_of(_event("push", {"diff": diff}))
    assert found is not None and "code.regression" in found.topics
    settings = change_of(_event("push", {"diff": "-greeting_size = 1\n+greeting_size = 2\n"}))
    assert settings is not None and "code.regression" not in settings.topics


def test_a_migration_is_always_about_the_schema() -> None:
    found = change_of(_event("MigrationFinished", {"migration": "0042"}))
    assert found is not None and found.topics[0] == "schema.slow_query"


def test_what_happened_to_nobody_known_is_no_change() -> None:
    assert change_of(replace(_event("DeployFinished"), entity={})) is None


def test_nearness_fades_before_and_ends_after() -> None:
    change = _change()
    assert proximity(change, 100 * SECOND) == 1.0
    assert proximity(change, 110 * SECOND) > proximity(change, 400 * SECOND) > 0.3
    assert proximity(change, 90 * SECOND) == 1.0, "a change is logged when finished"
    assert proximity(change, 60 * SECOND) == 0.0


def test_the_content_that_fits_counts_most() -> None:
    kinds = {"config.pool_size": 1.0, "cpu.saturation": 0.2}
    fitting = link(_change(nature="linked", topics=("config.pool_size",)), kinds)
    other = link(_change(nature="linked", topics=("disk.saturation",)), kinds)
    assert fitting == 1.0 > link(_change(nature="unknown"), kinds) > other > link(_change(nature="cosmetic"), kinds)


def test_a_push_tells_what_its_commits_say_and_touch() -> None:
    commits = [{"message": "fix: close idle connections", "modified": ["app/pool.py"], "added": [], "removed": []}]
    found = change_of(_event("GitPush", {"commits": commits}, source="github"))
    assert found is not None and found.kind == "commit"
    assert found.topics == ("config.pool_size",) and found.title == "commit of orders (fix: close idle connections)"
