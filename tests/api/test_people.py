"""Everybody who may sign in, seen by who looks after the installation."""

from __future__ import annotations

from functools import partial

from rootward.kit import clock
from rootward.tenancy import memberships
from tests.api.conftest import Open, problem
from tests.api.signing import a_browser, joined, signed_in


async def test_a_person_is_shut_out_everywhere_with_their_tokens(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await face.found("acme")
        await joined(face, ana, tenant="acme")
        own = (await ana.post("/api/v1/tokens", json={"name": "x", "role": "viewer", "own": True})).json()["secret"]
        bearer, founder = {"Authorization": f"Bearer {own}"}, await face.login("admin")
        (listed,) = (await face.get("/api/v1/people", headers=founder))["items"]
        assert listed["tenants"] == [{"tenant": "acme", "role": "admin", "status": "active"}]
        assert listed["has_password"] and not listed["has_provider"] and "password_hash" not in listed
        path = f"/api/v1/people/{listed['person_id']}"
        assert (await face.post(f"{path}/disable", headers=founder))["disabled_at"]
        problem(await ana.get("/api/v1/session"), 401)
        problem(await signed_in(ana), 401)
        problem(await face.http.get("/api/v1/whoami", headers=bearer), 401)
        assert (await face.post(f"{path}/enable", headers=founder))["disabled_at"] is None
        assert (await signed_in(ana)).status_code == 200
        assert len(await face.audited("person.disabled")) == 1


async def test_who_is_shut_out_everywhere_may_nothing_in_any_tenant_until_let_in_again(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await face.found("acme")
        await joined(face, ana, tenant="acme")
        db, founder = face.app.db, await face.login("admin")
        (member,) = await db.read(partial(memberships.list_members, tenant="acme"), tenant="acme")
        look = partial(memberships.roles_of, tenant="acme", principal_id=member.principal_id, now=clock.now_ns())
        seen = []
        for verb in ("disable", "disable", "enable"):
            await face.post(f"/api/v1/people/{member.person_id}/{verb}", headers=founder)
            seen.append(await db.read(look, tenant="acme"))
        assert seen == [frozenset(), frozenset(), frozenset({"admin"})]


async def test_only_who_looks_after_the_installation_sees_everybody(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        for login in (await face.login("admin", "acme"), await face.login("viewer")):
            problem(await face.http.get("/api/v1/people", headers=login), 403)
        founder = await face.login("admin")
        problem(await face.http.post("/api/v1/people/per_none/disable", headers=founder), 404)


async def test_nobody_shuts_themselves_out(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        me = (await ana.get("/api/v1/session")).json()["person"]["person_id"]
        problem(await ana.post(f"/api/v1/people/{me}/disable"), 403)
