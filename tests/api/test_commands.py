"""Commands may be repeated: an Idempotency-Key makes the second time the first one's answer."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from rootward.kit import clock
from rootward.schema import idempotency_keys
from tests.api.conftest import Face, Open, alert, problem

DAY = 86_400 * 10**9


def key(value: str = "k1") -> dict[str, str]:
    return {"Idempotency-Key": value}


async def _token(face: Face, headers: dict[str, str], **changed: Any) -> Any:
    return await face.http.post("/api/v1/tokens", json={"name": "ci", "role": "service"} | changed, headers=headers)


async def test_the_same_request_again_gets_the_same_answer_and_does_nothing(opened: Open) -> None:
    async with opened() as face:
        first, second = await _token(face, key()), await _token(face, key())
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert first.headers["content-type"] == second.headers["content-type"]
        assert ("idempotency-replayed" in first.headers, second.headers["idempotency-replayed"]) == (False, "true")
        assert len((await face.get("/api/v1/tokens"))["items"]) == 1


async def test_another_request_under_the_same_key_is_refused(opened: Open) -> None:
    async with opened() as face:
        await _token(face, key())
        assert problem(await _token(face, key(), name="other"), 409)["field"] == "idempotency-key"
        problem(await face.http.post("/api/v1/settings", json={}, headers=key()), 409)
        problem(await face.http.post("/api/v1/tokens?x=1", json={"name": "ci", "role": "service"}, headers=key()), 409)
        assert len((await face.get("/api/v1/tokens"))["items"]) == 1


async def test_what_was_refused_may_be_put_right_under_the_same_key(opened: Open) -> None:
    async with opened() as face:
        problem(await _token(face, key(), role="god"), 422)
        problem(await _token(face, key(), role="god"), 422)
        assert (await _token(face, key())).status_code == 201


async def test_a_key_belongs_to_who_used_it(opened: Open) -> None:
    async with opened(require_login=True) as face:
        one, two = await face.login("admin"), await face.login("admin")
        first, second = await _token(face, one | key()), await _token(face, two | key())
        assert first.json()["token_id"] != second.json()["token_id"]
        viewer = await face.login("viewer")
        problem(await _token(face, viewer | key()), 403)
        problem(await face.http.post("/api/v1/tokens", json={}, headers=key()), 401)


async def test_the_same_key_in_two_tenants_is_two_keys(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        logins = [await face.login("admin"), await face.login("admin", "acme")]
        made = [(await _token(face, login | key())).json() for login in logins]
        assert made[0]["token_id"] != made[1]["token_id"]


async def test_many_at_once_do_it_once(opened: Open) -> None:
    async with opened() as face:
        answers = await asyncio.gather(*(_token(face, key()) for _ in range(10)))
        done = {answer.content for answer in answers if answer.status_code == 201}
        assert len(done) == 1
        for answer in answers:
            if answer.status_code != 201:
                assert "still being answered" in problem(answer, 409)["detail"]
        assert len((await face.get("/api/v1/tokens"))["items"]) == 1


async def test_a_request_whose_process_died_may_be_made_again_after_a_while(opened: Open) -> None:
    async with opened() as face:
        await _token(face, key())
        died = idempotency_keys.update().where(idempotency_keys.c.tenant == "default").values(response={"owner": "x"})
        await face.app.db.run(lambda c: c.execute(died), tenant="default")
        problem(await _token(face, key()), 409)
        with clock.fixed(clock.now_ns() + 121 * 10**9):
            assert (await _token(face, key())).status_code == 201


async def test_a_key_is_forgotten_after_a_day(opened: Open) -> None:
    async with opened() as face:
        await _token(face, key())
        with clock.fixed(clock.now_ns() + DAY + 10**9):
            assert (await _token(face, key(), name="other")).status_code == 201


async def test_the_kept_answer_shows_no_secret_to_who_reads_the_database(opened: Open) -> None:
    async with opened() as face:
        chosen = "a key no random text holds by chance"
        secret = (await _token(face, key(chosen))).json()["secret"]
        query = sa.select(idempotency_keys).where(idempotency_keys.c.tenant == "default")
        (row,) = await face.app.db.read(lambda c: c.execute(query).all(), tenant="default")
        assert secret not in str(row) and chosen not in str(row)
        assert "sealed" in row.response


async def test_a_key_that_is_none_is_refused(embedded: Open) -> None:
    async with embedded() as face:
        for wrong in ("", "x" * 201, "a\tb"):
            assert problem(await _token(face, key(wrong)), 422)["field"] == "idempotency-key"


async def test_marks_and_investigations_may_be_repeated_too(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        asked = [await face.http.post("/api/v1/investigate", json={"case_id": "INC-1"}, headers=key()) for _ in "12"]
        await face.app.settle()
        asked += [await face.http.post("/api/v1/investigate", json={"case_id": "INC-1"}, headers=key())]
        assert len({answer.json()["investigation_id"] for answer in asked}) == 1
        assert asked[2].headers["location"] == asked[0].headers["location"]
        assert len((await face.get("/api/v1/investigations"))["items"]) == 2
        path = "/api/v1/cases/INC-1/assign"
        first = await face.http.post(path, json={"to": "ana"}, headers=key("a"))
        await face.post(path, {"to": "ben"})
        assert (await face.http.post(path, json={"to": "ana"}, headers=key("a"))).content == first.content
        assert (await face.get("/api/v1/cases/INC-1"))["assigned_to"] == "ben"
