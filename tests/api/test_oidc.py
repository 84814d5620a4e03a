"""Signing in at an identity provider over HTTP, against a small real one, and what attackers try."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from rootward.api.access import SESSION_COOKIE
from rootward.api.oidc import FLOW_COOKIE
from rootward.governance.identities import persons_of
from tests.api.conftest import Face, Open, problem
from tests.api.signing import OURS, a_browser, invited, joined
from tests.conftest import Outside
from tests.tenancy.little_provider import CLIENT, SECRET, LittleProvider, key_of

CALLBACK = "/api/v1/session/oidc/callback"


@asynccontextmanager
async def _opened(opened: Open, little: LittleProvider, **more: Any) -> AsyncIterator[Face]:
    settings = {"oidc_issuer": little.issuer, "oidc_client_id": CLIENT, "oidc_name": "Little", **more}
    async with opened(require_login=True, oidc_client_secret="file:oidc", **settings) as face:
        folder = face.app.settings.resolved_secrets_dir / "default"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "oidc").write_text(SECRET)
        yield face


async def _begin(browser: httpx.AsyncClient, to: str = "/cases") -> str:
    answer = await browser.post("/api/v1/session/oidc", json={"next": to})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


async def _back(browser: httpx.AsyncClient, came: dict[str, str]) -> httpx.Response:
    """The provider's page sends the browser here: from another site."""
    return await browser.get(CALLBACK, params=came, headers={"Sec-Fetch-Site": "cross-site"})


async def _login(browser: httpx.AsyncClient, little: LittleProvider, to: str = "/cases") -> httpx.Response:
    return await _back(browser, little.authorize(await _begin(browser, to)))


def _refused(answer: httpx.Response) -> str:
    assert answer.status_code == 303 and SESSION_COOKIE not in answer.headers.get("set-cookie", ""), answer.text
    where = urlsplit(answer.headers["location"])
    assert where.path == "/login" and not where.netloc
    return parse_qs(where.query)["refused"][0]


async def test_who_was_invited_signs_in_at_the_provider(opened: Open, outside: Outside) -> None:
    little = LittleProvider(outside)
    async with _opened(opened, little) as face, a_browser(face) as ana:
        assert (await face.get("/api/v1/session/ways"))["provider"] == {"name": "Little"}
        assert _refused(await _login(ana, little)) == "not_invited"
        await invited(face, "ana@example.com", "approver")
        answer = await _login(ana, little, "/cases/INC-1?ev=1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/cases/INC-1?ev=1")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
        said = (await ana.get("/api/v1/session")).json()
        assert (said["role"], said["person"]["method"], said["person"]["email"]) == (
            "approver", "oidc", "ana@example.com",
        )  # fmt: skip
        assert FLOW_COOKIE not in ana.cookies
        assert SECRET not in str(said)


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"nonce": "other"}, "refused"), ({"nonce": None}, "refused"), ({"aud": "somebody-else"}, "refused"),
        ({"aud": [CLIENT, "somebody-else"]}, "refused"), ({"exp": 1}, "refused"), ({"exp": None}, "refused"),
        ({"iss": "https://evil.example"}, "refused"), ({"email_verified": False}, "unverified"),
        ({"email_verified": "true"}, "unverified"), ({"email_verified": None}, "unverified"),
        ({"email": "eve@example.com"}, "not_invited"), ({"sub": ""}, "refused"),
    ],
)  # fmt: skip
async def test_a_token_that_is_wrong_opens_nothing(
    embedded: Open, outside: Outside, claims: dict[str, Any], word: str
) -> None:
    little = LittleProvider(outside, claims=claims)
    async with _opened(embedded, little) as face, a_browser(face) as ana:
        await invited(face, "ana@example.com", "admin")
        assert _refused(await _login(ana, little)) == word
        problem(await ana.get("/api/v1/whoami"), 401)


async def test_a_token_that_the_provider_did_not_sign_opens_nothing(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside)
    public = key_of("k1").public_key()
    forged = {
        "alg none": lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"}),
        "another key": lambda claims: jwt.encode(claims, key_of("evil"), algorithm="RS256", headers={"kid": "k1"}),
        "an unknown key": lambda claims: jwt.encode(claims, key_of("evil"), algorithm="RS256", headers={"kid": "e"}),
        "the public key as a shared secret": lambda claims: jwt.encode(
            claims, str(public.public_numbers().n) * 2, algorithm="HS256", headers={"kid": "k1"}
        ),
        "no token": lambda _: "x.y.z",
    }
    async with _opened(embedded, little) as face, a_browser(face) as ana:
        await invited(face, "ana@example.com", "admin")
        for name, forge in forged.items():
            little.forge = forge
            assert _refused(await _login(ana, little)) == "refused", name
        little.forge = None
        assert (await _login(ana, little)).headers["location"] == "/cases"


