"""The beginning of an id is enough when only one thing begins like that."""

from __future__ import annotations

import pytest

from rootward.api.ids import full_id
from rootward.errors import Conflict
from rootward.events import dead_letters
from rootward.events.dead_letters import clean
from rootward.schema import dead_letters as table
from tests.api.conftest import Face, Open


async def _letter(face: Face, tenant: str = "default") -> str:
    return await face.app.db.run(
        lambda c: dead_letters.bury(c, tenant, kind="ingest", source="s", reason="r", raw=clean(b"")), tenant=tenant
    )


async def test_a_unique_beginning_is_the_id_with_and_without_its_prefix(opened: Open) -> None:
    async with opened() as face:
        first, second = await _letter(face), await _letter(face)
        common = len([1 for a, b in zip(first, second, strict=True) if a == b][: len(first)])
        assert common > 5

        async def find(given: str) -> str:
            return await full_id(face.app, "default", table.c.id, given, "dead_")

        assert await find(first) == await find(first[:-1]) == await find(first.removeprefix("dead_")) == first
        with pytest.raises(Conflict):
            await find(first[:12])
        for nothing in ("", "dead_", "de", "%", "dead_%%%%%%", "dead_zzzzzz", "______"):
            assert await find(nothing) == nothing


async def test_another_tenants_ids_do_not_count(opened: Open) -> None:
    async with opened() as face:
        await face.found("acme")
        theirs, mine = await _letter(face, "acme"), await _letter(face)
        assert await full_id(face.app, "default", table.c.id, mine[:12], "dead_") == mine
        assert await full_id(face.app, "default", table.c.id, theirs[:-1], "dead_") == theirs[:-1]
