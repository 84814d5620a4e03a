"""Who may vote says what would have to change; it decides nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, Denied
from rootward.governance import approvals
from rootward.governance.approvals import Approval
from rootward.governance.approvals_remark import ask_changes, remarks_of
from rootward.kit.db import Database
from rootward.tenancy.principal import Principal
from tests.governance.approving import NOW, Desk, an_action, asked_by


async def _remark(desk: Desk, who: Principal, approval: Approval, comment: str = "two are enough", **how: Any) -> Any:
    digest = how.pop("digest", approval.digest)
    unit = partial(
        ask_changes, principal=who, approval_id=approval.approval_id, digest=digest, comment=comment, now=NOW, **how
    )
    return await desk.run(unit)


async def test_a_remark_stays_with_the_request_and_decides_nothing(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(), await desk.person("approver", "ana")
    await _remark(desk, ana, approval)
    await _remark(desk, ana, approval, "and \u202enot\u202c today")
    kept = await desk.run(partial(approvals.read, tenant=desk.tenant, approval_id=approval.approval_id))
    assert (kept.state, kept.digest) == ("pending", approval.digest)
    assert [(one["name"], one["comment"]) for one in remarks_of(kept)] == [
        ("ana", "two are enough"), ("ana", "and \u202enot\u202c today"),
    ]  # fmt: skip


async def test_only_who_may_vote_remarks_and_on_what_was_shown(database: Database) -> None:
    desk = await Desk.opened(database)
    ben, cy = await desk.person("sre_operator", "ben"), await desk.person("approver", "cy")
    approval = await desk.held(an_action(requester=asked_by(ben.id)))
    with pytest.raises(Denied):
        await _remark(desk, ben, approval)
    with pytest.raises(Conflict, match="not what is asked"):
        await _remark(desk, cy, approval, digest="0" * 64)
    with pytest.raises(BadInput):
        await _remark(desk, cy, approval, " ")


async def test_a_request_is_not_remarked_on_for_ever(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana = await desk.held(), await desk.person("approver", "ana")
    for _ in range(50):
        await _remark(desk, ana, approval)
    with pytest.raises(Conflict, match="enough"):
        await _remark(desk, ana, approval)
