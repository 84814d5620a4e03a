"""Access: tokens, roles, this machine; and what may be seen without any of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from starlette.requests import Request

from rootward.api.access import SESSION_COOKIE, is_still_let_in
from rootward.kit import clock
from rootward.tenancy import roles, tenants, tokens
from rootward.tenancy.principal import LOCAL
from tests.api.conftest import Open, alert, envelope, problem
from tests.api.signing import a_browser, joined
from tests.api.test_walls import routes

PUBLIC = {"/health", "/health/db", "/health/ready", "/api/v1/session/ways"}
DOORS = {"/api/v1/session/password", "/api/v1/invitation", "/api/v1/invitation/accept", "/api/v1/reset",
         "/api/v1/reset/accept", "/api/v1/session/oidc", "/api/v1/session/oidc/callback"}  # fmt: skip
"""By which one comes in; they ask for other proof than a token."""


async def test_every_route_but_health_asks_for_a_token_when_login_is_required(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        for method, pattern in routes():
            path = pattern.replace("{", "").replace("}", "")
            response = await face.http.request(method, path, json={"to": "x"})
            if pattern in PUBLIC:
                assert response.status_code == 200, pattern
                continue
            if pattern in DOORS:
                problem(response, 422)
                continue
            body = problem(response, 401)
            assert response.headers["www-authenticate"] == "Bearer"
            assert "Bearer" in body["detail"]
        for path in ("/docs", "/openapi.json"):
            assert (await face.http.get(path)).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "bearer rwt_x_y", "Basic YTpi", "rwt_" + "a" * 26 + "_" + "B" * 43, "Token x",
     "Bearer rwt_" + "a" * 26 + "_" + "B" * 43, "Bearer " + "é" * 10],
)  # fmt: skip
async def test_what_is_no_good_token_is_refused_also_where_none_is_needed(embedded: Open, header: str) -> None:
    async with embedded() as face:
        response = await face.http.get("/api/v1/cases", headers={"Authorization": header.encode()})
        body = problem(response, 401)
        assert "BBBB" not in str(body)


async def test_a_token_that_is_revoked_or_expired_opens_nothing(opened: Open) -> None:
    async with opened(require_login=True) as face:
        good = await face.secret("viewer", expires_at=clock.now_ns() + 60 * 10**9)
        login = {"Authorization": f"Bearer {good}"}
        assert (await face.http.get("/api/v1/cases", headers=login)).status_code == 200
        with clock.fixed(clock.now_ns() + 61 * 10**9):
            assert "expired" in problem(await face.http.get("/api/v1/cases", headers=login), 401)["detail"]
        admin = await face.login("admin")
        token_id = (await face.get("/api/v1/tokens", headers=admin))["items"][0]["token_id"]
        await face.post(f"/api/v1/tokens/{token_id}/revoke", headers=admin)
        assert "revoked" in problem(await face.http.get("/api/v1/cases", headers=login), 401)["detail"]


async def test_a_suspended_tenant_is_shut_out_until_it_is_resumed(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        founder, login = await face.login("admin"), await face.login("admin", "acme")
        await face.post("/api/v1/tenants/acme/suspend", {"reason": "unpaid"}, headers=founder)
        problem(await face.http.get("/api/v1/cases", headers=login), 403)
        await face.post("/api/v1/tenants/acme/resume", {"reason": "paid"}, headers=founder)
        assert (await face.http.get("/api/v1/cases", headers=login)).status_code == 200
        problem(await face.http.post("/api/v1/tenants/default/suspend", json={"reason": "x"}, headers=founder), 409)
        problem(await face.http.post("/api/v1/tenants/nobody/resume", json={"reason": "x"}, headers=founder), 404)


# What each role may do over HTTP: the permission that stands before each kind of request.
NEEDS: list[tuple[str, str, str, Any]] = [
    ("POST", "/api/v1/events", "events.write", [envelope()]),
    ("POST", "/api/v1/ingest/alertmanager", "events.write", alert()),
    ("POST", "/v1/logs", "events.write", {"resourceLogs": []}),
    ("GET", "/api/v1/events", "events.read", None),
    ("GET", "/api/v1/cases", "cases.read", None),
    ("POST", "/api/v1/cases/INC-1/acknowledge", "cases.write", None),
    ("POST", "/api/v1/investigate", "investigations.run", {"case_id": "INC-1"}),
    ("GET", "/api/v1/investigations", "investigations.read", None),
    ("GET", "/api/v1/reports/rep_x", "reports.read", None),
    ("POST", "/api/v1/reports/rep_x/verify", "evidence.read", None),
    ("GET", "/api/v1/evidence/ev_x", "evidence.read", None),
    ("GET", "/api/v1/topology", "topology.read", None),
    ("GET", "/api/v1/dead-letters", "dead_letters.manage", None),
    ("GET", "/api/v1/packs", "packs.read", None),
    ("POST", "/api/v1/packs/x/deactivate", "packs.manage", None),
    ("GET", "/api/v1/tokens", "tokens.manage", None),
    ("GET", "/api/v1/tenants", "tenants.manage", None),
    ("POST", "/api/v1/settings", "settings.manage", {}),
    ("GET", "/api/v1/audit", "audit.read", None),
    ("GET", "/metrics", "metrics.read", None),
    ("GET", "/api/v1/pipeline", "metrics.read", None),
]


@pytest.mark.parametrize("role", sorted(roles.ROLES))
async def test_a_role_does_what_the_table_says_and_is_refused_by_name_otherwise(embedded: Open, role: str) -> None:
    async with embedded(require_login=True) as face:
        login = await face.login(role)
        for method, path, permission, body in NEEDS:
            response = await face.http.request(method, path, json=body, headers=login)
            if permission in roles.ROLES[role]:
                assert response.status_code not in (401, 403), f"{role} {method} {path}: {response.text}"
                continue
            refused = problem(response, 403)
            assert (refused["role"], refused["permission"]) == (role, permission), path
            assert role in refused["detail"] and permission in refused["detail"]


async def test_whoever_has_a_token_may_ask_who_that_is(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        told = await face.get("/api/v1/whoami", headers=await face.login("service"))
        assert (told["role"], told["tenant"], told["permissions"]) == ("service", "default", ["events.write"])


async def test_an_administrator_of_another_tenant_does_not_look_after_the_installation(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        login = await face.login("admin", "acme")
        refused = problem(
            await face.http.post("/api/v1/tenants", json={"tenant_id": "x", "name": "X"}, headers=login), 403
        )
        assert "outside the default tenant" in refused["detail"]
        problem(await face.http.get("/api/v1/tenants", headers=login), 403)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "localhost.evil.example", "0.0.0.0", "", "[", "127.0.0.1.nip.io"]
)
async def test_without_a_login_another_host_is_not_this_machine(embedded: Open, host: str) -> None:
    """DNS rebinding: the browser believes that our address belongs to somebody else's page."""
    async with embedded() as face:
        for path in ("/api/v1/cases", "/metrics", "/api/v1/pipeline"):
            assert problem(await face.http.get(path, headers={"Host": host}), 403)["field"] == "host"
        assert (await face.http.get("/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:9", "[::1]:8080", "[::1]", "LOCALHOST"])
