"""The dashboard: which addresses show it, under which policy, and what is said where nobody built it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from rootward.api import dashboard, problems
from rootward.api.dashboard import PAGES
from tests.api.conftest import Open, problem

INDEX = '<html><meta name="csp-nonce" content="__NONCE__"><script nonce="__NONCE__"></script></html>'
ROUTES = Path(__file__).resolve().parents[2] / "web" / "src" / "routes.tsx"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the build leaves it, with something beside it that nobody may read."""
    folder = tmp_path / "dashboard"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "assets" / "index-abc.js").write_text("let a = 1")
    (folder / "assets" / "index-abc.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    (folder / "assets" / "plain.css").write_text("a{}")
    (folder / "assets" / "notes.txt").write_text("secret")
    (tmp_path / "key.js").write_text("secret")
    return folder


def _client(folder: Path) -> httpx.AsyncClient:
    api = FastAPI()
    problems.install(api)
    dashboard.install(api, folder)
    transport = httpx.ASGITransport(api)
    return httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers={"accept": "text/html,*/*;q=0.8"}
    )


async def test_every_page_and_every_address_below_it_shows_the_application(built: Path) -> None:
    async with _client(built) as http:
        for path in ("/", *(f"/{page}" for page in PAGES), "/cases/INC-1", "/approvals/apr_1?x=1"):
            answer = await http.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert answer.headers["cache-control"] == "no-store"


async def test_a_program_that_asks_at_the_root_is_told_that_the_service_is_there(built: Path) -> None:
    async with _client(built) as http:
        answer = await http.get("/", headers={"accept": "*/*"})
        assert answer.json() == {"status": "ok", "service": "rootward"}
        assert (await http.get("/cases", headers={"accept": "*/*"})).headers["content-type"].startswith("text/html")


async def test_the_nonce_is_another_one_each_time_and_the_policy_names_it(built: Path) -> None:
    async with _client(built) as http:
        seen = set()
        for _ in range(3):
            answer = await http.get("/cases")
            nonces = set(re.findall(r'(?:content|nonce)="([^"]+)"', answer.text))
            assert len(nonces) == 1
            policy = answer.headers["content-security-policy"]
            assert f"script-src 'self' 'nonce-{min(nonces)}'" in policy
            assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
            seen |= nonces
        assert len(seen) == 3 and "__NONCE__" not in seen


async def test_an_asset_is_kept_for_ever_and_packed_for_who_can_read_that(built: Path) -> None:
    async with _client(built) as http:
        packed = await http.get("/assets/index-abc.js", headers={"Accept-Encoding": "gzip"})
        plain = await http.get("/assets/index-abc.js", headers={"Accept-Encoding": "identity"})
        assert packed.text == plain.text == "let a = 1"
        assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert "immutable" in plain.headers["cache-control"] and plain.headers["vary"] == "Accept-Encoding"
        assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
        style = await http.get("/assets/plain.css", headers={"Accept-Encoding": "gzip"})
        assert (style.text, style.headers["content-type"]) == ("a{}", "text/css; charset=utf-8")


@pytest.mark.parametrize(
    "name", ["none.js", "notes.txt", "..%2f..%2fkey.js", "%2e%2e", ".hidden.js", "index-abc.js.gz"]
)
async def test_nothing_else_is_given_away(built: Path, name: str) -> None:
    async with _client(built) as http:
        answer = await http.get(f"/assets/{name}")
        assert answer.status_code == 404 and "secret" not in answer.text


async def test_a_checkout_without_the_build_says_so_plainly(tmp_path: Path) -> None:
    assert not dashboard.is_built(tmp_path)
    async with _client(tmp_path) as http:
        answer = await http.get("/cases")
        assert answer.status_code == 503
        assert "The dashboard is not built" in answer.text and "make dashboard" in answer.text
        assert "content-security-policy" in answer.headers


async def test_the_pages_hide_nothing_of_the_http_interface(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        for path in ("/api/v1/none", "/nowhere", "/v1", "/api"):
            problem(await face.http.get(path), 404)
        problem(await face.http.get("/api/v1/cases"), 401)
        problem(await face.http.get("/api/v1/investigate"), 405)
        assert (await face.http.get("/cases")).headers["content-type"].startswith("text/html")
        assert (await face.http.post("/cases")).status_code == 405


def test_the_server_and_the_application_know_the_same_pages() -> None:
    known = {path.split("/")[1] for path in re.findall(r'path: "(/[^"]*)"', ROUTES.read_text())}
    assert known - {""} == set(PAGES)