async def test_a_login_ends_once_and_in_its_own_browser(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside)
    async with _opened(embedded, little) as face, a_browser(face) as ana, a_browser(face) as eve:
        await invited(face, "ana@example.com", "admin")
        came = little.authorize(await _begin(ana))
        assert _refused(await _back(eve, came)) == "over"  # Eve saw Ana's answer go by
        kept = {FLOW_COOKIE: ana.cookies[FLOW_COOKIE]}
        assert (await _back(ana, came)).headers["location"] == "/cases"
        ana.cookies.update(kept)
        assert _refused(await _back(ana, came)) == "over"
        evil = little.authorize(await _begin(eve))
        await _begin(ana)
        assert _refused(await _back(ana, evil)) == "over"  # Eve has Ana sign in as Eve
        for state in ("", "x", "x" * 200):
            assert _refused(await ana.get(CALLBACK, params={"state": state, "code": "c"})) == "over"


async def test_what_the_provider_refuses_is_said(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside)
    async with _opened(embedded, little) as face, a_browser(face) as ana:
        came = little.authorize(await _begin(ana))
        said = {"state": came["state"], "error": "access_denied<script>"}
        answer = await _back(ana, said)
        assert _refused(answer) == "refused" and "script" not in answer.headers["location"]
        came = little.authorize(await _begin(ana))
        assert _refused(await _back(ana, {**came, "iss": "https://evil.example"})) == "refused"
        url = await _begin(ana)
        outside.answer = lambda *_: (503, {}, b"")
        assert _refused(await _back(ana, {"state": parse_qs(urlsplit(url).query)["state"][0], "code": "c"})) == (
            "unavailable"
        )  # fmt: skip


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "", "/\n"])
async def test_a_login_leads_nowhere_else(embedded: Open, outside: Outside, to: str) -> None:
    little = LittleProvider(outside)
    async with _opened(embedded, little) as face, a_browser(face) as ana:
        await invited(face, "ana@example.com", "viewer")
        assert (await _login(ana, little, to)).headers["location"] == "/"


async def test_new_keys_of_the_provider_are_taken_without_a_restart(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside, kid="k2", published=["k1", "k2"])
    async with _opened(embedded, little) as face, a_browser(face) as ana:
        await invited(face, "ana@example.com", "viewer")
        assert (await _login(ana, little)).headers["location"] == "/cases"
        assert little.asked("/keys") == 1


async def test_a_domain_comes_in_only_where_the_settings_say_so(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside, claims={"email": "new@example.com", "name": "New"})
    async with _opened(embedded, little, oidc_domains="example.com") as face, a_browser(face) as one:
        assert (await _login(one, little)).headers["location"] == "/cases"
        assert (await one.get("/api/v1/session")).json()["role"] == "viewer"
        assert await face.audited("member.added") and await face.audited("session.begun")


async def test_the_same_person_comes_by_password_and_by_the_provider(embedded: Open, outside: Outside) -> None:
    little = LittleProvider(outside)
    async with _opened(embedded, little) as face, a_browser(face) as ana, a_browser(face) as again:
        before = await joined(face, ana)
        await _login(again, little)
        assert (await again.get("/api/v1/session")).json()["id"] == before["id"]


async def test_without_a_provider_there_is_no_such_login(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        problem(await face.http.post("/api/v1/session/oidc", json={}, headers=OURS), 404)
        problem(await face.http.get(CALLBACK, params={"state": "x", "code": "x"}), 404)
        refused = await face.http.post("/api/v1/session/oidc", json={}, headers={"Origin": "https://evil.example"})
        problem(refused, 403)


async def test_a_bearer_token_of_the_same_provider_is_the_same_person(
    embedded: Open, outside: Outside, tmp_path: Path
) -> None:
    """Who asks with the one does not agree with the other."""
    little = LittleProvider(outside)
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [json.loads(RSAAlgorithm.to_jwk(key_of("k1").public_key()))
                                         | {"kid": "k1", "alg": "RS256"}]}))  # fmt: skip
    more = {"jwt_keys": str(keys), "jwt_issuer": little.issuer, "jwt_roles": "x=viewer"}
    async with _opened(embedded, little, **more) as face, a_browser(face) as ana:
        await invited(face, "ana@example.com", "approver")
        await _login(ana, little)
        said = (await ana.get("/api/v1/session")).json()
        read = partial(persons_of, tenant="default", principal_ids=("jwt:subject-1", said["id"]))
        assert set((await face.app.db.read(read, tenant="default")).values()) == {said["person"]["person_id"]}
