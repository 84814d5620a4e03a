"""Jira Cloud, as its REST API reference (version 3) writes it down, and the twin beside it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, NotFound
from rootward.plugins.tools.jira import TOOLS, JiraComment, JiraCreateIssue, JiraTransition
from tests.plugins.tools.exchange import KEY, TOKEN, Exchange, both, context_of, kept, play

JIRA = {"name": "j", "kind": "jira", "username": "ana@example.com", "password": "env:T"}
SENT = {
    "authorization": "Basic " + base64.b64encode(f"ana@example.com:{TOKEN}".encode()).decode(),
    "accept": "application/json",
}  # fmt: skip
MARK = [{"key": "rootward", "value": {"idempotency_key": KEY}}]
# "Create issue", example response.
CREATED = {"id": "10000", "key": "ED-24", "self": "https://your-domain.atlassian.net/rest/api/3/issue/10000"}
# "Get transitions", example response, cut.
TRANSITIONS = {
    "transitions": [
        {"id": "2", "name": "Close Issue", "to": {"id": "10000", "name": "In Progress"}},
        {"id": "711", "name": "QA Review", "to": {"id": "5", "name": "Closed"}},
    ]
}  # fmt: skip
STATUS = Exchange(
    method="GET", path="/rest/api/3/issue/ED-24", query={"fields": ["status"]}, headers=SENT,
    answer={"id": "10002", "key": "ED-1", "fields": {"status": {"name": "Open"}}},
)  # fmt: skip
LISTED = Exchange(method="GET", path="/rest/api/3/issue/ED-24/transitions", headers=SENT, answer=TRANSITIONS)


async def test_an_issue_is_created_with_its_text_as_a_document(outside: Any, tmp_path: Path) -> None:
    description = {
        "type": "doc", "version": 1,
        "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "Order entry fails."}, {"type": "hardBreak"}, {"type": "text", "text": "Why?"},
            ]},
            {"type": "codeBlock", "content": [{"type": "text", "text": "a\n\nb"}]},
        ],
    }  # fmt: skip
    fields = {
        "project": {"key": "ED"}, "issuetype": {"name": "Incident"}, "summary": "Main order flow broken",
        "labels": ["rootward"], "description": description, "priority": {"name": "High"},
    }  # fmt: skip
    asked = Exchange(
        method="POST", path="/rest/api/3/issue", status=201, answer=CREATED, headers=SENT | {"idempotency-key": KEY},
        body={"fields": fields, "properties": MARK},
    )  # fmt: skip
    arguments = {
        "project": "ED", "type": "Incident", "summary": "Main order flow broken", "labels": ["rootward"],
        "description": "Order entry fails.\nWhy?\n\n```\na\n\nb\n```\n", "priority": "High",
    }  # fmt: skip
    real, twin = await both(JiraCreateIssue(), arguments, outside, tmp_path, JIRA, asked)
    assert (real.value["key"], twin.value["key"]) == ("ED-24", "ED-1")
    issue = kept(tmp_path, "jira")["issues"]["ED-1"]
    assert issue["fields"]["description"] == description and issue["properties"] == MARK


async def test_an_issue_is_commented(outside: Any, tmp_path: Path) -> None:
    document = {
        "type": "doc", "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Lorem ipsum"}]}],
    }  # fmt: skip
    asked = Exchange(
        method="POST", path="/rest/api/3/issue/ED-24/comment", status=201, headers=SENT,
        body={"body": document, "properties": MARK},
        answer={"id": "10000", "self": "https://your-domain.atlassian.net/rest/api/3/issue/10010/comment/10000"},
    )  # fmt: skip
    await JiraCreateIssue().call({"project": "ED", "type": "Bug", "summary": "x"}, context_of(tmp_path))
    arguments = {"issue": "ED-24", "body": "Lorem ipsum"}
    real, _ = await both(JiraComment(), arguments, outside, tmp_path, JIRA, asked, issue="ED-1")
    assert real.value["id"] == "10000"
    with pytest.raises(NotFound, match="does not exist"):
        await JiraComment().call(arguments, context_of(tmp_path))


async def test_an_issue_is_moved_by_the_name_of_the_status_or_of_the_transition(outside: Any, tmp_path: Path) -> None:
    await JiraCreateIssue().call({"project": "ED", "type": "Bug", "summary": "x"}, context_of(tmp_path))
    for to in ("closed", "QA Review"):
        move = Exchange(
            method="POST", path="/rest/api/3/issue/ED-24/transitions", status=204, headers=SENT,
            body={"transition": {"id": "711"}},
        )  # fmt: skip
        arguments = {"issue": "ED-24", "to": to}
        real, _ = await both(
            JiraTransition(), arguments, outside, tmp_path, JIRA, STATUS, LISTED, move, issue="ED-1", to="done"
        )
        assert real.value == {"status": "Closed", "before": "Open", "sandbox": False}
    again = await JiraTransition().call({"issue": "ED-1", "to": "Done"}, context_of(tmp_path))
    assert again.value["before"] == "Done" and "already" in again.summary


async def test_a_preview_says_from_where_to_where_and_moves_nothing(outside: Any, tmp_path: Path) -> None:
    play(outside, STATUS, LISTED)
    context = context_of(tmp_path, JIRA | {"url": outside.url})
    shown = await JiraTransition().preview({"issue": "ED-24", "to": "Closed"}, context)
    assert shown.value == {"before": "Open", "status": "Closed", "sandbox": False}
    assert {method for method, *_ in outside.asked} == {"GET"}


async def test_a_status_that_cannot_be_reached_names_those_that_can(outside: Any, tmp_path: Path) -> None:
    play(outside, STATUS, LISTED)
    context = context_of(tmp_path, JIRA | {"url": outside.url})
    with pytest.raises(Conflict, match="it can go to Closed, In Progress"):
        await JiraTransition().call({"issue": "ED-24", "to": "Launched"}, context)


async def test_what_jira_does_not_take_is_said_in_its_words(outside: Any, tmp_path: Path) -> None:
    errors = {"errorMessages": [], "errors": {"project": "project is required."}}
    outside.answer = lambda *_: (400, {}, json.dumps(errors).encode())
    arguments = {"project": "ED", "type": "Bug", "summary": "x"}
    with pytest.raises(BadInput, match="project is required"):
        await JiraCreateIssue().call(arguments, context_of(tmp_path, JIRA | {"url": outside.url}))


async def test_a_check_says_as_whom_it_answers(outside: Any, tmp_path: Path) -> None:
    check = next(tool for tool in TOOLS if tool.spec.name == "jira.check")
    play(outside, Exchange(method="GET", path="/rest/api/3/myself", answer={"displayName": "Ana"}))
    good = await check.call({"source": "j"}, context_of(tmp_path, JIRA | {"url": outside.url}))
    assert good.value == {"answers": True, "who": "Ana"}
