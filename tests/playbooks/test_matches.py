"""Which cases a playbook fits now and why, which it was chosen for, and what came of its runs."""

from __future__ import annotations

from rootward.playbooks import store
from rootward.playbooks.matches import matches, standing
from rootward.schema import playbook_runs
from tests.playbooks.conftest import Desk, playbook, step
from tests.playbooks.test_propose import _failed

NOTE = step("note", "add_comment", text="hello")
NAME = "undo the release"


def test_it_is_judged_as_a_proposal_judges_it(desk: Desk) -> None:
    desk.declare(playbook(NOTE), playbook(NOTE, name="better") | {"conditions": {"match": {}, "priority": 9}})
    fitting, other = desk.case(), desk.case()
    desk.report(fitting)
    desk.report(other, kind="config.pool_size")
    found = desk.run(matches, pack=desk.pack, name=NAME, limit=5)
    fits = {one.case.case_id: one for one in found.items}
    assert (fits[fitting.case_id].judged.matches, fits[fitting.case_id].best) == (True, "better")
    against = fits[other.case_id].judged
    assert (against.matches, "asked for: code.*" in against.summary) == (False, True)
    assert [one.run for one in found.items] == [None, None]


def test_the_work_is_bounded_and_goes_on_from_page_to_page(desk: Desk) -> None:
    desk.declare(playbook(NOTE))
    made = [desk.case() for _ in range(3)]
    first = desk.run(matches, pack=desk.pack, name=NAME, limit=2)
    second = desk.run(matches, pack=desk.pack, name=NAME, limit=2, cursor=first.next_cursor)
    seen = [one.case.case_id for one in (*first.items, *second.items)]
    assert (seen, second.next_cursor) == ([case.case_id for case in reversed(made)], "")
    assert desk.run(matches, tenant="other", pack=desk.pack, name=NAME, limit=2).items == ()


def test_what_it_was_chosen_for_and_what_came_of_it(desk: Desk) -> None:
    desk.declare(playbook(NOTE))
    case = desk.case()
    desk.report(case)
    none = desk.run(standing, pack=desk.pack, name=NAME)
    assert (none.success_rate, none.given_up, none.failures_allowed) == (None, (), 2)
    _failed(desk, case, 2)
    run = desk.run(store.newest_of_case, case_id=case.case_id)
    assert run is not None
    held = {name: getattr(run, name) for name in store.PlaybookRun.__slots__} | {
        "tenant": "acme", "playbook_run_id": "pbr_h", "run_id": "pbr_h", "state": "succeeded", "outcome": "held",
    }  # fmt: skip
    desk.run(lambda connection, tenant: connection.execute(playbook_runs.insert(), held))
    found = desk.run(standing, pack=desk.pack, name=NAME)
    assert (found.held, found.not_held, found.cannot_tell, found.proposed, found.at_work) == (1, 2, 0, 0, 0)
    assert found.success_rate == 1 / 3
    assert found.given_up == (("code.regression service:orders", 2),)
    (fit,) = desk.run(matches, pack=desk.pack, name=NAME, limit=5).items
    assert fit.run is not None and fit.run.playbook_run_id == "pbr_h"
    assert fit.judged.blocked.startswith("it did not hold 2 times")
    assert desk.run(standing, tenant="other", pack=desk.pack, name=NAME).held == 0
