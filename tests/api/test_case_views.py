"""Views over HTTP: kept, seen, renamed, deleted, and on the record."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.api.application import create_api
from rootward.api.case_views import Wanted
from tests.api.conftest import Face, Open, alert, problem

PATH = "/api/v1/case-views"


async def test_a_view_is_kept_listed_renamed_and_deleted_on_the_record(opened: Open) -> None:
    async with opened() as face:
        wanted = {"severity": ["critical", "high"], "active": True, "sort": "severity"}
        made = await face.post(PATH, {"name": "Bad ones", "wanted": wanted, "shared": True})
        assert (made["wanted"], made["shared"], made["created_by"]) == (wanted, True, "local")
        changed = await face.http.patch(f"{PATH}/{made['view_id']}", json={"name": "The bad ones"})
        assert changed.json()["wanted"] == wanted
        assert [view["name"] for view in (await face.get(PATH))["items"]] == ["The bad ones"]
        assert (await face.http.delete(f"{PATH}/{made['view_id']}")).status_code == 200
        assert (await face.get(PATH))["items"] == []
        problem(await face.http.delete(f"{PATH}/{made['view_id']}"), 404)
        told = [(await face.audited(f"case_view.{verb}"))[0] for verb in ("created", "changed", "deleted")]
        assert {record.resource for record in told} == {f"case_view:{made['view_id']}"}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"colour": ["red"]}, "wanted.colour"),
        ({"state": ["upside down"]}, "wanted.state.0"),
        ({"severity": "critical"}, "wanted.severity"),
        ({"sort": "title"}, "wanted.sort"),
        ({"limit": 5}, "wanted.limit"),
    ],
)
async def test_a_filter_that_the_list_does_not_have_is_refused(
    embedded: Open, wanted: dict[str, Any], field: str
) -> None:
    async with embedded() as face:
        refused = problem(await face.http.post(PATH, json={"name": "x", "wanted": wanted}), 422)
        assert refused["field"] == field


async def test_a_view_has_exactly_the_filters_of_the_list(embedded: Open) -> None:
    async with embedded() as face:
        described = create_api(face.app, stages=False).openapi()["paths"]["/api/v1/cases"]["get"]["parameters"]
        of_the_list = {one["name"] for one in described if one["in"] == "query"} - {"limit", "cursor", "facets"}
        assert set(Wanted.model_fields) == of_the_list


async def test_a_view_of_nobodys_and_of_my_cases_finds_them(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _two_cases(face)
        await face.post("/api/v1/cases/INC-1/assign", {"to": "local"})
        for wanted, expected in (({"assigned_to": "me"}, ["INC-1"]), ({"assigned_to": "-"}, ["INC-2"])):
            view = await face.post(PATH, {"name": str(wanted), "wanted": wanted})
            found = await face.get("/api/v1/cases", params=view["wanted"])
            assert [case["number"] for case in found["items"]] == expected


async def _two_cases(face: Face) -> None:
    for name, service in (("HighErrorRate", "checkout"), ("DiskFull", "archive")):
        await face.post("/api/v1/ingest/alertmanager", alert(name, service))
        await face.app.settle()
