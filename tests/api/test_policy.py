"""Policy over HTTP: what decides now, and what would."""

from __future__ import annotations

import asyncio

from tests.api.conftest import Open, problem

ASK = {"tool": "documents.search", "arguments": {"as_of": 1, "words": "quota"}, "reason": "to look"}
STRICT = """
name: strict
version: "1"
requires: [sre]
policies:
  rules:
    - {id: no-search, tools: [documents.*], effect: deny, message: nobody searches}
"""


async def test_the_rules_that_decide_are_shown(opened: Open) -> None:
    async with opened() as face:
        body = await face.get("/api/v1/policy")
        assert body["policies"]["rules"][0]["id"] == "reads"
        assert body["guardrails"]["provenance"]["model"] == "hold" and len(body["sha256"]) == 64


async def test_a_pack_is_tried_on_what_was_asked_for_and_changes_nothing(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/actions", ASK)
        async with asyncio.timeout(30):
            await face.app.settle()
        response = await face.http.post("/api/v1/policy/simulate", content=STRICT, params={"days": 7})
        found = response.json()
        assert (found["actions"], found["counts"]) == (1, {"allow -> deny": 1})
        (one,) = found["differs"]
        assert (one["before"], one["after"], one["after_why"]) == ("allow", "deny", "nobody searches")
        assert found["before_sha256"] != found["after_sha256"]
        assert (await face.get("/api/v1/policy"))["sha256"] == found["before_sha256"]
        assert [item["name"] for item in (await face.get("/api/v1/packs"))["active"]] == []


async def test_a_pack_that_is_wrong_is_refused_with_its_place(embedded: Open) -> None:
    async with embedded() as face:
        wrong = STRICT.replace("deny", "maybe")
        found = problem(await face.http.post("/api/v1/policy/simulate", content=wrong), 422)
        assert "policies.rules[0].effect" in found["detail"]
        alone = STRICT.replace("[sre]", "[nothing]")
        problem(await face.http.post("/api/v1/policy/simulate", content=alone), 422)
        problem(await face.http.post("/api/v1/policy/simulate", content=b"\xff\xfe"), 422)


async def test_only_who_sees_packs_sees_rules(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        problem(await face.http.get("/api/v1/policy", headers=await face.login("service")), 403)
        assert (await face.get("/api/v1/policy", headers=await face.login("viewer")))["pack"]
