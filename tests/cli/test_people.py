"""People at the command line: found by address or id among those of a list; a link is shown once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from rootward.app import open_app
from rootward.settings import Settings
from rootward.tenancy.sessions import Origin
from tests.cli.conftest import Rootward

HERE = Origin(agent="test", address="192.0.2.7")


async def _accept(folder: Path, link: str) -> None:
    async with open_app(Settings(data_dir=folder)) as app:
        await app.sign_in.accept(link.partition("#")[2], name="Bo", password="seven wet owls at noon", origin=HERE)


@pytest.fixture
def person(rootward: Rootward) -> str:
    """The id of the one person there is, bo@example.com."""
    folder = Path(rootward("init", "--json").json["data_dir"])
    asyncio.run(
        _accept(folder, rootward("members", "invite", "bo@example.com", "--role", "viewer", "--json").json["link"])
    )
    found: str = rootward("members", "list", "--json").json["items"][0]["person_id"]
    return found


@pytest.mark.parametrize("group", ["members", "users"])
def test_somebody_is_found_by_address_in_any_case_and_by_id(rootward: Rootward, person: str, group: str) -> None:
    for who in ("bo@example.com", " Bo@Example.COM", person):
        assert rootward(group, "disable", who, "--json").json["person_id"] == person


@pytest.mark.parametrize(("group", "word"), [("members", "member"), ("users", "person")])
def test_who_is_not_there_is_named_with_the_command_that_lists(
    rootward: Rootward, person: str, group: str, word: str
) -> None:
    refused = rootward(group, "reset", "nobody")
    assert refused.code == 3
    assert f"there is no {word} 'nobody'" in refused.err and f"rootward {group} list" in refused.err


def test_a_link_stands_alone_where_it_can_be_copied(rootward: Rootward, person: str) -> None:
    shown = rootward("members", "reset", person)
    assert shown.out.strip().startswith("http") and "\n" not in shown.out.strip()
    assert "only time the link is shown" in shown.err
    assert rootward("users", "reset", person, "--json").json["link"] != shown.out.strip()
