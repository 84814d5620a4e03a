"""GitHub source: pushes, deployments and workflow runs, with the check of the signature over the raw body.

Formats: docs.github.com webhook events and payloads; octokit/webhooks payload examples.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rootward.errors import BadInput, BadSyntax, Unauthenticated
from rootward.events.model import Event, Received, Reject, Severity
from rootward.events.source import SourceContext, gather, header, make_event, time_of
from rootward.events.strict import shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.documents import first_item, read_json, section, text

__all__ = ["GitHubSource", "verify"]

_SECOND = 1_000_000_000
_NO_COMMIT = "0" * 40

_DEPLOYED: dict[str, tuple[str, Severity]] = {
    "success": ("DeployFinished", "info"),
    "failure": ("DeployFailed", "high"),
    "error": ("DeployFailed", "high"),
    "in_progress": ("DeployStarted", "info"),
    "queued": ("DeployQueued", "info"),
    "pending": ("DeployQueued", "info"),
    "waiting": ("DeployQueued", "info"),
    "inactive": ("DeployReplaced", "info"),
}
_RUN_ENDED: dict[str, tuple[str, Severity]] = {
    "success": ("WorkflowRunFinished", "info"),
    "neutral": ("WorkflowRunFinished", "info"),
    "skipped": ("WorkflowRunSkipped", "info"),
    "cancelled": ("WorkflowRunCancelled", "info"),
    "failure": ("WorkflowRunFailed", "medium"),
    "timed_out": ("WorkflowRunFailed", "medium"),
    "startup_failure": ("WorkflowRunFailed", "medium"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What one delivery tells, before it is an event."""

    event_type: str
    ts: int
    severity: Severity = "info"
    commit: str = ""
    service: str = ""
    ids: Mapping[str, str]


class GitHubSource:
    name = "github"
    many = False

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        if header(headers, "x-github-event"):
            return True
        item = first_item(body)
        return item is not None and bool(_kind(item))

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """A `ping` says nothing. Call `verify` before, where the deliveries are signed."""
        found = read_json(body)
        if not isinstance(found, dict):
            reason = f"a delivery is {shown(found)}; it must be an object"
            return Received(rejects=(Reject(index=0, reason=reason, raw=body),))
        kind = header(headers, "x-github-event") or _kind(found)
        if kind == "ping":
            return Received()
        delivery = header(headers, "x-github-delivery") or f"sha256:{hashlib.sha256(body).hexdigest()}"
        return gather([found], lambda item: _event(kind, item, delivery, context), lambda item: item)


def verify(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    """Raises Unauthenticated unless X-Hub-Signature-256 signs exactly these bytes with the secret."""
    given = header(headers, "x-hub-signature-256")
    if not given:
        raise Unauthenticated("X-Hub-Signature-256 is missing", field="x-hub-signature-256")
    wanted = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    if not secret or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Unauthenticated("X-Hub-Signature-256 does not fit the body", field="x-hub-signature-256")


def _kind(item: Mapping[str, JSON]) -> str:
    """The event's name by the shape of its payload, for deliveries kept in files without their headers."""
    if not isinstance(item.get("repository"), dict):
        return "ping" if "zen" in item and "hook" in item else ""
    for name in ("workflow_run", "deployment_status", "deployment"):
        if isinstance(item.get(name), dict) and ("action" in item or name != "workflow_run"):
            return name
    return "push" if "ref" in item and "before" in item and "after" in item else ""


def _event(kind: str, item: dict[str, JSON], delivery: str, context: SourceContext) -> Event:
    read = _READERS.get(kind)
    if read is None:
        known = ", ".join(_READERS)
        raise BadInput(f"x-github-event is {shown(kind)}; what is read are {known}", field="x-github-event")
    told = read(item)
    repository = text(section(item, "repository"), "full_name")
    return make_event(
        context,
        source="github",
        event_type=told.event_type,
        ts=told.ts or context.now_ns,
        entity={"repository": repository, "service": told.service or repository.rpartition("/")[2]},
        severity=told.severity,
        payload=item,
        ingest_id=f"github:{delivery}",
        correlation_ids={"commit": told.commit, **told.ids},
    )


def _push(item: Mapping[str, JSON]) -> _Told:
    after = text(item, "after")
    pushed_at = section(item, "repository").get("pushed_at")
    at = pushed_at * _SECOND if isinstance(pushed_at, int) and 0 < pushed_at < 2**33 else 0
    head = time_of(section(item, "head_commit").get("timestamp"), "head_commit.timestamp")
    commit = "" if after == _NO_COMMIT else after
    return _Told(event_type="GitPush", ts=at or head, commit=commit, ids={"ref": text(item, "ref")})


def _deployment(item: Mapping[str, JSON]) -> _Told:
    deployment = section(item, "deployment")
    ts = time_of(deployment.get("created_at"), "deployment.created_at")
    return _deployed(deployment, "DeployStarted", ts, "info")


def _deployment_status(item: Mapping[str, JSON]) -> _Told:
    status = section(item, "deployment_status")
    state = text(status, "state")
    if state not in _DEPLOYED:
        known = ", ".join(_DEPLOYED)
        raise BadInput(f"deployment_status.state is {shown(state)}; known are {known}", field="deployment_status.state")
    event_type, severity = _DEPLOYED[state]
    ts = time_of(status.get("created_at"), "deployment_status.created_at")
    return _deployed(section(item, "deployment"), event_type, ts, severity)


def _deployed(deployment: Mapping[str, JSON], event_type: str, ts: int, severity: Severity) -> _Told:
    """Who deploys may name the service in the deployment's own payload; else it is called like the repository."""
    ids = {"deployment": _number(deployment.get("id")), "environment": text(deployment, "environment")}
    payload = deployment.get("payload")
    if isinstance(payload, str):
        payload = _object(payload)
    service = text(payload, "service") if isinstance(payload, dict) else ""
    commit = text(deployment, "sha")
    return _Told(event_type=event_type, ts=ts, severity=severity, commit=commit, service=service, ids=ids)


def _workflow_run(item: Mapping[str, JSON]) -> _Told:
    run, action = section(item, "workflow_run"), text(item, "action")
    severity: Severity = "info"
    if action == "completed":
        event_type, severity = _RUN_ENDED.get(text(run, "conclusion"), ("WorkflowRunFinished", "info"))
        when = "updated_at"
    elif action == "in_progress":
        event_type, when = "WorkflowRunStarted", "run_started_at"
    else:
        event_type, when = "WorkflowRunRequested", "created_at"
    ts = time_of(run.get(when), f"workflow_run.{when}") or time_of(run.get("created_at"), "workflow_run.created_at")
    ids = {"workflow": text(run, "name"), "workflow_run": _number(run.get("id")), "branch": text(run, "head_branch")}
    return _Told(event_type=event_type, ts=ts, severity=severity, commit=text(run, "head_sha"), ids=ids)


def _object(payload: str) -> JSON:
    """Some clients send the payload as JSON text; other text says nothing."""
    try:
        return read_json(payload.encode())
    except BadSyntax:
        return None


def _number(value: JSON) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


_READERS: dict[str, Callable[[Mapping[str, JSON]], _Told]] = {
    "push": _push,
    "deployment": _deployment,
    "deployment_status": _deployment_status,
    "workflow_run": _workflow_run,
}
