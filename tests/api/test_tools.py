"""Tools over HTTP: seen, declared, enabled, pinned, in quarantine and approved; each decision on the record."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Open, problem

PING: dict[str, Any] = {
    "description": "Say something to a service.", "url": "https://svc.example.com/say/{word}", "risk": "medium",
    "effect": "idempotent", "headers": {"authorization": "Bearer ${SVC}"}, "targets": ["service:{word}"],
    "arguments": {"type": "object", "required": ["word"], "properties": {"word": {"type": "string"}}},
}  # fmt: skip


async def test_built_in_tools_are_listed_with_what_they_declare(opened: Open) -> None:
    async with opened() as face:
        items = {item["name"]: item for item in (await face.get("/api/v1/tools"))["items"]}
        series = items["prometheus.series"]
        assert (series["state"], series["effect"], series["origin"], series["scope"]) == (
            "enabled", "read", "builtin", "global",
        )  # fmt: skip
        assert len(series["schema_hash"]) == 64
        one = await face.get("/api/v1/tools/prometheus.series")
        assert one["schema"]["additionalProperties"] is False
        problem(await face.http.get("/api/v1/tools/no.such"), 404)
        assert [item["name"] for item in (await face.get("/api/v1/tools?name=prometheus.se"))["items"]] == [
            "prometheus.series"
        ]


async def test_a_tool_is_declared_changed_and_removed_on_the_record(opened: Open) -> None:
    async with opened() as face:
        put = await face.http.put("/api/v1/tools/svc.say", json=PING)
        assert (put.json()["origin"], put.json()["scope"], put.json()["risk"]) == (
            "pack:sre+agentops+tools",
            "tenant",
            "medium",
        )
        await face.http.put("/api/v1/tools/svc.say", json=PING | {"risk": "high"})
        assert (await face.get("/api/v1/tools/svc.say"))["risk"] == "high"
        assert (await face.http.delete("/api/v1/tools/svc.say")).status_code == 200
        problem(await face.http.get("/api/v1/tools/svc.say"), 404)
        problem(await face.http.delete("/api/v1/tools/svc.say"), 404)
        assert [entry.action for entry in await face.audited("tool.*")] == [
            "tool.removed", "tool.declared", "tool.declared"
        ]  # fmt: skip


async def test_a_name_that_is_everybodys_cannot_be_declared(opened: Open) -> None:
    async with opened() as face:
        problem(await face.http.put("/api/v1/tools/prometheus.series", json=PING), 409)
        assert (await face.get("/api/v1/tools/prometheus.series"))["scope"] == "global"
        assert [item for item in (await face.get("/api/v1/tools"))["items"] if item["scope"] == "tenant"] == []


async def test_a_secret_in_a_declaration_is_refused_and_not_repeated(opened: Open) -> None:
    async with opened() as face:
        refused = await face.http.put(
            "/api/v1/tools/svc.say", json=PING | {"headers": {"authorization": "Bearer hunter2x"}}
        )
        assert problem(refused, 422)["field"]
        assert "hunter2x" not in refused.text


async def test_a_tool_that_changed_is_in_quarantine_until_what_it_is_now_was_approved(opened: Open) -> None:
    async with opened() as face:
        await face.http.put("/api/v1/tools/svc.say", json=PING)
        seen = (await face.http.put("/api/v1/tools/svc.say/enablement", json={"enabled": True})).json()
        assert (seen["state"], seen["pinned"]) == ("enabled", seen["schema_hash"])
        await face.http.put("/api/v1/tools/svc.say", json=PING | {"description": "Say it to somebody else."})
        pulled = await face.get("/api/v1/tools/svc.say")
        assert pulled["state"] == "quarantined" and "changed since it was approved" in pulled["reason"]
        problem(await face.http.put("/api/v1/tools/svc.say/enablement", json={"enabled": True}), 409)
        problem(await face.http.post("/api/v1/tools/svc.say/pin"), 409)
        old = {"schema_hash": seen["schema_hash"]}
        problem(await face.http.post("/api/v1/tools/svc.say/approve", json=old), 409)
        now = {"schema_hash": pulled["schema_hash"][:16]}
        assert (await face.post("/api/v1/tools/svc.say/approve", now))["state"] == "enabled"
        approved = (await face.audited("tool.approved"))[0]
        assert (approved.resource, approved.tool_schema) == ("tool:svc.say", pulled["schema_hash"])


async def test_disabling_and_going_back(opened: Open) -> None:
    async with opened() as face:
        path = "/api/v1/tools/prometheus.series/enablement"
        assert (await face.http.put(path, json={"enabled": False})).json()["state"] == "disabled"
        assert (await face.get("/api/v1/tools?state=disabled"))["items"][0]["name"] == "prometheus.series"
        assert (await face.http.delete(path)).json()["state"] == "enabled"
        assert (await face.post("/api/v1/tools/prometheus.series/pin"))["pinned"]


async def test_who_may_only_look_does_not_decide(opened: Open) -> None:
    async with opened(require_login=True) as face:
        for role in ("viewer", "sre_operator", "approver"):
            headers = await face.login(role)
            assert (await face.http.get("/api/v1/tools", headers=headers)).status_code == 200
            path = "/api/v1/tools/prometheus.series"
            problem(await face.http.put(f"{path}/enablement", json={"enabled": False}, headers=headers), 403)
            problem(await face.http.post(f"{path}/pin", headers=headers), 403)
            problem(await face.http.put("/api/v1/tools/a.b", json=PING, headers=headers), 403)
        problem(await face.http.get("/api/v1/tools"), 401)


async def test_another_tenants_tools_and_decisions_are_its_own(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        ours, theirs = await face.login("admin"), await face.login("admin", "acme")
        await face.http.put("/api/v1/tools/svc.say", json=PING, headers=theirs)
        await face.http.put("/api/v1/tools/prometheus.series/enablement", json={"enabled": False}, headers=theirs)
        problem(await face.http.get("/api/v1/tools/svc.say", headers=ours), 404)
        problem(await face.http.put("/api/v1/tools/svc.say/enablement", json={"enabled": True}, headers=ours), 404)
        assert (await face.get("/api/v1/tools/prometheus.series", headers=ours))["state"] == "enabled"
