"""The strictest word decides."""

from __future__ import annotations

from rootward.governance.decision import Quorum, Word, combined

ALLOW = Word(guard="rights", answer="allow", reason="may")
HOLD = Word(guard="policy", answer="hold", reason="high risk", rule_ids=("prod",), quorum=Quorum(people=2))
DENY = Word(guard="kill_switch", answer="deny", reason="stopped")


def test_deny_beats_hold_and_hold_beats_allow() -> None:
    assert combined((ALLOW, HOLD, DENY), "p").answer == "deny"
    assert combined((ALLOW, HOLD, ALLOW), "p").answer == "hold"
    assert combined((ALLOW, ALLOW), "p").answer == "allow"


def test_no_guard_means_no_effect() -> None:
    assert combined((), "p").answer == "deny"


def test_the_first_of_the_strictest_gives_the_reason_and_all_rules_are_kept() -> None:
    other = Word(guard="provenance", answer="hold", reason="from a log line", rule_ids=("log",))
    found = combined((ALLOW, HOLD, other), "p")
    assert (found.guard, found.reason, found.rule_ids) == ("policy", "high risk", ("prod", "log"))


def test_a_hold_needs_the_quorum_of_everybody_who_holds() -> None:
    other = Word(guard="x", answer="hold", reason="", quorum=Quorum(people=1, roles=("admin",), expires_s=60))
    assert combined((HOLD, other), "p").quorum == Quorum(people=2, roles=("admin",), due_s=3600, expires_s=60)


def test_roles_that_nobody_accepts_leave_nobody_to_ask() -> None:
    one = Word(guard="x", answer="hold", reason="", quorum=Quorum(roles=("admin",)))
    other = Word(guard="y", answer="hold", reason="", quorum=Quorum(roles=("approver",)))
    found = combined((one, other), "p").quorum
    assert found is not None and found.roles == ()
