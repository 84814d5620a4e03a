"""Budgets over HTTP: limits are set and seen, what is used up is a 429 that says when to come back, usage adds up."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from rootward.governance import usage
from rootward.kit import clock
from tests.api.conftest import Face, Open, alert, problem

HOURLY = {"scope": "tenant", "unit": "investigations", "limit": 1}
WINDOW = {"start": "2026-11-20T00:00:00Z", "end": "2026-11-20T01:00:00Z"}


async def _put(face: Face, *limits: dict[str, Any], **how: Any) -> Any:
    response = await face.http.put("/api/v1/budgets", json={"limits": list(limits)}, **how)
    assert response.status_code == 200, response.text
    return response.json()


async def test_nothing_is_limited_until_somebody_limits_it(opened: Open) -> None:
    async with opened() as face:
        assert await face.get("/api/v1/budgets") == {"items": [], "limits": []}
        body = await _put(face, {"scope": "tenant", "unit": "usd", "limit": 50}, {"scope": "case", "unit": "calls",
                                                                                  "limit": 200})  # fmt: skip
        assert [(one["scope"], one["unit"], one["per"], one["limit"], one["origin"]) for one in body["limits"]] == [
            ("tenant", "usd", "day", 50, "tenant"), ("case", "calls", "all", 200, "tenant")
        ]  # fmt: skip
        (item,) = body["items"]
        day = clock.format_ns(clock.now_ns())[:10]
        assert item == {
            "scope": "tenant", "unit": "usd", "per": "day", "period": day, "limit": 50, "used": 0, "reserved": 0,
            "left": 50, "frees_at": item["frees_at"],
        }  # fmt: skip
        (of_case,) = (await face.get("/api/v1/budgets", params={"scope": "case:c1"}))["items"]
        assert (of_case["left"], of_case["frees_at"]) == (200, None)
        body = await _put(face, {"scope": "tenant", "unit": "usd", "limit": None})
        assert [one["scope"] for one in body["limits"]] == ["case"]
        assert len(await face.audited("budget.changed")) == 2


@pytest.mark.parametrize(
    "limit",
    [
        {"scope": "tenant", "unit": "euros", "limit": 1}, {"scope": "tenants", "unit": "usd", "limit": 1},
        {"scope": "case", "unit": "concurrency", "limit": 1}, {"scope": "tenant", "unit": "usd", "limit": -1},
        {"scope": "tenant", "unit": "usd"}, {"scope": "tenant", "unit": "usd", "limit": "5"},
        {"scope": "tenant", "unit": "usd", "limit": 1, "more": 1},
    ],
)  # fmt: skip
async def test_what_is_no_limit_is_refused(embedded: Open, limit: dict[str, Any]) -> None:
    async with embedded() as face:
        problem(await face.http.put("/api/v1/budgets", json={"limits": [limit]}), 422)
        problem(await face.http.get("/api/v1/budgets", params={"scope": "nobody"}), 422)
        assert (await face.get("/api/v1/budgets"))["limits"] == []


async def test_who_asks_for_more_than_an_hour_allows_is_told_when_to_come_back(opened: Open) -> None:
    async with opened() as face:
        await _put(face, HOURLY)
        await face.post("/api/v1/investigate", {"time_window": WINDOW, "query": "why?"})
        response = await face.http.post("/api/v1/investigate", json={"time_window": WINDOW, "query": "and why?"})
        body = problem(response, 429)
        assert body["type"].endswith("/over_budget")
        assert 0 < int(response.headers["retry-after"]) <= 3600
        assert (body["scope"], body["unit"], body["limit"], body["used"], body["left"]) == (
            "tenant", "investigations", 1, 1, 0
        )  # fmt: skip
        assert body["frees_at"] in body["detail"]
        (entry,) = await face.audited("investigation.refused")
        assert (entry.decision, entry.actor.id, entry.resource) == ("deny", "local", "tenant:default")
        (item,) = (await face.get("/api/v1/budgets"))["items"]
        assert (item["used"], item["left"]) == (1, 0)


async def test_many_that_ask_at_once_get_exactly_as_many_as_there_are(opened: Open) -> None:
    async with opened() as face:
        await _put(face, HOURLY | {"limit": 10})
        asked = (
            face.http.post("/api/v1/investigate", json={"time_window": WINDOW, "query": f"why {n}?"}) for n in range(50)
        )
        codes = [response.status_code for response in await asyncio.gather(*asked)]
        assert (codes.count(202), codes.count(429)) == (10, 40)


async def test_a_case_that_may_not_be_investigated_is_opened_and_says_so(opened: Open) -> None:
    async with opened(stages=True) as face:
        await _put(face, HOURLY | {"limit": 0})
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert (case["state"], case["report_id"]) == ("open", None)
        told = (await face.get(f"/api/v1/cases/{case['case_id']}/timeline"))["items"]
        (refusal,) = [entry for entry in told if entry["kind"] == "investigation.refused"]
        assert "investigations an hour" in refusal["text"]
        assert (await face.get("/api/v1/investigations"))["items"] == []


async def test_what_an_investigation_used_is_seen_by_day_agent_tool_and_case(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        day = await face.get("/api/v1/usage")
        assert day["total"]["calls"] > 5 and [one["calls"] for one in day["items"]] == [day["total"]["calls"]]
        for by in ("agent", "tool", "case", "month", "total"):
            body = await face.get("/api/v1/usage", params={"by": by})
            assert sum(one["calls"] for one in body["items"]) == day["total"]["calls"], by
            if by == "case":
                assert [one["name"] for one in body["items"]] == [case["case_id"]]
            if by == "agent":
                assert "metrics" in [one["name"] for one in body["items"]]


async def test_usage_is_of_the_days_that_are_named(embedded: Open) -> None:
    async with embedded() as face:
        unit = partial(usage.add, tenant="default", day="2026-11-02", agent="a", tool="t", case_id="c", calls=2)
        await face.app.db.run(unit, tenant="default")
        for first, last, calls in (
            ("2026-11-02", "2026-11-02", 2), ("2026-11-01", "2026-11-02T10:00:00Z", 2), ("2026-11-03", "2026-11-04", 0),
        ):  # fmt: skip
            body = await face.get("/api/v1/usage", params={"from": first, "to": last})
            assert (body["total"]["calls"], body["from"], body["to"]) == (calls, first, last[:10])
        for wrong in ({"from": "yesterday"}, {"to": "2026-02-30"}, {"from": "2026-11-03", "to": "2026-11-01"},
                      {"by": "mood"}, {"from": "0001-01-01"}):  # fmt: skip
            problem(await face.http.get("/api/v1/usage", params=wrong), 422)


async def test_budgets_and_usage_are_ones_own(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        mine, theirs = await face.login("admin"), await face.login("admin", "acme")
        await _put(face, HOURLY, headers=theirs)
        add = partial(usage.add, tenant="acme", day=clock.format_ns(clock.now_ns())[:10], agent="a", tool="t",
                      case_id="c", calls=2)  # fmt: skip
        await face.app.db.run(add, tenant="acme")
        assert (await face.get("/api/v1/budgets", headers=mine)) == {"items": [], "limits": []}
        assert (await face.get("/api/v1/usage", headers=mine))["total"]["calls"] == 0
        assert (await face.get("/api/v1/usage", headers=theirs))["total"]["calls"] == 2
        viewer = await face.login("viewer", "acme")
        await face.get("/api/v1/budgets", headers=viewer)
        problem(await face.http.put("/api/v1/budgets", json={"limits": [HOURLY]}, headers=viewer), 403)
