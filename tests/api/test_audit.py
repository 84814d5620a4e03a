"""The audit log over HTTP: what was done is there, can be searched, proven, exported and checked."""

from __future__ import annotations

import json

from tests.api.conftest import Face, Open, problem


async def _five(face: Face) -> None:
    for n in range(5):
        await face.post("/api/v1/tokens", {"name": f"t{n}", "role": "viewer"})
    await face.audited("*")


async def test_entries_are_searched_and_paged(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        page = await face.get("/api/v1/audit", params={"action": "token.created", "limit": 3})
        rest = await face.get("/api/v1/audit", params={"action": "token.created", "before_seq": page["next"]})
        names = [item["facts"]["name"] for item in (*page["items"], *rest["items"])]
        assert names == ["t4", "t3", "t2", "t1", "t0"]
        assert {item["actor"]["id"] for item in page["items"]} == {"local"}
        assert (await face.get("/api/v1/audit", params={"actor": "nobody"}))["items"] == []


async def test_the_log_verifies_and_a_kept_checkpoint_witnesses_it(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        alone = await face.get("/api/v1/audit/verify")
        assert (alone["status"], alone["exit_code"]) == ("unwitnessed", 11)
        kept = (await face.http.get("/api/v1/audit/checkpoint")).text
        await face.post("/api/v1/tokens", {"name": "later", "role": "viewer"})
        await face.audited("*")
        seen = await face.get("/api/v1/audit/verify", params={"witness": kept})
        assert (seen["status"], seen["exit_code"]) == ("witnessed", 0)


async def test_entries_and_growth_are_proven(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        size = (await face.get("/api/v1/audit/verify"))["size"]
        proof = await face.get("/api/v1/audit/prove", params={"seq": 2})
        assert (proof["kind"], proof["seq"], proof["size"]) == ("inclusion", 2, size)
        grown = await face.get("/api/v1/audit/prove", params={"old": 2, "new": size})
        assert grown["kind"] == "consistency"
        problem(await face.http.get("/api/v1/audit/prove", params={"seq": size + 1}), 404)
        problem(await face.http.get("/api/v1/audit/prove", params={"old": size + 1}), 422)


async def test_the_export_holds_every_entry(opened: Open) -> None:
    async with opened() as face:
        await _five(face)
        response = await face.http.get("/api/v1/audit/export")
        lines = [json.loads(line) for line in response.text.splitlines()]
        assert response.headers["content-type"].startswith("application/x-ndjson")
        assert len(lines) == (await face.get("/api/v1/audit/verify"))["size"] + 1
