"""The browser's session: a token in a cookie that no script reads, good for our own pages only."""

from __future__ import annotations

from rootward.api.access import SESSION_COOKIE
from rootward.kit import clock
from tests.api.conftest import Open, problem
from tests.api.signing import OURS, a_browser, invited, joined, signed_in


async def test_a_login_is_kept_in_a_cookie_that_no_script_can_read(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        problem(await face.http.get("/api/v1/whoami"), 401)
        begun = await face.http.post("/api/v1/session", headers=await face.login("viewer"))
        cookie = begun.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and "Path=/" in cookie
        assert begun.json()["role"] == "viewer" and "rwt_" not in begun.text
        assert (await face.get("/api/v1/whoami"))["role"] == "viewer"


async def test_over_tls_the_cookie_goes_over_tls_only(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        begun = await face.http.post("https://localhost/api/v1/session", headers=await face.login("viewer"))
        assert "Secure" in begun.headers["set-cookie"]


async def test_a_change_with_the_cookie_must_come_from_our_own_pages(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        await face.http.post("/api/v1/session", headers=await face.login("admin"))
        wanted = {"name": "x", "role": "viewer"}
        for headers in (
            {}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
            {"Origin": "https://evil.example"}, {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        ):  # fmt: skip
            refused = await face.http.post("/api/v1/tokens", json=wanted, headers=headers)
            assert "own pages" in problem(refused, 403)["detail"], headers
        for headers in (OURS, {"Origin": "http://localhost"}):
            assert (await face.http.post("/api/v1/tokens", json=wanted, headers=headers)).status_code == 201
        assert (await face.http.get("/api/v1/cases")).status_code == 200


async def test_a_revoked_token_ends_the_session_too(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        await face.http.post("/api/v1/session", headers=await face.login("viewer"))
        admin = await face.login("admin")
        mine = next(
            item for item in (await face.get("/api/v1/tokens", headers=admin))["items"] if item["role"] == "viewer"
        )
        await face.post(f"/api/v1/tokens/{mine['token_id']}/revoke", headers=admin)
        assert "revoked" in problem(await face.http.get("/api/v1/cases"), 401)["detail"]


async def test_logging_out_forgets_the_cookie(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        await face.http.post("/api/v1/session", headers=await face.login("viewer"))
        ended = await face.http.delete("/api/v1/session", headers=OURS)
        assert ended.json() == {"ended": True}
        assert SESSION_COOKIE not in face.http.cookies
        problem(await face.http.get("/api/v1/whoami"), 401)


async def test_a_header_counts_before_the_cookie(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        await face.http.post("/api/v1/session", headers=await face.login("viewer"))
        assert (await face.get("/api/v1/whoami", headers=await face.login("admin")))["role"] == "admin"
        problem(await face.http.get("/api/v1/whoami", headers={"Authorization": "Bearer x"}), 401)


async def test_where_no_login_is_needed_there_is_nothing_to_keep(embedded: Open) -> None:
    async with embedded() as face:
        assert problem(await face.http.post("/api/v1/session"), 422)["field"] == "authorization"


async def test_signing_in_sets_a_cookie_that_the_server_can_end(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        first = ana.cookies[SESSION_COOKIE]
        answer = await signed_in(ana)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and "Path=/" in cookie
        second = ana.cookies[SESSION_COOKIE]
        assert first != second and second not in answer.text
        problem(await face.http.get("/api/v1/whoami", headers={"Cookie": f"{SESSION_COOKIE}={first}"}), 401)
        assert (await ana.delete("/api/v1/session")).json() == {"ended": True}
        assert SESSION_COOKIE not in ana.cookies
        problem(await face.http.get("/api/v1/whoami", headers={"Cookie": f"{SESSION_COOKIE}={second}"}), 401)


async def test_a_session_is_taken_from_the_cookie_only(embedded: Open) -> None:
    async with embedded(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        bearer = {"Authorization": f"Bearer {ana.cookies[SESSION_COOKIE]}"}
        problem(await face.http.get("/api/v1/whoami", headers=bearer), 401)


async def test_a_session_says_who_one_is_and_where_else_one_may_go(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await face.found("acme")
        await joined(face, ana)
        accepted = await ana.post(
            "/api/v1/invitation/accept", json={"link": await invited(face, "ana@example.com", "viewer", "acme")}
        )
        assert accepted.json()["tenant"] == "acme"
        said = (await ana.get("/api/v1/session")).json()
        assert said["person"]["email"] == "ana@example.com" and said["role"] == "viewer"
        assert [(one["tenant"], one["role"]) for one in said["tenants"]] == [("acme", "viewer"), ("default", "admin")]
        before = ana.cookies[SESSION_COOKIE]
        switched = await ana.post("/api/v1/session/tenant", json={"tenant": "default"})
        assert (switched.json()["tenant"], switched.json()["role"]) == ("default", "admin")
        assert ana.cookies[SESSION_COOKIE] != before
        problem(await face.http.get("/api/v1/whoami", headers={"Cookie": f"{SESSION_COOKIE}={before}"}), 401)
        for tenant in ("other", "", "*"):
            problem(await ana.post("/api/v1/session/tenant", json={"tenant": tenant}), 404)
        token = await face.get("/api/v1/session", headers=await face.login("viewer"))
        assert (token["person"], token["tenants"]) == (None, [])


async def test_who_fails_too_often_waits_also_for_an_address_that_is_nobodys(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        answers = {}
        for email in ("ana@example.com", "nobody@example.com"):
            tried = [await signed_in(ana, email, f"wrong password {n}") for n in range(6)]
            answers[email] = [(one.status_code, one.json()["detail"]) for one in tried]
            assert [one.status_code for one in tried] == [401] * 5 + [429]
            assert int(tried[-1].headers["retry-after"]) >= 1
        assert len({str(one) for one in answers.values()}) == 1


async def test_an_expired_session_ends(embedded: Open) -> None:
    async with embedded(require_login=True, session_max_s=1) as face, a_browser(face) as ana:
        with clock.fixed(1_790_000_000_000_000_000):
            await joined(face, ana)
            await ana.get("/api/v1/session")
        with clock.fixed(1_790_000_001_000_000_000):
            assert "over" in problem(await ana.get("/api/v1/session"), 401)["detail"]
            assert (await ana.delete("/api/v1/session")).json() == {"ended": True}


async def test_anybody_may_ask_how_one_signs_in(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        assert await face.get("/api/v1/session/ways") == {"token": True, "password": True, "provider": None}
