"""Actions over HTTP: asked for, decided by the one gate, found again; and every way round it is closed."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from rootward.app import App
from rootward.kit.db import Connection
from rootward.schema import actions as table
from rootward.schema import approvals
from tests.api.conftest import Face, Open, alert, problem

TOOL = "documents.search"
ARGUMENTS = {"as_of": 1, "words": "quota"}
ASK = {"tool": TOOL, "arguments": ARGUMENTS, "reason": "to look"}
PACK = """
name: held
version: "1"
requires: [sre]
policies: {tools: {documents.search: {require_approval: true}}}
"""


async def _settled(app: App) -> None:
    async with asyncio.timeout(30):
        await app.settle()


async def _hold(face: Face, login: dict[str, str]) -> None:
    assert (await face.http.post("/api/v1/packs", content=PACK, headers=login)).status_code == 201
    await face.post("/api/v1/packs/held/activate?version=1", headers=login)


async def test_an_action_is_asked_for_carried_and_found(opened: Open) -> None:
    async with opened(stages=True) as face:
        response = await face.http.post("/api/v1/actions", json=ASK)
        asked = response.json()
        assert (response.status_code, asked["state"]) == (202, "requested")
        assert response.headers["location"] == f"/api/v1/actions/{asked['action_id']}"
        await _settled(face.app)
        found = await face.get(f"/api/v1/actions/{asked['action_id'][:16]}")
        assert (found["state"], found["decision"]["guard"], found["requester"]["id"]) == (
            "succeeded",
            "policy",
            "local",
        )
        assert found["provenance"] == {"/as_of": ["operator"], "/words": ["operator"]}
        listed = await face.get("/api/v1/actions", params={"state": "succeeded,failed", "tool": TOOL})
        assert [item["action_id"] for item in listed["items"]] == [asked["action_id"]]
        assert (await face.get("/api/v1/actions", params={"state": "denied"}))["items"] == []
        assert len(await face.audited("tool.call.intent")) == len(await face.audited("tool.call.outcome")) == 1


async def test_what_is_held_stays_held_until_people_agree(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _hold(face, {})
        asked = await face.post("/api/v1/actions", ASK)
        await _settled(face.app)
        held = await face.get(f"/api/v1/actions/{asked['action_id']}")
        assert held["state"] == "held" and held["approval_id"]

        def count(connection: Connection) -> int:
            rows = connection.execute(approvals.select().where(approvals.c.tenant == "default")).all()
            return len(rows)

        assert await face.app.db.read(count, tenant="default") == 1
        assert await face.audited("tool.call.intent") == []


async def test_the_same_key_is_one_action_and_another_one_under_it_is_refused(opened: Open) -> None:
    async with opened() as face:
        key = {"Idempotency-Key": "k1"}
        answers = await asyncio.gather(*(face.http.post("/api/v1/actions", json=ASK, headers=key) for _ in range(50)))
        assert {answer.status_code for answer in answers} <= {202, 409}
        assert len({answer.json()["action_id"] for answer in answers if answer.status_code == 202}) == 1
        assert len((await face.get("/api/v1/actions"))["items"]) == 1
        other = ASK | {"arguments": ARGUMENTS | {"words": "other"}}
        problem(await face.http.post("/api/v1/actions", json=other, headers=key), 409)
        assert len({(await face.post("/api/v1/actions", ASK))["action_id"] for _ in range(2)}) == 2


async def test_a_key_outlives_its_kept_answer(opened: Open) -> None:
    async with opened() as face:
        key = {"Idempotency-Key": "k1"}
        first = (await face.post("/api/v1/actions", ASK, headers=key))["action_id"]
        forget = partial(lambda c: c.exec_driver_sql("DELETE FROM idempotency_keys WHERE tenant = 'default'") and None)
        await face.app.db.run(forget, tenant="default")
        assert (await face.post("/api/v1/actions", ASK, headers=key))["action_id"] == first


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b'{"tool":"documents.search","arguments":{"words":"a","words":"b","as_of":1},"reason":"r"}', 422, "words"),
        (b'{"tool":"documents.search","arguments":{"as_of":NaN},"reason":"r"}', 400, None),
        (b'{"tool":"documents.search","arguments":{"as_of":1e999},"reason":"r"}', 422, None),
        (b'{"tool":"documents.search","arguments":{},"reason":""}', 422, "reason"),
        (b'{"tool":"documents.search","arguments":[],"reason":"r"}', 422, "arguments"),
        (b'{"tool":"documents.search","arguments":{},"reason":"r","state":"succeeded"}', 422, "state"),
        (b'{"tool":"nothing.such","arguments":{},"reason":"r"}', 404, "tool"),
        (b'{"tool":"documents.search","arguments":{},"reason":"r","case":"INC-77"}', 404, None),
        (b'{"tool":"documents.search","arguments":{"n\\uff41me":1},"reason":"r"}', 422, "arguments"),
        (
            b'{"tool":"documents.search","arguments":{"a":1},"reason":"r","provenance":{"/b":["model"]}}',
            422,
            "provenance",
        ),
    ],
)
async def test_what_cannot_be_asked_for_is_refused(embedded: Open, body: bytes, status: int, field: str | None) -> None:
    async with embedded() as face:
        headers = {"content-type": "application/json"}
        found = problem(await face.http.post("/api/v1/actions", content=body, headers=headers), status)
        assert field is None or found.get("field") == field
        assert (await face.get("/api/v1/actions"))["items"] == []


async def test_arguments_that_do_not_fit_are_denied_and_a_secret_is_not_kept(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        wrong = await face.post("/api/v1/actions", ASK | {"arguments": {"words": 5, "more": 1}})
        secret = "ghp_" + "a1B2" * 9
        held = await face.http.post("/api/v1/actions", json=ASK | {"arguments": ARGUMENTS | {"words": secret}})
        await _settled(face.app)
        assert (await face.get(f"/api/v1/actions/{wrong['action_id']}"))["decision"]["guard"] == "schema"
        assert (held.json()["state"], held.json()["decision"]["guard"]) == ("denied", "secrets")
        assert secret not in held.text


async def test_who_may_ask_see_and_resolve(opened: Open) -> None:
    async with opened(require_login=True) as face:
        operator, viewer, service = [await face.login(role) for role in ("sre_operator", "viewer", "service")]
        asked = await face.post("/api/v1/actions", ASK, headers=operator)
        where = f"/api/v1/actions/{asked['action_id']}"
        assert (await face.get(where, headers=viewer))["requester"]["role"] == "sre_operator"
        problem(await face.http.post("/api/v1/actions", json=ASK, headers=viewer), 403)
        problem(await face.http.get(where, headers=service), 403)
        ended = {"outcome": "succeeded", "note": "looked"}
        problem(await face.http.post(f"{where}/resolve", json=ended, headers=viewer), 403)
        problem(await face.http.post(f"{where}/resolve", json=ended, headers=operator), 409)


async def test_an_agent_driven_by_a_viewer_may_do_nothing(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        admin = await face.login("admin")
        made = {"name": "planner", "role": "admin", "kind": "agent"}
        agent = await face.post("/api/v1/tokens", made, headers=admin)
        vic = await face.post("/api/v1/tokens", {"name": "vic", "role": "viewer", "kind": "human"}, headers=admin)
        login = {"Authorization": f"Bearer {agent['secret']}"}
        states = []
        for person in (vic["principal_id"], ""):
            asked = await face.post("/api/v1/actions", ASK | {"on_behalf_of": person}, headers=login)
            await _settled(face.app)
            found = await face.get(f"/api/v1/actions/{asked['action_id']}", headers=admin)
            states.append((found["state"], found["decision"]["guard"]))
            assert set(found["provenance"]["/words"]) == {"model"}
        assert states == [("denied", "rights"), ("succeeded", "policy")]
        problem(await face.http.post("/api/v1/actions", json=ASK | {"on_behalf_of": "x"}, headers=admin), 403)
        problem(await face.http.post("/api/v1/actions/act_0000/resolve", json={"outcome": "failed", "note": "n"},
                                     headers=login), 403)  # fmt: skip


async def test_a_person_resolves_an_unknown_action(opened: Open) -> None:
    async with opened(stages=True) as face:
        asked = await face.post("/api/v1/actions", ASK)
        await _settled(face.app)
        mine = (table.c.tenant == "default", table.c.action_id == asked["action_id"])
        lost = partial(lambda c: c.execute(table.update().where(*mine).values(state="unknown", ended_at=None)) and None)
        await face.app.db.run(lost, tenant="default")
        where = f"/api/v1/actions/{asked['action_id']}/resolve"
        problem(await face.http.post(where, json={"outcome": "unknown", "note": "n"}), 422)
        found = await face.post(where, {"outcome": "failed", "note": "the entry is not there"})
        assert (found["state"], found["resolved_by"]) == ("failed", "local")
        assert [entry.reason for entry in await face.audited("tool.call.resolved")] == ["the entry is not there"]


async def test_a_cases_actions_stand_in_its_timeline(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        await _settled(face.app)
        await face.post("/api/v1/actions", ASK | {"case": "INC-1"})
        await _settled(face.app)
        (item,) = (await face.get("/api/v1/actions", params={"case": "INC-1"}))["items"]
        timeline: list[dict[str, Any]] = (await face.get("/api/v1/cases/INC-1/timeline"))["items"]
        assert [entry["text"] for entry in timeline if entry["kind"] == "action"] == [
            f"documents.search succeeded: {item['result_summary']}"
        ]


@pytest.mark.parametrize("params", [{"state": "done"}, {"limit": "0"}, {"case": "INC-99"}])
async def test_a_list_of_what_is_not_there_says_so(embedded: Open, params: dict[str, str]) -> None:
    async with embedded() as face:
        response = await face.http.get("/api/v1/actions", params=params)
        problem(response, 404 if "case" in params else 422)
