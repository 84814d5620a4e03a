"""Jira's twin: issues of any project, their comments, and a workflow of three statuses."""

from __future__ import annotations

from typing import Any

from rootward.kit import clock
from rootward.plugins.twins.speak import Asked, Route, Said, Twin

__all__ = ["TWIN"]

_SITE = "https://sandbox.atlassian.net"
_STATUSES = {"11": "To Do", "21": "In Progress", "31": "Done"}
_MISSING: Said = (
    404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}}
)  # fmt: skip


def _myself(_asked: Asked, _state: dict[str, Any]) -> Said:
    return 200, {"accountId": "sandbox", "displayName": "Sandbox", "active": True}


def _create(asked: Asked, state: dict[str, Any]) -> Said:
    fields = (asked.body or {}).get("fields") or {}
    missing = {name: f"{name} is required." for name in ("project", "summary", "issuetype") if not fields.get(name)}
    description = fields.get("description")
    if description is not None and (not isinstance(description, dict) or description.get("type") != "doc"):
        missing["description"] = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    if missing:
        return 400, {"errorMessages": [], "errors": missing}
    issues = state.setdefault("issues", {})
    project = fields["project"]["key"]
    key = f"{project}-{1 + sum(one.startswith(project + '-') for one in issues)}"
    issue = {"id": str(10_000 + len(issues)), "key": key, "self": f"{_SITE}/rest/api/3/issue/{10_000 + len(issues)}"}
    issues[key] = {
        **issue, "fields": {**fields, "status": {"name": "To Do"}, "created": clock.format_ns(clock.now_ns())},
        "properties": (asked.body or {}).get("properties", []), "comments": [],
    }  # fmt: skip
    return 201, issue


def _get(asked: Asked, state: dict[str, Any]) -> Said:
    issue = state.get("issues", {}).get(asked.found["key"])
    return (200, {name: issue[name] for name in ("id", "key", "self", "fields")}) if issue else _MISSING


def _comment(asked: Asked, state: dict[str, Any]) -> Said:
    issue = state.get("issues", {}).get(asked.found["key"])
    if issue is None:
        return _MISSING
    if not isinstance((asked.body or {}).get("body"), dict):
        return 400, {"errorMessages": [], "errors": {"comment": "Comment body is not valid!"}}
    identity = str(10_000 + len(issue["comments"]))
    comment = {"id": identity, "self": f"{issue['self']}/comment/{identity}", **asked.body}
    issue["comments"].append(comment)
    return 201, comment


def _transitions(asked: Asked, state: dict[str, Any]) -> Said:
    if asked.found["key"] not in state.get("issues", {}):
        return _MISSING
    listed = [{"id": number, "name": name, "to": {"name": name}} for number, name in _STATUSES.items()]
    return 200, {"expand": "transitions", "transitions": listed}


def _move(asked: Asked, state: dict[str, Any]) -> Said:
    issue = state.get("issues", {}).get(asked.found["key"])
    if issue is None:
        return _MISSING
    number = str(((asked.body or {}).get("transition") or {}).get("id"))
    if number not in _STATUSES:
        message = f"It seems that you have tried to perform a workflow operation ({number}) that is not valid."
        return 400, {"errorMessages": [message], "errors": {}}
    issue["fields"]["status"] = {"name": _STATUSES[number]}
    return 204, None


TWIN = Twin(
    "jira",
    (
        Route("GET", "/rest/api/3/myself", _myself),
        Route("POST", "/rest/api/3/issue", _create),
        Route("GET", "/rest/api/3/issue/{key}", _get),
        Route("POST", "/rest/api/3/issue/{key}/comment", _comment),
        Route("GET", "/rest/api/3/issue/{key}/transitions", _transitions),
        Route("POST", "/rest/api/3/issue/{key}/transitions", _move),
    ),
    _MISSING,
)
