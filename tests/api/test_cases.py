"""Cases over HTTP: listed, followed, marked, moved and merged."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, problem


async def _three(face: Face) -> list[dict[str, Any]]:
    """Three incidents that have nothing to do with each other, the newest first."""
    for name, service in (("HighErrorRate", "checkout"), ("DiskFull", "archive"), ("QueueFull", "mail")):
        await face.post("/api/v1/ingest/alertmanager", alert(name, service))
        await face.app.settle()
    cases: list[dict[str, Any]] = (await face.get("/api/v1/cases"))["items"]
    return cases


async def test_a_case_is_found_by_id_number_and_beginning(opened: Open) -> None:
    async with opened(stages=True) as face:
        case = (await _three(face))[0]
        beginning = case["case_id"].removeprefix("case_")
        for ref in (case["case_id"], case["number"], case["number"].lower(), beginning):
            assert (await face.get(f"/api/v1/cases/{ref}"))["case_id"] == case["case_id"]
        problem(await face.http.get("/api/v1/cases/INC-99"), 404)
        problem(await face.http.get("/api/v1/cases/case_0"), 409)


async def test_cases_are_filtered_counted_and_paged(opened: Open) -> None:
    async with opened(stages=True) as face:
        cases = await _three(face)
        assert [case["number"] for case in cases] == ["INC-3", "INC-2", "INC-1"]
        found = await face.get("/api/v1/cases", params={"text": "disk"})
        assert [case["number"] for case in found["items"]] == ["INC-2"]
        counted = await face.get("/api/v1/cases", params={"facets": True, "limit": 1})
        assert counted["facets"]["kind"] == {"incident": 3}
        assert counted["facets"]["source"] == {"alertmanager": 3} and counted["facets"]["team"] == {}
        for query, number in (("source=alertmanager", 3), ("source=jira", 0), ("team=group:web", 0)):
            assert len((await face.get(f"/api/v1/cases?{query}"))["items"]) == number
        rest = await face.get("/api/v1/cases", params={"limit": 2, "cursor": counted["next"]})
        assert [case["number"] for case in rest["items"]] == ["INC-2", "INC-1"]
        assert rest["next"] is None
        await face.post("/api/v1/cases/INC-2/move", {"to": "closed"})
        assert len((await face.get("/api/v1/cases?active=true"))["items"]) == 2
        assert [case["number"] for case in (await face.get("/api/v1/cases?state=closed"))["items"]] == ["INC-2"]


async def test_marks_are_kept_and_stand_on_the_timeline_with_who_made_them(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        path = "/api/v1/cases/INC-1"
        assert (await face.post(f"{path}/acknowledge"))["acknowledged_by"] == "local"
        assert (await face.post(f"{path}/assign", {"to": "ana"}))["assigned_to"] == "ana"
        until = clock.format_ns(clock.now_ns() + 3600 * 10**9)
        assert (await face.post(f"{path}/snooze", {"until": until, "reason": "known"}))["snoozed_until"] == until
        assert (await face.post(f"{path}/wake"))["snoozed_until"] is None
        assert (await face.post(f"{path}/assign", {"to": None}))["assigned_to"] is None
        assert (await face.post(f"{path}/unacknowledge"))["acknowledged_by"] is None
        entries = (await face.get(f"{path}/timeline"))["items"]
        by_hand = [entry["kind"] for entry in entries if entry["actor"] == "local"]
        assert by_hand == ["acknowledged", "assigned", "snoozed", "woken", "assigned", "unacknowledged"]


async def test_what_people_say_stands_on_the_timeline_without_its_secrets(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        path = "/api/v1/cases/INC-1"
        token = "ghp_" + "a1B2c3D4e5F6" * 3
        assert (await face.post(f"{path}/comment", {"text": f"Tried {token},\nno change\n"}))["number"] == "INC-1"
        every = (await face.get(f"{path}/timeline"))["items"]
        said = (await face.get(f"{path}/timeline", params={"events": False}))["items"]
        assert said == [entry for entry in every if entry["kind"] != "event"] and len(said) < len(every)
        [comment] = [entry for entry in said if entry["kind"] == "comment"]
        assert comment["actor"] == "local" and comment["text"].endswith(",\nno change")
        assert token not in comment["text"]
        for wrong, why in (("", "nothing is said"), (" \n", "nothing is said"), ("x" * 4001, "4000 characters")):
            refused = problem(await face.http.post(f"{path}/comment", json={"text": wrong}), 422)
            assert refused["field"] == "text" and why in refused["detail"]
            assert "Value error" not in refused["detail"]
        problem(await face.http.post("/api/v1/cases/INC-9/comment", json={"text": "x"}), 404)


async def test_who_may_only_read_cases_says_nothing_on_them(embedded: Open) -> None:
    async with embedded(require_login=True, stages=True) as face:
        path = "/api/v1/cases/INC-1/comment"
        problem(await face.http.post(path, json={"text": "x"}, headers=await face.login("viewer")), 403)


async def test_a_move_that_is_not_allowed_names_the_transition(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        assert (await face.post("/api/v1/cases/INC-1/move", {"to": "resolved"}))["state"] == "resolved"
        refused = problem(await face.http.post("/api/v1/cases/INC-1/move", json={"to": "investigating"}), 409)
        assert refused["transition"] == "resolved → investigating"
        for wrong in ("nowhere", "", None):
            problem(await face.http.post("/api/v1/cases/INC-1/move", json={"to": wrong}), 422)


async def test_a_merged_case_names_the_one_it_went_into(opened: Open) -> None:
    async with opened(stages=True) as face:
        cases = {case["number"]: case["case_id"] for case in await _three(face)}
        merged = await face.post("/api/v1/cases/INC-2/merge", {"to": "INC-1"})
        assert (merged["state"], merged["merged_into"]) == ("merged", cases["INC-1"])
        problem(await face.http.post("/api/v1/cases/INC-2/acknowledge"), 409)
        problem(await face.http.post("/api/v1/cases/INC-1/merge", json={"to": "INC-1"}), 409)


async def test_the_timeline_and_the_events_are_read_page_by_page(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.post("/api/v1/ingest/alertmanager", alert("SlowAnswers"))
        await face.app.settle()
        for what in ("timeline", "events"):
            whole = (await face.get(f"/api/v1/cases/INC-1/{what}"))["items"]
            seen: list[Any] = []
            cursor: str | None = ""
            while cursor is not None:
                page = await face.get(f"/api/v1/cases/INC-1/{what}", params={"limit": 2, "cursor": cursor})
                seen += page["items"]
                cursor = page["next"]
            assert seen == whole and len(whole) >= 2
            problem(await face.http.get(f"/api/v1/cases/INC-1/{what}?cursor=x~y~z"), 422)


async def test_what_people_write_is_kept_without_secrets(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        secret = "AKIAIOSFODNN7REALKEY"
        moved = {"to": "resolved", "reason": f"rotated {secret}"}
        await face.post("/api/v1/cases/INC-1/move", moved)
        assert secret not in (await face.http.get("/api/v1/cases/INC-1/timeline")).text


@pytest.mark.parametrize("until", ["", "tomorrow", "2001-01-01T00:00:00Z", "2026-11-20T12:00:00"])
async def test_a_snooze_needs_a_time_to_come(embedded: Open, until: str) -> None:
    async with embedded(stages=True) as face:
        await _three(face)
        assert (
            problem(await face.http.post("/api/v1/cases/INC-1/snooze", json={"until": until}), 422)["field"] == "until"
        )


async def test_events_are_split_off_into_a_case_of_their_own_and_merging_it_back_undoes_it(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        await face.post("/api/v1/cases/INC-1/merge", {"to": "INC-2"})
        made = await face.post("/api/v1/cases/INC-2/split", {"entity": "service:checkout", "reason": "not the disk"})
        assert (made["number"], made["entity"], made["event_count"]) == ("INC-4", "service:checkout", 1)
        assert (await face.get("/api/v1/cases/INC-2"))["event_count"] == 1
        await face.app.settle()
        assert (await face.get("/api/v1/cases/INC-4"))["report_id"]
        problem(await face.http.post("/api/v1/cases/INC-4/split", json={"entity": "service:checkout"}), 409)
        await face.post("/api/v1/cases/INC-4/merge", {"to": "INC-2"})
        assert (await face.get("/api/v1/cases/INC-2"))["event_count"] == 2


async def test_a_case_is_resolved_with_its_cause_which_may_be_corrected_and_forgotten(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        told = {"cause": "a full disk", "entity": "service:archive", "kind": "disk.saturation", "fixed_by": "space"}
        case = await face.post("/api/v1/cases/INC-2/resolve", told)
        assert (case["state"], case["remembered"]["cause"]) == ("resolved", "a full disk")
        kept = await face.post("/api/v1/cases/INC-2/cause", {"cause": "a log that nobody rotated"})
        assert (kept["cause"], kept["entity"], kept["fixed_by"]) == (
            "a log that nobody rotated", "service:archive", "space",
        )  # fmt: skip
        problem(await face.http.post("/api/v1/cases/INC-1/cause", json={"cause": "x"}), 409)
        assert (await face.http.delete("/api/v1/cases/INC-2/cause")).status_code == 200
        assert (await face.http.delete("/api/v1/cases/INC-2/cause")).status_code == 404
