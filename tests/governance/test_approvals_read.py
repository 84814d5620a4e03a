"""The inbox: what waits, the soonest to expire first; what is mine; what nobody has looked at."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import BadInput
from rootward.governance.approvals_read import Waiting, Wanted, find, may_vote
from rootward.governance.decision import Quorum
from rootward.kit.db import Database
from rootward.tenancy.principal import Principal
from tests.governance.approving import HOUR, NOW, Desk, an_action, asked_by


async def _find(desk: Desk, principal: Principal, *, now: int = NOW, limit: int = 50, cursor: str = "",
                **wanted: object) -> Waiting:  # fmt: skip
    unit = partial(find, principal=principal, wanted=Wanted(**wanted), now=now, limit=limit, cursor=cursor)  # type: ignore[arg-type]
    return await desk.run(unit, principal.tenant)


async def _many(desk: Desk, count: int, requester: str = "") -> list[str]:
    """Requests that expire after one hour, two, …; every other one is asked for by `requester` where one is given."""
    made = []
    for number in range(count):
        who = {"requester": asked_by(requester)} if requester and number % 2 else {}
        action = an_action(action_id=f"act_{number}", **who)
        made.append((await desk.held(action, quorum=Quorum(expires_s=3600 * (number + 1)))).approval_id)
    return made


async def test_the_inbox_has_the_soonest_to_expire_first_page_by_page(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, made = await desk.person("approver"), await _many(desk, 7)
    found, cursor = list[str](), ""
    while True:
        page = await _find(desk, ana, limit=3, cursor=cursor)
        found += [one.approval_id for one in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == made


async def test_mine_are_those_i_may_vote_on_now(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, ben = await desk.person("approver"), await desk.person("approver")
    made = await _many(desk, 7, ana.id)
    mine = await _find(desk, ana, mine=True, limit=2)
    rest = await _find(desk, ana, mine=True, limit=2, cursor=mine.next_cursor)
    assert [one.approval_id for one in (*mine.items, *rest.items)] == made[::2]
    assert rest.next_cursor == ""
    await desk.vote(ben, await desk.approval(made[0]), "deny", comment="no")
    assert len((await _find(desk, ben, mine=True)).items) == 6
    assert (await _find(desk, await desk.person("viewer"), mine=True)).items == ()


async def test_why_somebody_may_not_vote_is_a_sentence(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(quorum=Quorum(people=2)), await desk.person("approver")

    async def why(who: Principal, now: int = NOW) -> str | None:
        return await desk.run(partial(may_vote, principal=who, approval=approval, now=now))

    assert await why(ana) is None
    assert "needs the role" in str(await why(await desk.person("viewer")))
    assert await why(ana, NOW + 25 * HOUR) == "it is expired"
    await desk.vote(ana, approval)
    assert await why(ana) == "you have voted"


async def test_a_list_by_state_counts_what_is_over_as_expired(database: Database) -> None:
    desk = await Desk.opened(database)
    ana, made = await desk.person("approver"), await _many(desk, 3)
    await desk.vote(ana, await desk.approval(made[2]), "deny", comment="no")
    now = NOW + HOUR

    async def ids(state: str) -> list[str]:
        return [one.approval_id for one in (await _find(desk, ana, state=state, now=now)).items]

    assert await ids("pending") == [made[1]]
    assert await ids("expired") == [made[0]]
    assert await ids("denied") == [made[2]]
    assert set(await ids("")) == set(made)
    assert await ids("consumed") == []
    found = await _find(desk, ana, state="", action_id="act_1")
    assert [one.approval_id for one in found.items] == [made[1]]


async def test_emergencies_that_nobody_has_looked_at_are_found(database: Database) -> None:
    desk = await Desk.opened(database)
    made = await _many(desk, 2)
    kim = await desk.person("break_glass")
    await desk.vote(kim, await desk.approval(made[1]), comment="fire")
    found = await _find(desk, kim, state="", unreviewed=True)
    assert [one.approval_id for one in found.items] == [made[1]]


async def test_what_is_no_state_and_no_cursor_is_refused(database: Database) -> None:
    desk = await Desk.opened(database)
    ana = await desk.person("approver")
    with pytest.raises(BadInput, match="no state 'open'; there are pending"):
        await _find(desk, ana, state="open")
    for cursor in ("x", "é", "W10", "eyJhIjoxfQ"):
        with pytest.raises(BadInput, match="not a cursor"):
            await _find(desk, ana, cursor=cursor)


async def test_nothing_of_another_tenant_is_found(database: Database) -> None:
    desk = await Desk.opened(database)
    await _many(desk, 1)
    assert (await _find(desk, await desk.person("approver", tenant="other"), state="")).items == ()
