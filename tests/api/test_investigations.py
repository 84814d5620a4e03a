"""Investigations over HTTP: asked as programs ask, followed while they run, pinned to what was known."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, envelope, problem

NOW = clock.now_ns()
WINDOW = {"start": clock.format_ns(NOW - 3600 * 10**9), "end": clock.format_ns(NOW)}


async def _incident(face: Face) -> dict[str, Any]:
    await face.post("/api/v1/ingest/alertmanager", alert())
    await face.app.settle()
    case: dict[str, Any] = await face.get("/api/v1/cases/INC-1")
    return case


async def test_a_question_is_queued_and_answered_with_where_to_look(opened: Open) -> None:
    async with opened() as face:
        asked = {"query": "Why did nginx pods fail?", "tenant_id": "default", "time_window": WINDOW}
        response = await face.http.post("/api/v1/investigate", json=asked)
        answer = response.json()
        assert (response.status_code, answer["status"]) == (202, "queued")
        assert response.headers["location"] == f"/api/v1/investigations/{answer['investigation_id']}"
        row = await face.get(response.headers["location"])
        assert (row["status"], row["pct"], row["scope"]["query"]) == ("queued", 0, asked["query"])
        case = await face.get(f"/api/v1/cases/{answer['case_id']}")
        assert (case["kind"], case["title"], case["number"]) == ("request", asked["query"], "REQ-1")


async def test_who_waits_gets_the_report(opened: Open) -> None:
    async with opened(stages=True) as face:
        response = await face.http.post(
            "/api/v1/investigate?wait=30", json={"time_window": WINDOW, "service": "checkout"}
        )
        answer = response.json()
        assert (response.status_code, answer["status"], answer["pct"]) == (200, "done", 100)
        assert answer["report"]["verdict"]["status"] == "insufficient_evidence"
        assert answer["report"]["scope"]["service"] == "checkout"
        assert set(answer["plan"]["agents"])
        assert answer["started_at"] and answer["ended_at"]


async def test_what_is_known_is_asked_with_and_told_in_the_report(opened: Open) -> None:
    async with opened(stages=True) as face:
        known = {"onset": clock.format_ns(NOW - 600 * 10**9), "detected_at": WINDOW["end"]}
        normal = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T01:00:00Z"}
        other = {"start": "2026-01-01T00:10:00Z", "end": "2026-01-01T00:20:00Z"}
        asked = {"time_window": WINDOW, **known, "baseline": [normal], "exclude": [other]}
        answer = await face.post("/api/v1/investigate?wait=30", asked)
        told = answer["report"]["scope"]
        assert {name: told[name] for name in known} == known
        assert (told["baseline"], told["exclude"]) == ([normal], [other])


async def test_a_case_is_asked_about_with_what_is_known_of_it(opened: Open) -> None:
    async with opened(stages=True) as face:
        case = await _incident(face)
        onset = case["first_event_at"] if "first_event_at" in case else case["opened_at"]
        answer = await face.post("/api/v1/investigate?wait=30", {"case_id": "INC-1", "onset": onset})
        assert answer["report"]["scope"]["onset"] is not None and answer["pins"]["scope"] == "asked"


async def test_who_waits_too_briefly_is_told_that_it_goes_on(opened: Open) -> None:
    async with opened() as face:
        response = await face.http.post("/api/v1/investigate?wait=0.05", json={"time_window": WINDOW})
        assert (response.status_code, response.json()["status"]) == (202, "queued")


async def test_a_question_about_an_event_starts_from_it(opened: Open) -> None:
    async with opened(stages=True) as face:
        sent = await face.post("/api/v1/events", envelope())
        asked = {"time_window": WINDOW, "pivot_event_id": sent["id"], "correlation_ids": ["trace-abc"]}
        answer = await face.post("/api/v1/investigate?wait=30", asked)
        assert (answer["status"], answer["scope"]["service"]) == ("done", "checkout")
        events = (await face.get(f"/api/v1/cases/{answer['case_id']}/events"))["items"]
        assert [event["id"] for event in events] == [sent["id"]]


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({}, 422, "time_window"), ({"query": "why?"}, 422, "time_window"), ({"case_id": "INC-9"}, 404, "case"),
        ({"time_window": {"start": WINDOW["end"], "end": WINDOW["start"]}}, 422, "time_window.start"),
        ({"time_window": {"start": "noon", "end": "one"}}, 422, "time_window.start"),
        ({"time_window": {"start": WINDOW["start"]}}, 422, "time_window.end"),
        ({"time_window": WINDOW, "pivot_event_id": "evt_x"}, 404, "id"),
        ({"time_window": WINDOW, "tenant_id": "acme"}, 403, "tenant_id"),
        ({"time_window": WINDOW, "as_of": -1}, 422, "as_of"), ({"time_window": WINDOW, "as_of": 99}, 422, "as_of"),
        ({"time_window": WINDOW, "as_of": 2**70}, 422, "as_of"), ({"question": "x"}, 422, "question"),
        ({"time_window": WINDOW, "query": "x" * 5000}, 422, "query"),
        ({"time_window": WINDOW, "onset": "noon"}, 422, "onset"),
        ({"time_window": WINDOW, "onset": "2001-01-01T00:00:00Z"}, 422, "onset"),
        ({"time_window": WINDOW, "detected_at": "2001-01-01T00:00:00Z"}, 422, "detected_at"),
        ({"time_window": WINDOW, "baseline": [{"start": "x", "end": "y"}]}, 422, "baseline.start"),
        ({"time_window": WINDOW, "baseline": [{"start": WINDOW["end"], "end": WINDOW["start"]}]}, 422, "baseline"),
        ({"time_window": WINDOW, "exclude": [WINDOW]}, 422, "exclude"),
    ],
)  # fmt: skip
async def test_a_question_that_is_wrong_names_its_field(
    embedded: Open, asked: dict[str, Any], status: int, field: str
) -> None:
    async with embedded() as face:
        assert problem(await face.http.post("/api/v1/investigate", json=asked), status)["field"] == field
        assert (await face.get("/api/v1/investigations"))["items"] == []


async def test_a_case_is_investigated_by_itself_and_the_steps_are_on_record(opened: Open) -> None:
    async with opened(stages=True) as face:
        case = await _incident(face)
        (row,) = (await face.get("/api/v1/investigations", params={"case_id": case["case_id"]}))["items"]
        assert (row["status"], row["report_id"], row["requested_by"]) == ("done", case["report_id"], "pipeline")
        whole = await face.get(f"/api/v1/investigations/{row['investigation_id'][:-3]}")
        names = [step["name"] for step in whole["steps"]]
        assert names[:2] == ["plan", "onset"] and names[-3:] == ["recall", "synthesize", "agent.context"]
        assert {step["status"] for step in whole["steps"]} == {"success"}
        assert all(call["status"] == "succeeded" for call in whole["tool_calls"])


async def test_while_one_is_queued_asking_again_gives_that_one(opened: Open) -> None:
    async with opened() as face:
        asked = {"time_window": WINDOW}
        first = await face.post("/api/v1/investigate", asked)
        again = await face.post("/api/v1/investigate", {"case_id": first["case_id"]})
        assert again["investigation_id"] == first["investigation_id"]
        pinned = await face.post("/api/v1/investigate", {"case_id": first["case_id"], "as_of": 0})
        assert pinned["investigation_id"] == first["investigation_id"]  # nothing was stored yet, so it reads the same
        await face.post("/api/v1/events", envelope())
        other = await face.post("/api/v1/investigate", {"case_id": first["case_id"], "as_of": 1})
        assert other["investigation_id"] != first["investigation_id"]


async def test_history_is_kept_and_read_page_by_page(opened: Open) -> None:
    async with opened(stages=True) as face:
        case = await _incident(face)
        for _ in range(2):
            await face.post("/api/v1/investigate?wait=30", {"case_id": "INC-1"})
        page = await face.get("/api/v1/investigations", params={"case_id": case["case_id"], "limit": 2})
        rest = await face.get("/api/v1/investigations", params={"case_id": case["case_id"], "after": page["next"]})
        attempts = [item["attempt"] for item in (*page["items"], *rest["items"])]
        assert attempts == [3, 2, 1]
        assert len({item["report_id"] for item in (*page["items"], *rest["items"])}) == 3
