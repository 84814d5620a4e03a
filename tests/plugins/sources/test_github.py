"""GitHub's deliveries as events, and their signature."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from rootward.errors import BadSyntax, Unauthenticated
from rootward.events.model import Event
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.plugins.sources.github import GitHubSource, verify

SOURCE = GitHubSource()
REPOSITORY = {"full_name": "shop/checkout", "default_branch": "main"}
PUSH: dict[str, Any] = {
    "ref": "refs/heads/main",
    "before": "a" * 40,
    "after": "b" * 40,
    "commits": [{"id": "b" * 40, "message": "pool: 5", "modified": ["pool.toml"]}],
    "head_commit": {"id": "b" * 40, "timestamp": "2026-11-20T12:30:00+02:00"},
    "repository": REPOSITORY,
}
DEPLOYMENT: dict[str, Any] = {
    "action": "created",
    "deployment": {
        "id": 7,
        "sha": "b" * 40,
        "environment": "production",
        "payload": {},
        "created_at": "2026-11-20T12:00:00Z",
    },
    "repository": REPOSITORY,
}
STATUS: dict[str, Any] = {
    **DEPLOYMENT,
    "deployment_status": {"state": "success", "created_at": "2026-11-20T12:02:00Z"},
}
RUN: dict[str, Any] = {
    "action": "completed",
    "workflow_run": {
        "id": 9, "name": "CI", "head_sha": "b" * 40, "head_branch": "main", "conclusion": "failure",
        "created_at": "2026-11-20T11:50:00Z", "run_started_at": "2026-11-20T11:51:00Z",
        "updated_at": "2026-11-20T12:00:00Z",
    },
    "repository": REPOSITORY,
}  # fmt: skip


def one(kind: str, value: dict[str, Any], context: SourceContext) -> Event:
    headers = {"X-GitHub-Event": kind, "X-GitHub-Delivery": "72d3162e"}
    found = SOURCE.parse(json.dumps(value).encode(), headers, context)
    assert not found.rejects, found.rejects
    return found.events[0]


def test_a_push_names_the_commit_and_the_repository(context: SourceContext) -> None:
    event = one("push", PUSH, context)
    assert (event.source, event.event_type, event.severity) == ("github", "GitPush", "info")
    assert event.ts == clock.parse_ns("2026-11-20T10:30:00Z")
    assert event.entity == {"repository": "shop/checkout", "service": "checkout"}
    assert event.correlation_ids == {"commit": "b" * 40, "ref": "refs/heads/main"}
    assert event.ingest_id == "github:72d3162e"
    assert event.payload == PUSH


def test_the_time_of_a_push_is_when_it_was_pushed(context: SourceContext) -> None:
    pushed = {**PUSH, "repository": {**REPOSITORY, "pushed_at": 1795176000}}
    assert one("push", pushed, context).ts == 1795176000 * 10**9


def test_a_deleted_branch_has_no_commit(context: SourceContext) -> None:
    gone = {**PUSH, "after": "0" * 40, "deleted": True, "commits": [], "head_commit": None}
    event = one("push", gone, context)
    assert "commit" not in event.correlation_ids
    assert event.ts == context.now_ns


@pytest.mark.parametrize(
    ("state", "event_type", "severity"),
    [("success", "DeployFinished", "info"), ("failure", "DeployFailed", "high"), ("error", "DeployFailed", "high"),
     ("in_progress", "DeployStarted", "info"), ("queued", "DeployQueued", "info"), ("pending", "DeployQueued", "info"),
     ("inactive", "DeployReplaced", "info")],
)  # fmt: skip
def test_a_deployments_states_are_events(context: SourceContext, state: str, event_type: str, severity: str) -> None:
    event = one(
        "deployment_status", {**STATUS, "deployment_status": {**STATUS["deployment_status"], "state": state}}, context
    )
    assert (event.event_type, event.severity) == (event_type, severity)
    assert event.ts == clock.parse_ns("2026-11-20T12:02:00Z")
    assert event.correlation_ids == {"commit": "b" * 40, "deployment": "7", "environment": "production"}


@pytest.mark.parametrize("payload", [{"service": "checkout-api"}, '{"service": "checkout-api"}'])
def test_a_deployment_may_name_its_service(context: SourceContext, payload: object) -> None:
    named = {**DEPLOYMENT, "deployment": {**DEPLOYMENT["deployment"], "payload": payload}}
    event = one("deployment", named, context)
    assert event.event_type == "DeployStarted"
    assert event.entity["service"] == "checkout-api"


@pytest.mark.parametrize(
    ("action", "conclusion", "event_type", "ts"),
    [
        ("completed", "failure", "WorkflowRunFailed", "2026-11-20T12:00:00Z"),
        ("completed", "success", "WorkflowRunFinished", "2026-11-20T12:00:00Z"),
        ("completed", "cancelled", "WorkflowRunCancelled", "2026-11-20T12:00:00Z"),
        ("completed", "new_in_2030", "WorkflowRunFinished", "2026-11-20T12:00:00Z"),
        ("in_progress", None, "WorkflowRunStarted", "2026-11-20T11:51:00Z"),
        ("requested", None, "WorkflowRunRequested", "2026-11-20T11:50:00Z"),
    ],
)
def test_workflow_runs_are_told_by_action_and_conclusion(
    context: SourceContext, action: str, conclusion: str | None, event_type: str, ts: str
) -> None:
    run = {**RUN, "action": action, "workflow_run": {**RUN["workflow_run"], "conclusion": conclusion}}
    event = one("workflow_run", run, context)
    assert (event.event_type, event.ts) == (event_type, clock.parse_ns(ts))
    assert event.correlation_ids == {"commit": "b" * 40, "workflow": "CI", "workflow_run": "9", "branch": "main"}


@pytest.mark.parametrize(
    ("value", "event_type"),
    [(PUSH, "GitPush"), (DEPLOYMENT, "DeployStarted"), (STATUS, "DeployFinished"), (RUN, "WorkflowRunFailed")],
)
def test_a_delivery_without_headers_is_known_by_its_shape(
    context: SourceContext, value: dict[str, Any], event_type: str
) -> None:
    raw = json.dumps(value).encode()
    assert SOURCE.recognises(raw, {})
    (event,) = SOURCE.parse(raw, {}, context).events
    assert event.event_type == event_type
    assert event.ingest_id == f"github:sha256:{hashlib.sha256(raw).hexdigest()}"


def test_a_ping_says_nothing(context: SourceContext) -> None:
    found = SOURCE.parse(b'{"zen": "Design for failure."}', {"X-GitHub-Event": "ping"}, context)
    assert (found.events, found.rejects) == ((), ())


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        ("star", {"repository": REPOSITORY}, "x-github-event"),
        ("deployment_status", {**STATUS, "deployment_status": {"state": "lost"}}, "deployment_status.state"),
        ("deployment", {"deployment": {"created_at": "noon"}}, "deployment.created_at"),
    ],
)
def test_what_cannot_be_read_is_set_aside(context: SourceContext, kind: str, value: dict[str, Any], field: str) -> None:
    found = SOURCE.parse(json.dumps(value).encode(), {"x-github-event": kind}, context)
    assert [reject.field for reject in found.rejects] == [field]
    assert not found.events


def test_bytes_that_are_no_json_are_refused(context: SourceContext) -> None:
    with pytest.raises(BadSyntax):
        SOURCE.parse(b"payload=%7B%7D", {"x-github-event": "push"}, context)


def test_a_signature_covers_exactly_these_bytes() -> None:
    body, secret = b'{"a": 1}', "It's a Secret to Everybody"
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    verify(body, {"X-Hub-Signature-256": signature}, secret)
    for wrong_body, headers, wrong_secret in (
        (b'{"a":1}', {"X-Hub-Signature-256": signature}, secret),
        (body, {"X-Hub-Signature-256": signature}, "other"),
        (body, {"X-Hub-Signature-256": signature.removeprefix("sha256=")}, secret),
        (body, {"X-Hub-Signature-256": "sha256=é"}, secret),
        (body, {"X-Hub-Signature": signature}, secret),
        (body, {}, secret),
    ):
        with pytest.raises(Unauthenticated):
            verify(wrong_body, headers, wrong_secret)


def test_the_published_example_of_a_signature_holds() -> None:
    """docs.github.com, Validating webhook deliveries: the values to test an implementation with."""
    verify(
        b"Hello, World!",
        {"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
        "It's a Secret to Everybody",
    )


def test_without_a_secret_nothing_is_signed() -> None:
    body = b"{}"
    signature = "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest()
    with pytest.raises(Unauthenticated):
        verify(body, {"X-Hub-Signature-256": signature}, "")
