"""Approving on the command line: the same rules, the hash of what was shown, and exit codes for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rootward.app import open_app
from rootward.governance import approvals
from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.settings import Settings
from tests.cli.conftest import Shell
from tests.governance.approving import DRY_RUN, a_hold, an_action, asked_by, insert_action


def _asked(folder: Path, *actions: Action, quorum: Quorum | None = None, is_new: bool = True) -> list[str]:
    """Held actions and the requests about them, as the gate leaves them; their ids."""

    def unit(connection: Connection) -> list[str]:
        made = []
        for action in actions:
            if is_new:
                insert_action(connection, action=action, state="held", dry_run=DRY_RUN)
            made.append(
                approvals.open_request(
                    connection, "default", action, a_hold(quorum), dry_run_sha256="d" * 64, now=clock.now_ns()
                )
            )
        return made

    async def work() -> list[str]:
        async with open_app(Settings(data_dir=folder)) as app:
            return await app.db.run(unit, tenant="default")

    return asyncio.run(work())


def _action(number: int = 1, **changed: Any) -> Action:
    return an_action(tenant="default", action_id=f"act_{number}", case_id=None, **changed)


def _person(shell: Shell, role: str, name: str = "") -> tuple[str, str]:
    """The id of a new principal, and its token."""
    made = shell.json("keys", "create", name or role, "--role", role, "--kind", "human")
    return made["principal_id"], made["secret"]


def _as(token: str, *words: str) -> Sequence[str]:
    return ("--token", token, *words)


def test_what_waits_is_listed_shown_and_approved_by_the_hash_that_was_shown(shell: Shell) -> None:
    (one,) = _asked(shell.folder, _action())
    listed = shell("approvals", "list")
    assert (listed.code, "k8s.scale" in listed.out, f"approvals show {one}" in listed.err) == (0, True, True)
    shown = shell("approvals", "show", one[:12])
    assert "deployment:prod/checkout" in shown.out
    command = shown.err.split("rootward ")[1].split()
    done = shell(*command, "--comment", "looks right")
    assert (done.code, "approved" in done.out) == (0, True)
    assert "rootward serve" in done.err
    assert shell("approvals", "list").err.strip() == "Nothing waits for approval."
    found = shell.json("approvals", "show", one)
    assert (found["schema_version"], found["state"], found["votes"][0]["comment"]) == ("1", "approved", "looks right")


def test_another_hash_is_refused_and_where_it_is_known_says_what_changed(shell: Shell) -> None:
    (one,) = _asked(shell.folder, _action())
    before = shell.json("approvals", "show", one)["hash"]
    (two,) = _asked(shell.folder, _action(arguments={"name": "checkout", "replicas": 80}), is_new=False)
    shell("approvals", "approve", two, "--hash", before).refused(10, "/replicas was 8 and is 80", "Look at it again")
    shell("approvals", "approve", one, "--hash", before).refused(10, "void (asked anew")
    shell("approvals", "approve", two, "--hash", "0" * 12).refused(10, "is not the hash of this request")
    shell("approvals", "approve", two, "--hash", before[:11]).refused(2, "first 12 digits")
    shell("approvals", "approve", two).refused(2, "--hash")
    assert shell.json("approvals", "show", two)["votes"] == []


def test_a_no_needs_a_reason_and_ends_it(shell: Shell) -> None:
    (one,) = _asked(shell.folder, _action())
    shell("approvals", "reject", one).refused(2, "--reason")
    done = shell("approvals", "reject", one, "--reason", "wrong cluster")
    assert (done.code, "denied" in done.out) == (0, True)
    shell("approvals", "reject", one, "--reason", "again").refused(10, "is denied")


def test_nobody_approves_their_own_request(shell: Shell) -> None:
    ana_id, ana = _person(shell, "approver", "Ana")
    _, eve = _person(shell, "viewer", "Eve")
    one, two = _asked(shell.folder, _action(requester=asked_by(ana_id)), _action(2, requester=asked_by("local")))
    hash_ = {each: shell.json("approvals", "show", each)["hash"] for each in (one, two)}
    until = clock.format_ns(clock.now_ns() + 3600 * 10**9)
    shell.done(*_as(ana, "approvals", "delegate", "Eve", "--reason", "away", "--until", until))
    for words in (
        _as(ana, "approvals", "approve", one, "--hash", hash_[one]),
        _as(eve, "approvals", "approve", one, "--hash", hash_[one]),
        _as(eve, "approvals", "approve", one, "--hash", hash_[one], "--on-behalf-of", ana_id),
        ("approvals", "approve", two, "--hash", hash_[two]),
    ):
        shell(*words).refused(4, "nobody approves what they asked for")
    shell("approvals", "approve", one, "--hash", hash_[one]).refused(4, "a person stands behind this request")
    done = shell(*_as(eve, "approvals", "approve", two, "--hash", hash_[two]))
    assert (done.code, "approved" in done.out) == (0, True)
    assert [item["verdict"] for item in shell.json("approvals", "show", two)["votes"]] == ["approve"]


def test_a_delegation_is_listed_and_revoked_and_two_names_are_one_person(shell: Shell) -> None:
    (one,) = _asked(shell.folder, _action())
    ana_id, ana = _person(shell, "approver", "Ana")
    eve_id, _ = _person(shell, "viewer", "Eve")
    shell.done(*_as(ana, "approvals", "delegate", "Eve", "--reason", "train", "--approval", one))
    (lent,) = shell.json("approvals", "delegations")["items"]
    assert (lent["from_principal"], lent["to_principal"], lent["approval_id"]) == (ana_id, eve_id, one)
    shell.done(*_as(ana, "approvals", "revoke", lent["delegation_id"][:12]))
    assert shell.json("approvals", "delegations")["items"] == []
    assert len(shell.json("approvals", "delegations", "--ended")["items"]) == 1
    shell.done("approvals", "same-person", ana_id, eve_id, "--reason", "HR says so")
    assert {item["principal_id"] for item in shell.json("approvals", "people")["items"]} == {ana_id, eve_id}


def test_what_was_approved_alone_is_listed_until_somebody_has_looked(shell: Shell) -> None:
    (one,) = _asked(shell.folder, _action(), quorum=Quorum(people=2))
    _, kim = _person(shell, "break_glass")
    _, ana = _person(shell, "approver")
    hash_ = shell.json("approvals", "show", one)["hash"]
    shell(*_as(kim, "approvals", "approve", one, "--hash", hash_)).refused(2, "needs a reason")
    shell.done(*_as(kim, "approvals", "approve", one, "--hash", hash_, "--comment", "fire"))
    assert "BREAK-GLASS" in shell.done("approvals", "show", one)
    assert len(shell.json("approvals", "list", "--unreviewed")["items"]) == 1
    shell(*_as(kim, "approvals", "review", one, "--comment", "x")).refused(4, "approvals.review")
    assert "it was right" in " ".join(
        shell.done(*_as(ana, "approvals", "review", one, "--comment", "it was right")).split()
    )
    assert shell.json("approvals", "list", "--unreviewed")["items"] == []


def test_mine_are_those_i_may_vote_on(shell: Shell) -> None:
    ana_id, ana = _person(shell, "approver")
    one, _ = _asked(shell.folder, _action(), _action(2, requester=asked_by(ana_id)))
    mine = json.loads(shell.done(*_as(ana, "approvals", "list", "--mine", "--json")))
    assert [item["approval_id"] for item in mine["items"]] == [one]


@pytest.mark.parametrize(
    ("verb", "code", "words"),
    [
        ("approve", 0, ""),
        ("reject", 4, "denied"),
        ("expire", 6, "expired"),
        ("", 5, "still waits for approval, 0 of 1"),
    ],
)
def test_watching_ends_with_the_decision(shell: Shell, verb: str, code: int, words: str) -> None:
    (one,) = _asked(shell.folder, _action(), quorum=Quorum(expires_s=0.001) if verb == "expire" else None)
    hash_ = shell.json("approvals", "show", one)["hash"]
    given = {"approve": ("--hash", hash_), "reject": ("--reason", "no")}.get(verb, ())
    if given:
        shell.done("approvals", verb, one, *given)
    said = shell("approvals", "watch", one, "--seconds", "0.001")
    assert (said.code, words in said.err) == (code, True), said


def test_what_is_not_there_is_not_found(shell: Shell) -> None:
    shell("approvals", "show", "apr_nothing").refused(3, "no approval")
    shell("approvals", "list", "--state", "open").refused(2, "no state 'open'")
