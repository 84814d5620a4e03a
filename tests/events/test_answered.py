from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from rootward.events import spans
from rootward.events.answered import answered
from rootward.events.model import SpanItem
from rootward.kit.db import Connection, Database
from rootward.tenancy import tenants

T = TypeVar("T")
SECOND = 10**9
START = 1_800_000_000 * SECOND


def run(database: Database, unit: Callable[[Connection], T]) -> T:
    async def go() -> T:
        return await database.run(unit, tenant="default")

    return asyncio.run(go())


def span(
    number: int, at: int, lasts: int, kind: str = "server", status: str = "ok", entity: str = "service:a"
) -> SpanItem:
    return SpanItem(
        ts=START + at, duration_ns=lasts, trace_id=f"{number:032x}", span_id=f"{number:016x}", parent_id="",
        entity=entity, name="GET", kind=kind, status=status,  # type: ignore[arg-type]
    )  # fmt: skip


def test_what_ended_in_the_window_is_read_once_whenever_it_began(database: Database) -> None:
    run(database, tenants.ensure_default)
    sent = [
        span(1, 0, 6 * SECOND), span(2, 5 * SECOND, SECOND, status="error"), span(3, 5 * SECOND, 9 * SECOND),
        span(4, 5 * SECOND, SECOND, kind="client"), span(5, 0, SECOND), span(6, 6 * SECOND, 1, entity="service:b"),
    ]  # fmt: skip
    run(database, lambda c: spans.write(c, "default", sent, seq=1))
    run(database, lambda c: spans.write(c, "default", sent[:2], seq=2))
    found = run(database, lambda c: answered(c, "default", start=START + 5 * SECOND, end=START + 10 * SECOND, as_of=2))
    assert found.entities == ("service:a", "service:b")
    assert sorted(zip(found.entity.tolist(), (found.end - START).tolist(), found.failed.tolist(), strict=True)) == [
        (0, 6 * SECOND, False), (0, 6 * SECOND, True), (1, 6 * SECOND + 1, False),
    ]  # fmt: skip


def test_without_spans_there_is_nothing(database: Database) -> None:
    run(database, tenants.ensure_default)
    found = run(database, lambda c: answered(c, "default", start=0, end=SECOND, as_of=9))
    assert found.entities == ()
    assert len(found.end) == 0
