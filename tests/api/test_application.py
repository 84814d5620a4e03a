"""The application lists every router, and describes itself."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import httpx

from rootward.api.application import ROUTERS, create_api
from rootward.events.envelope import Limits
from tests.api.conftest import Open


async def test_every_route_is_described_and_says_what_it_does(embedded: Open) -> None:
    async with embedded() as face:
        described = await face.get("/openapi.json")
        assert described["info"]["title"] == "Rootward"
        operations = [operation for path in described["paths"].values() for operation in path.values()]
        assert len(operations) == sum(len(router.routes) for router in ROUTERS)
        assert len({operation["operationId"] for operation in operations}) == len(operations)


async def test_a_crash_on_a_route_that_needs_no_framework_is_a_problem_with_a_request_id(embedded: Open) -> None:
    async with embedded() as face:
        api = create_api(face.app, stages=False)
        api.state.app = replace(face.app, limits=cast(Limits, None))  # whoever reads an event breaks down
        transport = httpx.ASGITransport(api, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            answer = await http.post("/api/v1/events", content=b"{}", headers={"x-request-id": "mine"})
            assert answer.status_code == 500
            assert answer.json()["trace_id"] == answer.headers["x-request-id"] == "mine"


async def test_a_route_that_needs_no_framework_answers_the_same_behind_a_prefix(embedded: Open) -> None:
    async with embedded() as face:
        answers = []
        for prefix in ("", "/behind"):
            transport = httpx.ASGITransport(create_api(face.app, stages=False), root_path=prefix)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                answer = await http.post(f"{prefix}/api/v1/events", content=b"[", headers={"x-request-id": "mine"})
                answers.append((answer.status_code, answer.json() | {"instance": ""}))
        assert answers[0] == answers[1]
        assert answers[0][0] == 400
