"""`rootward members`, `rootward users`, and the first administrator by invitation."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from rootward.app import open_app
from rootward.settings import Settings
from rootward.tenancy.sessions import Origin
from tests.cli.conftest import Rootward

GOOD = "seven wet owls at noon"
HERE = Origin(agent="test", address="192.0.2.7")


async def _accept(folder: Path, link: str, name: str) -> None:
    async with open_app(Settings(data_dir=folder)) as app:
        await app.sign_in.accept(link.partition("#")[2], name=name, password=GOOD, origin=HERE)


def test_people_are_invited_changed_and_removed(rootward: Rootward) -> None:
    folder = Path(rootward("init", "--email", "ana@example.com", "--json").json["data_dir"])
    assert rootward("members", "list").code == 0
    first = rootward("init", "--email", "ana@example.com")
    assert first.out.startswith("http://127.0.0.1:8080/invitation#rwi_")
    accept = partial(_accept, folder)
    asyncio.run(accept(first.out.strip(), "Ana"))
    assert rootward("init", "--email", "cy@example.com").code == 10
    assert rootward("init", "--email", "cy@example.com", "--again").code == 0
    invited = rootward("members", "invite", "bo@example.com", "--role", "viewer", "--json").json
    assert invited["link"].startswith("http://127.0.0.1:8080/invitation#rwi_")
    asyncio.run(accept(invited["link"], "Bo"))
    assert rootward("members", "role", "bo@example.com", "approver").code == 0
    assert rootward("members", "disable", "bo@example.com", "--json").json["status"] == "disabled"
    assert rootward("members", "enable", "bo@example.com", "--json").json["status"] == "active"
    assert "/reset#rwp_" in rootward("members", "reset", "bo@example.com").out
    assert rootward("members", "reset", "bo@example.com", "--json").json["link"]
    assert rootward("users", "disable", "bo@example.com", "--json").json["disabled_at"]
    assert rootward("users", "enable", "bo@example.com").code == 0
    assert "/reset#rwp_" in rootward("users", "reset", "bo@example.com").out
    assert rootward("users", "reset", "bo@example.com", "--json").json["link"]
    assert "ana@example.com" in rootward("users", "list").out
    listed = rootward("users", "list", "-o", "md").out
    assert "default (approver)" in listed, listed
    assert rootward("members", "remove", "bo@example.com").code == 0
    assert rootward("members", "remove", "ana@example.com").code == 10
    assert [item["role"] for item in rootward("members", "list", "--json").json["items"]] == ["admin"]
    for words in (("members", "role", "nobody@example.com", "viewer"), ("users", "disable", "per_none")):
        assert rootward(*words).code == 3


def test_an_invitation_is_revoked(rootward: Rootward) -> None:
    made = rootward("members", "invite", "bo@example.com", "--role", "viewer")
    assert "/invitation#rwi_" in made.out and "only time" in made.err
    (listed,) = rootward("members", "invitations", "--json").json["items"]
    assert rootward("members", "revoke", listed["invitation_id"]).code == 0
    assert rootward("members", "invitations", "--json").json["items"] == []
    assert rootward("members", "invite", "bo@example.com", "--role", "king").code == 2


def test_doctor_says_where_people_sign_in_and_shows_no_secret(
    rootward: Rootward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> list[str]:
        checks = rootward("doctor", "--json").json["checks"]
        return [f"{one['state']} {one['detail']}" for one in checks if one["what"] == "single sign-on"]

    assert said()[0].startswith("note none")
    monkeypatch.setenv("ROOTWARD_OIDC_ISSUER", "https://login.example.com")
    assert said()[0].startswith("wrong")
    monkeypatch.setenv("ROOTWARD_OIDC_CLIENT_ID", "rootward")
    monkeypatch.setenv("ROOTWARD_OIDC_CLIENT_SECRET", "hunter2-hunter2")
    assert said()[0].startswith("wrong") and "hunter2" not in rootward("doctor").out
    monkeypatch.setenv("ROOTWARD_OIDC_CLIENT_SECRET", "env:OIDC")
    assert said() == ["ok single sign-on at https://login.example.com, secret env:OIDC"]
