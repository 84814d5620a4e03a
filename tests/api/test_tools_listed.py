"""`/api/tools` as an exception platform asks it: its pages, its words, its registration."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Open, problem

# From the guide of such a platform.
SEND: dict[str, Any] = {
    "name": "sendNotification", "type": "http", "description": "Send notification via external API",
    "inputSchema": {
        "type": "object", "required": ["recipient", "message"],
        "properties": {
            "recipient": {"type": "string", "description": "Email address or user ID"},
            "message": {"type": "string"},
            "priority": {"type": "string", "enum": ["low", "medium", "high"], "default": "medium"},
        },
    },
    "outputSchema": {"type": "object", "properties": {"notificationId": {"type": "string"}}},
    "authType": "api_key",
    "endpointConfig": {
        "url": "https://api.notificationservice.com/v1/send", "method": "POST",
        "headers": {"Content-Type": "application/json"}, "timeoutSeconds": 10.0,
    },
    "tenantScope": "tenant",
}  # fmt: skip


async def test_a_tool_is_registered_listed_and_shown(opened: Open) -> None:
    async with opened() as face:
        made = await face.http.post("/api/tools", json=SEND)
        assert made.status_code == 201
        shown = await face.get("/api/tools/sendNotification")
        assert shown == made.json()
        assert (shown["toolId"], shown["tenantId"], shown["type"], shown["enabled"]) == (
            "sendNotification", "default", "http", True,
        )  # fmt: skip
        config = shown["config"]
        assert config["inputSchema"]["required"] == ["recipient", "message"]
        assert config["inputSchema"]["additionalProperties"] is False
        assert (config["authType"], config["tenantScope"]) == ("api_key", "tenant")
        assert config["endpointConfig"] == {
            "url": "https://api.notificationservice.com/v1/send", "method": "POST", "timeoutSeconds": 10.0,
            "headers": {"authorization": "Bearer ${TOOL_SENDNOTIFICATION_API_KEY}"},
        }  # fmt: skip


async def test_the_list_has_pages_and_filters(opened: Open) -> None:
    async with opened() as face:
        await face.http.post("/api/tools", json=SEND)
        own = await face.get("/api/tools?scope=tenant")
        assert (own["total"], own["page"], own["pageSize"], own["totalPages"]) == (1, 1, 20, 1)
        every = await face.get("/api/tools?pageSize=5&page=2")
        assert len(every["items"]) == 5 and every["totalPages"] == -(-every["total"] // 5)
        assert (await face.get("/api/tools?enabled=false"))["items"] == []
        assert [item["name"] for item in (await face.get("/api/tools?type=http"))["items"]] == ["sendNotification"]
        assert (await face.get("/api/tools?name=SENDNOT"))["total"] == 1
        assert (await face.get("/api/tools?scope=global&name=sendNot"))["total"] == 0
        problem(await face.http.get("/api/tools?scope=planet"), 422)
        problem(await face.http.get("/api/tools?pageSize=100000"), 422)


async def test_a_definition_may_stand_in_its_config(opened: Open) -> None:
    async with opened() as face:
        config = {key: value for key, value in SEND.items() if key not in ("name", "type")}
        made = await face.http.post("/api/tools", json={"name": "send", "type": "webhook", "config": config})
        assert made.status_code == 201 and made.json()["config"]["description"] == SEND["description"]
        broken = {"name": "send", "config": config | {"surprise": 1}}
        assert problem(await face.http.post("/api/tools", json=broken), 422)["field"] == "config.surprise"


async def test_enablement_is_put_read_and_taken_back(opened: Open) -> None:
    async with opened() as face:
        await face.http.post("/api/tools", json=SEND)
        path = "/api/tools/sendNotification/enablement"
        off = (await face.http.put(path, json={"enabled": False})).json()
        assert (off["toolId"], off["tenantId"], off["enabled"]) == ("sendNotification", "default", False)
        assert off["updatedAt"] and await face.get(path) == off
        assert (await face.get("/api/tools?enabled=false"))["items"][0]["enabled"] is False
        assert (await face.http.delete(path)).json()["enabled"] is True
        problem(await face.http.get("/api/tools/nothing/enablement"), 404)


async def test_what_cannot_be_registered_says_why(opened: Open) -> None:
    async with opened() as face:
        for change, field in (
            ({"tenantScope": "global"}, "tenantScope"), ({"endpointConfig": None}, "endpointConfig"),
            ({"endpointConfig": {"url": "ftp://x"}}, "url"), ({"type": "dummy"}, "type"),
            ({"endpointConfig": {"url": "https://user:pw@x/"}}, "url"),
        ):  # fmt: skip
            refused = problem(await face.http.post("/api/tools", json=SEND | change), 422)
            assert field in str(refused["field"]), change
