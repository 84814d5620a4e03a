"""Trying a tool from outside: validated by name of the field, judged by the gate, and never done."""

from __future__ import annotations

from tests.api.conftest import Open, problem

SEARCH = {"as_of": 1, "words": "quota"}


async def test_a_reading_tool_is_read_with(opened: Open) -> None:
    async with opened() as face:
        found = await face.post("/api/v1/tools/documents.search/rehearse", {"arguments": SEARCH})
        assert (found["answer"], found["effect"], found["failed"]) == ("allow", "read", None)
        assert found["result"]["summary"]
        (entry,) = await face.audited("tool.rehearsed")
        assert (entry.tool, entry.decision) == ("documents.search", "allow")
        assert (await face.get("/api/v1/actions"))["items"] == []


async def test_what_has_an_effect_says_what_the_gate_would(opened: Open) -> None:
    async with opened() as face:
        wanted = {"method": "POST", "url": "https://deploys.example/rollback", "body": {"service": "orders"}}
        found = await face.post("/api/v1/tools/http.request/rehearse", {"arguments": wanted})
        assert (
            found["answer"] == "hold"
            and found["quorum"]["people"] == 1
            and "would send POST" in found["result"]["summary"]
        )
        assert [word["guard"] for word in found["words"] if word["answer"] == "hold"]
        assert (await face.get("/api/v1/approvals?state="))["items"] == []


async def test_a_wrong_argument_is_named(opened: Open) -> None:
    async with opened() as face:
        answer = await face.http.post("/api/v1/tools/documents.search/rehearse", json={"arguments": {"words": 3}})
        assert problem(answer, 422)["field"] == "as_of"
        problem(await face.http.post("/api/v1/tools/no.such/rehearse", json={"arguments": {}}), 404)
        viewer = await face.login("viewer")
        answer = await face.http.post(
            "/api/v1/tools/documents.search/rehearse", json={"arguments": SEARCH}, headers=viewer
        )  # fmt: skip
        problem(answer, 403)
