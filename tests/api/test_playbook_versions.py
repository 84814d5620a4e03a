"""Versions of a playbook over HTTP: its declarations, which is in force, and what differs between two."""

from __future__ import annotations

import json
from typing import Any

import yaml

from tests.api.conftest import Face, Open, problem
from tests.api.test_playbooks import PLAYBOOK

PATH = "/api/v1/playbooks/look after it"
SHIPPED = "/api/v1/playbooks/look into it by hand"


async def keep(face: Face, version: str, playbook: dict[str, Any]) -> None:
    pack = {"name": "mine", "version": version, "requires": ["sre"], "playbooks": [playbook]}
    await face.http.post("/api/v1/packs", content=json.dumps(pack))
    await face.post(f"/api/v1/packs/mine/activate?version={version}")


async def test_a_playbook_says_where_it_comes_from(opened: Open) -> None:
    async with opened() as face:
        shipped = await face.get(f"{SHIPPED}/declaration")
        assert (shipped["original"], shipped["pack"], shipped["came_with"], shipped["in_force"]) == (
            True, "sre", "product", True,
        )  # fmt: skip
        assert shipped["yaml"].startswith("name: look into it by hand\n")
        await keep(face, "1", PLAYBOOK)
        await keep(face, "2", PLAYBOOK | {"description": "<script>"})
        listed = await face.get(f"{PATH}/versions")
        assert [(one["version"], one["in_force"], one["added"]) for one in listed["items"]] == [
            ("2", True, 1), ("1", False, None),
        ]  # fmt: skip
        mine = await face.get(f"{PATH}/declaration")
        assert (mine["version"], mine["original"], mine["came_with"], mine["layer"]) == ("2", False, "tenant", 2)
        assert yaml.safe_load(mine["yaml"])["description"] == "<script>"
        before = await face.get(f"{PATH}/declaration", params={"version": "mine@1"})
        assert (before["active"], "description" in before["yaml"]) == (False, False)
        told = await face.get(f"{PATH}/diff", params={"before": "1", "after": "2"})
        assert [line["text"] for line in told["lines"] if line["kind"] == "added"] == ["description: <script>"]
        parts = (await face.get("/api/v1/packs/mine/diff", params={"before": "1", "after": "2"}))["parts"]
        assert [part["path"] for part in parts] == ["version", "playbooks.look after it"]


async def test_what_there_is_not_is_said(embedded: Open) -> None:
    async with embedded() as face:
        for tail in ("/versions", "/declaration", "/diff?before=1&after=2"):
            problem(await face.http.get(f"/api/v1/playbooks/none{tail}"), 404)
        problem(await face.http.get(f"{SHIPPED}/declaration", params={"version": "none"}), 404)


async def test_another_tenants_versions_are_not_there(embedded: Open) -> None:
    async with embedded() as face:
        await keep(face, "1", PLAYBOOK)
        await face.found("acme")
        theirs = await face.login("admin", "acme")
        problem(await face.http.get(f"{PATH}/versions", headers=theirs), 404)
