"""Metric series of several stretches of time on one grid."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from rootward.events import laid, logs, spans
from rootward.events.metrics import read
from rootward.events.model import LogLine, Series, SpanItem, Telemetry
from rootward.events.store import write_telemetry
from rootward.kit.db import Connection, Database

MINUTE = 60_000_000_000
T0 = 28_000_000 * MINUTE
FAR = T0 - 60 * 24 * 60 * MINUTE


def _points(kind: str, times: list[int], values: list[float]) -> Series:
    return Series(
        name=f"m.{kind}", unit="1", kind=kind, entity="service:web", attributes={}, times=tuple(times),  # type: ignore[arg-type]
        values=tuple(values),
    )  # fmt: skip


@pytest.fixture
def stored(database: Database) -> Database:
    """A gauge and a counter two months ago and now, with a line and a span every minute."""
    times = [*(FAR + n * MINUTE for n in range(10)), *(T0 + n * MINUTE for n in range(10))]
    series = (
        _points("gauge", times, [1.0] * 10 + [5.0] * 10),
        _points("counter", times, [60.0 * n for n in range(20)]),
    )
    lines = tuple(LogLine(ts=ts, entity="service:web", severity="info", body="done") for ts in times)
    operations = tuple(
        SpanItem(ts=ts, duration_ns=1, trace_id=f"{n:032x}", span_id=f"{n + 1:016x}", parent_id="",
                 entity="service:web", name="GET /", kind="server")
        for n, ts in enumerate(times)
    )  # fmt: skip

    def unit(connection: Connection) -> None:
        write_telemetry(connection, "t", [Telemetry(series=series, logs=lines, spans=operations)], 1)

    asyncio.run(database.run(unit, tenant="t"))
    return database


STRETCHES = ((FAR, FAR + 10 * MINUTE), (T0, T0 + 10 * MINUTE))


async def test_a_baseline_of_months_ago_stands_right_before_the_window(stored: Database) -> None:
    found = await stored.read(
        lambda c: laid.read(c, "t", start=0, end=0, as_of=9, stretches=STRETCHES), tenant="t"
    )  # fmt: skip
    assert found.step_ns == MINUTE and len(found.times) == 20
    assert found.times[-1] == T0 + 9 * MINUTE and (np.diff(found.times) == MINUTE).all()
    gauge = found.values[[key.name for key in found.keys].index("m.gauge")]
    assert gauge[:10].tolist() == [1.0] * 10 and gauge[10:].tolist() == [5.0] * 10


async def test_no_rate_is_reckoned_across_the_gap(stored: Database) -> None:
    found = await stored.read(
        lambda c: laid.read(c, "t", start=0, end=0, as_of=9, stretches=STRETCHES), tenant="t"
    )  # fmt: skip
    rates = found.values[[key.stat for key in found.keys].index("rate")]
    assert np.nanmax(rates) == np.nanmin(rates) == 1.0 and np.isnan(rates[10])


async def test_what_lies_between_neighbouring_stretches_is_left_out(stored: Database) -> None:
    stretches = ((T0, T0 + 3 * MINUTE), (T0 + 5 * MINUTE, T0 + 10 * MINUTE))
    found = await stored.read(
        lambda c: laid.read(c, "t", start=0, end=0, as_of=9, stretches=stretches), tenant="t"
    )  # fmt: skip
    assert found.times.tolist() == [T0 + n * MINUTE for n in range(2, 10)]


async def test_one_stretch_is_read_as_ever(stored: Database) -> None:
    plain = await stored.read(lambda c: read(c, "t", start=T0, end=T0 + 10 * MINUTE, as_of=9), tenant="t")
    same = await stored.read(lambda c: laid.read(c, "t", start=T0, end=T0 + 10 * MINUTE, as_of=9), tenant="t")
    assert same.keys == plain.keys and np.array_equal(same.values, plain.values, equal_nan=True)


async def test_lines_and_spans_are_laid_on_the_same_line(stored: Database) -> None:
    lines = await stored.read(
        lambda c: logs.counts(c, "t", start=0, end=0, as_of=9, step=MINUTE, stretches=STRETCHES), tenant="t"
    )  # fmt: skip
    assert lines.counts.sum() == 20 and lines.times[0] == T0 - 10 * MINUTE
    operations = await stored.read(
        lambda c: spans.stats(c, "t", start=0, end=0, as_of=9, stretches=STRETCHES), tenant="t"
    )  # fmt: skip
    assert operations.start.tolist() == [T0 + n * MINUTE for n in range(-10, 10)]


async def test_other_stretches_of_the_same_hours_are_made_of_what_was_kept(stored: Database) -> None:
    kept: dict[object, object] = {}
    others = (STRETCHES[0], (T0 + MINUTE, T0 + 10 * MINUTE))

    def unit(connection: Connection) -> None:
        laid.read(connection, "t", start=0, end=0, as_of=9, stretches=STRETCHES, kept=kept)
        (before,) = kept.values()
        again = laid.read(connection, "t", start=0, end=0, as_of=9, stretches=others, kept=kept)
        assert list(kept.values()) == [before]
        fresh = laid.read(connection, "t", start=0, end=0, as_of=9, stretches=others)
        assert again.keys == fresh.keys and np.array_equal(again.values, fresh.values, equal_nan=True)

    await stored.read(unit, tenant="t")


@pytest.mark.parametrize("changed", [{"as_of": 8}, {"entities": ["service:web"]}])
async def test_another_watermark_or_choice_is_loaded_anew(stored: Database, changed: dict[str, Any]) -> None:
    kept: dict[object, object] = {}

    def unit(connection: Connection) -> None:
        for arguments in ({"as_of": 9}, {"as_of": 9} | changed):
            laid.read(connection, "t", start=0, end=0, stretches=STRETCHES, kept=kept, **arguments)

    await stored.read(unit, tenant="t")
    assert len(kept) == 2
