"""Usage: what calls used is added up by day, agent, tool and case, and read by any of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.governance import usage
from rootward.governance.usage import Axis, Used
from rootward.runs import recorder
from rootward.runs.calls import CallRecord
from rootward.runs.recorder import StepLog, open_run
from tests.governance.house import NOON, House

MORE: dict[str, Any] = {"day": "2027-01-15", "agent": "logs", "tool": "logs.counts", "case_id": "c1"}


async def _add(house: House, tenant: str = "acme", **given: Any) -> None:
    await house.run(partial(usage.add, tenant=tenant, **(MORE | {"calls": 1} | given)), tenant)


async def _read(house: House, by: Axis, first: str = "2027-01-01", last: str = "2027-12-31") -> list[Used]:
    return await house.run(partial(usage.read, tenant="acme", first=first, last=last, by=by))


async def test_the_same_day_agent_tool_and_case_are_one_sum(house: House) -> None:
    await _add(house, seconds=0.5, usd=0.25, tokens=10)
    await _add(house, seconds=1.0, usd=0.5, failures=1, calls=2)
    assert await _read(house, "total") == [Used(calls=3, failures=1, seconds=1.5, tokens=10, usd=0.75)]


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("day", ["2027-01-14", "2027-01-15", "2027-02-01"]), ("month", ["2027-01", "2027-02"]),
        ("agent", ["metrics", "logs"]), ("tool", ["logs.counts"]), ("case", ["c2", "c1"]), ("total", [""]),
    ],
)  # fmt: skip
async def test_it_is_read_by_any_of_them_what_used_most_first(house: House, by: Axis, names: list[str]) -> None:
    await _add(house, usd=0.1)
    await _add(house, day="2027-01-14", usd=0.1)
    await _add(house, day="2027-02-01", agent="metrics", case_id="c2", usd=1.0)
    await _add(house, "other", agent="theirs", case_id="c9", usd=9.0)
    found = await _read(house, by)
    assert [one.name for one in found] == names
    assert sum(one.usd for one in found) == pytest.approx(1.2)


async def test_both_days_are_included_and_nothing_used_is_no_row(house: House) -> None:
    await _add(house)
    assert len(await _read(house, "total", first="2027-01-15", last="2027-01-15")) == 1
    assert await _read(house, "total", first="2027-01-16") == []
    assert await _read(house, "agent", last="2027-01-14") == []


async def test_a_sum_is_of_what_matches(house: House) -> None:
    await _add(house, calls=2)
    await _add(house, agent="metrics", calls=3)

    async def calls(**given: str) -> int:
        return (await house.run(partial(usage.total, tenant="acme", **given))).calls  # type: ignore[arg-type]

    assert (await calls(), await calls(agent="logs"), await calls(case_id="c1", agent="metrics")) == (5, 2, 3)
    assert (await calls(day="2027-01-14"), await calls(tool="other")) == (0, 0)


async def test_the_calls_of_a_run_belong_to_the_agents_of_its_steps(house: House) -> None:
    given = partial(
        recorder.create, tenant="acme", run_id="run_1", kind="investigation", agent="investigator", version="1",
        given={}, case_id="c1",
    )  # fmt: skip
    await house.run(given)
    run = await open_run(house.database, "acme", "run_1", owner="w", lease_s=5)

    async def work(notes: StepLog, *statuses: str) -> None:
        notes.calls += [_call(f"{notes.step_id}.{place}", status) for place, status in enumerate(statuses)]

    await run.step("agent.logs", partial(_with, work, ("succeeded", "failed", "denied")))
    await run.step("recall", partial(_with, work, ("succeeded",)))
    await house.run(partial(usage.add_run, tenant="acme", run_id="run_1", case_id="c1", now=NOON))
    assert await _read(house, "agent") == [
        Used(name="logs", calls=2, failures=1, seconds=1.0, usd=0.5),
        Used(name="recall", calls=1, seconds=0.5, usd=0.25),
    ]
    assert [one.name for one in await _read(house, "day")] == [usage.day_of(NOON)]


async def _with(work: Any, statuses: tuple[str, ...], notes: StepLog) -> None:
    await work(notes, *statuses)


def _call(call_id: str, status: Any) -> CallRecord:
    return CallRecord(
        call_id=call_id, tool_name="logs.counts", tool_version="1", schema_hash="h", effect="read", status=status,
        args_json={}, args_hash="a", result_summary="", result_hash="", started_at=NOON, ended_at=NOON, latency_ms=500,
        cost_usd=0.25,
    )  # fmt: skip