async def test_without_a_login_this_machine_may_be_called_by_its_names(embedded: Open, host: str) -> None:
    async with embedded() as face:
        assert (await face.http.get("/api/v1/cases", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8080", 202), ("http://127.0.0.1", 202), ("http://[::1]:3000", 202),
        ("https://evil.example", 403), ("null", 403), ("", 403), ("http://localhost.evil.example", 403),
        ("http://evil.example/localhost", 403), ("http://localhost@evil.example", 403), ("http://[::1", 403),
    ],
)  # fmt: skip
async def test_without_a_login_no_other_page_may_speak_for_the_person_here(
    embedded: Open, origin: str, status: int
) -> None:
    async with embedded() as face:
        sent = await face.http.post("/api/v1/events", json=envelope(), headers={"Origin": origin})
        assert sent.status_code == status


async def test_a_token_is_enough_from_anywhere(embedded: Open) -> None:
    async with embedded() as face:
        headers = await face.login("viewer") | {
            "Host": "rootward.example.com",
            "Origin": "https://rootward.example.com",
        }
        assert (await face.http.get("/api/v1/cases", headers=headers)).status_code == 200


async def test_another_address_than_loopback_always_asks_for_a_token(embedded: Open) -> None:
    async with embedded(host="0.0.0.0") as face:
        problem(await face.http.get("/api/v1/cases"), 401)


