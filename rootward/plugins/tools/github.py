"""GitHub: opens and closes issues, comments, opens the revert of a pull request, runs a workflow.

REST API, version 2022-11-28 (docs.github.com/rest); the revert is GraphQL's `revertPullRequest`. GitHub knows no
idempotency keys: the key stands in the text, out of sight, where a person finds it when nobody knows how a call ended.
"""

from __future__ import annotations

from typing import Any

from rootward.errors import BadInput, Conflict
from rootward.kit.canonical import JSON
from rootward.kit.redact import redact_text
from rootward.plugins.tools.services import IdentityCheck, Reached, arguments, done, reach, text
from rootward.plugins.twins.github import TWIN
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = [
    "TOOLS", "GithubComment", "GithubOpenIssue", "GithubRevert", "GithubRunWorkflow", "GithubSetState",
]  # fmt: skip

_HEADERS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
_OWNER = text(39, pattern="^[A-Za-z0-9](-?[A-Za-z0-9])*$")
_REPO = text(100, pattern="^[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*$")
_NUMBER: dict[str, JSON] = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_REVERT = (
    "mutation($input: RevertPullRequestInput!) "
    "{ revertPullRequest(input: $input) { clientMutationId revertPullRequest { number url title } } }"
)
_REPOSITORY = ("repository:{owner}/{repo}",)
_PLACE = ("/owner", "/repo")


class GithubOpenIssue:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="github.open_issue", description="Opens an issue in a GitHub repository.",
            schema=arguments(
                ("owner", "repo", "title"), owner=_OWNER, repo=_REPO, title=text(256), body=text(60_000),
                labels={"type": "array", "maxItems": 20, "items": text(50)},
            ),
            effect="non_idempotent", risk="low", targets=_REPOSITORY, sensitive=_PLACE,
            rollback="github.set_state", timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        body: dict[str, JSON] = {
            "title": arguments["title"], "body": _marked(str(arguments.get("body", "")), context),
            "labels": arguments.get("labels", []),
        }  # fmt: skip
        async with reach(context, "github", TWIN, arguments) as service:
            made = await _ask(service, "POST", f"{_repository(arguments)}/issues", body, "number", "html_url")
            summary = f"opened issue {_named(arguments)}#{made['number']}"
            return done(service, summary, number=made["number"], url=made["html_url"])


class GithubComment:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="github.comment", description="Comments on a pull request or an issue.",
            schema=arguments(
                ("owner", "repo", "number", "body"), owner=_OWNER, repo=_REPO, number=_NUMBER, body=text(60_000)
            ),
            effect="non_idempotent", risk="low", targets=("pull_request:{owner}/{repo}#{number}",),
            sensitive=(*_PLACE, "/number"), timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        path = f"{_repository(arguments)}/issues/{arguments['number']}/comments"
        async with reach(context, "github", TWIN, arguments) as service:
            made = await _ask(
                service, "POST", path, {"body": _marked(str(arguments["body"]), context)}, "id", "html_url"
            )
            summary = f"commented on {_named(arguments)}#{arguments['number']}"
            return done(service, summary, id=made["id"], url=made["html_url"])


class GithubSetState:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="github.set_state", description="Closes or opens again an issue or a pull request.",
            schema=arguments(
                ("owner", "repo", "number", "state"), owner=_OWNER, repo=_REPO, number=_NUMBER,
                state={"type": "string", "enum": ["open", "closed"]},
            ),
            effect="idempotent", risk="low", targets=("issue:{owner}/{repo}#{number}",),
            sensitive=(*_PLACE, "/number"), rollback="github.set_state", timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        path = f"{_repository(arguments)}/issues/{arguments['number']}"
        async with reach(context, "github", TWIN, arguments) as service:
            made = await _ask(service, "PATCH", path, {"state": arguments["state"]}, "state")
            return done(service, f"{_named(arguments)}#{arguments['number']} is {made['state']}", state=made["state"])

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with reach(context, "github", TWIN, arguments) as service:
            now = await _ask(
                service, "GET", f"{_repository(arguments)}/issues/{arguments['number']}", None, "title", "state"
            )
            value = {"title": str(now["title"]), "state": now["state"]}
            return done(service, f"is {now['state']}, would be {arguments['state']}", **value)


