"""Jira: creates issues, comments, moves an issue to another status (Jira Cloud REST API, version 3)."""

from __future__ import annotations

from typing import Any

from rootward.errors import Conflict
from rootward.kit.canonical import JSON
from rootward.plugins.tools.jira_document import document
from rootward.plugins.tools.services import IdentityCheck, Reached, arguments, done, reach, text
from rootward.plugins.twins.jira import TWIN
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "JiraComment", "JiraCreateIssue", "JiraTransition"]

_ISSUE = text(80, pattern="^[A-Z][A-Z0-9_]+-[1-9][0-9]*$")
_API = "/rest/api/3"


class JiraCreateIssue:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="jira.create_issue", description="Creates an issue in a Jira project.",
            schema=arguments(
                ("project", "type", "summary"), project=text(40, pattern="^[A-Z][A-Z0-9_]+$"), type=text(60),
                summary=text(255, pattern="^[^\n\r]+$"), description=text(30_000),
                labels={"type": "array", "maxItems": 20, "items": text(60, pattern="^\\S+$")}, priority=text(60),
            ),
            effect="non_idempotent", risk="low", targets=("project:{project}",), sensitive=("/project",),
            rollback="jira.transition", timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        fields: dict[str, JSON] = {
            "project": {"key": arguments["project"]}, "issuetype": {"name": arguments["type"]},
            "summary": arguments["summary"], "labels": arguments.get("labels", []),
        }  # fmt: skip
        if "description" in arguments:
            fields["description"] = document(str(arguments["description"]))
        if "priority" in arguments:
            fields["priority"] = {"name": arguments["priority"]}
        async with reach(context, "jira", TWIN, arguments) as service:
            made = await _ask(
                service, "POST", f"{_API}/issue", {"fields": fields, "properties": _mark(context)}, "key", "id", "self"
            )
            return done(service, f"created {made['key']}", key=made["key"], id=made["id"], url=made["self"])


class JiraComment:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="jira.comment", description="Comments on a Jira issue.",
            schema=arguments(("issue", "body"), issue=_ISSUE, body=text(30_000)),
            effect="non_idempotent", risk="low", targets=("issue:{issue}",), sensitive=("/issue",), timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        body: dict[str, JSON] = {"body": document(str(arguments["body"])), "properties": _mark(context)}
        async with reach(context, "jira", TWIN, arguments) as service:
            made = await _ask(service, "POST", f"{_API}/issue/{arguments['issue']}/comment", body, "id")
            return done(service, f"commented on {arguments['issue']}", id=made["id"])


class JiraTransition:
    """`to` is the name of a status or of a transition; an issue that is there already is left alone."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="jira.transition", description="Moves a Jira issue to another status.",
            schema=arguments(("issue", "to"), issue=_ISSUE, to=text(60)), effect="idempotent", risk="low",
            targets=("issue:{issue}",), sensitive=("/issue",), rollback="jira.transition", timeout_s=30.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with reach(context, "jira", TWIN, arguments) as service:
            status, found = await self._way(service, arguments)
            if found is None:
                return done(service, f"{arguments['issue']} is in {status!r} already", status=status, before=status)
            path = f"{_API}/issue/{arguments['issue']}/transitions"
            await _ask(service, "POST", path, {"transition": {"id": found["id"]}})
            now = str(found["to"]["name"])
            return done(service, f"moved {arguments['issue']} to {now!r}", status=now, before=status)

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with reach(context, "jira", TWIN, arguments) as service:
            status, found = await self._way(service, arguments)
            after = status if found is None else str(found["to"]["name"])
            return done(service, f"{arguments['issue']} is in {status!r}, would be in {after!r}", before=status,
                        status=after)  # fmt: skip

    async def _way(self, service: Reached, given: dict[str, JSON]) -> tuple[str, dict[str, Any] | None]:
        """The status it is in and the transition to take; None when it is there. Raises Conflict when there is none."""
        issue = await _ask(service, "GET", f"{_API}/issue/{given['issue']}?fields=status", None, "fields")
        status, wanted = str(issue["fields"]["status"]["name"]), str(given["to"]).casefold()
        if status.casefold() == wanted:
            return status, None
        listed = await _ask(service, "GET", f"{_API}/issue/{given['issue']}/transitions", None, "transitions")
        for item in listed.get("transitions", []):
            if wanted in (str(item["name"]).casefold(), str(item["to"]["name"]).casefold()):
                return status, item
        open_ = ", ".join(sorted({str(item["to"]["name"]) for item in listed.get("transitions", [])})) or "none"
        raise Conflict(
            f"{given['issue']} cannot go from {status!r} to {given['to']!r}; it can go to {open_}", field="to"
        )


async def _ask(service: Reached, method: str, path: str, body: JSON = None, *needs: str) -> dict[str, Any]:
    return await service.object(method, path, body, {"accept": "application/json"}, needs=needs)


def _mark(context: ToolContext) -> list[JSON]:
    """The key as a property of the issue or comment, which people do not see and a search finds."""
    key = context.idempotency_key
    return [{"key": "rootward", "value": {"idempotency_key": key}}] if key else []


def _name(body: object) -> str:
    return str(body.get("displayName")) if isinstance(body, dict) else ""


TOOLS = (
    JiraCreateIssue(), JiraComment(), JiraTransition(),
    IdentityCheck(kind="jira", twin=TWIN, method="GET", path=f"{_API}/myself", who=_name, headers={}),
)  # fmt: skip
