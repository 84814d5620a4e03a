"""Packs of exception platforms over HTTP: kept as they are written, at their own paths and at ours."""

from __future__ import annotations

from tests.api.conftest import Open, problem
from tests.packs.forms import DOMAIN, TENANT


async def test_both_packs_are_kept_unchanged_and_decide_once_they_are_active(opened: Open) -> None:
    async with opened() as face:
        domain = await face.http.post("/tenants/default/packs/domain", json=DOMAIN)
        assert domain.status_code == 201, domain.text
        assert "expected severity LOW, given HIGH" in domain.json()["warnings"][1]
        tenant = await face.http.post("/tenants/default/packs/policy", json=TENANT)
        assert tenant.status_code == 201, tenant.text
        for kept in (domain.json(), tenant.json()):
            await face.post(f"/api/v1/packs/{kept['name']}/activate?version={kept['version']}")
        names = [one["name"] for one in (await face.get("/api/v1/playbooks"))["items"]]
        assert {"PARCEL_LOST", "TOUR_LATE"} <= {*names}
        tool = await face.get("/api/v1/tools/findParcel")
        assert tool["timeout_s"] == 2.5
        again = await face.http.post("/api/v1/packs", json=DOMAIN)
        assert again.json()["digest"] == domain.json()["digest"]


async def test_a_pack_at_the_wrong_path_or_of_another_tenant_is_refused(embedded: Open) -> None:
    async with embedded() as face:
        problem(await face.http.post("/tenants/default/packs/domain", json=TENANT), 422)
        problem(await face.http.post("/tenants/default/packs/policy", json=DOMAIN), 422)
        problem(await face.http.post("/tenants/default/packs/domain", json={"name": "p", "version": "1"}), 422)
        problem(await face.http.post("/tenants/default/packs/domain", content=b"{"), 422)
        problem(await face.http.post("/tenants/other/packs/domain", json=DOMAIN), 404)
        login = await face.login("viewer")
        problem(await face.http.post("/tenants/default/packs/domain", json=DOMAIN, headers=login), 403)
