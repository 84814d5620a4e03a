"""The steps of a run: those that are declared, and a verification after the last effect."""

from __future__ import annotations

from typing import Any

from rootward.packs.load import load_body
from rootward.packs.playbook_model import Playbook
from rootward.playbooks.program import follows, is_effect, on_failure, steps_of
from tests.playbooks.conftest import playbook, roll_back, step

NOTE = step("note", "add_comment", text="hello")


def made(*steps: dict[str, Any], **more: Any) -> Playbook:
    return load_body({"name": "p", "version": "1", "playbooks": [playbook(*steps, **more)]}).playbooks[0]


def names(*steps: dict[str, Any]) -> list[str]:
    return [one.name for one in steps_of(made(*steps))]


def test_what_changes_something_is_measured_after_it_once() -> None:
    assert names(NOTE) == ["note"]
    assert names(roll_back(), NOTE) == ["roll back", "note", "verification"]
    assert names(roll_back(), step("look", "verify"), NOTE) == ["roll back", "look", "note"]
    assert names(step("look", "verify"), roll_back()) == ["look", "roll back", "verification"]
    assert names(roll_back(), step("done", "set_status", status="resolved")) == ["roll back", "done"]


def test_where_a_branch_leads() -> None:
    whole = steps_of(made(NOTE, roll_back()))
    assert follows(whole, 0, None) == 1
    assert follows(whole, 0, "roll back") == 1
    assert follows(whole, 0, "end") == 2
    assert follows(steps_of(made(NOTE, step("other", "wait", duration="1s"))), 0, "end") == 2


def test_what_follows_a_failure() -> None:
    plain = made(NOTE, roll_back("x", on_failure="continue"), step("tell", "notify", message="m"))
    assert [on_failure(plain, one) for one in plain.steps] == ["stop", "continue", "continue"]
    careful = made(NOTE, on_failure="roll_back")
    assert on_failure(careful, careful.steps[0]) == "roll_back"
    assert [is_effect(one) for one in plain.steps] == [False, True, False]
