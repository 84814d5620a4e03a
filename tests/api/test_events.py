"""POST /api/v1/events: one, an array, lines; once; and whatever else is sent there gets a clear answer."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from typing import Any

import pytest

from tests.api.conftest import Face, Open, envelope, problem

NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(*items: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps(item).encode() for item in items) + b"\n"


async def test_one_event_is_accepted_and_can_be_read_by_its_id_or_the_beginning_of_it(opened: Open) -> None:
    async with opened() as face:
        sent = envelope()
        response = await face.http.post("/api/v1/events", json=sent)
        assert response.status_code == 202
        answer = response.json()
        assert (answer["status"], answer["ingest_id"]) == ("accepted", "i1")
        found = await face.get(f"/api/v1/events/{answer['id']}")
        assert {name: found[name] for name in sent} == sent | {"severity": "high"}
        assert await face.get(f"/api/v1/events/{answer['id'][:-1]}") == found


async def test_the_same_event_is_the_same_in_every_form(opened: Open) -> None:
    async with opened() as face:
        sent = envelope()
        spaced = json.dumps(sent, indent=4).encode()
        forms: list[tuple[bytes, dict[str, str]]] = [
            (json.dumps(sent).encode(), {"Content-Type": "application/json"}),
            (spaced, {"Content-Type": "application/json; charset=utf-8"}),
            (spaced, {}),
            (b"\xef\xbb\xbf" + json.dumps(sent).encode(), {}),
            (lines(sent), NDJSON),
            (b"[" + spaced + b"]", {"Content-Type": "application/json"}),
            (gzip.compress(json.dumps([sent]).encode()), {"Content-Encoding": "gzip"}),
            (zlib.compress(lines(sent)), NDJSON | {"Content-Encoding": "deflate"}),
        ]
        statuses = []
        for body, headers in forms:
            answer = (await face.http.post("/api/v1/events", content=body, headers=headers)).json()
            statuses.append(answer.get("status") or answer["items"][0]["status"])
        assert statuses == ["accepted"] + ["duplicate"] * (len(forms) - 1)
        assert len((await face.get("/api/v1/events"))["items"]) == 1


async def test_one_with_the_same_id_and_another_body_is_a_conflict(opened: Open) -> None:
    async with opened() as face:
        await face.post("/api/v1/events", envelope())
        body = problem(await face.http.post("/api/v1/events", json=envelope(severity="info")), 409)
        assert (body["code"] if "code" in body else body["type"].rsplit("/", 1)[1]) == "conflict"
        assert (body["field"], body["value"]) == ("ingest_id", "i1")


async def test_a_batch_says_for_each_item_what_became_of_it(opened: Open) -> None:
    async with opened() as face:
        await face.post("/api/v1/events", envelope("old"))
        items = [
            envelope("new"), envelope("old"), envelope("old", severity="info"), envelope("bad", ts="yesterday"),
            envelope("theirs", tenant_id="acme"), {"unknown": 1},
        ]  # fmt: skip
        answer = await face.post("/api/v1/events", items)
        assert [item["status"] for item in answer["items"]] == [
            "accepted", "duplicate", "conflict", "rejected", "rejected", "rejected",
        ]  # fmt: skip
        assert [item["index"] for item in answer["items"]] == list(range(6))
        assert answer["counts"] == {"accepted": 1, "duplicate": 1, "conflict": 1, "rejected": 3}
        fields = [item["field"] for item in answer["items"][3:]]
        assert fields == ["ts", "tenant_id", "unknown"]
        letter = await face.get(f"/api/v1/dead-letters/{answer['items'][3]['dead_letter']}")
        assert (letter["field"], json.loads(letter["raw"])["ingest_id"]) == ("ts", "bad")


async def test_lines_that_are_broken_leave_their_neighbours_alone(embedded: Open) -> None:
    async with embedded() as face:
        body = lines(envelope("a")) + b"{broken\n\n" + lines(envelope("b")) + b"\x00\xff\n"
        answer = (await face.http.post("/api/v1/events", content=body, headers=NDJSON)).json()
        assert [item["status"] for item in answer["items"]] == ["accepted", "rejected", "accepted", "rejected"]


async def test_ten_thousand_events_are_a_batch_and_one_more_is_too_large(embedded: Open) -> None:
    async with embedded() as face:
        one = envelope("@")
        many = [json.dumps(one).replace('"@"', f'"{n}"') for n in range(10_001)]
        answer = await face.http.post("/api/v1/events", content="\n".join(many[:-1]), headers=NDJSON)
        assert answer.json()["counts"]["accepted"] == 10_000
        body = problem(await face.http.post("/api/v1/events", content=f"[{','.join(many)}]"), 413)
        assert "10000" in body["detail"]
        problem(await face.http.post("/api/v1/events", content="\n".join(many), headers=NDJSON), 413)


async def test_another_tenants_event_is_refused(opened: Open) -> None:
    async with opened() as face:
        body = problem(await face.http.post("/api/v1/events", json=envelope(tenant_id="acme")), 403)
        assert body["field"] == "tenant_id"


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        (b"", 400, "empty"),
        (b"   \n ", 400, "empty"),
        (b"{", 400, "JSON"),
        (b"[", 400, "array"),
        (b"[{]", 400, "array"),
        (b"5", 422, "object"),
        (b'"text"', 422, "object"),
        (b"null", 422, "object"),
        (b"{}", 422, "missing"),
        (b"\xff\xfe\x00", 400, ""),
        (b'{"tenant_id":"\\u0000"}', 422, ""),
        (b'{"a":' * 100_000, 422, "nested"),
        (b"[" * 100_000, 400, ""),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 422, ""),
        (b'{"a":1} {"b":2}', 400, ""),
    ],
)
async def test_what_is_no_event_gets_a_clear_refusal(embedded: Open, body: bytes, status: int, word: str) -> None:
    async with embedded() as face:
        headers = {"Content-Type": "application/json"}
        refused = problem(await face.http.post("/api/v1/events", content=body, headers=headers), status)
        assert word in refused["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payload", '{"x":"\\u0000"}'), ("payload", '{"x":NaN}'), ("payload", '{"x":Infinity}'),
        ("payload", '{"x":1e999}'), ("payload", '{"x":' + "9" * 400 + "}"), ("payload", '{"x":"\\ud800"}'),
        ("payload", '{"x":1,"x":2}'), ("payload", '{"x":' * 80 + "1" + "}" * 80), ("payload", "[]"),
        ("ts", '"2026-13-01T00:00:00Z"'), ("ts", '"2026-11-20T12:00:00"'), ("ts", '"0001-01-01T00:00:00Z"'),
        ("ts", '"9999-12-31T23:59:59Z"'), ("ts", "1700000000"), ("severity", '"worst"'), ("schema_version", '"v2"'),
        ("ingest_id", '""'), ("ingest_id", '"' + "x" * 300 + '"'), ("entity", '{"pod":1}'), ("entity", "null"),
        ("source", "null"), ("event_type", '"' + "x" * 200 + '"'), ("payload", '{"x":"' + "y" * 2_000_000 + '"}'),
    ],
)  # fmt: skip
async def test_a_field_that_is_wrong_is_named(embedded: Open, name: str, value: str) -> None:
    async with embedded() as face:
        whole = json.dumps(envelope() | {name: "@@"}).replace('"@@"', value)
        response = await face.http.post("/api/v1/events", content=whole, headers={"Content-Type": "application/json"})
        assert response.status_code in (400, 413, 422), response.text[:300]
        body = problem(response, response.status_code)
        named = f"{body.get('field', '')} {body['detail']}"
        assert response.status_code != 422 or any(word in named for word in (name, "too large", "stands twice"))
        assert (await face.get("/api/v1/events"))["items"] == []
        assert len(response.content) < 2000


async def test_a_body_that_is_too_large_is_refused_however_it_is_packed(embedded: Open) -> None:
    async with embedded(max_body_mb=1) as face:
        plain = b"[" + b" " * 1_100_000 + b"]"
        problem(await face.http.post("/api/v1/events", content=plain), 413)
        packed = {"Content-Encoding": "gzip"}
        problem(await face.http.post("/api/v1/events", content=gzip.compress(plain), headers=packed), 413)

        async def pieces() -> Any:
            for _ in range(20):
                yield b" " * 100_000

        problem(await face.http.post("/api/v1/events", content=pieces()), 413)


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(b"[]")[:-6]])
async def test_compressed_data_that_is_broken_is_a_bad_request(embedded: Open, packed: bytes) -> None:
    async with embedded() as face:
        body = problem(
            await face.http.post("/api/v1/events", content=packed, headers={"Content-Encoding": "gzip"}), 400
        )
        assert "compressed" in body["detail"]


async def test_an_encoding_nobody_knows_is_a_bad_request(embedded: Open) -> None:
    async with embedded() as face:
        response = await face.http.post("/api/v1/events", content=b"x", headers={"Content-Encoding": "zstd"})
        assert "use gzip" in problem(response, 400)["detail"]


async def test_more_than_may_wait_is_answered_with_429_and_whole_seconds(embedded: Open) -> None:
    async with embedded(max_waiting_events=20) as face:
        batches = [[envelope(f"{n}-{m}") for m in range(15)] for n in range(8)]
        answers = await asyncio.gather(*(face.http.post("/api/v1/events", json=batch) for batch in batches))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        for answer in refused:
            assert problem(answer, 429)
            assert answer.headers["retry-after"].isdigit() and int(answer.headers["retry-after"]) >= 1
        taken = [answer for answer in answers if answer.status_code == 200]
        found = await face.get("/api/v1/events", params={"limit": 1000})
        assert len(found["items"]) == 15 * len(taken)


async def _store_ten(face: Face) -> None:
    times = ["2026-11-20T12:00:00Z"] * 6 + [f"2026-11-20T12:00:0{n}Z" for n in range(1, 5)]
    await face.post("/api/v1/events", [envelope(str(n), ts=ts, source=f"s{n % 2}") for n, ts in enumerate(times)])


async def test_events_are_listed_page_by_page_also_when_many_have_one_time(opened: Open) -> None:
    async with opened() as face:
        await _store_ten(face)
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = await face.get("/api/v1/events", params={"limit": 4, "cursor": cursor})
            seen += [item["ingest_id"] for item in page["items"]]
            cursor = page["next"]
        assert sorted(seen) == sorted(map(str, range(10)))


async def test_events_are_listed_by_time_source_and_type(embedded: Open) -> None:
    async with embedded() as face:
        await _store_ten(face)

        async def ids(**params: str) -> list[str]:
            return [item["ingest_id"] for item in (await face.get("/api/v1/events", params=params))["items"]]

        assert await ids(start="2026-11-20T12:00:01Z", end="2026-11-20T12:00:03Z") == ["6", "7"]
        assert await ids(start=str(1_795_176_003 * 10**9)) == ["8", "9"]
        assert await ids(source="s1", start="2026-11-20T12:00:02Z") == ["7", "9"]
        assert await ids(event_type="Other") == []


@pytest.mark.parametrize(
    ("params", "field"),
    [({"start": "noon"}, "start"), ({"end": "9" * 30}, "end"), ({"cursor": "x"}, "cursor"), ({"limit": 0}, "limit"),
     ({"limit": 5000}, "limit"), ({"cursor": "9" * 30 + ".evt"}, "cursor")],
)  # fmt: skip
async def test_a_question_that_is_wrong_names_its_field(embedded: Open, params: dict[str, Any], field: str) -> None:
    async with embedded() as face:
        assert problem(await face.http.get("/api/v1/events", params=params), 422)["field"] == field
