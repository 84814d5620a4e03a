"""A held action becomes one request, with everything an approver has to be shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.errors import BadInput
from rootward.governance.approvals_ask import open_request
from rootward.governance.approvals_digest import digest_of
from rootward.governance.decision import Quorum
from rootward.kit.db import Database
from rootward.schema import approvals
from tests.governance.approving import DRY_RUN, HOUR, NOW, POLICY, SECOND, Desk, a_hold, an_action, asked_by


async def test_a_request_is_bound_to_the_action_and_shows_what_an_approver_needs(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(people=2, roles=("admin",), due_s=60, expires_s=3600))
    assert approval.digest == digest_of(
        an_action(), policy_sha256=POLICY, dry_run_sha256="d" * 64, expires_at=NOW + HOUR
    )
    assert (approval.state, approval.quorum, approval.roles) == ("pending", 2, ("admin",))
    assert (approval.created_at, approval.due_at, approval.expires_at) == (NOW, NOW + 60 * SECOND, NOW + HOUR)
    assert approval.excluded == ("agent:fixer",)
    assert approval.shown["dry_run"] == DRY_RUN
    assert approval.shown["rule_ids"] == ["prod"]
    assert await desk.told() == ["approval.requested"]
    (entry,) = await desk.audited("approval.requested")
    assert (entry.decision, entry.rule_ids, entry.facts["digest"]) == ("hold", ("prod",), approval.digest)


async def test_everybody_behind_the_request_is_excluded(database: Database) -> None:
    desk = await Desk.opened(database)
    requester = asked_by("prn_a", on_behalf_of="prn_b")
    approval = await desk.held(an_action(requester=requester), excluded=("prn_editor", "prn_a"))
    assert approval.excluded == ("prn_a", "prn_b", "prn_editor")


async def test_asked_twice_for_the_same_it_is_one_request(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    assert await desk.ask(now=NOW + SECOND) == approval.approval_id
    assert await desk.told() == ["approval.requested"]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"action": an_action(arguments={"replicas": 9})}, "/replicas was 8 and is 9"),
        ({"dry_run_sha256": "e" * 64}, "the result of the dry run is another one"),
        ({"decision": a_hold(policy="q" * 64)}, "the policy is another one"),
        ({"quorum": Quorum(people=2)}, "by whom"),
        ({"now": NOW + 25 * HOUR}, "judged anew"),
    ],
)
async def test_asked_for_something_else_the_earlier_request_is_void(
    database: Database, how: dict[str, Any], why: str
) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    second = await desk.ask(**how)
    first = await desk.approval(approval.approval_id)
    assert second != first.approval_id
    assert first.state == "void" and why in str(first.ended_why)
    assert (await desk.approval(second)).state == "pending"
    assert [entry.reason for entry in await desk.audited("approval.voided")] == [first.ended_why]


async def test_an_approved_request_that_did_not_do_is_asked_anew(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    await desk.vote(await desk.person("approver"), approval)
    assert await desk.ask() != approval.approval_id
    assert (await desk.approval(approval.approval_id)).state == "void"


async def test_what_needs_no_person_leaves_no_approval(database: Database) -> None:
    desk = await Desk.opened(database)
    for answer in ("allow", "deny"):
        with pytest.raises(BadInput, match="only what is held"):
            await desk.ask(decision=replace(a_hold(), answer=answer))  # type: ignore[arg-type]
    count = sa.select(sa.func.count()).select_from(approvals).where(approvals.c.tenant == "acme")
    assert await desk.run(lambda c: c.execute(count).scalar()) == 0


@pytest.mark.parametrize(
    ("quorum", "field"),
    [
        (Quorum(people=0), "quorum.people"),
        (Quorum(people=-1), "quorum.people"),
        (Quorum(expires_s=0), "quorum.expires_s"),
        (Quorum(expires_s=float("inf")), "quorum.expires_s"),
        (Quorum(due_s=float("nan")), "quorum.due_s"),
        (Quorum(expires_s=31 * 86400), "quorum.expires_s"),
    ],
)
async def test_a_quorum_of_nobody_or_for_ever_is_refused(database: Database, quorum: Quorum, field: str) -> None:
    desk = await Desk.opened(database)
    with pytest.raises(BadInput) as refusal:
        await desk.ask(quorum=quorum)
    assert refusal.value.facts["field"] == field


async def test_an_action_of_another_tenant_is_refused(database: Database) -> None:
    desk = await Desk.opened(database)
    ask = partial(open_request, action=an_action(), decision=a_hold(), dry_run_sha256=None, now=NOW)
    with pytest.raises(BadInput, match="not of tenant 'other'"):
        await desk.run(partial(ask, tenant="other"), "other")


async def test_a_dry_run_that_is_not_the_one_that_counts_is_not_shown(database: Database) -> None:
    desk = await Desk.opened(database)
    await desk.put(an_action())
    approval = await desk.approval(await desk.ask(dry_run_sha256="e" * 64))
    assert approval.shown["dry_run"] is None
    assert approval.bound["dry_run_sha256"] == "e" * 64
