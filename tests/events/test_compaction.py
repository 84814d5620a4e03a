"""Compaction of metrics, spans and logs together."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.events import compaction, logs, metrics, spans
from rootward.events.model import LogLine, Series, SpanItem
from rootward.kit.db import Connection
from rootward.schema import metric_chunks

T0 = 1_760_000_400_000_000_000


def _fill(connection: Connection, seq: int) -> None:
    series = Series(
        name="m", unit="", kind="gauge", entity="service:a", attributes={}, times=(T0 + seq,), values=(1.0,)
    )
    metrics.write(connection, "t", [series], seq=seq)
    logs.write(connection, "t", [LogLine(ts=T0 + seq, entity="service:a", severity="info", body="x")], seq=seq)
    one = SpanItem(
        ts=T0 + seq, duration_ns=1, trace_id="t", span_id=str(seq), parent_id="", entity="e", name="n", kind="server"
    )
    spans.write(connection, "t", [one], seq=seq)


def test_compaction_is_done_when_nothing_is_left_to_merge(connection: Connection) -> None:
    for seq in range(1, 4):
        _fill(connection, seq)
    assert compaction.compact(connection, "t", before=T0) == 0
    assert compaction.compact(connection, "u", before=T0 + 10) == 0
    assert compaction.compact(connection, "t", before=T0 + 10) == 9
    assert compaction.compact(connection, "t", before=T0 + 10) == 0
    assert connection.execute(sa.select(metric_chunks.c.points)).scalars().all() == [3, 3, 3]
