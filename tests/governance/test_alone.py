"""Who is alone may agree to what an agent asks, as long as nobody else is known; two people never are one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from rootward.errors import Denied
from rootward.governance.action import Action
from rootward.governance.alone import is_alone
from rootward.governance.approvals import Approval
from rootward.governance.decision import Quorum
from rootward.kit.db import Database
from rootward.tenancy import memberships, tokens
from rootward.tenancy.principal import LOCAL, SHARED
from tests.governance.approving import Desk, an_action, asked_by
from tests.tenancy.humans import a_member, a_person

BEHIND = replace(an_action().requester, on_behalf_of=LOCAL.id)
SELF = "nobody approves what they asked for"


async def _desk(database: Database) -> Desk:
    desk = await Desk.opened(database)
    desk.tenant = "default"
    return desk


def _started(**changed: Any) -> Action:
    """What the playbooks ask for on behalf of the local person."""
    return an_action(**{"tenant": "default", "requester": BEHIND} | changed)


async def _alone(desk: Desk, approval: Approval, auth: str = LOCAL.auth) -> bool:
    return await desk.run(partial(is_alone, approval=approval, auth=auth))


async def test_the_only_person_may_agree_to_what_they_started_and_wrote(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started(), excluded=(LOCAL.id,))
    assert (await desk.vote(LOCAL, approval)).state == "approved"
    assert await desk.usable(approval, _started()) is None
    (entry,) = await desk.audited("approval.vote")
    assert entry.facts["alone"] is True


async def test_what_they_ask_for_themselves_they_may_not(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started(requester=asked_by(LOCAL.id)))
    with pytest.raises(Denied, match=SELF):
        await desk.vote(LOCAL, approval)


async def test_nor_where_two_people_are_asked_for(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started(), quorum=Quorum(people=2))
    with pytest.raises(Denied, match=SELF):
        await desk.vote(LOCAL, approval)


async def test_nor_where_somebody_else_is_behind_it_too(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started(), excluded=("prn_gone",))
    with pytest.raises(Denied, match=SELF):
        await desk.vote(LOCAL, approval)


async def test_with_another_person_the_rule_holds_again_also_for_a_yes_that_was_given(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started())
    await desk.vote(LOCAL, approval)
    ana = await desk.person("approver")
    assert "only 0 agreed" in str(await desk.usable(approval, _started()))
    other = await desk.held(_started(action_id="act_2"))
    with pytest.raises(Denied, match=SELF):
        await desk.vote(LOCAL, other)
    assert (await desk.vote(ana, other)).state == "approved"
    await desk.run(partial(tokens.revoke, tenant="default", token_id=ana.auth.removeprefix("token:"), by=LOCAL))
    assert await _alone(desk, other)


async def test_a_service_is_nobody_who_could_agree(database: Database) -> None:
    desk = await _desk(database)
    await desk.person("service", kind="service")
    assert await _alone(desk, await desk.held(_started()))


async def test_with_a_token_nobody_is_alone(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started())
    assert not await _alone(desk, approval, "token:tok_1")
    assert not await _alone(desk, approval, "console")


async def test_where_an_identity_provider_knows_people_nobody_is_alone(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started())
    with pytest.raises(Denied, match=SELF):
        await desk.vote(SHARED, approval)
    with pytest.raises(Denied, match="each of them needs a token"):
        await desk.vote(
            SHARED, await desk.held(an_action(tenant="default", action_id="act_2"), quorum=Quorum(people=2))
        )


async def test_a_member_ends_being_alone_and_a_removed_one_does_not(database: Database) -> None:
    desk = await _desk(database)
    approval = await desk.held(_started(), excluded=(LOCAL.id,))
    ana = await a_member(database, await a_person(database), tenant="default")
    assert not await _alone(desk, approval)
    remove = partial(memberships.remove, tenant="default", person_id=ana.person_id, by=LOCAL)
    await desk.run(remove)
    assert await _alone(desk, approval)
