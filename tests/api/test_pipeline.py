"""The pipeline shows a tenant its own work: what waits, how long, and who has it in hand."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import agent_runs, messages, sources_seen
from tests.api.conftest import Open, envelope

MINUTE = 60_000_000_000


async def test_the_pipeline_is_idle_when_all_work_is_done(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        mine, theirs = await face.login("service"), await face.login("viewer", "acme")
        await face.post("/api/v1/events", envelope(), headers=mine)
        shown = await face.get("/api/v1/pipeline", headers=await face.login("viewer"))
        assert (shown["depth"], shown["idle"]) == ({"intake": 1}, False)
        other = await face.get("/api/v1/pipeline", headers=theirs)
        assert (other["depth"], other["idle"]) == ({}, True)


def _grow_old(connection: Connection, *, lease_until: int) -> None:
    mine = sa.and_(messages.c.tenant == "default", messages.c.topic == "intake")
    since = messages.c.available_at - MINUTE
    connection.execute(messages.update().where(mine).values(available_at=since, lease_until=lease_until))


async def test_what_waits_says_for_how_long_and_what_is_in_hand_does_not_wait(opened: Open) -> None:
    async with opened(require_login=True) as face:
        mine = await face.login("service")
        await face.post("/api/v1/events", envelope(), headers=mine)
        viewer, db = await face.login("viewer"), face.app.db
        await db.run(partial(_grow_old, lease_until=0), tenant="default")
        (stage,) = (await face.get("/api/v1/pipeline", headers=viewer))["stages"]
        assert (stage["topic"], stage["waiting"], stage["running"]) == ("intake", 1, 0)
        assert 60 <= stage["lag_s"] < 600
        await db.run(partial(_grow_old, lease_until=clock.now_ns() + MINUTE), tenant="default")
        shown = await face.get("/api/v1/pipeline", headers=viewer)
        (stage,) = shown["stages"]
        assert (stage["waiting"], stage["running"], stage["lag_s"]) == (0, 1, 0)
        assert shown["depth"] == {"intake": 1}


async def test_what_was_ever_taken_in_is_counted_over_all_sources_of_the_tenant(opened: Open) -> None:
    def hear(connection: Connection, *, tenant: str) -> None:
        row = {"tenant": tenant, "first_seen": 1, "last_seen": 2, "last_ts": 2, "mean_gap_ns": 1}
        for source, items in (("a", 5), ("b", 7)):
            connection.execute(sources_seen.insert(), row | {"source": source, "items": items})

    async with opened(require_login=True) as face:
        await face.found("acme")
        await face.app.db.run(partial(hear, tenant="acme"), tenant="acme")
        acme = await face.login("viewer", "acme")
        assert (await face.get("/api/v1/pipeline", headers=acme))["ingested"] == 12
        assert (await face.get("/api/v1/pipeline", headers=await face.login("viewer")))["ingested"] == 0


async def test_who_holds_a_run_is_a_worker_as_long_as_the_lease_lives(embedded: Open) -> None:
    def hold(connection: Connection, *, until: int) -> None:
        mine = sa.and_(agent_runs.c.tenant == "default", agent_runs.c.run_id == "r1")
        held = {"lease_owner": "host:1:ab", "lease_until": until, "status": "running"}
        connection.execute(agent_runs.update().where(mine).values(**held))

    async with embedded() as face:
        run = {
            "run_id": "r1", "agent_name": "a", "environment": "prod", "status": "success",
            "started_at": "2026-11-20T12:00:00Z", "ended_at": "2026-11-20T12:00:05Z",
        }  # fmt: skip
        await face.post("/agent-runs", run)
        assert (await face.get("/api/v1/pipeline"))["workers"] == []
        await face.app.db.run(partial(hold, until=clock.now_ns() + MINUTE), tenant="default")
        assert (await face.get("/api/v1/pipeline"))["workers"] == [{"worker": "host:1:ab", "runs": 1}]
        await face.app.db.run(partial(hold, until=clock.now_ns() - 1), tenant="default")
        assert (await face.get("/api/v1/pipeline"))["workers"] == []
