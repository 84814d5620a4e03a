from __future__ import annotations

from tests.api.conftest import Open


async def test_runbooks_are_kept_searched_and_removed(opened: Open) -> None:
    async with opened() as face:
        text = "# Pools\n## Exhausted\nGive the pool back its size."
        made = await face.http.post("/api/v1/runbooks", json={"path": "pools.md", "text": text})
        assert (made.status_code, made.json()["added"], made.json()["title"]) == (201, True, "Pools")
        again = await face.http.post("/api/v1/runbooks", json={"path": "pools.md", "text": text})
        assert again.json()["added"] is False
        [hit] = (await face.get("/api/v1/runbooks/search", params={"words": "pool size"}))["items"]
        assert (hit["path"], hit["heading"], hit["provenance"]) == ("pools.md", "Pools / Exhausted", "retrieved_text")
        assert [one["path"] for one in (await face.get("/api/v1/runbooks"))["items"]] == ["pools.md"]
        gone = await face.http.delete("/api/v1/runbooks", params={"path": "pools.md"})
        assert gone.json() == {"path": "pools.md", "removed": True}
        assert (await face.http.delete("/api/v1/runbooks", params={"path": "pools.md"})).status_code == 404
