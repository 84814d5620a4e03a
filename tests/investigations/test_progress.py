"""Progress: it never goes back, and everybody who listens hears it."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.investigations.progress import CHANGE_KIND, percent, tell
from rootward.investigations.read import read_investigation
from rootward.kit import clock
from rootward.tenancy import changes
from tests.investigations.conftest import MINUTE, START, Desk


async def _tell(desk: Desk, asked: str, step: str, pct: int) -> None:
    unit = partial(
        tell, tenant="acme", investigation_id=asked, status="running", step=step, pct=pct, text=f"{step} is done"
    )
    await desk.run(unit)


async def test_what_is_told_is_kept_and_heard(desk: Desk) -> None:
    asked = await desk.ask(await desk.case())
    before = await desk.run(lambda c: changes.current(c, "acme"))
    with clock.fixed(START + MINUTE):
        await _tell(desk, asked, "plan", 5)
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    assert (row["status"], row["step"], row["pct"], row["message"]) == ("running", "plan", 5, "plan is done")
    (heard,) = await desk.run(lambda c: changes.since(c, "acme", before))
    assert (heard.kind, heard.ref) == (CHANGE_KIND, asked)
    assert heard.body == {
        "status": "running", "step": "plan", "pct": 5, "message": "plan is done", "updated_at": "2027-01-15T08:01:00Z",
    }  # fmt: skip


async def test_progress_never_goes_back_in_whatever_order_agents_end(desk: Desk) -> None:
    asked = await desk.ask(await desk.case())
    for pct in (45, 27, 62):
        await _tell(desk, asked, f"at {pct}", pct)
    heard = await desk.run(lambda c: changes.since(c, "acme", 0, kinds=(CHANGE_KIND,)))
    assert [item.body["pct"] for item in heard] == [0, 45, 45, 62]
    assert (await desk.run(lambda c: read_investigation(c, "acme", asked)))["pct"] == 62


@pytest.mark.parametrize(("done", "of", "expected"), [(0, 4, 10), (1, 4, 27), (4, 4, 80), (0, 0, 10)])
def test_agents_share_what_lies_between_the_plan_and_the_synthesis(done: int, of: int, expected: int) -> None:
    assert percent(done, of) == expected
