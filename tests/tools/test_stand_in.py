"""The least there is keeps to the same contract: one digest, once, and only in time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from rootward.errors import Conflict, NotFound
from rootward.governance.decision import Decision
from rootward.kit import clock
from rootward.tenancy.principal import DEFAULT
from rootward.tools.stand_in import PlainApprovals, PlainTools
from tests.tools.conftest import Gate, Make

HELD = Decision(answer="hold", guard="policy", reason="ask", words=(), policy_sha256="p")


async def test_an_approval_is_for_one_thing_once_and_in_time(gate: Make) -> None:
    g: Gate = await gate()
    plain, action, now = PlainApprovals(), g.action(), clock.now_ns()
    approval_id = await g.run(lambda c: plain.open_request(c, DEFAULT, action, HELD, dry_run_sha256="d", now=now))
    use = partial(plain.usable, tenant=DEFAULT, approval_id=approval_id)
    same = partial(use, action=action, policy_sha256="p", dry_run_sha256="d", now=now)
    assert "pending" in str(await g.run(same))
    await g.run(
        lambda c: c.exec_driver_sql("UPDATE approvals SET state = 'approved' WHERE tenant = 'default'") and None
    )
    assert await g.run(same) is None
    others = [
        partial(same, action=replace(action, arguments={"name": "b"})), partial(same, policy_sha256="q"),
        partial(same, dry_run_sha256=None), partial(same, now=now + 90_000 * 10**9),
    ]  # fmt: skip
    assert None not in [await g.run(other) for other in others]
    row = await g.run(lambda c: c.exec_driver_sql("SELECT digest FROM approvals WHERE tenant = 'default'").scalar_one())
    spend = partial(plain.consume, tenant=DEFAULT, approval_id=approval_id, now=now)
    with pytest.raises(Conflict):
        await g.run(partial(spend, digest="other"))
    await g.run(partial(spend, digest=row))
    with pytest.raises(Conflict):
        await g.run(partial(spend, digest=row))


async def test_a_tool_that_is_not_there_is_not_found(gate: Make) -> None:
    g: Gate = await gate()
    with pytest.raises(NotFound):
        await g.run(lambda c: PlainTools([]).find(c, DEFAULT, "x"))
