"""Recorded incidents: listed, loaded in one request, investigated as if they had just happened."""

from __future__ import annotations

from rootward.demo import incidents
from tests.api.conftest import Open, problem

ADDRESS = "/api/v1/recorded-incidents"


async def test_one_is_loaded_whole_and_its_cause_is_found(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        listed = (await face.get(ADDRESS))["items"]
        assert [item["name"] for item in listed] == list(incidents.available())
        assert all(item["title"] and item["start"].endswith("Z") for item in listed)
        loaded = await face.post(f"{ADDRESS}/amber/load")
        assert loaded["pieces"] > 10 and loaded["counts"]["accepted"] > 0 and "rejected" not in loaded["counts"]
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert (case["state"], case["confidence"] > 0.7) == ("diagnosed", True)
        shown = await face.get(f"/api/v1/reports/{case['report_id']}/signals")
        assert shown["items"] and len({len(one["values"]) for one in shown["items"]} | {len(shown["times"])}) == 1
        again = await face.post(f"{ADDRESS}/amber/load")
        assert "accepted" not in {name for name, n in again["counts"].items() if n} or again["counts"]["duplicate"] > 0
        await face.app.settle()
        assert len((await face.get("/api/v1/cases"))["items"]) == 1


async def test_what_is_not_recorded_is_not_there(embedded: Open) -> None:
    async with embedded() as face:
        assert problem(await face.http.post(f"{ADDRESS}/none/load"), 404)["field"] == "name"


async def test_another_tenant_than_the_embedded_one_loads_nothing(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        await face.found("acme")
        theirs = await face.login("admin", "acme")
        problem(await face.http.post(f"{ADDRESS}/amber/load", headers=theirs), 409)
        problem(await face.http.post(f"{ADDRESS}/amber/load", headers=await face.login("viewer")), 403)
