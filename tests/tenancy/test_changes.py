from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy import changes

Founded = Callable[[], Awaitable[Database]]


async def _append(database: Database, tenant: str, kind: str, ref: str) -> int:
    return await database.run(partial(changes.append, tenant=tenant, kind=kind, ref=ref), tenant=tenant)


async def test_changes_of_a_tenant_are_numbered_without_gaps(founded: Founded) -> None:
    database = await founded()
    numbers = await asyncio.gather(*(_append(database, "acme", "case", f"c{n}") for n in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert await _append(database, "other", "case", "c0") == 1
    assert await database.read(partial(changes.current, tenant="acme"), tenant="acme") == 20
    assert await database.read(partial(changes.current, tenant="default"), tenant="default") == 0


async def test_a_subscriber_reads_on_from_where_it_was(founded: Founded) -> None:
    database = await founded()
    with clock.fixed(5):
        for kind, ref in (("case", "c1"), ("ingest", "b1"), ("case", "c2")):
            await database.run(partial(changes.append, tenant="acme", kind=kind, ref=ref, body={"n": 1}), tenant="acme")
    await _append(database, "other", "case", "c9")

    async def refs(**wanted: object) -> list[str]:
        unit = partial(changes.since, tenant="acme", **wanted)  # type: ignore[arg-type]
        return [change.ref for change in await database.read(unit, tenant="acme")]

    assert await refs(after=0) == ["c1", "b1", "c2"]
    assert await refs(after=1) == ["b1", "c2"]
    assert await refs(after=0, kinds=("case",)) == ["c1", "c2"]
    assert await refs(after=0, ref="c2") == ["c2"]
    assert await refs(after=0, limit=2) == ["c1", "b1"]
    assert await refs(after=3) == []
    first = (await database.read(partial(changes.since, tenant="acme", after=0), tenant="acme"))[0]
    assert first == changes.Change(seq=1, at=5, kind="case", ref="c1", body={"n": 1})


async def test_a_tenant_that_is_not_there_has_no_changes(founded: Founded) -> None:
    database = await founded()
    with pytest.raises(NotFound, match="no tenant 'nobody'"):
        await _append(database, "nobody", "case", "c1")
