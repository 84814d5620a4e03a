"""Members and invitations over HTTP."""

from __future__ import annotations

from rootward.tenancy import memberships
from tests.api.conftest import Open, problem
from tests.api.signing import OURS, a_browser, invited, joined, secret_in, signed_in
from tests.api.test_approvals import ask, person, vote
from tests.governance.approving import an_action, asked_by


async def test_an_invitation_is_a_link_that_is_shown_once(opened: Open) -> None:
    async with opened(public_url="https://rootward.example/") as face:
        made = await face.post("/api/v1/invitations", {"email": "Ana@Example.com", "role": "viewer"})
        assert made["link"].startswith("https://rootward.example/invitation#rwi_") and made["state"] == "open"
        (listed,) = (await face.get("/api/v1/invitations"))["items"]
        assert listed["email"] == "ana@example.com" and "link" not in listed
        revoked = await face.post(f"/api/v1/invitations/{made['invitation_id']}/revoke")
        assert revoked["state"] == "revoked"
        problem(await face.http.post("/api/v1/invitation", json={"link": secret_in(made["link"])}), 409)
        assert (await face.get("/api/v1/invitations"))["items"] == []
        found = await face.audited("invitation.created") + await face.audited("invitation.revoked")
        assert [entry.action for entry in found] == ["invitation.created", "invitation.revoked"]


async def test_members_are_listed_changed_shut_out_and_removed(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana, a_browser(face) as bo:
        await joined(face, ana)
        await joined(face, bo, "bo@example.com", "viewer")
        members = (await ana.get("/api/v1/members")).json()["items"]
        assert [(one["email"], one["role"], one["status"]) for one in members] == [
            ("ana@example.com", "admin", "active"), ("bo@example.com", "viewer", "active"),
        ]  # fmt: skip
        me, other = (one["person_id"] for one in members)
        problem(await bo.get("/api/v1/members"), 403)
        changed = await ana.post(f"/api/v1/members/{other}/role", json={"role": "approver"})
        assert changed.json()["role"] == "approver"
        assert (await bo.get("/api/v1/session")).json()["role"] == "approver"
        problem(await ana.post(f"/api/v1/members/{me}/role", json={"role": "viewer"}), 403)
        problem(await ana.post(f"/api/v1/members/{me}/remove"), 409)
        assert (await ana.post(f"/api/v1/members/{other}/disable")).json()["status"] == "disabled"
        assert "no member" in problem(await bo.get("/api/v1/session"), 401)["detail"]
        assert (await ana.post(f"/api/v1/members/{other}/enable")).json()["status"] == "active"
        await bo.get("/api/v1/session")
        assert (await ana.post(f"/api/v1/members/{other}/remove")).json()["removed"] is True
        problem(await bo.get("/api/v1/session"), 401)
        problem(await ana.post(f"/api/v1/members/{other}/role", json={"role": "viewer"}), 404)
        audited = [entry.action for entry in await face.audited("member.removed")]
        assert audited == ["member.removed"]


async def test_a_member_is_reset_by_their_only_tenant_and_nobody_elses(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana, a_browser(face) as bo:
        for tenant in ("acme", "rival"):
            await face.found(tenant)
        await joined(face, ana, tenant="acme")
        await joined(face, bo, "bo@example.com", "viewer", "acme")
        other = next(
            one["person_id"] for one in (await ana.get("/api/v1/members")).json()["items"] if one["role"] == "viewer"
        )
        made = await ana.post(f"/api/v1/members/{other}/reset")
        assert made.status_code == 201 and "/reset#rwp_" in made.json()["link"]
        link = await invited(face, "bo@example.com", "viewer", "rival")
        await bo.post("/api/v1/invitation/accept", json={"link": link})
        assert problem(await ana.post(f"/api/v1/members/{other}/reset"), 403)["permission"] == "people.manage"
        founder = await face.login("admin")
        assert (await face.post(f"/api/v1/people/{other}/reset", headers=founder))["link"]


async def test_a_member_never_agrees_to_what_they_asked_for_by_another_way_in(opened: Open) -> None:
    """Asked with the session, agreed with a token of one's own or one that is linked: that is the same person."""
    async with opened(require_login=True) as face, a_browser(face) as ana, a_browser(face) as bo:
        await joined(face, ana)
        await joined(face, bo, "bo@example.com", "approver")
        me = (await ana.get("/api/v1/session")).json()["id"]
        card = await ask(face, an_action(tenant="default", case_id=None, requester=asked_by(me)))
        own = await ana.post("/api/v1/tokens", json={"name": "mine", "role": "approver", "own": True})
        assert own.json()["principal_id"] == me
        linked, linked_login = await person(face, "approver")
        same = {"principals": [me, linked], "reason": "same person"}
        await face.post("/api/v1/identities", same, headers=await face.login("admin"))
        for login in ({"Authorization": f"Bearer {own.json()['secret']}"}, linked_login):
            problem(await vote(face, card, login), 403)
        path, body = f"/api/v1/approvals/{card['approval_id']}/approve", {"digest": card["digest"], "comment": "ok"}
        problem(await ana.post(path, json=body), 403)
        assert (await bo.post(path, json=body)).status_code == 200


async def test_who_may_not_manage_members_manages_none(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        for role in ("viewer", "sre_operator", "approver", "governance_officer"):
            login = await face.login(role)
            wanted = {"email": "x@example.com", "role": "viewer"}
            refused = problem(await face.http.post("/api/v1/invitations", json=wanted, headers=login), 403)
            assert refused["permission"] == "members.manage"
            for verb in ("remove", "disable", "enable", "reset"):
                problem(await face.http.post(f"/api/v1/members/per_x/{verb}", headers=login), 403)


async def test_what_is_sent_is_checked(embedded: Open) -> None:
    async with embedded() as face:
        for body in (
            {},
            {"email": "x", "role": "viewer"},
            {"email": "x@y.z", "role": "king"},
            {"email": 1, "role": "x"},
        ):
            problem(await face.http.post("/api/v1/invitations", json=body), 422)
        problem(await face.http.post("/api/v1/members/per_none/remove"), 404)
        assert memberships.ADMIN == "admin"


async def test_a_change_of_members_with_the_cookie_comes_from_our_own_pages(embedded: Open) -> None:
    async with embedded(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        wanted = {"email": "bo@example.com", "role": "admin"}
        evil = {**OURS, "Sec-Fetch-Site": "cross-site"}
        problem(await ana.post("/api/v1/invitations", json=wanted, headers=evil), 403)
        assert (await signed_in(ana)).status_code == 200
