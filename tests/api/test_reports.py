"""Reports over HTTP: the bytes that were hashed, compared, checked again; and nothing of them changes with new data."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import httpx

from rootward.evidence import store as evidence_store
from rootward.evidence.model import Evidence, Query
from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, envelope, problem
from tests.api.test_webhooks import PROTOBUF, _logs


async def _report(face: Face, **asked: Any) -> httpx.Response:
    answer = await face.post("/api/v1/investigate?wait=30", {"case_id": "INC-1", **asked})
    assert answer["status"] == "done", answer
    return await face.http.get(f"/api/v1/reports/{answer['report_id']}")


async def _incident(face: Face) -> None:
    await face.post("/api/v1/ingest/alertmanager", alert())
    await face.http.post("/v1/logs", content=_logs("no connection to pool").SerializeToString(), headers=PROTOBUF)
    await face.app.settle()


async def test_a_report_is_the_bytes_whose_hash_is_its_etag(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _incident(face)
        response = await _report(face)
        etag = response.headers["etag"]
        assert etag == f'"{hashlib.sha256(response.content).hexdigest()}"'
        assert response.headers["x-degraded"] == "false"
        path = f"/api/v1/reports/{response.headers['x-report-id']}"
        for known in (etag, f"W/{etag}", f'"other", {etag}'):
            again = await face.http.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert (await face.http.get(path, headers={"If-None-Match": '"other"'})).status_code == 200
        text = await face.http.get(f"{path}?format=md")
        assert text.headers["content-type"].startswith("text/markdown") and text.text.startswith("# HighErrorRate")
        assert (await face.http.get(path[:-2])).content == response.content


async def test_a_report_is_found_by_its_investigation(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _incident(face)
        (row,) = (await face.get("/api/v1/investigations"))["items"]
        found = await face.http.get(f"/api/v1/reports/{row['investigation_id']}")
        assert found.headers["x-report-id"] == row["report_id"]


async def test_the_same_data_give_the_same_bytes_whatever_came_later(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _incident(face)
        first = await _report(face)
        as_of = first.json()["pins"]["as_of"]
        assert (await _report(face)).content == first.content
        worse = alert("PoolExhausted", notification_reason="new alerts added")
        await face.post("/api/v1/ingest/alertmanager", worse)
        await face.post("/api/v1/events", envelope("later", severity="critical"))
        await face.http.post("/v1/logs", content=_logs("other words", "more").SerializeToString(), headers=PROTOBUF)
        await face.app.settle()
        assert (await face.get("/api/v1/cases/INC-1"))["event_count"] > 1
        assert (await _report(face)).content != first.content
        assert (await _report(face, as_of=as_of)).content == first.content


async def test_two_reports_are_compared(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _incident(face)
        first, second = await _report(face), await _report(face)
        ids = [response.headers["x-report-id"] for response in (first, second)]
        changed = await face.get(f"/api/v1/reports/{ids[1]}/changes", params={"since": ids[0]})
        assert (changed["verdict_changed"], changed["evidence_added"], changed["evidence_removed"]) == (False, [], [])
        problem(await face.http.get(f"/api/v1/reports/{ids[1]}/changes", params={"since": "rep_none"}), 404)
        problem(await face.http.get(f"/api/v1/reports/{ids[1]}/changes"), 422)


async def test_every_citation_is_checked_again(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _incident(face)
        response = await _report(face)
        path = f"/api/v1/reports/{response.headers['x-report-id']}/verify"
        result = await face.post(path)
        assert (result["citations"], result["all_hold"]) == (len(response.json()["evidence"]), True)
        assert result["digest"] in response.headers["etag"]


async def test_evidence_is_read_with_the_query_that_makes_it_again(opened: Open) -> None:
    async with opened() as face:
        query = Query(tool="events.count", arguments={"start": 1, "end": 2, "as_of": 3})
        made = Evidence(kind="log.novel", entity="service:a", query=query, window=(1, 2), value={"n": 3}, text="Three.")
        await face.app.db.run(partial(evidence_store.write, tenant="default", items=[made]), tenant="default")
        found = await face.get(f"/api/v1/evidence/{made.evidence_id}")
        assert (found["evidence_id"], found["query"]["tool"], found["value"]) == (
            made.evidence_id,
            "events.count",
            {"n": 3},
        )
        assert await face.get(f"/api/v1/evidence/{made.evidence_id[:8]}") == found
        problem(await face.http.get("/api/v1/evidence/ev_none"), 404)


async def test_the_window_of_a_case_is_that_of_its_events_however_long_ago_they_were(opened: Open) -> None:
    async with opened(stages=True) as face:
        old = clock.now_ns() - 30 * 86_400 * 10**9
        sent = alert()
        sent["alerts"][0]["startsAt"] = clock.format_ns(old)
        await face.post("/api/v1/ingest/alertmanager", sent)
        await face.app.settle()
        scope = (await _report(face)).json()["scope"]
        assert scope["detected_at"] == clock.format_ns(old)
        assert scope["start"] == clock.format_ns(old - 3600 * 10**9)
        assert scope["end"] == clock.format_ns(old + 600 * 10**9)
