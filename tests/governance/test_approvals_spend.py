"""An approval is good for one effect, once, for exactly what was agreed to, until it expires."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.errors import Conflict, NotFound
from rootward.governance import approvals
from rootward.governance.approvals import Approval
from rootward.governance.approvals_model import BREAK_GLASS_NS
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.schema import approvals as table
from tests.governance.approving import NOW, POLICY, SECOND, Desk, an_action
from tests.governance.test_approvals_digest import MUTATIONS

MINUTE = Quorum(expires_s=60)


async def _approved(desk: Desk, quorum: Quorum | None = None) -> Approval:
    approval = await desk.held(quorum=quorum)
    return await desk.vote(await desk.person("approver"), approval)


async def test_what_was_agreed_to_may_be_done_once(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    assert await desk.usable(approval) is None
    (approver,) = await desk.consume(approval, now=NOW + SECOND)
    spent = await desk.approval(approval.approval_id)
    assert (spent.state, spent.consumed_at) == ("consumed", NOW + SECOND)
    (vote,) = await desk.run(lambda c: approvals.votes_of(c, "acme", approval.approval_id))
    assert vote.principal_id == approver
    assert "has been used" in str(await desk.usable(approval))
    with pytest.raises(Conflict, match="has been used"):
        await desk.consume(approval)
    assert (await desk.told())[-1] == "approval.consumed"


@pytest.mark.parametrize("mutation", [name for name in MUTATIONS if name != "the tenant"])
async def test_for_anything_that_was_changed_it_is_not_good(database: Database, mutation: str) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    changed = MUTATIONS[mutation](an_action())
    assert "is for something else" in str(await desk.usable(approval, changed))
    digest = approvals.digest_of(changed, policy_sha256=POLICY, dry_run_sha256="d" * 64, expires_at=approval.expires_at)
    with pytest.raises(Conflict, match="another digest"):
        await desk.consume(approval, digest=digest)
    assert (await desk.approval(approval.approval_id)).state == "approved"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"policy_sha256": "q" * 64}, "the policy is another one"),
        ({"dry_run_sha256": "e" * 64}, "the result of the dry run is another one"),
        ({"dry_run_sha256": None}, "the result of the dry run is another one"),
    ],
)
async def test_nor_when_the_policy_or_the_dry_run_changed(database: Database, how: dict[str, Any], why: str) -> None:
    desk = await Desk.opened(database)
    assert why in str(await desk.usable(await _approved(desk), **how))


async def test_another_tenants_approval_is_not_there(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    desk.tenant = "other"
    with pytest.raises(NotFound):
        await desk.usable(approval, an_action(tenant="other"))
    with pytest.raises(NotFound):
        await desk.consume(approval)


async def test_a_longer_life_written_into_the_row_does_not_help(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk, MINUTE)
    mine = sa.and_(table.c.tenant == "acme", table.c.approval_id == approval.approval_id)
    longer = table.update().where(mine).values(expires_at=approval.expires_at + 3600 * SECOND)
    await desk.run(lambda c: c.execute(longer))
    assert "the expiry was" in str(await desk.usable(approval))


@pytest.mark.parametrize("state", ["pending", "denied", "void"])
async def test_what_is_not_approved_is_not_good(database: Database, state: str) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    if state == "denied":
        await desk.vote(await desk.person("approver"), approval, "deny", comment="no")
    if state == "void":
        await desk.run(lambda c: approvals.void(c, "acme", approval.approval_id, why="drift", now=NOW))
    assert f"is {state}" in str(await desk.usable(approval))
    with pytest.raises(Conflict, match=f"is {state}"):
        await desk.consume(approval)


async def test_after_its_expiry_it_is_not_good_also_when_the_clock_is_set_back(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk, MINUTE)
    ends = NOW + 60 * SECOND
    assert await desk.usable(approval, now=ends - 1) is None
    for now, known in ((ends, NOW), (NOW, ends)):
        with clock.fixed(known):
            assert "expired at 2027-01-15T08:01:00Z" in str(await desk.usable(approval, now=now))
            with pytest.raises(Conflict, match="expired"):
                await desk.consume(approval, now=now)


async def test_once_expired_on_record_no_clock_revives_it(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk, MINUTE)
    await desk.run(lambda c: approvals.expire_due(c, "acme", now=NOW + 61 * SECOND, bus=desk.bus))
    assert "expired" in str(await desk.usable(approval, now=NOW))
    with pytest.raises(Conflict, match="expired"):
        await desk.consume(approval, now=NOW)


async def test_what_was_approved_in_an_emergency_is_good_for_minutes(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.vote(await desk.person("break_glass"), await desk.held(), comment="fire")
    assert await desk.usable(approval, now=NOW + BREAK_GLASS_NS - 1) is None
    assert "expired" in str(await desk.usable(approval, now=NOW + BREAK_GLASS_NS))


async def test_of_twenty_who_spend_it_at_once_exactly_one_does(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    ended = await asyncio.gather(*(desk.consume(approval) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, tuple) for one in ended) == 1
    assert sum(isinstance(one, Conflict) for one in ended) == 19
    assert (await desk.told()).count("approval.consumed") == 1


async def test_spending_belongs_to_the_transaction_of_the_intent(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)

    def fails(connection: Any) -> None:
        approvals.consume(connection, "acme", approval.approval_id, digest=approval.digest, now=NOW)
        raise Conflict("the intent could not be written")

    with pytest.raises(Conflict, match="intent"):
        await desk.run(fails)
    assert await desk.usable(approval) is None
    await desk.consume(approval)


async def test_what_ended_cannot_be_voided(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    await desk.consume(approval)
    await desk.run(lambda c: approvals.void(c, "acme", approval.approval_id, why="late", now=NOW))
    assert (await desk.approval(approval.approval_id)).state == "consumed"


async def test_a_void_one_says_why_and_is_on_the_record(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await _approved(desk)
    await desk.run(lambda c: approvals.void(c, "acme", approval.approval_id, why="the target moved", now=NOW))
    ended = await desk.approval(approval.approval_id)
    assert (ended.state, ended.ended_why, ended.decided_at) == ("void", "the target moved", NOW)
    assert [entry.reason for entry in await desk.audited("approval.voided")] == ["the target moved"]
    assert (await desk.told())[-1] == "approval.void"
