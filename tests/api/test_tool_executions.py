"""Executions: asked for, carried, listed and shown in an exception platform's words, through the one gate."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.api.conftest import Face, Open, problem

SEARCH = {"payload": {"as_of": 1, "words": "quota"}, "actorType": "user", "actorId": "user_123"}
ALLOW = """
name: open
version: "1"
requires: [sre]
policies:
  rules:
    - {id: chat, tools: [slack.post_message], effect: allow, message: it only tells somebody}
"""


async def _executed(face: Face, tool: str, body: dict[str, Any], **how: Any) -> Any:
    asked = await face.http.post(f"/api/tools/{tool}/execute", json=body, **how)
    assert asked.status_code == 202, asked.text
    async with asyncio.timeout(60):
        await face.app.settle()
    return await face.get(asked.headers["location"])


async def test_a_tool_is_executed_and_the_execution_is_found_again(opened: Open) -> None:
    async with opened(stages=True) as face:
        done = await _executed(face, "documents.search", SEARCH)
        assert (done["status"], done["state"], done["toolId"], done["tenantId"]) == (
            "succeeded", "succeeded", "documents.search", "default",
        )  # fmt: skip
        assert (done["requestedByActorType"], done["requestedByActorId"]) == ("user", "local"), "not who the body says"
        assert done["inputPayload"] == SEARCH["payload"] and done["outputPayload"] is not None
        for base in ("/api/tools", "/api/v1/tools"):
            listed = await face.get(f"{base}/executions?tool_id=documents.search&status=succeeded&actor_type=user")
            assert (listed["total"], listed["totalPages"], listed["items"][0]) == (1, 1, done)
            assert (await face.get(f"{base}/executions?actor_type=agent"))["items"] == []
            assert await face.get(f"{base}/executions/{done['executionId']}") == done
        problem(await face.http.get("/api/tools/executions/act_none"), 404)
        problem(await face.http.get("/api/tools/executions?status=planet"), 422)


async def test_the_same_key_is_the_same_execution(opened: Open) -> None:
    async with opened(stages=True) as face:
        keys = {"Idempotency-Key": "k1"}
        first = await _executed(face, "documents.search", SEARCH, headers=keys)
        again = await face.http.post("/api/tools/documents.search/execute", json=SEARCH, headers=keys)
        assert again.json()["executionId"] == first["executionId"]
        other = SEARCH | {"payload": {"as_of": 1, "words": "other"}}
        problem(await face.http.post("/api/tools/documents.search/execute", json=other, headers=keys), 409)


async def test_a_disabled_tool_is_refused_on_the_record(opened: Open) -> None:
    async with opened() as face:
        await face.http.put("/api/tools/slack.post_message/enablement", json={"enabled": False})
        body = {"payload": {"channel": "#ops", "text": "x"}}
        problem(await face.http.post("/api/tools/slack.post_message/execute", json=body), 403)
        assert (await face.get("/api/tools/executions"))["items"] == []
        denied = (await face.audited("tool.call"))[0]
        assert (denied.decision, denied.tool) == ("deny", "slack.post_message")
        problem(await face.http.post("/api/tools/no.such/execute", json=body), 404)


async def test_what_does_not_fit_the_schema_is_denied_by_the_gate(opened: Open) -> None:
    async with opened(stages=True) as face:
        done = await _executed(face, "documents.search", {"payload": {"surprise": 1}})
        assert (done["status"], done["state"]) == ("failed", "denied")


async def test_an_allowed_tool_acts_in_the_sandbox_once(embedded: Open, tmp_path: Path) -> None:
    async with embedded(stages=True) as face:
        await face.http.post("/api/v1/packs", content=ALLOW)
        await face.post("/api/v1/packs/open/activate?version=1")
        body = {"payload": {"channel": "#ops", "text": "checkout is down"}}
        done = await _executed(face, "slack.post_message", body, headers={"Idempotency-Key": "one"})
        assert done["state"] == "succeeded", done
        kept = json.loads((tmp_path / "data" / "sandbox" / "default" / "slack.json").read_text())
        assert [message["text"] for message in kept["messages"]] == ["checkout is down"]
        assert kept["messages"][0]["metadata"]["event_payload"]["idempotency_key"]


async def test_who_may_not_ask_does_not_execute(opened: Open) -> None:
    async with opened(require_login=True) as face:
        viewer = await face.login("viewer")
        problem(await face.http.post("/api/tools/documents.search/execute", json=SEARCH, headers=viewer), 403)