async def test_metrics_show_a_tenant_its_own_series_only(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        for tenant in ("acme", "rival"):
            unit = partial(tenants.create_with_admin, tenant=tenant, name=tenant, by=LOCAL)
            made = await face.app.db.run(unit, tenant=tenant)
            login = {"Authorization": f"Bearer {made.secret}"}
            await face.post("/api/v1/events", envelope(tenant_id=tenant), headers=login)
        shown = (await face.http.get("/metrics", headers=login)).text
        assert 'tenant="rival"' in shown and "acme" not in shown and "http_requests" not in shown
        whole = (await face.http.get("/metrics", headers=await face.login("viewer"))).text
        assert 'tenant="rival"' in whole and 'tenant="acme"' in whole and "rootward_http_requests_total" in whole


async def test_a_new_token_does_what_its_role_may_and_a_rotated_one_replaces_it(opened: Open) -> None:
    async with opened(require_login=True) as face:
        admin = await face.login("admin")
        made = await face.post("/api/v1/tokens", {"name": "ci", "role": "service", "days": 1}, headers=admin)
        assert (made["role"], made["kind"]) == ("service", "service")
        assert made["secret"] not in (await face.http.get("/api/v1/tokens", headers=admin)).text
        old = {"Authorization": f"Bearer {made['secret']}"}
        await face.post("/api/v1/events", envelope(), headers=old)
        again = await face.post(f"/api/v1/tokens/{made['token_id']}/rotate", headers=admin)
        problem(await face.http.post("/api/v1/events", json=envelope("2"), headers=old), 401)
        new = {"Authorization": f"Bearer {again['secret']}"}
        await face.post("/api/v1/events", envelope("2"), headers=new)
        assert {"token.created", "token.rotated"} <= {entry.action for entry in await face.audited("token.*")}


@pytest.mark.parametrize(
    ("body", "field"),
    [({"name": "x", "role": "god"}, "role"), ({"name": "x", "role": "viewer", "kind": "robot"}, ""),
     ({"name": "", "role": "viewer"}, "name"), ({"name": "x", "role": "viewer", "days": 0}, "days"),
     ({"name": "x", "role": "viewer", "tenant": "acme"}, "tenant"), ({"role": "viewer"}, "name")],
)  # fmt: skip
async def test_a_token_that_cannot_be_made_says_why(embedded: Open, body: dict[str, Any], field: str) -> None:
    async with embedded() as face:
        assert field in problem(await face.http.post("/api/v1/tokens", json=body), 422).get("field", "")


async def test_first_admin_is_made_once(opened: Open) -> None:
    async with opened(require_login=True) as face:
        first = partial(tokens.first_admin, tenant="default")
        made = await face.app.db.run(first, tenant="default")
        login = {"Authorization": f"Bearer {made.secret}"}
        assert (await face.get("/api/v1/whoami", headers=login))["role"] == "admin"


async def test_who_follows_is_let_in_until_they_are_shut_out(opened: Open) -> None:
    async with opened(require_login=True) as face, a_browser(face) as ana:
        await joined(face, ana)
        token = await face.secret("viewer")

        def asking(**headers: str) -> Request:
            given = [(name.encode(), value.encode()) for name, value in headers.items()]
            return Request({"type": "http", "method": "GET", "path": "/", "headers": given})

        session = asking(cookie=f"{SESSION_COOKIE}={ana.cookies[SESSION_COOKIE]}")
        bearer = asking(authorization=f"Bearer {token}")
        assert [await is_still_let_in(one, face.app) for one in (session, bearer, asking())] == [True, True, False]
        await ana.delete("/api/v1/session")
        assert not await is_still_let_in(session, face.app)
