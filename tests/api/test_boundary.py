"""The boundary: what holds on every route, also on those that read their bodies themselves. Crashes: test_problems."""

from __future__ import annotations

import httpx
import pytest
from starlette.types import Message

from rootward.api.application import create_api
from tests.api.conftest import Open, problem
from tests.api.test_walls import routes


async def test_every_answer_has_a_request_id_and_is_what_it_says_it_is(embedded: Open) -> None:
    async with embedded() as face:
        for path in ("/health", "/nothing", "/api/v1/cases", "/openapi.json"):
            response = await face.http.get(path)
            assert response.headers["x-request-id"]
            assert response.headers["x-content-type-options"] == "nosniff"


async def test_no_route_reads_more_than_the_limit_whatever_the_length_says(embedded: Open) -> None:
    async with embedded(max_body_mb=1) as face:
        for method, pattern in routes():
            if method != "POST":
                continue
            path = pattern.replace("{", "").replace("}", "")
            problem(await face.http.post(path, content=b" " * 1_048_577), 413)


async def test_a_length_that_is_none_is_left_to_the_counting(embedded: Open) -> None:
    async with embedded() as face:
        for length in ("abc", "-1", "٣"):
            headers = {"Content-Length": length.encode()}
            response = await face.http.post("/api/v1/events", content=b"{}", headers=headers)
            assert response.status_code == 422


@pytest.mark.parametrize("path", ["/health", "/api/v1/events"])
async def test_a_caller_who_hangs_up_is_no_crash(embedded: Open, path: str) -> None:
    async with embedded() as face:
        api = create_api(face.app, stages=False)
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"host", b"localhost")], "scheme": "http", "server": ("localhost", 80), "root_path": "",
            "http_version": "1.1",
        }  # fmt: skip
        await api(scope, receive, send)
        assert all(message.get("status") != 500 for message in sent)


async def test_the_application_starts_and_stops_its_pipeline_with_itself(embedded: Open) -> None:
    async with embedded() as face:
        api = create_api(face.app)
        async with api.router.lifespan_context(api):
            transport = httpx.ASGITransport(api)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                asked = {"time_window": {"start": "2026-11-20T00:00:00Z", "end": "2026-11-20T01:00:00Z"}}
                answer = (await http.post("/api/v1/investigate?wait=30", json=asked)).json()
        assert answer["status"] == "done"
