"""GitHub's twin: issues, comments, pull requests, workflows. Every repository is there; a pull request or a workflow
that somebody asks for is one that was merged, or can be run."""

from __future__ import annotations

from typing import Any

from rootward.kit import clock
from rootward.plugins.twins.speak import Asked, Route, Said, Twin

__all__ = ["TWIN"]

_NOT_FOUND: Said = (404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"})
_API, _WEB = "https://api.github.com", "https://github.com"


def _user(_asked: Asked, _state: dict[str, Any]) -> Said:
    return 200, {"login": "sandbox", "id": 1, "type": "User"}


def _open_issue(asked: Asked, state: dict[str, Any]) -> Said:
    if not asked.body or not asked.body.get("title"):
        errors = [{"resource": "Issue", "code": "missing_field", "field": "title"}]
        return 422, {"message": "Validation Failed", "errors": errors}
    repo, number = _repo(asked), _next(asked, state)
    issue = {
        "id": number, "number": number, "title": asked.body["title"], "body": asked.body.get("body"), "state": "open",
        "labels": [{"name": label} for label in asked.body.get("labels", [])], "comments": 0,
        "url": f"{_API}/repos/{repo}/issues/{number}", "html_url": f"{_WEB}/{repo}/issues/{number}",
        "created_at": clock.format_ns(clock.now_ns()),
    }  # fmt: skip
    state.setdefault("issues", {})[f"{repo}#{number}"] = issue
    return 201, issue


def _get_issue(asked: Asked, state: dict[str, Any]) -> Said:
    issue = _issue(asked, state)
    return (200, issue) if issue else _NOT_FOUND


def _change_issue(asked: Asked, state: dict[str, Any]) -> Said:
    issue = _issue(asked, state)
    if issue is None:
        return _NOT_FOUND
    issue |= {key: asked.body[key] for key in ("state", "state_reason", "title", "body") if key in asked.body}
    return 200, issue


def _comment(asked: Asked, state: dict[str, Any]) -> Said:
    issue = _issue(asked, state) or _pull(asked, state)
    comments = state.setdefault("comments", {}).setdefault(_key(asked), [])
    identity = 1 + sum(len(items) for items in state["comments"].values())
    comment = {
        "id": identity, "body": asked.body["body"], "user": {"login": "sandbox"},
        "html_url": f"{issue['html_url']}#issuecomment-{identity}", "created_at": clock.format_ns(clock.now_ns()),
    }  # fmt: skip
    comments.append(comment)
    return 201, comment


def _get_pull(asked: Asked, state: dict[str, Any]) -> Said:
    return 200, _pull(asked, state)


def _graphql(asked: Asked, state: dict[str, Any]) -> Said:
    given = ((asked.body or {}).get("variables") or {}).get("input") or {}
    pull = next((one for one in state.get("pulls", {}).values() if one["node_id"] == given.get("pullRequestId")), None)
    if "revertPullRequest" not in str((asked.body or {}).get("query")) or pull is None:
        message = f"Could not resolve to a node with the global id of '{given.get('pullRequestId')}'"
        return 200, {"data": None, "errors": [{"type": "NOT_FOUND", "message": message}]}
    repo = pull["base"]["repo"]["full_name"]
    owner, _, name = repo.partition("/")
    there = Asked(found={"owner": owner, "repo": name}, query={}, headers={}, body=None, raw=b"")
    number = _next(there, state)
    title = given.get("title") or f'Revert "{pull["title"]}"'
    revert = {
        "number": number, "title": title, "body": given.get("body"), "state": "open",
        "url": f"{_WEB}/{repo}/pull/{number}", "html_url": f"{_WEB}/{repo}/pull/{number}",
    }  # fmt: skip
    state.setdefault("issues", {})[f"{repo}#{number}"] = revert
    shown = {"number": number, "url": revert["url"], "title": title}
    answer = {"clientMutationId": given.get("clientMutationId"), "revertPullRequest": shown}
    return 200, {"data": {"revertPullRequest": answer}}


def _get_workflow(asked: Asked, _state: dict[str, Any]) -> Said:
    name = asked.found["workflow"]
    path = f".github/workflows/{name}"
    return 200, {"id": 1, "name": name.partition(".")[0], "path": path, "state": "active"}


def _dispatch(asked: Asked, state: dict[str, Any]) -> Said:
    if not asked.body or not asked.body.get("ref"):
        return 422, {"message": 'Invalid request. "ref" wasn\'t supplied.'}
    runs = state.setdefault("runs", [])
    repo, identity = _repo(asked), 1 + len(runs)
    runs.append({"id": identity, "repository": repo, "workflow": asked.found["workflow"], **asked.body})
    if not asked.body.get("return_run_details"):
        return 204, None
    return 200, {
        "workflow_run_id": identity, "run_url": f"{_API}/repos/{repo}/actions/runs/{identity}",
        "html_url": f"{_WEB}/{repo}/actions/runs/{identity}",
    }  # fmt: skip


def _repo(asked: Asked) -> str:
    return f"{asked.found['owner']}/{asked.found['repo']}"


def _key(asked: Asked) -> str:
    return f"{_repo(asked)}#{asked.found['number']}"


def _next(asked: Asked, state: dict[str, Any]) -> int:
    """Issues and pull requests share their numbers; what somebody may have asked for before stays free."""
    counted = state.setdefault("numbers", {})
    counted[_repo(asked)] = int(counted.get(_repo(asked), 9000)) + 1
    return int(counted[_repo(asked)])


def _issue(asked: Asked, state: dict[str, Any]) -> Any:
    return state.get("issues", {}).get(_key(asked))


def _pull(asked: Asked, state: dict[str, Any]) -> Any:
    pulls, repo, number = state.setdefault("pulls", {}), _repo(asked), int(asked.found["number"])
    new = {
        "node_id": f"PR_{repo}_{number}", "number": number, "title": f"Change {number}", "state": "closed",
        "merged": True, "merge_commit_sha": f"{number:040x}", "changed_files": 1, "additions": 1, "deletions": 1,
        "base": {"ref": "main", "repo": {"full_name": repo}}, "head": {"ref": f"change-{number}"},
        "html_url": f"{_WEB}/{repo}/pull/{number}",
    }  # fmt: skip
    return pulls.setdefault(_key(asked), new)


TWIN = Twin(
    "github",
    (
        Route("GET", "/user", _user),
        Route("POST", "/repos/{owner}/{repo}/issues", _open_issue),
        Route("GET", "/repos/{owner}/{repo}/issues/{number}", _get_issue),
        Route("PATCH", "/repos/{owner}/{repo}/issues/{number}", _change_issue),
        Route("POST", "/repos/{owner}/{repo}/issues/{number}/comments", _comment),
        Route("GET", "/repos/{owner}/{repo}/pulls/{number}", _get_pull),
        Route("POST", "/graphql", _graphql),
        Route("GET", "/repos/{owner}/{repo}/actions/workflows/{workflow}", _get_workflow),
        Route("POST", "/repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches", _dispatch),
    ),
    _NOT_FOUND,
)
