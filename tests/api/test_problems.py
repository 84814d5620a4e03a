"""Problems: every refusal is a problem document with a trace id and a sentence, and a crash says nothing of itself."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.api.application import create_api
from rootward.errors import TooBusy
from rootward.kit import log
from rootward.kit.db import Connection
from tests.api.conftest import Face, Open, envelope, problem
from tests.api.test_walls import routes

SECRET = "AKIAIOSFODNN7REALKEY"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing/here", 404), ("GET", "/api/v1/nothing", 404), ("POST", "/v1/profiles", 404),
        ("POST", "/api/v1/ingest/nobody", 404), ("DELETE", "/api/v1/cases", 405), ("PUT", "/health", 405),
        ("GET", "/v1/logs", 405), ("FETCH", "/api/v1/cases", 405), ("GET", "/api/v1/cases/%00", 400),
        ("GET", "/api/v1/cases?text=%00", 400), ("GET", "/api/v1/cases?limit=many", 422),
        ("GET", "/api/v1/cases?cursor=%FF", 422), ("GET", "/api/v1/cases/" + "x" * 5000, 404),
        ("GET", "/api/v1/audit/prove?seq=99999999999999999999", 422), ("GET", "/api/v1/audit/prove", 422),
        ("GET", "/api/v1/audit/verify?witness=nonsense", 400), ("GET", "/api/v1/audit/prove?seq=77", 404),
        ("GET", "/api/v1/reports/rep_x?format=pdf", 422), ("GET", "/api/v1/dead-letters?state=lost", 422),
    ],
)  # fmt: skip
async def test_whatever_is_asked_wrongly_is_answered_with_a_problem(
    embedded: Open, method: str, path: str, status: int
) -> None:
    async with embedded() as face:
        response = await face.http.request(method, path)
        body = problem(response, status)
        assert body["detail"] and body["title"]
        assert "allow" in response.headers or status != 405


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422), (b"{", 400), (b"\xff\xfe", 400), (b"[]", 422), (b"null", 422), (b'"x"', 422), (b"{}", 422),
        (b'{"role":"viewer","name":"a\\u0000b"}', 422), (b'{"role":"viewer","name":"\\ud800"}', 422),
        (b'{"role":1,"name":"x"}', 422), (b'{"role":"viewer","name":"x","days":1e400}', 422),
        (b'{"role":"viewer","name":"x","days":NaN}', 422), (b'{"a":' * 100_000, 400), (b" " * 5_000_000, 413),
        (b"[" * 100_000, 400),
    ],
)  # fmt: skip
async def test_a_command_that_cannot_be_read_is_answered_with_a_problem(
    embedded: Open, content: bytes, status: int
) -> None:
    async with embedded() as face:
        headers = {"Content-Type": "application/json"}
        problem(await face.http.post("/api/v1/tokens", content=content, headers=headers), status)


async def test_every_fault_of_a_body_is_named(embedded: Open) -> None:
    async with embedded() as face:
        body = problem(await face.http.post("/api/v1/tokens", json={"name": "", "days": -1, "more": 1}), 422)
        assert {item["field"] for item in body["errors"]} == {"name", "role", "days", "more"}
        assert body["field"] == body["errors"][0]["field"]


async def test_a_problem_repeats_no_secret_that_was_sent(embedded: Open) -> None:
    async with embedded() as face:
        long = "x" * 190 + SECRET
        tries = [
            face.http.post("/api/v1/tokens", json={"name": "x", "role": SECRET}),
            face.http.post("/api/v1/tokens", json={"name": "x", "role": "viewer", "days": long}),
            face.http.post("/api/v1/events", json=envelope(severity=SECRET)),
            face.http.post("/api/v1/events", json=envelope(ts="y" * 70 + SECRET)),
            face.http.post("/api/v1/events", json=envelope() | {SECRET: 1}),
            face.http.get(f"/api/v1/cases/{SECRET}"),
            face.http.get(f"/nothing/{SECRET}"),
            face.http.get("/api/v1/cases", params={"cursor": SECRET}),
            face.http.get("/api/v1/cases", headers={"Origin": f"http://{SECRET}"}),
        ]
        for response in [await one for one in tries]:
            problem(response, response.status_code)
            assert SECRET[:16] not in response.text


async def test_the_callers_request_id_is_the_trace_id_when_it_is_a_plain_one(embedded: Open) -> None:
    async with embedded() as face:
        for given_id, kept in (("trace-1:2.3", True), ("two words", False), ("x" * 200, False), ("<b>", False)):
            body = problem(await face.http.get("/none", headers={"X-Request-Id": given_id}), 404)
            assert (body["trace_id"] == given_id) == kept
            assert body["trace_id"]


def _with_crash(face: Face, error: Exception) -> FastAPI:
    api = create_api(face.app, stages=False)

    async def crash() -> None:
        raise error

    api.add_api_route("/crash", crash)
    return api


async def test_a_crash_is_a_problem_too_and_its_log_line_holds_no_secret(embedded: Open) -> None:
    async with embedded() as face:
        lines = io.StringIO()
        log.configure("info", "json", lines)
        transport = httpx.ASGITransport(_with_crash(face, ValueError(f"key {SECRET}")))  # a crash that came out fails
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            response = await http.get("/crash")
        body = problem(response, 500)
        assert "ValueError" not in response.text and SECRET not in response.text
        assert body["trace_id"] in lines.getvalue()
        assert "ValueError" in lines.getvalue() and SECRET not in lines.getvalue()


async def test_backpressure_says_when_to_come_back(embedded: Open) -> None:
    async with embedded() as face:
        api = _with_crash(face, TooBusy("full", retry_after=7))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://localhost") as http:
            response = await http.get("/crash")
        assert problem(response, 429)["retry_after"] == 7
        assert response.headers["retry-after"] == "7"


async def test_a_database_that_is_away_is_503(opened: Open) -> None:
    async with opened() as face:

        def drop(connection: Connection) -> None:
            connection.exec_driver_sql("DROP TABLE cases")

        await face.app.db.run(drop, tenant="default")
        response = await face.http.get("/api/v1/cases")
        assert problem(response, response.status_code)["status"] in (500, 503)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
NAMES = ("to", "until", "reason", "name", "role", "kind", "days", "query", "case_id", "as_of", "time_window", "service",
         "tenant_id", "retention_days", "quotas", "correlation_ids", "pivot_event_id")  # fmt: skip
bodies = st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4).map(
    lambda value: json.dumps(value).encode()
) | st.binary(max_size=50)
PARAMETERS = (
    "limit", "cursor", "after", "state", "start", "end", "seq", "old", "new", "witness", "since", "wait", "grace_s",
    "version", "before", "text", "entity", "from_seq", "to_seq", "format", "facets",
)  # fmt: skip
queries = st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=12) | st.integers().map(str), max_size=3)
ENDLESS = "/api/v1/stream"
"""It answers until the client goes away."""
idents = st.sampled_from(
    ("INC-1", "case_", "x", "evt_01", "rep_", "inv_0000", "%", "_", "..", "é", "😀", "'; --", "\\")
)


async def test_no_request_whatever_is_answered_with_a_crash(opened: Open) -> None:
    """Every route with generated paths, queries and bodies: below 500, and a problem where it is a refusal."""
    async with opened() as face:
        targets = sorted({(method, path) for method, path in routes() if path != ENDLESS})
        found: list[tuple[str, Any, Any, bytes]] = []

        @settings(max_examples=250, deadline=None, database=None)
        @given(st.sampled_from(targets), idents, queries, bodies)
        def collect(target: tuple[str, str], ident: str, query: dict[str, str], body: bytes) -> None:
            method, pattern = target
            path = pattern
            for part in pattern.split("/"):
                if part.startswith("{"):
                    path = path.replace(part, httpx.URL("http://h/").copy_with(path=f"/{ident}").raw_path.decode()[1:])
            found.append((method, path, query, body))

        collect()
        for method, path, query, body in found:
            if "wait" in query:
                query = query | {"wait": "0"}
            headers = {"Content-Type": "application/json"}
            response = await face.http.request(method, path, params=query, content=body, headers=headers)
            assert response.status_code < 500, (method, path, query, body, response.text)
            if response.status_code >= 400:
                problem(response, response.status_code)
