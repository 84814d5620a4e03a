"""The evidence store: written once, read by id, by its own tenant only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.events.presence import Presence
from rootward.evidence import store
from rootward.evidence.model import Evidence, Query
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.schema import evidence_items

_NOW = 1_800_000_000 * 10**9
_ITEM = Evidence(
    kind="metric.latency", entity="service:cart", text="p95 tripled",
    query=Query(tool="metrics.measure", arguments={"series_id": "s1", "as_of": 7}), window=(_NOW - 60, _NOW),
    value={"ratio": 3.25, "kept": None, "list": [1, "two"]}, onset=_NOW - 30, direction="up", magnitude=3.25,
    score=9.5, provenance="free_text",
)  # fmt: skip
_ABSENT = replace(_ITEM, presence=Presence.ABSENT, onset=None, value={})


async def _write(database: Database, *items: Evidence, tenant: str = "t", at: int = _NOW) -> None:
    with clock.fixed(at):
        await database.run(lambda c: store.write(c, tenant, items), tenant=tenant)


async def test_what_was_written_is_read_back_whole(database: Database) -> None:
    await _write(database, _ITEM, _ABSENT)
    for item in (_ITEM, _ABSENT):
        found = await database.read(partial(store.read, tenant="t", evidence_id=item.evidence_id), tenant="t")
        assert found == item
        assert found.evidence_id == item.evidence_id


async def test_the_same_observation_is_one_row_and_the_first_stays(database: Database) -> None:
    await _write(database, _ITEM, _ITEM)
    await _write(database, replace(_ITEM, text="said otherwise"), at=_NOW + 5)
    query = sa.select(evidence_items.c.text, evidence_items.c.created_at)
    rows = await database.read(lambda c: [tuple(row) for row in c.execute(query)], tenant="t")
    assert rows == [("p95 tripled", _NOW)]


async def test_evidence_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="ev_none") as refused:
        await database.read(lambda c: store.read(c, "t", "ev_none"), tenant="t")
    assert refused.value.facts["field"] == "evidence_id"


async def test_another_tenants_evidence_is_not_found(database: Database) -> None:
    await _write(database, _ITEM)
    with pytest.raises(NotFound):
        await database.read(lambda c: store.read(c, "other", _ITEM.evidence_id), tenant="other")
    assert await database.read(lambda c: store.find(c, "other", [_ITEM.evidence_id]), tenant="other") == []


async def test_two_tenants_may_observe_the_same(database: Database) -> None:
    await _write(database, _ITEM)
    await _write(database, _ITEM, tenant="other")
    assert await database.read(lambda c: store.read(c, "other", _ITEM.evidence_id), tenant="other") == _ITEM


async def test_many_are_found_in_the_order_asked_for_without_those_that_are_not_there(database: Database) -> None:
    await _write(database, _ABSENT, _ITEM)
    wanted = [_ITEM.evidence_id, "ev_none", _ABSENT.evidence_id]
    assert await database.read(lambda c: store.find(c, "t", wanted), tenant="t") == [_ITEM, _ABSENT]


async def test_nothing_written_and_nothing_asked_for_is_nothing(database: Database) -> None:
    await _write(database)
    assert await database.read(lambda c: store.find(c, "t", []), tenant="t") == []
