"""Rehearsals of a playbook: each step with every guard's word, and nothing done."""

from __future__ import annotations

from tests.api.conftest import Open, problem
from tests.api.test_playbooks import PLAYBOOK, activate, case_of

CALL = {
    "name": "call", "action": "call_tool",
    "params": {"tool_id": "http.request", "payload": {"method": "POST", "url": "https://deploys.example/x"}},
}  # fmt: skip


async def test_every_step_says_what_it_would_do_and_the_gate_what_it_would_say(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, PLAYBOOK | {"steps": [*PLAYBOOK["steps"], CALL]})
        case = await case_of(face)
        path = "/api/v1/playbooks/look after it/rehearse"
        found = await face.post(path, {"case": case, "inputs": {"who": "Ann"}})
        outlooks = [(one["outlook"], one["call"] is not None) for one in found["steps"]]
        assert outlooks == [("here", False), ("person", False), ("call", True), ("here", False)]
        assert found["steps"][0]["says"] == f"a comment: Ann looks at {case}"
        call = found["steps"][2]["call"]
        assert (call["tool"], call["answer"]) == ("http.request", "hold")
        assert [word["guard"] for word in call["words"]] == ["policy"]
        assert (await face.get("/api/v1/actions"))["items"] == []
        assert (await face.get("/api/v1/playbook-runs", params={"case": case}))["items"] == []
        assert len(await face.audited("tool.rehearsed")) == 1
        problem(await face.http.post(path, json={"case": "INC-9"}), 404)
        problem(await face.http.post(path, json={"case": case, "inputs": {"odd": 1}}), 422)
        problem(await face.http.post("/api/v1/playbooks/none/rehearse", json={"case": case}), 404)
        viewer = await face.login("viewer")
        problem(await face.http.post(path, json={"case": case}, headers=viewer), 403)
