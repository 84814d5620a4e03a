"""Somebody who had no part in it looks, once, at what one person approved alone."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance import approvals, identities
from rootward.governance.approvals import Approval
from rootward.kit.db import Database
from rootward.tenancy.principal import LOCAL, Principal
from tests.governance.approving import NOW, SECOND, Desk, an_action, asked_by


async def _review(desk: Desk, principal: Principal, approval: Approval, comment: str = "it was right") -> Approval:
    unit = partial(
        approvals.review, principal=principal, approval_id=approval.approval_id, comment=comment, now=NOW + SECOND
    )
    return await desk.run(unit, principal.tenant)


async def _broken(desk: Desk) -> tuple[Approval, Principal]:
    kim = await desk.person("break_glass", "Kim")
    return await desk.vote(kim, await desk.held(), comment="fire"), kim


async def test_another_person_reviews_it_once(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, _ = await _broken(desk)
    ana = await desk.person("governance_officer", "Ana")
    reviewed = await _review(desk, ana, approval)
    assert (reviewed.reviewed_by, reviewed.reviewed_at, reviewed.review_comment) == (
        ana.id, NOW + SECOND, "it was right"
    )  # fmt: skip
    assert (await desk.told())[-1] == "approval.reviewed"
    assert [entry.actor.id for entry in await desk.audited("approval.reviewed")] == [ana.id]
    with pytest.raises(Conflict, match="reviewed it already"):
        await _review(desk, await desk.person("approver"), approval)


async def test_nobody_who_had_a_part_in_it_does(database: Database) -> None:
    desk = await Desk.opened(database)
    approver = await desk.person("approver")
    kim = await desk.person("break_glass")
    action = an_action(requester=asked_by(approver.id))
    approval = await desk.vote(kim, await desk.held(action), comment="fire")
    alias = await desk.person("approver")
    officer = await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=kim.id, other=alias.id, by=officer, reason="same"))
    for who in (approver, alias, await desk.again(kim, "approver")):
        with pytest.raises(Denied, match="no part in it"):
            await _review(desk, who, approval)
    with pytest.raises(Denied, match="does not have the permission"):
        await _review(desk, kim, approval)
    with pytest.raises(Denied, match="your own token"):
        await _review(desk, await desk.person("approver", kind="service"), approval)


async def test_without_a_login_nobody_is_another_person(database: Database) -> None:
    desk = await Desk.opened(database)
    desk.tenant = "default"
    kim = await desk.person("break_glass")
    approval = await desk.vote(kim, await desk.held(an_action(tenant="default")), comment="fire")
    with pytest.raises(Denied, match="your own token"):
        await _review(desk, LOCAL, approval)


async def test_a_review_says_what_was_found_and_is_of_an_emergency(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, _ = await _broken(desk)
    ana = await desk.person("approver")
    with pytest.raises(BadInput, match="what you found"):
        await _review(desk, ana, approval, " ")
    plain = await desk.held(an_action(action_id="act_2"))
    with pytest.raises(Conflict, match="not given in an emergency"):
        await _review(desk, ana, plain)
    with pytest.raises(NotFound):
        await _review(desk, await desk.person("approver", tenant="other"), approval)
