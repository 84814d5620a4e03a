"""Packs over HTTP: kept, compared, activated, rolled back; what is wrong names line and path."""

from __future__ import annotations

from tests.api.conftest import Open, problem
from tests.api.test_webhooks import PACK, declare


async def test_a_pack_is_kept_activated_and_rolled_back(opened: Open) -> None:
    async with opened() as face:
        before = (await face.get("/api/v1/packs/effective"))["digest"]
        await declare(face)
        first = (await face.get("/api/v1/packs/effective"))["digest"]
        await declare(face, PACK.replace('"1"', '"2"').replace("path: level", "path: urgency"), "2")
        listed = await face.get("/api/v1/packs")
        assert {item["version"] for item in listed["versions"] if item["name"] == "probes"} == {"1", "2"}
        changed = await face.get("/api/v1/packs/probes/diff", params={"before": "1", "after": "2"})
        assert "level" in str(changed)
        await face.post("/api/v1/packs/probes/roll-back")
        assert (await face.get("/api/v1/packs/effective"))["digest"] == first
        await face.post("/api/v1/packs/probes/deactivate")
        assert (await face.get("/api/v1/packs/effective"))["digest"] == before
        assert [entry.action for entry in await face.audited("pack.*")] == ["pack.changed"] * 4


async def test_a_pack_that_is_wrong_names_the_line_and_is_not_kept(opened: Open) -> None:
    async with opened() as face:
        for text in (PACK.replace("path: check", "paht: check"), "name: [", "5", "", "name: x\n\x00", PACK * 2):
            response = await face.http.post("/api/v1/packs", content=text.encode())
            assert response.status_code in (400, 422), response.text
            problem(response, response.status_code)
        refused = await face.http.post("/api/v1/packs", content=PACK.replace("path: check", "paht: check"))
        assert refused.json()["line"] == 7
        assert [item for item in (await face.get("/api/v1/packs"))["versions"] if item["name"] == "probes"] == []


async def test_a_version_that_is_not_there_is_not_activated(opened: Open) -> None:
    async with opened() as face:
        await declare(face)
        problem(await face.http.post("/api/v1/packs/probes/activate?version=9"), 404)
        problem(await face.http.post("/api/v1/packs/nothing/activate?version=1"), 404)
        problem(await face.http.post("/api/v1/packs/nothing/roll-back"), 404)
