"""People of the tests over HTTP: invited by an administrator, and signed in with a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from rootward.api.application import create_api
from tests.api.conftest import Face

OURS = {"Sec-Fetch-Site": "same-origin"}
GOOD, BETTER = "seven wet owls at noon", "eight dry owls at dusk"


def secret_in(link: str) -> str:
    return link.partition("#")[2]


@asynccontextmanager
async def a_browser(face: Face) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with its own cookies, on our own pages."""
    transport = httpx.ASGITransport(create_api(face.app, stages=False), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as http:
        yield http


async def invited(face: Face, email: str, role: str, tenant: str = "default") -> str:
    """The secret of an invitation's link."""
    wanted = {"email": email, "role": role}
    made = await face.post("/api/v1/invitations", wanted, headers=await face.login("admin", tenant))
    return secret_in(made["link"])


async def joined(face: Face, browser: httpx.AsyncClient, email: str = "ana@example.com", role: str = "admin",
                 tenant: str = "default") -> dict[str, Any]:  # fmt: skip
    """Somebody new accepts an invitation, and is signed in in this browser."""
    body = {"link": await invited(face, email, role, tenant), "name": email.partition("@")[0].title(), "password": GOOD}
    answer = await browser.post("/api/v1/invitation/accept", json=body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def signed_in(browser: httpx.AsyncClient, email: str = "ana@example.com", password: str = GOOD) -> httpx.Response:
    return await browser.post("/api/v1/session/password", json={"email": email, "password": password})
