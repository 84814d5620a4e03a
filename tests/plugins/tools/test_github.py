"""GitHub, as docs.github.com/rest and its GraphQL reference write it down, and the twin beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound, RootwardError, Unavailable
from rootward.kit.canonical import JSON
from rootward.plugins.tools.github import (
    TOOLS,
    GithubComment,
    GithubOpenIssue,
    GithubRevert,
    GithubRunWorkflow,
    GithubSetState,
)
from tests.plugins.tools.exchange import KEY, TOKEN, Exchange, both, context_of, kept, play

GITHUB = {"name": "gh", "kind": "github", "token": "env:T"}
SENT = {
    "authorization": f"Bearer {TOKEN}", "accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28",
}  # fmt: skip
MARK = f"<!-- rootward:{KEY} -->"
HELLO: dict[str, JSON] = {"owner": "octocat", "repo": "Hello-World"}
# "Create an issue", example response, cut to what matters.
ISSUE = {
    "id": 1, "node_id": "MDU6SXNzdWUx", "url": "https://api.github.com/repos/octocat/Hello-World/issues/1347",
    "html_url": "https://github.com/octocat/Hello-World/issues/1347", "number": 1347, "state": "open",
    "title": "Found a bug", "body": "I'm having a problem with this.",
}  # fmt: skip
# "Get a pull request", example response, cut.
PULL = {
    "node_id": "MDExOlB1bGxSZXF1ZXN0MQ==", "number": 1347, "state": "closed", "title": "Amazing new feature",
    "merged": True, "merge_commit_sha": "e5bd3914e2e596debea16f433f57875b5b90bcd6", "additions": 100, "deletions": 3,
    "changed_files": 5, "base": {"ref": "master", "repo": {"full_name": "octocat/Hello-World"}},
}  # fmt: skip


async def test_an_issue_is_opened(outside: Any, tmp_path: Path) -> None:
    arguments = HELLO | {"title": "Found a bug", "body": "I'm having a problem with this.", "labels": ["bug"]}
    body = {"title": "Found a bug", "body": f"I'm having a problem with this.\n\n{MARK}", "labels": ["bug"]}
    asked = Exchange(
        method="POST", path="/repos/octocat/Hello-World/issues", body=body, status=201, answer=ISSUE,
        headers=SENT | {"idempotency-key": KEY, "content-type": "application/json"},
    )  # fmt: skip
    real, twin = await both(GithubOpenIssue(), arguments, outside, tmp_path, GITHUB, asked)
    assert real.value == {
        "number": 1347, "url": "https://github.com/octocat/Hello-World/issues/1347", "sandbox": False,
    }  # fmt: skip
    issue = kept(tmp_path, "github")["issues"][f"octocat/Hello-World#{twin.value['number']}"]
    assert issue["title"] == "Found a bug" and issue["body"].endswith(MARK)


async def test_a_pull_request_is_commented(outside: Any, tmp_path: Path) -> None:
    answer = {
        "id": 1,
        "html_url": "https://github.com/octocat/Hello-World/issues/1347#issuecomment-1",
        "body": "Me too",
    }
    asked = Exchange(
        method="POST", path="/repos/octocat/Hello-World/issues/1347/comments", status=201, answer=answer, headers=SENT,
        body={"body": f"Me too\n\n{MARK}"},
    )  # fmt: skip
    arguments = HELLO | {"number": 1347, "body": "Me too"}
    real, _ = await both(GithubComment(), arguments, outside, tmp_path, GITHUB, asked)
    assert real.value["id"] == 1 and str(real.value["url"]).endswith("#issuecomment-1")
    assert kept(tmp_path, "github")["comments"]["octocat/Hello-World#1347"][0]["body"].startswith("Me too")


async def test_an_issue_is_closed_again_and_a_preview_changes_nothing(outside: Any, tmp_path: Path) -> None:
    sandbox = context_of(tmp_path)
    opened = await GithubOpenIssue().call(HELLO | {"title": "x"}, sandbox)
    arguments = HELLO | {"number": 1347, "state": "closed"}
    asked = Exchange(
        method="PATCH", path="/repos/octocat/Hello-World/issues/1347", body={"state": "closed"}, headers=SENT,
        answer=ISSUE | {"state": "closed"},
    )  # fmt: skip
    here = {"number": opened.value["number"]}
    seen = await GithubSetState().preview(arguments | here, sandbox)
    assert seen.value == {"title": "x", "state": "open", "sandbox": True}
    real, _ = await both(GithubSetState(), arguments, outside, tmp_path, GITHUB, asked, **here)
    assert real.value["state"] == "closed"
    play(outside, Exchange(method="GET", path="/repos/octocat/Hello-World/issues/1347", headers=SENT, answer=ISSUE))
    shown = await GithubSetState().preview(arguments, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert shown.summary == "is open, would be closed"


async def test_the_revert_of_a_merged_pull_request_is_opened(outside: Any, tmp_path: Path) -> None:
    made = {"number": 1348, "url": "https://github.com/octocat/Hello-World/pull/1348", "title": "Revert"}
    given = {
        "pullRequestId": PULL["node_id"], "clientMutationId": KEY, "title": "Take it back", "body": f"5xx\n\n{MARK}",
    }  # fmt: skip
    query = (
        "mutation($input: RevertPullRequestInput!) "
        "{ revertPullRequest(input: $input) { clientMutationId revertPullRequest { number url title } } }"
    )
    answer = {"data": {"revertPullRequest": {"clientMutationId": KEY, "revertPullRequest": made}}}
    read = Exchange(method="GET", path="/repos/octocat/Hello-World/pulls/1347", headers=SENT, answer=PULL)
    revert = Exchange(
        method="POST", path="/graphql", headers=SENT, answer=answer,
        body={"query": query, "variables": {"input": given}},
    )  # fmt: skip
    arguments = HELLO | {"number": 1347, "title": "Take it back", "body": "5xx"}
    real, twin = await both(GithubRevert(), arguments, outside, tmp_path, GITHUB, read, revert)
    assert real.value["number"] == 1348 and real.summary == "opened octocat/Hello-World#1348, which reverts #1347"
    opened = kept(tmp_path, "github")["issues"][f"octocat/Hello-World#{twin.value['number']}"]
    assert opened["title"] == "Take it back"
    play(outside, read, read)
    shown = await GithubRevert().preview(arguments, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert shown.value["merge_commit_sha"] == PULL["merge_commit_sha"] and shown.value["base"] == "master"


async def test_what_was_not_merged_is_not_reverted(outside: Any, tmp_path: Path) -> None:
    read = Exchange(method="GET", path="/repos/octocat/Hello-World/pulls/1347", answer=PULL | {"merged": False})
    play(outside, read)
    context = context_of(tmp_path, GITHUB | {"url": outside.url})
    with pytest.raises(Conflict, match="was not merged"):
        await GithubRevert().call(HELLO | {"number": 1347}, context)
    errors = {"data": {"revertPullRequest": None}, "errors": [{"type": "FORBIDDEN", "message": "no permission"}]}

    def answer(method: str, *_: Any) -> Any:
        return 200, {}, json.dumps(PULL if method == "GET" else errors).encode()

    outside.answer = answer
    with pytest.raises(BadInput, match="no permission"):
        await GithubRevert().call(HELLO | {"number": 1347}, context)


async def test_graphql_of_an_installation_of_ones_own_is_beside_its_rest(outside: Any, tmp_path: Path) -> None:
    read = Exchange(method="GET", path="/api/v3/repos/octocat/Hello-World/pulls/1347", answer=PULL)
    play(outside, read)
    context = context_of(tmp_path, GITHUB | {"url": f"{outside.url}/api/v3"})
    with pytest.raises(RootwardError):
        await GithubRevert().call(HELLO | {"number": 1347}, context)
    assert [path for _, path, _ in outside.asked][-1] == "/api/graphql"


async def test_a_workflow_is_run(outside: Any, tmp_path: Path) -> None:
    answer = {
        "workflow_run_id": 30433642, "run_url": "https://api.github.com/repos/octocat/Hello-World/actions/runs/30433642",
        "html_url": "https://github.com/octocat/Hello-World/actions/runs/30433642",
    }  # fmt: skip
    path = "/repos/octocat/Hello-World/actions/workflows/roll-back.yml"
    asked = Exchange(
        method="POST", path=f"{path}/dispatches", headers=SENT, answer=answer,
        body={"ref": "main", "inputs": {"version": "7"}, "return_run_details": True},
    )  # fmt: skip
    arguments = HELLO | {"workflow": "roll-back.yml", "ref": "main", "inputs": {"version": "7"}}
    real, _ = await both(GithubRunWorkflow(), arguments, outside, tmp_path, GITHUB, asked)
    assert real.value["run_id"] == 30433642
    assert kept(tmp_path, "github")["runs"][0]["inputs"] == {"version": "7"}
    play(outside, Exchange(method="POST", path=f"{path}/dispatches", status=204, body=asked.body))
    older = await GithubRunWorkflow().call(arguments, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert older.value == {"run_id": None, "url": "", "sandbox": False}
    workflow = {"id": 161335, "name": "CI", "path": ".github/workflows/roll-back.yml", "state": "active"}
    play(outside, Exchange(method="GET", path=path, headers=SENT, answer=workflow))
    shown = await GithubRunWorkflow().preview(arguments, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert shown.value["state"] == "active" and (await GithubRunWorkflow().preview(arguments, context_of(tmp_path)))


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (401, "Bad credentials", Denied), (403, "Resource not accessible by integration", Denied),
        (404, "Not Found", NotFound), (410, "Issues are disabled for this repo", NotFound),
        (422, "Validation Failed", BadInput), (503, "Service unavailable", Unavailable),
    ],
)  # fmt: skip
async def test_a_refusal_is_said_in_githubs_words(
    outside: Any, tmp_path: Path, status: int, message: str, error: type[Exception]
) -> None:
    body = {"title": "x", "body": MARK, "labels": []}
    play(outside, Exchange(
        method="POST", path="/repos/octocat/Hello-World/issues", body=body, status=status,
        answer={"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)},
    ))  # fmt: skip
    with pytest.raises(error, match=message) as caught:
        await GithubOpenIssue().call(HELLO | {"title": "x"}, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert TOKEN not in str(caught.value)


async def test_a_check_says_as_whom_it_answers(outside: Any, tmp_path: Path) -> None:
    check = next(tool for tool in TOOLS if tool.spec.name == "github.check")
    play(outside, Exchange(method="GET", path="/user", headers=SENT, answer={"login": "octocat", "id": 1}))
    good = await check.call({"source": "gh"}, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert good.value == {"answers": True, "who": "octocat"}
    play(outside, Exchange(method="GET", path="/user", status=401, answer={"message": "Bad credentials"}))
    bad = await check.call({"source": "gh"}, context_of(tmp_path, GITHUB | {"url": outside.url}))
    assert bad.presence == "denied" and "Bad credentials" in bad.summary
