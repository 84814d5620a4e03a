"""Dead letters over HTTP: found, read, tried again with today's rules, discarded; all of it on record."""

from __future__ import annotations

import json
from typing import Any

from rootward.kit import clock
from rootward.schema import messages
from tests.api.conftest import Face, Open, alert, envelope, problem
from tests.api.test_webhooks import PACK, PUSH, declare

NOW = clock.format_ns(clock.now_ns() - 10**9)


async def _letters(face: Face, state: str = "open") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await face.get("/api/v1/dead-letters", params={"state": state}))["items"]
    return items


async def test_a_fixed_mapping_reads_on_replay_what_it_could_not_read_before(opened: Open) -> None:
    async with opened() as face:
        await declare(face)
        sent = {"results": [{"id": 7, "name": "HttpDown", "at": NOW, "target": "checkout"}]}
        answer = await face.post("/api/v1/ingest/probe", sent)
        dead_id = answer["rejected"][0]["dead_letter"]
        await declare(face, PACK.replace("path: check", "path: name").replace('"1"', '"2"').replace(
            "    items: results\n", ""), "2")  # fmt: skip
        replayed = await face.post(f"/api/v1/dead-letters/{dead_id}/replay")
        assert [item["status"] for item in replayed["results"]] == ["accepted"]
        assert replayed["state"] == "replayed"
        (found,) = (await face.get("/api/v1/events?source=probe"))["items"]
        assert found["event_type"] == "HttpDown"
        assert await _letters(face) == []


async def test_an_event_of_a_batch_is_replayed_as_an_event(opened: Open) -> None:
    async with opened() as face:
        answer = await face.post("/api/v1/events", [envelope(ts="2001-01-01T00:00:00Z")])
        (letter,) = await _letters(face)
        assert answer["items"][0]["dead_letter"] == letter["id"]
        replayed = await face.post(f"/api/v1/dead-letters/{letter['id']}/replay")
        (result,) = replayed["results"]
        assert (result["status"], result["field"]) == ("rejected", "ts")
        (again,) = await _letters(face)
        assert again["id"] == result["dead_letter"] != letter["id"]


async def test_a_body_that_still_cannot_be_read_is_set_aside_anew_and_the_old_letter_is_settled(opened: Open) -> None:
    async with opened() as face:
        refused = problem(await face.http.post("/v1/logs", content=b"\xff\xff"), 400)
        replayed = await face.post(f"/api/v1/dead-letters/{refused['dead_letter']}/replay")
        assert replayed["state"] == "replayed"
        (again,) = await _letters(face)
        assert again["id"] == replayed["results"][0]["dead_letter"]
        assert again["source"] == "otlp.logs"


async def test_a_signed_delivery_is_replayed_without_its_signature(opened: Open) -> None:
    """It was checked when it came; what is kept is redacted, so it could not be checked again."""
    async with opened() as face:
        headers = {"X-GitHub-Event": "fork", "X-GitHub-Delivery": "d-9"}
        answer = (await face.http.post("/api/v1/ingest/github", json=PUSH, headers=headers)).json()
        letter = await face.get(f"/api/v1/dead-letters/{answer['rejected'][0]['dead_letter']}")
        assert "fork" in letter["reason"]
    async with opened(webhook_secret_github="word") as face:
        replayed = await face.post(f"/api/v1/dead-letters/{letter['id']}/replay")
        assert replayed["results"][0]["status"] in ("accepted", "rejected")


async def test_settling_is_done_once_and_is_on_the_audit_log(opened: Open) -> None:
    async with opened() as face:
        answer = await face.post("/api/v1/events", [{"a": 1}, {"b": 2}])
        one, two = [item["dead_letter"] for item in answer["items"]]
        assert (await face.post(f"/api/v1/dead-letters/{one}/discard"))["state"] == "discarded"
        await face.post(f"/api/v1/dead-letters/{two}/replay")
        for dead_id in (one, two):
            for verb in ("replay", "discard"):
                problem(await face.http.post(f"/api/v1/dead-letters/{dead_id}/{verb}"), 409)
        entries = {(entry.action, entry.resource) for entry in await face.audited("dead_letter.*")}
        assert entries == {
            ("dead_letter.discarded", f"dead_letter:{one}"),
            ("dead_letter.replayed", f"dead_letter:{two}"),
        }
        assert {letter["settled_by"] for letter in await _letters(face, "")} == {"local", None}


async def test_work_that_was_given_up_goes_back_to_its_stage(opened: Open) -> None:
    async with opened(max_attempts=1) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        broken = messages.update().where(messages.c.tenant == "default").values(body={"nonsense": 1})
        await face.app.db.run(lambda c: c.execute(broken), tenant="default")
    async with opened(max_attempts=1, stages=True) as face:
        await face.app.settle()
        (letter,) = await _letters(face)
        assert (letter["kind"], letter["source"]) == ("message", "intake")
        await face.post(f"/api/v1/dead-letters/{letter['id']}/replay")
        await face.app.settle()
        (again,) = await _letters(face)
        assert again["id"] != letter["id"]
        assert json.loads((await face.get(f"/api/v1/dead-letters/{again['id']}"))["raw"]) == {"nonsense": 1}


async def test_letters_are_listed_page_by_page(embedded: Open) -> None:
    async with embedded() as face:
        await face.post("/api/v1/events", [{str(n): n} for n in range(7)])
        seen: list[str] = []
        after: str | None = ""
        while after is not None:
            page = await face.get("/api/v1/dead-letters", params={"limit": 3, "after": after})
            seen += [item["id"] for item in page["items"]]
            after = page["next"]
        assert len(seen) == len(set(seen)) == 7 and seen == sorted(seen, reverse=True)
