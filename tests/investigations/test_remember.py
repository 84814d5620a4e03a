from __future__ import annotations

from functools import partial

import pytest

from rootward.cases import lifecycle
from rootward.errors import BadInput, Conflict, NotFound
from rootward.investigations import remember
from rootward.investigations.remember import Told
from rootward.knowledge import memory
from tests.investigations.conftest import Desk


async def test_a_stated_cause_is_remembered_and_a_guess_nobody_confirmed_is_not(desk: Desk) -> None:
    one, other = await desk.case(), await desk.case()
    told = Told(cause="a quota", entity="external:bank", kind="upstream.rate_limited", fixed_by="asked for more")
    end = partial(remember.resolve, tenant="acme", actor="ann", reason="done")
    case, kept = await desk.run(partial(end, case_id=one.case_id, told=told))
    assert case.state == "resolved"
    assert kept is not None and (kept.cause, kept.fixed_by) == ("a quota", "asked for more")
    _, nothing = await desk.run(partial(end, case_id=other.case_id, told=Told()))
    assert nothing is None
    assert await desk.run(partial(memory.of_case, tenant="acme", case_id=other.case_id)) is None


async def test_a_correction_keeps_what_it_does_not_mention(desk: Desk) -> None:
    case = await desk.case()
    told = Told(cause="a quota", entity="external:bank", kind="upstream.rate_limited", fixed_by="asked for more")
    await desk.run(partial(remember.resolve, tenant="acme", case_id=case.case_id, told=told, actor="ann", reason="x"))
    say = partial(remember.confirm, tenant="acme", case_id=case.case_id, actor="bob")
    kept = await desk.run(partial(say, told=Told(fixed_by="waited")))
    assert (kept.cause, kept.entity, kept.fixed_by, kept.confirmed_by) == ("a quota", "external:bank", "waited", "bob")
    await desk.run(partial(remember.forget, tenant="acme", case_id=case.case_id, actor="bob"))
    with pytest.raises(NotFound):
        await desk.run(partial(remember.forget, tenant="acme", case_id=case.case_id, actor="bob"))


async def test_an_open_case_and_one_without_any_cause_are_refused(desk: Desk) -> None:
    case = await desk.case()
    say = partial(remember.confirm, tenant="acme", case_id=case.case_id, actor="bob")
    with pytest.raises(Conflict, match="only what is resolved"):
        await desk.run(partial(say, told=Told(cause="x")))
    move = partial(lifecycle.move, tenant="acme", case_id=case.case_id, to="resolved", actor="bob", reason="x")
    await desk.run(move)
    with pytest.raises(BadInput, match="say what it was"):
        await desk.run(partial(say, told=Told()))
