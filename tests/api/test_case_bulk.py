"""Many cases at once: each for itself, each with its own result, and with the same entries as alone."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, problem

PATH = "/api/v1/cases/bulk"


async def _three(face: Face) -> None:
    for name, service in (("HighErrorRate", "checkout"), ("DiskFull", "archive"), ("QueueFull", "mail")):
        await face.post("/api/v1/ingest/alertmanager", alert(name, service))
        await face.app.settle()


async def test_each_case_is_changed_or_refused_for_itself(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        await face.post("/api/v1/cases/INC-2/move", {"to": "closed"})
        answer = await face.post(PATH, {"verb": "acknowledge", "cases": ["INC-1", "INC-2", "INC-99", "inc-3", "INC-1"]})
        results = [(item["ref"], item["result"], item.get("status")) for item in answer["items"]]
        assert results == [
            ("INC-1", "changed", None), ("INC-2", "refused", 409), ("INC-99", "refused", 404),
            ("inc-3", "changed", None),
        ]  # fmt: skip
        assert "INC-2 is closed" in answer["items"][1]["detail"]
        assert answer["counts"] == {"changed": 2, "refused": 2}
        seen = {case["number"]: case["acknowledged_by"] for case in (await face.get("/api/v1/cases"))["items"]}
        assert seen == {"INC-1": "local", "INC-2": None, "INC-3": "local"}


async def test_the_timeline_says_the_same_as_for_one_case(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        until = clock.format_ns(clock.now_ns() + 3600 * 10**9)
        steps: list[tuple[str, dict[str, Any]]] = [
            ("acknowledge", {}), ("assign", {"to": "ana"}), ("snooze", {"until": until, "reason": "known"}),
            ("wake", {}), ("unacknowledge", {}), ("resolve", {"reason": "over"}),
        ]  # fmt: skip
        for verb, body in steps:
            await face.http.post(f"/api/v1/cases/INC-1/{verb}", json=body or None)
            answer = await face.post(PATH, {"verb": verb, "cases": ["INC-2"], **body})
            assert answer["counts"]["changed"] == 1, answer
        told = [await _told(face, number) for number in ("INC-1", "INC-2")]
        assert told[0] == told[1]
        assert len(told[0]) == len(steps)


async def test_several_go_into_one(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        answer = await face.post(PATH, {"verb": "merge", "cases": ["INC-3", "INC-2", "INC-1"], "to": "INC-1"})
        assert [item["result"] for item in answer["items"]] == ["changed", "changed", "refused"]
        assert "into itself" in answer["items"][2]["detail"]
        assert (await face.get("/api/v1/cases/INC-1"))["event_count"] == 3
        assert (await face.get("/api/v1/cases/INC-3"))["state"] == "merged"


async def test_a_move_that_is_not_allowed_names_the_transition(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        await face.post(PATH, {"verb": "close", "cases": ["INC-1"]})
        (item,) = (await face.post(PATH, {"verb": "resolve", "cases": ["INC-1"]}))["items"]
        assert (item["status"], item["transition"]) == (409, "closed → resolved")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"verb": "explode"}, "verb"),
        ({"cases": []}, "cases"),
        ({"cases": ["INC-1"] * 501}, "cases"),
        ({"verb": "merge"}, "to"),
        ({"to": "ana"}, "to"),
        ({"verb": "snooze"}, "until"),
        ({"verb": "snooze", "until": "tomorrow"}, "until"),
    ],
)
async def test_what_makes_no_sense_is_refused_as_a_whole(embedded: Open, changed: dict[str, Any], field: str) -> None:
    async with embedded() as face:
        body = {"verb": "acknowledge", "cases": ["INC-1"], **changed}
        assert problem(await face.http.post(PATH, json=body), 422)["field"] == field


async def test_who_may_only_look_changes_nothing(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        login = await face.login("viewer")
        refused = await face.http.post(PATH, json={"verb": "close", "cases": ["INC-1"]}, headers=login)
        assert problem(refused, 403)["permission"] == "cases.write"


async def test_a_repeat_with_the_same_key_changes_nothing_again(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _three(face)
        body = {"verb": "assign", "cases": ["INC-1", "INC-2"], "to": "ana"}
        for _ in range(2):
            await face.post(PATH, body, headers={"Idempotency-Key": "once"})
        assert [kind for kind, _ in await _told(face, "INC-1")] == ["assigned"]


async def _told(face: Face, number: str) -> list[tuple[str, str]]:
    entries = (await face.get(f"/api/v1/cases/{number}/timeline"))["items"]
    return [(entry["kind"], entry["text"]) for entry in entries if entry["actor"] == "local"]
