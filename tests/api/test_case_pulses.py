"""Pulses over HTTP: of the cases asked for, and bounded."""

from __future__ import annotations

from rootward.cases.pulse import MOST_CASES, PARTS
from tests.api.conftest import Open, alert, problem

PATH = "/api/v1/case-pulses"


async def test_a_case_shows_when_its_events_came(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert("HighErrorRate", "checkout"))
        await face.app.settle()
        [case] = (await face.get("/api/v1/cases"))["items"]
        [one] = (await face.get(PATH, params={"case": [case["case_id"], "case_none"]}))["items"]
        assert (one["case_id"], one["since"]) == (case["case_id"], case["first_event_ts"])
        assert (len(one["counts"]), one["counts"][0], sum(one["counts"])) == (PARTS, 1, 1)
        assert one["until"] >= case["opened_at"]


async def test_how_many_are_asked_for_at_once_is_bounded(opened: Open) -> None:
    async with opened() as face:
        problem(await face.http.get(PATH), 422)
        problem(await face.http.get(PATH, params={"case": ["case_x"] * (MOST_CASES + 1)}), 422)
        assert await face.get(PATH, params={"case": ["case_x"] * MOST_CASES}) == {"items": []}
