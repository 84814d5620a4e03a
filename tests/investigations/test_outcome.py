"""Outcome: with the report come the case's new state, its timeline, the audit entry and the change; or none of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.search import Search, search
from rootward.cases.lifecycle import move
from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.cases.timeline import read as read_timeline
from rootward.errors import Conflict, Fenced, NotFound
from rootward.governance.budget_limits import Unit, change
from rootward.governance.budgets import OverBudget
from rootward.investigations.outcome import fail, settle
from rootward.investigations.read import read_investigation, read_report
from rootward.investigations.report import build_report
from rootward.investigations.review import review
from rootward.kit.canonical import JSON, canonical
from rootward.runs.recorder import OpenRun, open_run
from rootward.schema import agent_runs, reports
from rootward.tenancy import changes
from rootward.tenancy.principal import LOCAL
from tests.investigations.conftest import PINS, START, Desk, answer, plan, ranking, seen, suspect


def _body() -> dict[str, JSON]:
    cart = seen("service:cart")
    answered = [answer(cart)]
    return build_report(
        plan(), answered, [], review(ranking(suspect("service:cart", cart)), answered, []), PINS | {"as_of": 0}
    )


async def _opened(desk: Desk) -> tuple[Case, str, OpenRun]:
    case = await desk.case()
    asked = await desk.ask(case)
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    return case, asked, await open_run(desk.database, "acme", row["run_id"], owner="w", lease_s=5)


async def _settle(desk: Desk, case: Case, asked: str, run: OpenRun, *, degraded: bool = False) -> None:
    unit = partial(
        settle, tenant="acme", investigation_id=asked, case_id=case.case_id, run=run, body=_body(), degraded=degraded
    )
    await desk.run(unit)


async def _case(desk: Desk, case: Case) -> Case:
    return await desk.run(lambda c: by_id(c, "acme", case.case_id))


async def test_the_report_holds_exactly_the_bytes_that_were_hashed(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await _settle(desk, case, asked, run, degraded=True)
    report = await desk.run(lambda c: read_report(c, "acme", asked))
    assert report.body == canonical(_body())
    assert report.digest == hashlib.sha256(report.body).hexdigest()
    assert (report.case_id, report.degraded, report.created_at) == (case.case_id, True, START)


async def test_the_case_is_diagnosed_and_its_timeline_says_why(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await _settle(desk, case, asked, run)
    report = await desk.run(lambda c: read_report(c, "acme", asked))
    settled = await _case(desk, case)
    assert (settled.state, settled.report_id, settled.confidence) == ("diagnosed", report.report_id, 0.8)
    told = await desk.run(lambda c: read_timeline(c, "acme", case.case_id))
    (entry,) = (item for item in told if item.kind == "report")
    assert (entry.actor, entry.text) == ("investigator", "service:cart is to blame")
    assert entry.body == {"report_id": report.report_id, "digest": report.digest, "confidence": 0.8}
    assert "investigating → diagnosed: service:cart is to blame" in [item.text for item in told]


async def test_the_investigation_and_its_run_have_ended(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await _settle(desk, case, asked, run)
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    assert (row["status"], row["step"], row["pct"], row["ended_at"]) == ("done", "done", 100, START)
    status = await desk.run(lambda c: c.execute(sa.select(agent_runs.c.status)).scalar_one())
    assert status == "success"
    last = (await desk.run(lambda c: changes.since(c, "acme", 0, kinds=("investigation",))))[-1]
    assert (last.ref, last.body["status"], last.body["message"]) == (asked, "done", "service:cart is to blame")


async def test_the_audit_log_says_who_made_it_and_pins_its_digest(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await _settle(desk, case, asked, run)
    await desk.run(partial(audit.sequence, tenant="acme"))
    (record,) = await desk.run(lambda c: search(c, "acme", Search(action="report.created")))
    report = await desk.run(lambda c: read_report(c, "acme", asked))
    assert record.resource == f"case:{case.case_id}"
    assert (record.actor.id, record.args_sha256) == ("investigator", report.digest)


async def test_a_case_that_people_closed_meanwhile_stays_closed_and_gets_its_report(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await desk.run(lambda c: move(c, "acme", case.case_id, "closed", actor="ann", reason="it was nothing"))
    await _settle(desk, case, asked, run)
    settled = await _case(desk, case)
    assert settled.state == "closed"
    assert settled.report_id


async def test_a_worker_whose_run_was_taken_over_leaves_nothing_behind(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await open_run(desk.database, "acme", run.run_id, owner="another", lease_s=5)
    with pytest.raises(Fenced):
        await _settle(desk, case, asked, run)
    assert await desk.run(lambda c: c.execute(sa.select(sa.func.count()).select_from(reports)).scalar()) == 0
    assert (await _case(desk, case)).state == "investigating"


async def test_an_investigation_that_was_given_up_is_an_error_that_people_see(desk: Desk) -> None:
    _, asked, _ = await _opened(desk)
    await desk.run(lambda c: fail(c, "acme", asked, reason="the disk is full"))
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    assert (row["status"], row["error_message"], row["report_id"]) == ("error", "the disk is full", None)
    last = (await desk.run(lambda c: changes.since(c, "acme", 0, kinds=("investigation",))))[-1]
    assert (last.ref, last.body["status"], last.body["message"]) == (asked, "error", "the disk is full")


async def test_a_case_whose_investigation_was_given_up_waits_again_as_it_did_before(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await desk.run(lambda c: fail(c, "acme", asked, reason="the disk is full"))
    assert (await _case(desk, case)).state == "open"
    with pytest.raises(Conflict, match="ended"):
        await open_run(desk.database, "acme", run.run_id, owner="another", lease_s=5)


async def test_a_case_that_had_a_report_before_stays_diagnosed(desk: Desk) -> None:
    case, asked, run = await _opened(desk)
    await _settle(desk, case, asked, run)
    again = await desk.ask(case)
    await desk.run(lambda c: fail(c, "acme", again, reason="the disk is full"))
    settled = await _case(desk, case)
    assert settled.state == "diagnosed"
    assert settled.report_id


async def test_giving_up_what_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.run(lambda c: fail(c, "acme", "inv_none", reason="x"))


@pytest.mark.parametrize("fails", [True, False])
async def test_what_the_run_used_is_counted_and_what_it_holds_goes_back(desk: Desk, fails: bool) -> None:
    wanted: list[tuple[str, Unit, float | None]] = [("tenant", "investigations_at_once", 1.0)]
    ann = replace(LOCAL, tenant="acme")
    await desk.run(lambda c: change(c, "acme", wanted, by=ann))
    case, asked, run = await _opened(desk)
    with pytest.raises(OverBudget, match="at once"):
        await desk.ask(await desk.case(entity="service:other"))
    if fails:
        await desk.run(lambda c: fail(c, "acme", asked, reason="given up"))
    else:
        await _settle(desk, case, asked, run)
    await desk.ask(await desk.case(entity="service:other"))
