"""Who may do what; and an identity provider's tokens at the door (passed over where PyJWT is not installed)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.kit import clock
from rootward.tenancy import roles
from tests.api.conftest import Open, envelope, problem
from tests.tenancy.test_jwt import GOOD, public, token


async def test_the_permission_table_is_published_as_it_is_enforced(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        problem(await face.http.get("/api/v1/roles"), 401)
        found = await face.get("/api/v1/roles", headers=await face.login("service"))
        assert {item["role"]: set(item["permissions"]) for item in found["items"]} == dict(roles.ROLES)
        assert {item["permission"] for item in found["permissions"]} == set(roles.PERMISSIONS)


async def test_only_a_token_of_the_identity_provider_is_logged_out(embedded: Open) -> None:
    async with embedded() as face:
        problem(await face.http.post("/api/v1/logout"), 409)
        problem(await face.http.post("/api/v1/logout", headers=await face.login("viewer")), 409)


async def test_a_jwt_is_no_token_where_there_is_no_identity_provider(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        answer = await face.http.get("/api/v1/whoami", headers=_login(GOOD))
        assert "rwt_" in problem(answer, 401)["detail"]


@pytest.fixture
def provided(tmp_path: Path) -> dict[str, Any]:
    """Settings with an identity provider."""
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [public("one", "EdDSA")]}))
    return {
        "require_login": True, "jwt_keys": str(path), "jwt_issuer": "https://id.example",
        "jwt_roles": "sre=sre_operator, admins=admin",
    }  # fmt: skip


async def test_whoever_the_identity_provider_vouches_for_has_the_role_it_says(
    opened: Open, provided: dict[str, Any]
) -> None:
    async with opened(**provided) as face:
        await face.found("acme")
        who = await face.get("/api/v1/whoami", headers=_login(_now()))
        assert (who["tenant"], who["id"], who["role"], who["auth"]) == ("acme", "jwt:ada", "sre_operator", "jwt:one")
        await face.post("/api/v1/events", envelope(tenant_id="acme"), headers=_login(_now()))
        problem(await face.http.get("/api/v1/tokens", headers=_login(_now())), 403)
        problem(await face.http.post("/api/v1/events", json=envelope(), headers=_login(_now())), 403)
        assert (await face.http.get("/api/v1/whoami", headers=await face.login("viewer"))).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("aud", "other"), ("iss", "x"), ("exp", 1), ("tenant", ["acme"]), ("tenant", "nobody"), ("role", "x")],
)  # fmt: skip
async def test_a_wrong_claim_is_named_in_the_problem_and_nothing_else_is(
    embedded: Open, provided: dict[str, Any], name: str, value: Any
) -> None:
    async with embedded(**provided) as face:
        await face.found("acme")
        headers = _login(_now() | {name: value})
        answer = await face.http.get("/api/v1/whoami", headers=headers)
        body = problem(answer, 401)
        assert (body["claim"], answer.headers["www-authenticate"]) == (name, "Bearer")
        secret = headers["Authorization"].removeprefix("Bearer ")
        assert not any(part in answer.text for part in secret.split("."))


async def test_a_token_is_refused_after_its_holder_or_an_admin_has_ended_it(
    opened: Open, provided: dict[str, Any]
) -> None:
    async with opened(**provided) as face:
        await face.found("acme")
        mine, theirs = _login(_now() | {"jti": "mine"}), _login(_now() | {"jti": "theirs"})
        await face.post("/api/v1/logout", headers=mine)
        assert problem(await face.http.get("/api/v1/whoami", headers=mine), 401)["claim"] == "jti"
        await face.get("/api/v1/whoami", headers=theirs)
        problem(await face.http.post("/api/v1/logged-out-tokens", json={"jti": "theirs"}, headers=theirs), 403)
        admin = _login(_now() | {"jti": "admin", "role": "admins"})
        await face.post("/api/v1/logged-out-tokens", {"jti": "theirs"}, headers=admin)
        problem(await face.http.get("/api/v1/whoami", headers=theirs), 401)
        assert {entry.actor.auth for entry in await face.audited("token.logged_out", "acme")} == {"jwt:one"}


def _now() -> dict[str, Any]:
    now = clock.now_ns() // 10**9
    return GOOD | {"iat": now, "exp": now + 600}


def _login(claims: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(claims)}"}