class GithubRevert:
    """Opens a pull request that takes a merged one back; merging it stays with people."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="github.revert", description="Opens the pull request that reverts a merged one.",
            schema=arguments(
                ("owner", "repo", "number"), owner=_OWNER, repo=_REPO, number=_NUMBER, title=text(256),
                body=text(60_000),
            ),
            effect="non_idempotent", risk="medium", targets=("pull_request:{owner}/{repo}#{number}",),
            sensitive=(*_PLACE, "/number"), rollback="github.set_state", timeout_s=30.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        pull = await self._merged(arguments, context)
        given = {
            "pullRequestId": pull["node_id"], "clientMutationId": context.idempotency_key or None,
            "title": arguments.get("title"), "body": _marked(str(arguments.get("body", "")), context),
        }  # fmt: skip
        body: dict[str, JSON] = {"query": _REVERT, "variables": {"input": {k: v for k, v in given.items() if v}}}
        async with reach(context, "github", TWIN, arguments, adjust=_graphql) as service:
            answer = await _ask(service, "POST", "/graphql", body)
            made = ((answer.get("data") or {}).get("revertPullRequest") or {}).get("revertPullRequest")
            if not made:
                said = "; ".join(str(item.get("message")) for item in answer.get("errors") or [])
                raise BadInput(f"{service.name} does not revert it: {redact_text(said)[:300]}", who=service.name)
            summary = f"opened {_named(arguments)}#{made['number']}, which reverts #{arguments['number']}"
            return done(service, summary, number=made["number"], url=made["url"])

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        pull = await self._merged(arguments, context)
        async with reach(context, "github", TWIN, arguments) as service:
            value = {name: pull.get(name) for name in ("title", "merge_commit_sha", "changed_files", "additions",
                                                      "deletions")}  # fmt: skip
            summary = f"would open a revert of {pull['title']!r} into {pull['base']['ref']}"
            return done(service, summary, **value, base=pull["base"]["ref"])

    async def _merged(self, arguments: dict[str, JSON], context: ToolContext) -> dict[str, Any]:
        """Raises Conflict for one that was not merged: there is nothing to revert."""
        async with reach(context, "github", TWIN, arguments) as service:
            pull = await _ask(
                service,
                "GET",
                f"{_repository(arguments)}/pulls/{arguments['number']}",
                None,
                "node_id",
                "title",
                "base",
            )
        if not pull.get("merged"):
            raise Conflict(f"{_named(arguments)}#{arguments['number']} was not merged", number=arguments["number"])  # type: ignore[arg-type]
        return pull


class GithubRunWorkflow:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="github.run_workflow", description="Runs a GitHub Actions workflow (workflow_dispatch).",
            schema=arguments(
                ("owner", "repo", "workflow", "ref"), owner=_OWNER, repo=_REPO,
                workflow=text(255, pattern="^[A-Za-z0-9][A-Za-z0-9_.-]*$"),
                ref=text(255, pattern="^[A-Za-z0-9][A-Za-z0-9_./-]*$"),
                inputs={"type": "object", "maxProperties": 25, "additionalProperties": {"type": "string",
                                                                                          "maxLength": 1000}},
            ),
            effect="non_idempotent", risk="high", targets=("workflow:{owner}/{repo}/{workflow}@{ref}",),
            sensitive=(*_PLACE, "/workflow", "/ref"), timeout_s=30.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        body: dict[str, JSON] = {
            "ref": arguments["ref"], "inputs": arguments.get("inputs", {}), "return_run_details": True
        }  # fmt: skip
        async with reach(context, "github", TWIN, arguments) as service:
            run = await _ask(service, "POST", f"{_workflow(arguments)}/dispatches", body)
            value = {"run_id": run.get("workflow_run_id"), "url": run.get("html_url", "")}
            return done(service, f"started {arguments['workflow']} on {arguments['ref']}", **value)

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with reach(context, "github", TWIN, arguments) as service:
            found = await _ask(service, "GET", _workflow(arguments))
            value = {"name": found.get("name"), "path": found.get("path"), "state": found.get("state")}
            summary = f"would run {found.get('path')} ({found.get('state')}) on {arguments['ref']}"
            return done(service, summary, **value)


async def _ask(service: Reached, method: str, path: str, body: JSON = None, *needs: str) -> dict[str, Any]:
    return await service.object(method, path, body, _HEADERS, needs=needs)


def _repository(given: dict[str, JSON]) -> str:
    return f"/repos/{given['owner']}/{given['repo']}"


def _workflow(given: dict[str, JSON]) -> str:
    return f"{_repository(given)}/actions/workflows/{given['workflow']}"


def _named(given: dict[str, JSON]) -> str:
    return f"{given['owner']}/{given['repo']}"


def _marked(body: str, context: ToolContext) -> str:
    mark = f"<!-- rootward:{context.idempotency_key} -->" if context.idempotency_key else ""
    return f"{body}\n\n{mark}".strip()


def _graphql(url: str) -> str:
    """GraphQL is beside the REST API of an installation of one's own: /api/v3 and /api/graphql."""
    return url.rstrip("/").removesuffix("/v3") if url.rstrip("/").endswith("/api/v3") else url


def _login(body: object) -> str:
    return str(body.get("login")) if isinstance(body, dict) else ""


TOOLS = (
    GithubOpenIssue(), GithubComment(), GithubSetState(), GithubRevert(), GithubRunWorkflow(),
    IdentityCheck(kind="github", twin=TWIN, method="GET", path="/user", who=_login, headers=_HEADERS),
)  # fmt: skip
