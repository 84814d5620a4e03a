"""What is done about a call that waits, short of yes and no."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Shell

URL = "https://deploys.example/rollback"


@pytest.fixture
def waits(shell: Shell) -> dict[str, Any]:
    """A call that a bot asked for and people are to agree to, as it is shown."""
    bot = shell.json("keys", "create", "release bot", "--role", "sre_operator", "--kind", "service")["secret"]
    words = ("--arg", "method=POST", "--arg", f"url={URL}", "--arg", 'body={"service": "orders"}', "--reason", "undo")
    assert shell("--token", bot, "actions", "request", "http.request", *words).code == 5
    (item,) = shell.json("approvals", "list")["items"]
    shown: dict[str, Any] = shell.json("approvals", "show", item["approval_id"])
    return shown


def test_other_arguments_are_another_request_and_the_first_is_void(shell: Shell, waits: dict[str, Any]) -> None:
    ref, words = waits["approval_id"][:12], ("--reason", "staging first", "--json")
    changed = ("--arg", "url=https://staging.example/rollback", "--drop", "body")
    made = shell("approvals", "amend", ref, "--hash", waits["hash"], *changed, *words).json
    assert made["arguments"] == {"method": "POST", "url": "https://staging.example/rollback"}
    assert (made["replaces"], made["state"]) == (waits["approval_id"], "held")
    assert shell.json("approvals", "show", waits["approval_id"])["state"] == "void"
    new = shell.json("approvals", "show", made["approval_id"])
    assert (new["state"], new["hash"] != waits["hash"]) == ("pending", True)
    shell("approvals", "amend", ref, "--hash", waits["hash"], *changed, *words).refused(10, "is void")


def test_amending_says_where_to_go_on(shell: Shell, waits: dict[str, Any]) -> None:
    words = ("--hash", waits["hash"], "--arg", "method=PUT", "--reason", "it is a PUT")
    done = shell("approvals", "amend", waits["approval_id"], *words)
    assert done.code == 0 and "rootward approvals show apr_" in done.err and '"method": "PUT"' in done.out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--hash", "0" * 12, "--arg", "method=PUT"), 10, "is not the hash of this request"),
        (("--hash", "0" * 11, "--arg", "method=PUT"), 2, "first 12 digits"),
        (("--hash", "", "--drop", "colour"), 2, "there is no such argument"),
        (("--hash", "", "--arguments", "{"), 2, "is not JSON"),
        (("--hash", "", "--arg", "colour=red"), 2, "colour"),
    ],
)
def test_what_cannot_be_amended_is_refused_and_goes_on_waiting(
    shell: Shell, waits: dict[str, Any], words: tuple[str, ...], code: int, why: str
) -> None:
    given = [waits["hash"] if word == "" else word for word in words]
    shell("approvals", "amend", waits["approval_id"], *given, "--reason", "r").refused(code, why)
    assert shell.json("approvals", "show", waits["approval_id"])["state"] == "pending"


def test_changes_are_asked_for_and_it_goes_on_waiting(shell: Shell, waits: dict[str, Any]) -> None:
    shell("approvals", "ask-changes", waits["approval_id"]).refused(2, "--comment")
    done = shell("approvals", "ask-changes", waits["approval_id"], "--comment", "to staging first")
    assert done.code == 0 and "to staging first" in done.out
    card = shell.json("approvals", "show", waits["approval_id"])
    assert (card["state"], [one["comment"] for one in card["remarks"]]) == ("pending", ["to staging first"])


def test_a_rehearsal_tells_what_the_gate_would_say_and_asks_for_nothing(shell: Shell, waits: dict[str, Any]) -> None:
    found = shell.json("approvals", "rehearse", waits["approval_id"])
    assert (found["tool"], found["answer"]) == ("http.request", "hold")
    done = shell("approvals", "rehearse", waits["approval_id"], "--arg", "method=PUT")
    assert done.code == 0 and "The gate says hold" in done.err
    assert len(shell.json("actions", "list")["items"]) == 1
    shell("approvals", "rehearse", waits["approval_id"], "--arg", "method=FETCH").refused(2, "method")
