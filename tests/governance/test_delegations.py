"""A right of one's own is lent to a person, for a time and a reason, on the record."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance import identities
from rootward.governance.decision import Quorum
from rootward.governance.delegations import Delegation, delegate, delegations_of, live, read_delegation, revoke
from rootward.kit.db import Database
from rootward.tenancy.principal import LOCAL, Principal
from tests.governance.approving import HOUR, NOW, Desk, an_action, asked_by


async def _delegate(desk: Desk, giver: Principal, to: str, **how: Any) -> Delegation:
    given: dict[str, Any] = {"until": NOW + HOUR, "reason": "on holiday", "now": NOW}
    return await desk.run(partial(delegate, principal=giver, to=to, **given | how), giver.tenant)


async def _live(desk: Desk, to: Principal, approval_id: str, now: int = NOW) -> list[str]:
    found = await desk.run(partial(live, tenant="acme", to=[to.id], now=now, approval_id=approval_id))
    return [one.delegation_id for one in found]


async def test_a_delegation_is_for_a_time_and_on_the_record(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver", "Ana"), await desk.person("viewer", "Eve")
    made = await _delegate(desk, ana, eve.id)
    assert (made.from_principal, made.to_principal, made.approval_id) == (ana.id, eve.id, None)
    assert await _live(desk, eve, "apr_any") == [made.delegation_id]
    assert await _live(desk, eve, "apr_any", NOW + HOUR) == []
    (entry,) = await desk.audited("delegation.created")
    assert (entry.actor.id, entry.reason, entry.facts["to"]) == (ana.id, "on holiday", eve.id)
    assert [one.delegation_id for one in await desk.run(partial(delegations_of, tenant="acme", now=NOW))] == [
        made.delegation_id
    ]
    assert await desk.run(partial(delegations_of, tenant="acme", now=NOW + HOUR)) == []


async def test_a_person_is_named_by_id_or_by_a_name_that_only_one_has(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver"), await desk.person("viewer", "Eve")
    assert (await _delegate(desk, ana, "Eve")).to_principal == eve.id
    await desk.person("viewer", "Eve")
    with pytest.raises(Conflict, match="several people are called 'Eve'"):
        await _delegate(desk, ana, "Eve")
    with pytest.raises(NotFound, match="no person 'nobody'"):
        await _delegate(desk, ana, "nobody")
    stranger = await desk.person("viewer", tenant="other")
    with pytest.raises(NotFound):
        await _delegate(desk, ana, stranger.id)


@pytest.mark.parametrize("role", ["viewer", "sre_operator", "break_glass"])
async def test_who_has_no_right_has_nothing_to_delegate(database: Database, role: str) -> None:
    desk = await Desk.opened(database)
    with pytest.raises(Denied, match="cannot be delegated on"):
        await _delegate(desk, await desk.person(role), (await desk.person("viewer")).id)


async def test_agents_services_and_whoever_has_no_login_neither_give_nor_take(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, robot = await desk.person("approver"), await desk.person("approver", kind="agent")
    with pytest.raises(Denied, match="only people delegate"):
        await _delegate(desk, robot, ana.id)
    with pytest.raises(Denied, match="only people vote"):
        await _delegate(desk, ana, robot.id)
    with pytest.raises(Denied, match="without a login"):
        await _delegate(desk, LOCAL, "x")


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"until": NOW}, "until"),
        ({"until": None}, "until"),
        ({"until": NOW + 31 * 24 * HOUR}, "until"),
        ({"reason": "  "}, "reason"),
    ],
)
async def test_a_delegation_needs_an_end_and_a_reason(database: Database, how: dict[str, Any], field: str) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver"), await desk.person("viewer")
    with pytest.raises(BadInput) as refusal:
        await _delegate(desk, ana, eve.id, **how)
    assert refusal.value.facts["field"] == field


async def test_nobody_votes_on_their_own_behalf_under_another_name(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, alias = await desk.person("approver"), await desk.person("viewer")
    officer = await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=ana.id, other=alias.id, by=officer, reason="same"))
    for to in (ana.id, alias.id):
        with pytest.raises(BadInput, match="own behalf"):
            await _delegate(desk, ana, to)


async def test_a_delegation_for_one_approval_ends_with_it(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, eve = (
        await desk.held(quorum=Quorum(expires_s=60)),
        await desk.person("approver"),
        await desk.person("viewer"),
    )
    made = await _delegate(desk, ana, eve.id, approval_id=approval.approval_id, until=None)
    assert made.until == approval.expires_at
    assert await _live(desk, eve, approval.approval_id) == [made.delegation_id]
    assert await _live(desk, eve, "apr_other") == []
    assert (await desk.told())[-1] == "approval.delegated"
    assert (await desk.audited("delegation.created"))[0].approval_ids == (approval.approval_id,)


async def test_never_to_the_requester_nor_from_them(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve, alias = [await desk.person("approver", name) for name in ("ana", "eve", "alias")]
    officer = await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=eve.id, other=alias.id, by=officer, reason="same"))
    approval = await desk.held(an_action(requester=asked_by(eve.id)))
    for to in (eve.id, alias.id):
        with pytest.raises(Denied, match="asked for this"):
            await _delegate(desk, ana, to, approval_id=approval.approval_id)
    with pytest.raises(Denied, match="you asked for this"):
        await _delegate(desk, eve, ana.id, approval_id=approval.approval_id)


async def test_what_is_decided_cannot_be_delegated(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, eve = await desk.held(), await desk.person("approver"), await desk.person("viewer")
    await desk.vote(await desk.person("approver"), approval)
    with pytest.raises(Conflict, match="approval is approved"):
        await _delegate(desk, ana, eve.id, approval_id=approval.approval_id)


async def test_a_delegation_is_revoked_by_who_gave_it_or_who_manages_roles(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver"), await desk.person("viewer")
    officer, rival = await desk.person("governance_officer"), await desk.person("admin", tenant="other")
    one, two = await _delegate(desk, ana, eve.id), await _delegate(desk, ana, eve.id)
    with pytest.raises(Denied, match=r"roles\.manage"):
        await desk.run(partial(revoke, principal=eve, delegation_id=one.delegation_id, now=NOW))
    with pytest.raises(NotFound):
        await desk.run(partial(revoke, principal=rival, delegation_id=one.delegation_id, now=NOW), "other")
    ended = await desk.run(partial(revoke, principal=ana, delegation_id=one.delegation_id, now=NOW + 5))
    assert ended.revoked_at == NOW + 5
    again = await desk.run(partial(revoke, principal=ana, delegation_id=one.delegation_id, now=NOW + 9))
    assert again == ended
    await desk.run(partial(revoke, principal=officer, delegation_id=two.delegation_id, now=NOW))
    assert await _live(desk, eve, "apr_any") == []
    assert len(await desk.audited("delegation.revoked")) == 2
    kept = await desk.run(partial(delegations_of, tenant="acme", now=NOW, ended=True))
    assert {found.delegation_id for found in kept} == {one.delegation_id, two.delegation_id}
    assert await desk.run(partial(read_delegation, tenant="acme", delegation_id=one.delegation_id)) == ended
