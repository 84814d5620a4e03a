"""Connections over HTTP: changed by whoever may, secrets by reference only, and tried."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Open, problem

MAIN = {"kind": "prometheus", "url": "http://127.0.0.1:9", "token": "env:PROM"}


async def test_a_connection_is_put_listed_and_deleted_on_the_record(opened: Open) -> None:
    async with opened() as face:
        put = await face.http.put("/api/v1/connections/main", json=MAIN)
        assert put.json() == MAIN | {"name": "main"}
        assert (await face.get("/api/v1/connections"))["items"] == [MAIN | {"name": "main"}]
        assert (await face.http.delete("/api/v1/connections/main")).json() == {"items": []}
        problem(await face.http.delete("/api/v1/connections/main"), 404)
        changed = await face.audited("connection.*")
        assert [(entry.action, entry.resource) for entry in changed] == [("connection.changed", "connection:main")] * 2


async def test_a_secret_itself_is_refused_and_never_repeated(opened: Open) -> None:
    async with opened() as face:
        refused = await face.http.put("/api/v1/connections/main", json=MAIN | {"token": "hunter2-in-clear"})
        assert problem(refused, 422)["field"] == "token"
        assert "hunter2" not in refused.text


async def test_a_name_in_the_body_must_be_that_of_the_path(opened: Open) -> None:
    async with opened() as face:
        problem(await face.http.put("/api/v1/connections/main", json=MAIN | {"name": "other"}), 422)


async def test_who_may_only_look_does_not_change_or_try(opened: Open) -> None:
    async with opened(require_login=True) as face:
        viewer = await face.login("viewer")
        problem(await face.http.put("/api/v1/connections/main", json=MAIN, headers=viewer), 403)
        problem(await face.http.delete("/api/v1/connections/main", headers=viewer), 403)
        problem(await face.http.post("/api/v1/connections/main/test", headers=viewer), 403)


async def test_behind_a_login_a_private_address_needs_the_operators_permission(opened: Open, outside: Any) -> None:
    async with opened(require_login=True) as face:
        admin = await face.login("admin")
        await face.http.put("/api/v1/connections/main", json=MAIN | {"url": outside.url, "token": ""}, headers=admin)
        tried = (await face.http.post("/api/v1/connections/main/test", headers=admin)).json()
        assert (tried["answers"], tried["presence"]) == (False, "denied")
        assert outside.asked == []
    async with opened(require_login=True, egress_private="127.0.0.0/8") as face:
        admin = await face.login("admin")
        tried = (await face.http.post("/api/v1/connections/main/test", headers=admin)).json()
        assert outside.asked != []


async def test_trying_says_what_came_of_it(opened: Open, outside: Any) -> None:
    async with opened() as face:
        problem(await face.http.post("/api/v1/connections/main/test"), 404)
        await face.http.put("/api/v1/connections/main", json={"kind": "prometheus", "url": outside.url})
        tried = await face.post("/api/v1/connections/main/test")
        assert not tried["answers"] and "404" in tried["detail"]
        outside.answer = lambda m, path, q, h, b: (
            (200, {}, b'{"status":"success","data":["up"]}') if path.endswith("values") else (404, {}, b"")
        )
        tried = await face.post("/api/v1/connections/main/test")
        assert tried["answers"] and tried["found"] == {"answers": True, "version": "", "metrics": 1}
        await face.http.put("/api/v1/connections/k", json={"kind": "kubernetes", "url": outside.url})
        outside.answer = lambda *_: (403, {}, b"{}")
        tried = await face.post("/api/v1/connections/k/test")
        assert tried["presence"] == "denied" and "not permitted" in tried["detail"]
