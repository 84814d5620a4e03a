"""The browser's session: a token in a cookie that no script reads, good for our own pages only."""

from __future__ import annotations

from rootward.api.access import SESSION_COOKIE
from tests.api.conftest import Open, problem

OURS = {"Sec-Fetch-Site": "same-origin"}


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
