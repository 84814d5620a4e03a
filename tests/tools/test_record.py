"""The audit log says who, what, under which rule, and never the arguments themselves."""

from __future__ import annotations

from dataclasses import replace

from rootward.audit.entry import content
from rootward.governance.decision import Decision
from rootward.tools.record import entry_of
from tests.governance.conftest import act


def test_an_entry_holds_what_decided_and_not_the_arguments() -> None:
    who = replace(act().requester, kind="agent", agent="planner", on_behalf_of="ana")
    action = act({"namespace": "canary-value", "name": "x"}, requester=who, case_id="case_1")
    found = Decision(answer="deny", guard="policy", reason="never", words=(), rule_ids=("no",), policy_sha256="p" * 64)
    entry = entry_of(action, "tool.call", found, approval_ids=("apr_1",), approvers=("bo",), facts={"more": 1})
    written = str(content(entry, 1))
    assert (entry.decision, entry.rule_ids, entry.policy_sha256, entry.reason) == ("deny", ("no",), "p" * 64, "never")
    assert (entry.actor.kind, entry.on_behalf_of, entry.facts["agent"]) == ("agent", "ana", "planner")
    assert (entry.approval_ids, entry.approvers, entry.provenance) == (("apr_1",), ("bo",), ("operator",))
    assert entry.args_sha256 == action.args_sha256 and "canary-value" not in written
