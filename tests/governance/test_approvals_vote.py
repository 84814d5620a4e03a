"""A vote counts once, from one person, for exactly what was shown, and in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance import approvals, identities
from rootward.governance.action import TOOL
from rootward.governance.approvals_vote import REVIEW_NS, refused
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.db import Database
from tests.governance.approving import HOUR, NOW, SECOND, Desk, an_action

TWO = Quorum(people=2)


async def test_one_yes_where_one_is_needed_lets_the_action_go_on(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(), await desk.person("approver", "Ana")
    decided = await desk.vote(ana, approval, comment="looks right")
    assert (decided.state, decided.decided_at, decided.break_glass) == ("approved", NOW, False)
    (sent,) = await desk.sent()
    assert (sent.topic, sent.body) == (TOOL, {"action_id": "act_1"})
    assert await desk.told() == ["approval.requested", "approval.approved"]
    (entry,) = await desk.audited("approval.vote")
    assert (entry.decision, entry.approvers, entry.reason) == ("allow", (ana.id,), "looks right")
    assert entry.facts["digest"] == approval.digest and entry.facts["people"] == 1
    (vote,) = await desk.run(lambda c: approvals.votes_of(c, "acme", approval.approval_id))
    assert (vote.person, vote.digest, vote.role, vote.auth) == (ana.id, approval.digest, "approver", ana.auth)


async def test_two_needed_are_two_people(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, ben = await desk.held(quorum=TWO), await desk.person("approver"), await desk.person("admin")
    assert (await desk.vote(ana, approval)).state == "pending"
    assert await desk.sent() == []
    with pytest.raises(Conflict, match="have voted"):
        await desk.vote(ana, approval)
    with pytest.raises(Conflict, match="have voted"):
        await desk.vote(await desk.again(ana, "admin"), approval)
    assert (await desk.vote(ben, approval)).state == "approved"
    assert len(await desk.sent()) == 1


async def test_two_principals_of_one_person_are_one(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, alias = await desk.held(quorum=TWO), await desk.person("approver"), await desk.person("approver")
    await desk.vote(ana, approval)
    await _one_person(desk, ana.id, alias.id)
    with pytest.raises(Conflict, match="counted already"):
        await desk.vote(alias, approval)


async def test_one_no_ends_it_and_needs_a_reason(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, ben = await desk.held(quorum=TWO), await desk.person("approver"), await desk.person("approver")
    await desk.vote(ana, approval)
    with pytest.raises(BadInput, match="why not"):
        await desk.vote(ben, approval, "deny", comment="  ")
    decided = await desk.vote(ben, approval, "deny", comment="wrong namespace")
    assert (decided.state, decided.ended_why) == ("denied", f"denied by {ben.id}")
    assert len(await desk.sent()) == 1
    assert (await desk.told())[-1] == "approval.denied"
    assert [entry.decision for entry in await desk.audited("approval.vote")] == ["allow", "deny"]


async def test_who_agreed_may_still_say_no_while_others_are_asked(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(quorum=TWO), await desk.person("approver")
    await desk.vote(ana, approval)
    assert (await desk.vote(ana, approval, "deny", comment="I was wrong")).state == "denied"


@pytest.mark.parametrize("first", ["approve", "deny"])
async def test_a_vote_after_the_decision_comes_too_late(database: Database, first: str) -> None:
    desk = await Desk.opened(database)
    approval, ana, ben = await desk.held(), await desk.person("approver"), await desk.person("approver")
    state = (await desk.vote(ana, approval, first)).state
    for verdict in ("approve", "deny"):
        with pytest.raises(Conflict, match=f"is {state}.*too late"):
            await desk.vote(ben, approval, verdict)
    assert (await desk.approval(approval.approval_id)).state == state
    assert len(await desk.sent()) == 1


async def test_a_vote_after_the_expiry_comes_too_late_also_when_the_clock_is_set_back(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(quorum=Quorum(expires_s=60)), await desk.person("approver")
    with pytest.raises(Conflict, match="expired at 2027-01-15T08:01:00Z"):
        await desk.vote(ana, approval, now=NOW + 60 * SECOND)
    with clock.fixed(NOW + 60 * SECOND), pytest.raises(Conflict, match="expired"):
        await desk.vote(ana, approval, now=NOW)
    assert (await desk.vote(ana, approval, now=NOW + 60 * SECOND - 1)).state == "approved"


async def test_a_vote_for_what_is_over_comes_too_late(database: Database) -> None:
    desk = await Desk.opened(database)
    await desk.put(an_action(), state="failed")
    approval = await desk.approval(await desk.ask())
    with pytest.raises(Conflict, match="the action is failed already"):
        await desk.vote(await desk.person("approver"), approval)


async def test_a_vote_for_what_was_shown_before_is_refused_and_says_what_changed(database: Database) -> None:
    desk = await Desk.opened(database)
    before, ana = await desk.held(), await desk.person("approver")
    changed = an_action(arguments={**an_action().arguments, "replicas": 80})
    after = await desk.approval(await desk.ask(changed, dry_run_sha256="e" * 64))
    with pytest.raises(
        Conflict, match="/replicas was 8 and is 80; the result of the dry run is another one"
    ) as refusal:
        await desk.vote(ana, after, digest=before.digest)
    assert refusal.value.facts["digest"] == after.digest
    with pytest.raises(Conflict, match=r"is void \(asked anew: /replicas was 8 and is 80"):
        await desk.vote(ana, before)
    for digest in ("", "0" * 64, after.digest[:12], after.digest.upper()):
        with pytest.raises(Conflict, match="no request has that digest"):
            await desk.vote(ana, after, digest=digest)
    assert await desk.sent() == []


async def test_of_twenty_who_say_yes_at_once_exactly_one_decides(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    people = [await desk.person("approver", f"p{n}") for n in range(20)]
    ended = await asyncio.gather(*(desk.vote(one, approval) for one in people), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in ended) == 1
    assert all(isinstance(one, Conflict) for one in ended if isinstance(one, BaseException))
    assert len(await desk.sent()) == 1
    assert len(await desk.audited("approval.vote")) == 1


async def test_one_person_who_says_yes_twenty_times_at_once_is_counted_once(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(quorum=TWO), await desk.person("approver")
    ended = await asyncio.gather(*(desk.vote(ana, approval) for _ in range(20)), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in ended) == 1
    assert (await desk.approval(approval.approval_id)).state == "pending"


async def test_yes_and_no_at_once_are_one_decision(database: Database) -> None:
    desk = await Desk.opened(database)
    for number in range(10):
        action = an_action(action_id=f"act_{number}")
        approval = await desk.held(action)
        ana, ben = await desk.person("approver"), await desk.person("approver")
        votes = (desk.vote(ana, approval), desk.vote(ben, approval, "deny"))
        ended = await asyncio.gather(*(votes if number % 2 else votes[::-1]), return_exceptions=True)
        (won,) = [one for one in ended if not isinstance(one, BaseException)]
        assert (await desk.approval(approval.approval_id)).state == won.state
        assert len([message for message in await desk.sent() if message.key == action.action_id]) == 1


async def test_breaking_the_glass_is_alone_marked_told_as_an_alarm_and_reviewed(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, kim = await desk.held(quorum=TWO), await desk.person("break_glass", "Kim")
    with pytest.raises(BadInput, match="needs a reason"):
        await desk.vote(kim, approval, comment="")
    decided = await desk.vote(kim, approval, comment="everybody else is on a plane")
    assert (decided.state, decided.break_glass, decided.review_due_at) == ("approved", True, NOW + REVIEW_NS)
    assert await desk.told() == ["approval.requested", "approval.break_glass"]
    (entry,) = await desk.audited("approval.break_glass")
    assert (entry.actor.id, entry.reason, entry.facts["break_glass"]) == (
        kim.id, "everybody else is on a plane", True
    )  # fmt: skip
    assert await desk.usable(approval) is None
    assert await desk.usable(approval, now=NOW + HOUR) is not None


async def test_breaking_the_glass_does_not_help_who_asked(database: Database) -> None:
    desk = await Desk.opened(database)
    kim = await desk.person("break_glass")
    requester = replace(an_action().requester, on_behalf_of=kim.id)
    approval = await desk.held(an_action(requester=requester))
    with pytest.raises(Denied, match="nobody approves what they asked for"):
        await desk.vote(kim, approval)


async def test_who_agreed_as_one_of_two_may_break_the_glass_under_their_other_name(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=TWO)
    ana, sealed = await desk.person("approver"), await desk.person("break_glass")
    await desk.vote(ana, approval)
    await _one_person(desk, ana.id, sealed.id)
    assert (await desk.vote(sealed, approval, comment="nobody answers")).break_glass
    assert await desk.usable(approval) is None


async def test_a_link_carries_one_vote(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, ben = await desk.held(quorum=TWO), await desk.person("approver"), await desk.person("approver")
    await desk.vote(ana, approval, link="lnk_1")
    with pytest.raises(Conflict, match="link has been used"):
        await desk.vote(ben, approval, link="lnk_1")
    with pytest.raises(Conflict, match="link has been used"):
        await desk.vote(ben, approval, "deny", link="lnk_1")
    assert (await desk.vote(ben, approval, link="lnk_2")).state == "approved"


async def test_another_tenants_approval_is_not_there(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, rival = await desk.held(), await desk.person("approver", tenant="other")
    with pytest.raises(NotFound, match="no approval"):
        await desk.vote(rival, approval)


async def test_a_refused_vote_can_be_put_on_the_record(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, eve = await desk.held(), await desk.person("viewer", "Eve")
    with pytest.raises(Denied) as refusal:
        await desk.vote(eve, approval)
    await desk.run(
        partial(refused, principal=eve, approval_id=approval.approval_id, verdict="approve", why=refusal.value)
    )
    (entry,) = await desk.audited("approval.vote_refused")
    assert (entry.actor.id, entry.decision, entry.facts["role"]) == (eve.id, "deny", "viewer")


async def _one_person(desk: Desk, one: str, other: str) -> None:
    officer = await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=one, other=other, by=officer, reason="same person"))
