"""Kill switches over HTTP: flipped at once, kept, known to every process, and lifted by two people only."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import Any

import pytest

from rootward.governance import kill_switch
from rootward.governance.kill_switch import Stopped
from rootward.governance.switchboard import Switchboard
from rootward.kit.db import Connection
from tests.api.conftest import Face, Open, alert, problem

PLACE = "/api/v1/kill-switches"
STOP = {"scope": "tenant", "reason": "it runs wild"}


async def _stops(face: Face, tenant: str = "default", **what: str) -> str | None:
    unit = partial(kill_switch.check, tenant=tenant, agent=what.get("agent", ""), tool=what.get("tool", ""))
    found = await face.app.db.read(unit, tenant=tenant)
    return None if found is None else found.scope


async def _states(face: Face, **how: Any) -> dict[str, bool]:
    return {one["scope"]: one["engaged"] for one in (await face.get(PLACE, **how))["items"]}


async def test_a_flip_holds_at_once_and_after_a_restart(opened: Open) -> None:
    async with opened() as face:
        await face.app.switches.require_reading("default", tool="jira")
        made = await face.post(PLACE, {"scope": "tool:jira", "reason": "it runs wild"})
        assert (made["engaged"], made["engaged_by"], made["reason"]) == (True, "local", "it runs wild")
        assert await _stops(face, tool="jira") == "tool:jira"
        with pytest.raises(Stopped):
            await face.app.switches.require_reading("default", tool="jira")
        elsewhere = Switchboard(face.app.db)  # another process has a board and a database of its own
        with pytest.raises(Stopped):
            await elsewhere.require_reading("default", tool="jira")
    async with opened() as again:
        assert await _stops(again, tool="jira") == "tool:jira"
        assert await _states(again) == {"tool:jira": True}
        assert (await again.get(PLACE))["engaged"] == 1


async def test_who_is_alone_on_a_machine_is_told_that_it_takes_a_second_token(opened: Open) -> None:
    async with opened() as face:
        await face.post(PLACE, STOP)
        problem(await face.http.post(f"{PLACE}/tenant/confirm-lift", json={}), 409)
        asked = await face.post(f"{PLACE}/tenant/lift", {"reason": "it is mended"})
        assert (asked["engaged"], asked["lift_asked_by"]) == (True, "local")
        refusal = problem(await face.http.post(f"{PLACE}/tenant/confirm-lift", json={}), 403)
        assert "rootward keys create NAME --role governance_officer --kind human" in refusal["detail"]
        assert await _stops(face) == "tenant"
        lifted = await face.post(f"{PLACE}/tenant/confirm-lift", headers=await face.login("governance_officer"))
        assert lifted["engaged"] is False
        assert await _stops(face) is None
        for action in ("engaged", "lift_asked", "lifted"):
            assert len(await face.audited(f"kill_switch.{action}")) == 1


async def test_a_global_one_stops_every_tenant_there_is_and_every_one_that_is_made(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        root, ria = await face.login("admin"), await face.login("governance_officer")
        theirs = await face.login("admin", "acme")
        problem(await face.http.post(PLACE, json=STOP | {"scope": "global"}, headers=theirs), 403)
        await face.post(PLACE, STOP | {"scope": "global"}, headers=root)
        await face.post("/api/v1/tenants", {"tenant_id": "late", "name": "Late"}, headers=root)
        for tenant in ("default", "acme", "late"):
            assert await _stops(face, tenant) == "global"
        assert await _states(face, headers=theirs) == {"global": True}
        problem(await face.http.post(f"{PLACE}/global/lift", json={}, headers=theirs), 403)
        await face.post(f"{PLACE}/global/lift", {}, headers=root)
        problem(await face.http.post(f"{PLACE}/global/confirm-lift", json={}, headers=theirs), 403)
        await face.post(f"{PLACE}/global/confirm-lift", headers=ria)
        for tenant in ("default", "acme", "late"):
            assert await _stops(face, tenant) is None
            assert len(await face.audited("kill_switch.lifted", tenant)) == 1


async def test_events_and_cases_go_on_while_it_is_engaged(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post(PLACE, STOP | {"scope": "global"})
        await face.post(PLACE, STOP | {"scope": "agent:logs"})
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert case["state"] == "diagnosed"
        report = await face.get(f"/api/v1/reports/{case['report_id']}")
        unseen = {one["what"]: one["remedy"] for one in report["could_not_see"]}
        assert unseen["the logs agent"] == "the kill switch 'agent:logs' is engaged: it runs wild"


async def test_it_is_engaged_while_everything_else_is_refused(embedded: Open) -> None:
    """The database is held by one unit, and so many wait for it that the next is too much."""
    async with embedded(max_waiting_events=2) as face:
        begun, go_on, seen = threading.Event(), threading.Event(), list[bool]()

        def hold(_connection: Connection) -> None:
            begun.set()
            go_on.wait(100)

        def work(connection: Connection) -> None:
            seen.append(kill_switch.check(connection, "default", "", "") is not None)

        run = partial(face.app.db.run, tenant="default")
        waiting = [asyncio.create_task(run(hold))]
        await asyncio.to_thread(begun.wait, 100)
        waiting += [asyncio.create_task(run(work)) for _ in range(3)]
        await asyncio.sleep(0)
        problem(await face.http.post("/api/v1/settings", json={"quotas": {"stored_mb": 1}}), 429)
        flip = asyncio.create_task(face.post(PLACE, STOP))
        while face.app.db.waiting < 4:  # noqa: ASYNC110
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(flip, *waiting)
        assert seen == [True, True, True]


async def test_who_may_not_stop_is_refused_and_who_may_look_sees(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        viewer = await face.login("viewer")
        problem(await face.http.post(PLACE, json=STOP, headers=viewer), 403)
        await face.post(PLACE, STOP, headers=await face.login("sre_operator"))
        assert await _states(face, headers=viewer) == {"tenant": True}
        problem(await face.http.get(PLACE, headers=await face.login("service")), 403)


@pytest.mark.parametrize(
    "body",
    [{"scope": "all", "reason": "x"}, {"scope": "tenant", "reason": ""}, {"scope": "tool:", "reason": "x"},
     {"scope": "tenant", "reason": "x", "more": 1}],
)  # fmt: skip
async def test_what_is_no_switch_is_refused(embedded: Open, body: dict[str, Any]) -> None:
    async with embedded() as face:
        problem(await face.http.post(PLACE, json=body), 422)
        problem(await face.http.post(f"{PLACE}/nothing/lift", json={}), 422)
        problem(await face.http.post(f"{PLACE}/tenant/lift", json={}), 404)
        assert await _states(face) == {}
