"""Never the requester, by any identity; never an agent; only the roles that are asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from rootward.errors import Conflict, Denied
from rootward.governance import delegations, identities
from rootward.governance.action import Action
from rootward.governance.approvals import Approval, votes_of
from rootward.governance.approvals_rights import Right, people_for, right_to_vote
from rootward.governance.decision import Quorum
from rootward.kit.db import Database
from rootward.tenancy import tokens
from rootward.tenancy.principal import LOCAL, Principal
from tests.governance.approving import HOUR, NOW, Desk, an_action, asked_by


async def _right(
    desk: Desk, principal: Principal, approval: Approval, *, now: int = NOW, of: str | None = None
) -> Right:
    unit = partial(right_to_vote, principal=principal, approval=approval, now=now, on_behalf_of=of)
    return await desk.run(unit, principal.tenant)


async def _refused(desk: Desk, principal: Principal, approval: Approval, why: str) -> None:
    with pytest.raises(Denied, match=why):
        await _right(desk, principal, approval)


async def _delegate(desk: Desk, giver: Principal, to: Principal) -> str:
    made = await desk.run(
        partial(delegations.delegate, principal=giver, to=to.id, until=NOW + HOUR, reason="away", now=NOW)
    )
    return made.delegation_id


async def _link(desk: Desk, one: str, other: str) -> None:
    officer = await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=one, other=other, by=officer, reason="same"))


SELF = "nobody approves what they asked for"


async def test_who_asked_may_not_agree_with_any_token(database: Database) -> None:
    desk = await Desk.opened(database)
    ana = await desk.person("approver")
    approval = await desk.held(an_action(requester=asked_by(ana.id)))
    await _refused(desk, ana, approval, SELF)
    await _refused(desk, await desk.again(ana, "admin"), approval, SELF)
    await _refused(desk, await desk.again(ana, "break_glass"), approval, SELF)
    await _right(desk, await desk.person("approver"), approval)


async def test_nor_on_whose_behalf_it_was_asked_nor_who_wrote_it(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, editor = await desk.person("approver"), await desk.person("approver")
    requester = replace(an_action().requester, on_behalf_of=ana.id)
    approval = await desk.held(an_action(requester=requester), excluded=(editor.id,))
    await _refused(desk, ana, approval, SELF)
    await _refused(desk, editor, approval, SELF)


async def test_nor_another_name_of_the_same_person(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, alias, third = [await desk.person("approver", name) for name in ("ana", "alias", "third")]
    approval = await desk.held(an_action(requester=asked_by(ana.id)))
    await _link(desk, ana.id, alias.id)
    await _link(desk, third.id, alias.id)
    await _refused(desk, alias, approval, SELF)
    await _refused(desk, third, approval, SELF)


async def test_nor_the_person_behind_a_service_that_asked(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, script = await desk.person("approver"), await desk.person("sre_operator", kind="service")
    approval = await desk.held(an_action(requester=asked_by(script.id, kind="service")))
    await _right(desk, ana, approval)
    await _link(desk, ana.id, script.id)
    await _refused(desk, ana, approval, SELF)


async def test_nor_somebody_on_behalf_of_who_asked(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver"), await desk.person("viewer")
    approval = await desk.held(an_action(requester=asked_by(ana.id)))
    await _delegate(desk, ana, eve)
    await _refused(desk, eve, approval, f"{SELF}.*on their behalf")


async def test_nor_who_asked_on_behalf_of_somebody_else(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, eve = await desk.person("approver"), await desk.person("sre_operator")
    approval = await desk.held(an_action(requester=asked_by(eve.id)))
    await _delegate(desk, ana, eve)
    await _refused(desk, eve, approval, SELF)


@pytest.mark.parametrize("kind", ["agent", "service"])
async def test_only_people_vote(database: Database, kind: str) -> None:
    desk = await Desk.opened(database)
    await _refused(desk, await desk.person("approver", kind=kind), await desk.held(), f"of kind {kind}")


@pytest.mark.parametrize("role", ["viewer", "sre_operator", "governance_officer", "service", "no_such_role"])
async def test_a_role_that_may_not_approve_does_not(database: Database, role: str) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(roles=("approver", "admin", role)))
    await _refused(desk, replace(await desk.person("viewer"), role=role), approval, "this needs the role")


async def test_a_role_that_is_not_asked_for_does_not_count(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(roles=("admin",)))
    await _refused(desk, await desk.person("approver"), approval, "needs the role admin; 'approver'")
    assert (await _right(desk, await desk.person("admin"), approval)).role == "admin"


async def test_where_the_rules_agree_on_no_role_nobody_may(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(roles=()))
    for role in ("admin", "approver"):
        await _refused(desk, await desk.person(role), approval, "agree on no role")


async def test_a_delegate_votes_with_the_givers_right_for_as_long_as_there_is_one(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, eve = await desk.held(), await desk.person("approver"), await desk.person("viewer")
    await _refused(desk, eve, approval, "this needs the role")
    delegation_id = await _delegate(desk, ana, eve)
    right = await _right(desk, eve, approval)
    assert (right.role, right.on_behalf_of, right.persons) == ("approver", ana.id, {eve.id, ana.id})
    with pytest.raises(Denied):
        await _right(desk, eve, approval, now=NOW + HOUR)
    with pytest.raises(Denied, match="on behalf of 'prn_nobody'"):
        await _right(desk, eve, approval, of="prn_nobody")
    await desk.run(partial(delegations.revoke, principal=ana, delegation_id=delegation_id, now=NOW))
    await _refused(desk, eve, approval, "this needs the role")


async def test_a_delegation_ends_with_the_givers_own_right(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, eve = await desk.held(), await desk.person("approver"), await desk.person("viewer")
    await _delegate(desk, ana, eve)
    token_id = ana.auth.removeprefix("token:")
    await desk.run(partial(tokens.revoke, tenant="acme", token_id=token_id, by=LOCAL))
    await _refused(desk, eve, approval, "this needs the role")


async def test_a_right_is_not_delegated_on(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(roles=("admin",)))
    boss, ben, eve = await desk.person("admin"), await desk.person("approver"), await desk.person("viewer")
    await _delegate(desk, boss, ben)
    await _delegate(desk, ben, eve)
    assert (await _right(desk, ben, approval)).on_behalf_of == boss.id
    await _refused(desk, eve, approval, "this needs the role admin")


async def test_a_giver_and_who_votes_for_them_are_one_word(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(people=2))
    ana, ben, eve = await desk.person("approver"), await desk.person("approver"), await desk.person("viewer")
    for giver in (ana, ben):
        await _delegate(desk, giver, eve)
    await desk.vote(eve, approval, on_behalf_of=ana.id)
    for voter in (ana, eve):
        with pytest.raises(Conflict, match=r"counted already|have voted"):
            await desk.vote(voter, approval)
    assert (await desk.vote(ben, approval)).state == "approved"


async def test_people_are_counted_by_what_is_known_of_them_now(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held(quorum=Quorum(people=2))
    ana, ben = await desk.person("approver"), await desk.person("approver")
    for voter in (ana, ben):
        await desk.vote(voter, approval)
    assert await desk.usable(approval) is None
    await _link(desk, ana.id, ben.id)
    votes = await desk.run(lambda c: votes_of(c, "acme", approval.approval_id))
    assert await desk.run(lambda c: people_for(c, approval, votes)) == 1
    assert "only 1 agreed" in str(await desk.usable(approval))


async def test_who_turns_out_to_be_the_requester_no_longer_counts(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, script = await desk.person("approver"), await desk.person("sre_operator", kind="service")
    action = an_action(requester=asked_by(script.id, kind="service"))
    approval = await desk.held(action)
    await desk.vote(ana, approval)
    await _link(desk, ana.id, script.id)
    assert "only 0 agreed" in str(await desk.usable(approval, action))


def _local(**changed: object) -> Action:
    return an_action(tenant="default", **changed)


async def test_whoever_sits_at_the_machine_may_agree_to_what_an_agent_asks(database: Database) -> None:
    desk = await Desk.opened(database)
    desk.tenant = "default"
    approval = await desk.held(_local())
    assert (await _right(desk, LOCAL, approval)).role == "admin"
    assert (await desk.vote(LOCAL, approval)).state == "approved"


async def test_without_a_login_nobody_is_known_to_be_a_second_person(database: Database) -> None:
    desk = await Desk.opened(database)
    desk.tenant = "default"
    two = await desk.held(_local(), quorum=Quorum(people=2))
    await _refused(desk, LOCAL, two, "2 people, so each of them needs a token")
    operator = await desk.person("sre_operator")
    by_name = await desk.held(_local(action_id="act_2", requester=asked_by(operator.id)))
    await _refused(desk, LOCAL, by_name, "a person stands behind this request")
    behind = replace(an_action().requester, on_behalf_of=operator.id)
    await _refused(desk, LOCAL, await desk.held(_local(action_id="act_3", requester=behind)), "a person stands behind")
    own = await desk.held(_local(action_id="act_4", requester=asked_by("local")))
    await _refused(desk, LOCAL, own, SELF)
    by_script = asked_by("prn_script", kind="service")
    assert await _right(desk, LOCAL, await desk.held(_local(action_id="act_5", requester=by_script)))
