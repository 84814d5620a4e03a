"""What nobody answers is told once, and ends once."""

from __future__ import annotations

from functools import partial

from rootward.governance import approvals
from rootward.governance.action import TOOL
from rootward.governance.approvals_model import BREAK_GLASS_NS
from rootward.governance.approvals_vote import REVIEW_NS
from rootward.governance.decision import Quorum
from rootward.kit.db import Database
from rootward.tenancy import changes
from tests.governance.approving import HOUR, NOW, SECOND, Desk, an_action

SOON = Quorum(due_s=60, expires_s=600)


async def _remind(desk: Desk, now: int) -> list[str]:
    return await desk.run(partial(approvals.remind_due, tenant="acme", now=now))


async def _expire(desk: Desk, now: int) -> list[str]:
    return await desk.run(partial(approvals.expire_due, tenant="acme", now=now, bus=desk.bus))


async def _due(desk: Desk, now: int) -> bool:
    return await desk.run(partial(approvals.is_anything_due, tenant="acme", now=now))


async def test_what_is_answered_too_late_is_told_once(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=SOON)
    before = NOW + 60 * SECOND - 1
    assert (await _due(desk, before), await _remind(desk, before)) == (False, [])
    assert await _due(desk, before + 1)
    assert await _remind(desk, before + 1) == [approval.approval_id]
    assert await _remind(desk, before + 2) == []
    assert not await _due(desk, before + 2)
    assert await desk.told() == ["approval.requested", "approval.due"]
    told = await desk.run(lambda c: changes.since(c, "acme", 0, kinds=("approval",)))
    assert [change.body["kind"] for change in told] == ["approval.requested", "approval.due"]
    assert (await desk.approval(approval.approval_id)).state == "pending"


async def test_what_is_decided_is_not_late(database: Database) -> None:
    desk = await Desk.opened(database)
    await desk.vote(await desk.person("approver"), await desk.held(quorum=SOON))
    assert await _remind(desk, NOW + 120 * SECOND) == []


async def test_what_nobody_decides_expires_once_and_the_action_is_looked_at_again(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=SOON)
    ends = NOW + 600 * SECOND
    assert await _expire(desk, ends - 1) == []
    assert await _due(desk, ends)
    assert await _expire(desk, ends) == [approval.approval_id]
    assert await _expire(desk, ends + 1) == []
    ended = await desk.approval(approval.approval_id)
    assert (ended.state, ended.ended_why, ended.decided_at) == ("expired", "nobody decided in time", ends)
    (sent,) = await desk.sent()
    assert (sent.topic, sent.body) == (TOOL, {"action_id": "act_1"})
    assert (await desk.told())[-1] == "approval.expired"
    assert [entry.reason for entry in await desk.audited("approval.expired")] == ["nobody decided in time"]


async def test_what_is_not_used_in_time_expires_too(database: Database) -> None:
    desk = await Desk.opened(database)
    one = await desk.vote(await desk.person("approver"), await desk.held(quorum=SOON))
    other = await desk.held(an_action(action_id="act_2"))
    glass = await desk.vote(await desk.person("break_glass"), other, comment="fire")
    assert await _expire(desk, NOW + 600 * SECOND) == [one.approval_id]
    assert await _expire(desk, NOW + BREAK_GLASS_NS) == [glass.approval_id]
    assert (await desk.approval(glass.approval_id)).ended_why == "it was not used in time"


async def test_what_was_used_stays_used(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.vote(await desk.person("approver"), await desk.held(quorum=SOON))
    await desk.consume(approval)
    assert await _expire(desk, NOW + HOUR) == []
    assert (await desk.approval(approval.approval_id)).state == "consumed"


async def test_an_emergency_that_nobody_looked_at_is_told_once_and_stays_open(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.vote(await desk.person("break_glass"), await desk.held(), comment="fire")
    await desk.consume(approval)
    assert await _remind(desk, NOW + REVIEW_NS - 1) == []
    assert await _due(desk, NOW + REVIEW_NS)
    assert await _remind(desk, NOW + REVIEW_NS) == [approval.approval_id]
    assert await _remind(desk, NOW + 2 * REVIEW_NS) == []
    assert (await desk.told())[-1] == "approval.review_due"
    assert (await desk.approval(approval.approval_id)).reviewed_at is None


async def test_another_tenants_are_left_alone(database: Database) -> None:
    desk = await Desk.opened(database)
    await desk.held(quorum=SOON)
    unit = partial(approvals.expire_due, tenant="other", now=NOW + HOUR, bus=desk.bus)
    assert await desk.run(unit, "other") == []
