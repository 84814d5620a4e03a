"""Playbooks over HTTP: declared by a pack, matched, started by who may, followed and ended."""

from __future__ import annotations

import json
from typing import Any

from rootward.packs.builtin import builtin
from tests.api.conftest import Face, Open, alert, problem

STEPS: list[dict[str, Any]] = [
    {"name": "say", "action": "add_comment", "params": {"text": "{input.who} looks at {case.number}"}},
    {"name": "look", "action": "manual", "params": {"text": "Look at {case.entity}"}},
]
PLAYBOOK: dict[str, Any] = {
    "name": "look after it", "conditions": {"match": {"exception_type": "Alert*", "severity": "critical"}},
    "inputs": {"who": {"default": "anybody"}}, "steps": STEPS,
}  # fmt: skip
OTHER = PLAYBOOK | {"name": "other", "conditions": {"match": {"severity": "low"}}}


async def activate(face: Face, *playbooks: dict[str, Any], **sections: Any) -> None:
    """Make a pack with these playbooks the active one over the shipped one."""
    pack = {"name": "mine", "version": "1", "requires": ["sre"], "playbooks": list(playbooks)} | sections
    saved = await face.http.post("/api/v1/packs", content=json.dumps(pack))
    assert saved.status_code == 201, saved.text
    await face.post("/api/v1/packs/mine/activate?version=1")


async def case_of(face: Face) -> str:
    """The number of a case that an alert opened."""
    await face.post("/api/v1/ingest/alertmanager", alert())
    await face.app.settle()
    return str((await face.get("/api/v1/cases"))["items"][0]["number"])


async def test_a_playbook_is_matched_started_carried_and_completed(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, PLAYBOOK, OTHER)
        case = await case_of(face)
        listed = [one["name"] for one in (await face.get("/api/v1/playbooks"))["items"]]
        assert listed == ["look after it", "other", *(one.name for one in builtin().playbooks)]
        assert (await face.get("/api/v1/playbooks/other"))["start"] == "person"
        match = await face.get("/api/v1/playbooks/match", params={"case": case})
        fits = {one["playbook"]: one["matches"] for one in match["items"]}
        assert (match["proposes"], fits["look after it"], fits["other"]) == ("look after it", True, False)
        started = await face.http.post("/api/v1/playbook-runs", json={"case": case, "inputs": {"who": "Ann"}})
        assert (started.status_code, started.json()["state"]) == (202, "running")
        run = started.json()["playbook_run_id"]
        await face.app.settle()
        waiting = await face.get(f"/api/v1/playbook-runs/{run[:12]}")
        assert (waiting["state"], waiting["waits_for"], waiting["case"]) == ("waiting", "person", case)
        assert waiting["steps"][1]["text"] == "Look at service:checkout"
        paused = await face.post(f"/api/v1/playbook-runs/{run}/pause")
        assert paused["state"] == "paused"
        await face.post(f"/api/v1/playbook-runs/{run}/resume")
        done = await face.http.post(f"/api/v1/playbook-runs/{run}/steps/2/complete", json={"notes": "restarted it"})
        assert done.status_code == 202
        await face.app.settle()
        ended = await face.get(f"/api/v1/playbook-runs/{run}")
        assert ended["steps"][1]["state"] == "succeeded"
        assert ended["steps"][2]["state"] == "waiting"  # the alert is asked again when the repair is two minutes old
        stopped = await face.post(f"/api/v1/playbook-runs/{run}/stop", {"reason": "enough"})
        assert stopped["state"] == "stopped"
        listed = await face.get("/api/v1/playbook-runs", params={"case": case, "state": "stopped"})
        assert [one["playbook_run_id"] for one in listed["items"]] == [run]
        told = [one["kind"] for one in (await face.get(f"/api/v1/cases/{case}/timeline"))["items"]]
        assert "comment" in told and "PlaybookStopped" in told


async def test_a_chosen_playbook_is_started_and_a_proposal_too(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, PLAYBOOK, OTHER)
        case = await case_of(face)
        run = await face.post("/api/v1/playbook-runs", {"case": case, "playbook": "other"})
        assert run["why"]["summary"].startswith("severity is critical")
        again = await face.http.post("/api/v1/playbook-runs", json={"case": case, "playbook": "look after it"})
        assert "is at work" in problem(again, 409)["detail"]
        await face.post(f"/api/v1/playbook-runs/{run['playbook_run_id']}/stop", {})
        restart = await face.http.post(f"/api/v1/playbook-runs/{run['playbook_run_id']}/start", json={})
        problem(restart, 409)


async def test_who_may_not_run_may_only_look(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        viewer = await face.login("viewer")
        assert len((await face.get("/api/v1/playbooks", headers=viewer))["items"]) == len(builtin().playbooks)
        refused = await face.http.post("/api/v1/playbook-runs", json={"case": "INC-1"}, headers=viewer)
        problem(refused, 403)
        for verb in ("start", "pause", "resume", "stop", "steps/1/complete"):
            refused = await face.http.post(f"/api/v1/playbook-runs/pbr_1/{verb}", json={}, headers=viewer)
            problem(refused, 403)


async def test_what_there_is_not_is_said(embedded: Open) -> None:
    async with embedded() as face:
        problem(await face.http.get("/api/v1/playbooks/none"), 404)
        problem(await face.http.get("/api/v1/playbook-runs/pbr_none"), 404)
        problem(await face.http.get("/api/v1/playbook-runs", params={"state": "odd"}), 422)
        problem(await face.http.get("/api/v1/playbooks/match", params={"case": "INC-9"}), 404)
        problem(await face.http.post("/api/v1/playbook-runs", json={"case": "INC-9"}), 404)


async def test_another_tenants_run_is_not_there(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        await activate(face, PLAYBOOK)
        run = await face.post("/api/v1/playbook-runs", {"case": await case_of(face)})
        await face.found("acme")
        theirs = await face.login("admin", "acme")
        path = f"/api/v1/playbook-runs/{run['playbook_run_id']}"
        problem(await face.http.get(path, headers=theirs), 404)
        problem(await face.http.post(f"{path}/stop", json={}, headers=theirs), 404)


async def test_the_cases_a_playbook_fits_and_what_came_of_its_runs(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, PLAYBOOK, OTHER | {"conditions": {"match": {"when": 'case.severity == "low"'}}})
        case = await case_of(face)
        run = await face.post("/api/v1/playbook-runs", {"case": case})
        (fit,) = (await face.get("/api/v1/playbooks/look after it/matches"))["items"]
        assert (fit["number"], fit["judged"]["matches"], fit["best"]) == (case, True, "look after it")
        assert fit["run"]["playbook_run_id"] == run["playbook_run_id"]
        (unfit,) = (await face.get("/api/v1/playbooks/other/matches"))["items"]
        assert (unfit["judged"]["matches"], unfit["run"]) == (False, None)
        assert unfit["judged"]["reasons"] == [
            {"condition": "when", "holds": False, "text": "it is not so that severity is low",
             "expression": 'case.severity == "low"'},
        ]  # fmt: skip
        standing = await face.get("/api/v1/playbooks/look after it/standing")
        assert (standing["at_work"], standing["held"], standing["success_rate"]) == (1, 0, None)
        listed = await face.get("/api/v1/playbook-runs", params={"playbook": "look after it"})
        assert [one["playbook_run_id"] for one in listed["items"]] == [run["playbook_run_id"]]
        assert (await face.get("/api/v1/playbooks/other"))["fits"] == "severity is low"
        for tail in ("matches", "standing"):
            problem(await face.http.get(f"/api/v1/playbooks/none/{tail}"), 404)
