"""Playbooks of exceptions at the paths of exception platforms: whose they are, and what is refused."""

from __future__ import annotations

from tests.api.conftest import Open, problem
from tests.api.test_playbooks import PLAYBOOK, activate, case_of


async def test_a_tenant_in_a_path_is_the_callers_or_not_there(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        await activate(face, PLAYBOOK)
        case = await case_of(face)
        assert (await face.get(f"/exceptions/default/{case}/playbook"))["exceptionId"] == case
        problem(await face.http.get(f"/exceptions/other/{case}/playbook"), 404)
        problem(await face.http.post(f"/exceptions/other/{case}/playbook/recalculate"), 404)
        problem(await face.http.get("/exceptions/default/EXC-404/playbook"), 404)


async def test_an_exception_is_found_by_the_id_it_was_sent_under(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        await activate(face, PLAYBOOK)
        case = await case_of(face)
        (event,) = (await face.get(f"/api/v1/cases/{case}/events"))["items"]
        found = await face.get(f"/exceptions/default/{event['ingest_id']}/playbook")
        assert found["exceptionId"] == event["ingest_id"]


async def test_steps_are_completed_in_their_order_by_who_may(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        manual = PLAYBOOK | {"steps": list(reversed(PLAYBOOK["steps"]))}
        await activate(face, manual)
        case = await case_of(face)
        path = f"/exceptions/default/{case}/playbook"
        problem(await face.http.post(f"{path}/steps/1/complete", json={}), 422)  # nothing is assigned
        await face.post(f"{path}/recalculate")
        problem(await face.http.post(f"{path}/steps/2/complete", json={}), 409)
        problem(await face.http.post(f"{path}/steps/9/complete", json={}), 404)
        problem(await face.http.post(f"{path}/steps/1/complete", json={"actorType": "robot"}), 422)
        first = await face.http.post(f"{path}/steps/1/complete", json={"actorType": "human", "actorId": "u1"})
        assert first.status_code == 202
        await face.app.settle()
        assert [one["status"] for one in (await face.get(path))["steps"]] == ["completed", "completed"]
        (run,) = (await face.get("/api/v1/playbook-runs"))["items"]
        assert run["steps"][0]["done"]["notes"] == "(for human u1)"
        assert run["steps"][0]["done"]["by"] == "local"
