"""One's own account, and what the holder of a link does."""

from __future__ import annotations

import pytest

from rootward.api.access import SESSION_COOKIE
from tests.api.conftest import Open, problem
from tests.api.signing import BETTER, GOOD, a_browser, invited, joined, secret_in, signed_in


async def test_an_invitation_says_what_it_is_to_and_is_taken_once(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        link = await invited(face, "ana@example.com", "approver")
        said = (await ana.post("/api/v1/invitation", json={"link": link})).json()
        assert (said["tenant_name"], said["email"], said["role"], said["known"], said["signed_in"]) == (
            "Default", "ana@example.com", "approver", False, False,
        )  # fmt: skip
        taken = await ana.post("/api/v1/invitation/accept", json={"link": link, "name": "Ana", "password": GOOD})
        assert (
            taken.json()["role"] == "approver" and link not in taken.text and "HttpOnly" in taken.headers["set-cookie"]
        )
        assert (await ana.get("/api/v1/whoami")).json()["name"] == "Ana"
        problem(await ana.post("/api/v1/invitation", json={"link": link}), 409)


@pytest.mark.parametrize("path", ["/api/v1/invitation", "/api/v1/reset"])
@pytest.mark.parametrize("link", ["", "x", "rwi_" + "a" * 26 + "_" + "B" * 43, "rwp_" + "a" * 26 + "_" + "B" * 43])
async def test_a_link_that_is_none_is_not_there(embedded: Open, path: str, link: str) -> None:
    async with embedded(require_login=True) as face:
        assert "BBBB" not in str(problem(await face.http.post(path, json={"link": link}), 404))


async def test_a_link_is_not_taken_from_another_sites_page(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        link = await invited(face, "ana@example.com", "viewer")
        body = {"link": link, "name": "Ana", "password": GOOD}
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            problem(await face.http.post("/api/v1/invitation/accept", json=body, headers=headers), 403)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            problem(await face.http.post("/api/v1/session/password", json={"email": "x", "password": "x"},
                                         headers=headers), 403)  # fmt: skip


async def test_a_password_is_changed_and_ends_the_other_sessions(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as here, a_browser(face) as there:
        await joined(face, here)
        await signed_in(there)
        problem(await here.post("/api/v1/account/password", json={"old": BETTER, "new": BETTER}), 401)
        refused = await here.post("/api/v1/account/password", json={"old": GOOD, "new": "short"})
        assert problem(refused, 422)["field"] == "password"
        assert (await here.post("/api/v1/account/password", json={"old": GOOD, "new": BETTER})).json()["changed"]
        await here.get("/api/v1/session")
        problem(await there.get("/api/v1/session"), 401)
        problem(await signed_in(there), 401)
        assert (await signed_in(there, password=BETTER)).status_code == 200


async def test_people_see_and_end_where_they_are_signed_in(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as here, a_browser(face) as there:
        await joined(face, here)
        there.headers["user-agent"] = "Firefox 2"
        await signed_in(there)
        listed = (await here.get("/api/v1/account/sessions")).json()["items"]
        assert {one["current"] for one in listed} == {True, False} and len(listed) == 2
        other = next(one for one in listed if not one["current"])
        assert (other["method"], other["agent"]) == ("password", "Firefox 2") and "digest" not in other
        ended = await here.post(f"/api/v1/account/sessions/{other['session_id']}/end")
        assert ended.json()["ended"] is True
        problem(await there.get("/api/v1/session"), 401)
        problem(await here.post("/api/v1/account/sessions/ses_none/end"), 404)


async def test_a_token_has_no_account(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        login = await face.login("admin")
        assert problem(await face.http.get("/api/v1/account/sessions", headers=login), 403)["field"] == "session"
        problem(await face.http.get("/api/v1/account/sessions"), 401)


async def test_a_reset_link_sets_a_password_once(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        person = (await ana.get("/api/v1/session")).json()["person"]["person_id"]
        made = await face.post(f"/api/v1/members/{person}/reset", headers=await face.login("admin"))
        link = secret_in(made["link"])
        assert (await ana.post("/api/v1/reset", json={"link": link})).json()["email"] == "ana@example.com"
        assert (await ana.post("/api/v1/reset/accept", json={"link": link, "password": BETTER})).json()["changed"]
        problem(await ana.get("/api/v1/session"), 401)
        problem(await ana.post("/api/v1/reset/accept", json={"link": link, "password": GOOD}), 409)
        assert (await signed_in(ana, password=BETTER)).status_code == 200
        assert SESSION_COOKIE in ana.cookies
        assert await face.audited("password.reset_issued") and await face.audited("password.reset")
