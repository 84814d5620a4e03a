"""Tokens, tenants, settings and sources over HTTP. Who may is in test_access."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Open, alert, envelope, problem


async def test_a_token_is_named_by_the_beginning_of_its_id(opened: Open) -> None:
    async with opened() as face:
        made = await face.post("/api/v1/tokens", {"name": "ci", "role": "service"})
        assert made["secret"].startswith("rwt_")
        revoked = await face.post(f"/api/v1/tokens/{made['token_id'][:-2]}/revoke")
        assert revoked["revoked_at"] and "secret" not in revoked
        problem(await face.http.post(f"/api/v1/tokens/{made['token_id']}/rotate"), 409)
        problem(await face.http.post("/api/v1/tokens/tok_none/revoke"), 404)


async def test_a_rotated_token_may_stay_good_for_a_while(opened: Open) -> None:
    async with opened(require_login=True) as face:
        admin = await face.login("admin")
        made = await face.post("/api/v1/tokens", {"name": "ci", "role": "viewer"}, headers=admin)
        await face.post(f"/api/v1/tokens/{made['token_id']}/rotate?grace_s=60", headers=admin)
        await face.get("/api/v1/cases", headers={"Authorization": f"Bearer {made['secret']}"})


async def test_a_new_tenant_comes_with_its_administrator(opened: Open) -> None:
    async with opened(require_login=True) as face:
        founder = await face.login("admin")
        made = await face.post("/api/v1/tenants", {"tenant_id": "acme", "name": "Acme"}, headers=founder)
        login = {"Authorization": f"Bearer {made['token']['secret']}"}
        assert (await face.get("/api/v1/whoami", headers=login))["tenant"] == "acme"
        assert {item["tenant"] for item in (await face.get("/api/v1/tenants", headers=founder))["items"]} == {
            "default", "acme",
        }  # fmt: skip
        problem(await face.http.post("/api/v1/tenants", json={"tenant_id": "acme", "name": "A"}, headers=founder), 409)


@pytest.mark.parametrize("tenant_id", ["", "A", "a b", "*", "x" * 64, "-x", "../x", "ünï"])
async def test_a_tenants_id_is_plain(embedded: Open, tenant_id: str) -> None:
    async with embedded() as face:
        problem(await face.http.post("/api/v1/tenants", json={"tenant_id": tenant_id, "name": "x"}), 422)


async def test_settings_change_one_by_one_and_stand_on_the_audit_log(opened: Open) -> None:
    async with opened() as face:
        before = await face.get("/api/v1/settings")
        after = await face.post("/api/v1/settings", {"retention_days": {"logs": 7}})
        assert after["retention_days"] == before["retention_days"] | {"logs": 7}
        assert after == await face.get("/api/v1/settings")
        assert [entry.action for entry in await face.audited("tenant.configured")] == ["tenant.configured"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"retention_days": {"logs": -1}}, "retention_days.logs"), ({"retention_days": {"dreams": 1}}, "retention_days"),
     ({"quotas": {"stored_mb": 1.5}}, "quotas"), ({"days": 1}, "days"), ({"retention_days": {"logs": True}}, "")],
)  # fmt: skip
async def test_a_setting_that_is_wrong_is_named(embedded: Open, body: dict[str, Any], field: str) -> None:
    async with embedded() as face:
        assert problem(await face.http.post("/api/v1/settings", json=body), 422)["field"].startswith(field)


async def test_sources_say_when_they_were_last_heard(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/events", envelope())
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        body = await face.get("/api/v1/sources")
        heard = {item["source"]: item["items"] for item in body["items"]}
        assert heard == {"k8s.events": 1, "alertmanager": 1}
        assert {"alertmanager", "github", "otlp.logs"} <= set(body["known"])
