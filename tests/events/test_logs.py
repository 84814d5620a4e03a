"""Logs: lines kept, found again, counted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.events import logs
from rootward.events.chunks import HOUR
from rootward.events.logs import LogCounts
from rootward.events.model import LogLine
from rootward.kit.db import Connection
from rootward.schema import log_templates, metric_chunks

Undone = Callable[[], AbstractContextManager[Connection]]
S = 1_000_000_000
T0 = 1_760_000_400 * S
LATEST = 10**9


def line(second: float, body: str, **changes: object) -> LogLine:
    one = LogLine(ts=T0 + int(second * S), entity="service:a", severity="info", body=body)
    return replace(one, **changes)  # type: ignore[arg-type]


def counts(connection: Connection, *, start: int = T0, end: int = T0 + 60 * S, as_of: int = LATEST,
           tenant: str = "t", **options: object) -> LogCounts:  # fmt: skip
    return logs.counts(connection, tenant, start=start, end=end, as_of=as_of, **options)  # type: ignore[arg-type]


def search(connection: Connection, *, as_of: int = LATEST, tenant: str = "t", **options: object) -> list[LogLine]:
    window: dict[str, object] = {"start": T0, "end": T0 + HOUR, **options}
    return logs.search(connection, tenant, as_of=as_of, **window)  # type: ignore[arg-type]


def test_lines_are_counted_by_entity_severity_and_template(connection: Connection) -> None:
    lines = [line(second, f"order {second} placed") for second in range(40)]
    lines += [line(20, "order lost", severity="error"), line(21, "order 1 placed", entity="service:b")]
    assert logs.write(connection, "t", lines, seq=1) == 42
    found = counts(connection, step=20 * S)
    assert [(key.entity, key.severity, key.text) for key in found.keys] == [
        ("service:a", "error", "order lost"), ("service:a", "info", "order <*> placed"),
        ("service:b", "info", "order <*> placed"),
    ]  # fmt: skip
    assert found.counts.tolist() == [[0, 1, 0], [20, 20, 0], [0, 1, 0]]
    assert found.first.tolist() == [T0 + 20 * S, T0, T0 + 21 * S]
    assert found.last.tolist() == [T0 + 20 * S, T0 + 39 * S, T0 + 21 * S]
    assert counts(connection, entities=["service:b"]).keys == found.keys[2:]


def test_a_template_is_kept_once(connection: Connection) -> None:
    for seq in (1, 2):
        logs.write(connection, "t", [line(n, f"order {n}") for n in range(3)], seq=seq)
    assert connection.execute(sa.select(log_templates.c.text, log_templates.c.seq)).all() == [("order <*>", 1)]
    assert counts(connection).counts.sum() == 6


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=20))
def test_a_line_comes_back_word_for_word(undone: Undone, bodies: list[str]) -> None:
    written = [
        line(n, body, attributes={"a": [1, {"b": None}]}, trace_id="t", span_id="s") for n, body in enumerate(bodies)
    ]
    with undone() as connection:
        logs.write(connection, "t", written, seq=1)
        assert search(connection) == written


def test_search_chooses_by_what_lines_are_and_say(connection: Connection) -> None:
    lines = [
        line(1, "started"), line(2, "Connection to 10.0.0.1 refused", severity="error"),
        line(3, "connection to 10.0.0.2 refused", severity="error", entity="service:b", trace_id="x"),
    ]  # fmt: skip
    logs.write(connection, "t", lines, seq=1)
    assert search(connection, severities=["error"]) == lines[1:]
    assert search(connection, entities=["service:b"]) == lines[2:]
    assert search(connection, trace_ids=["x"]) == lines[2:]
    assert search(connection, contains="CONNECTION TO 10.0.0.") == lines[1:]
    assert search(connection, contains="10.0.0.2") == lines[2:]
    assert search(connection, newest_first=True, limit=1) == lines[2:]
    assert search(connection, start=T0 + 2 * S, end=T0 + 3 * S) == lines[1:2]
    assert search(connection, template_ids=[]) == []
    key = next(key for key in counts(connection).keys if key.entity == "service:b")
    assert search(connection, template_ids=key.template_ids) == lines[2:]


def test_search_looks_through_more_lines_than_it_reads_at_once(connection: Connection) -> None:
    lines = [line(n // 1000, f"word {n}") for n in range(4500)]
    logs.write(connection, "t", lines, seq=1)
    assert search(connection, contains="word 4499") == lines[-1:]
    assert len(search(connection, contains="word", limit=3000)) == 3000
    assert len(search(connection, contains="word", newest_first=True, limit=9000)) == 4500
    with pytest.raises(BadInput, match="narrow the window"):
        search(connection, contains="word 4499", most=4000)


def test_what_is_read_as_of_a_moment_never_changes(connection: Connection) -> None:
    for seq in range(1, 5):
        logs.write(connection, "t", [line(seq * 5 + n, f"batch {'x' * seq} {n}") for n in range(seq)], seq=seq)
    before = {seq: (counts(connection, as_of=seq), search(connection, as_of=seq)) for seq in range(5)}
    logs.write(connection, "t", [line(n, "batch x 1") for n in range(50)], seq=5)
    newest = counts(connection)
    assert logs.compact(connection, "t", before=T0 + HOUR) == 5
    assert connection.execute(sa.select(sa.func.count()).select_from(metric_chunks)).scalar() == 1
    assert logs.compact(connection, "t", before=T0 + HOUR) == 0
    for seq, (numbers, lines) in before.items():
        again = counts(connection, as_of=seq)
        assert again.keys == numbers.keys
        assert again.counts.tobytes() == numbers.counts.tobytes()
        assert again.first.tobytes() == numbers.first.tobytes()
        assert search(connection, as_of=seq) == lines
    assert counts(connection).counts.tobytes() == newest.counts.tobytes()
    assert [before[seq][0].counts.sum() for seq in range(5)] == [0, 1, 3, 6, 10]


def test_an_example_stands_for_each_row(connection: Connection) -> None:
    lines = [line(5, "user 1 came"), line(2, "user 7 came", attributes={"k": "v"}), line(2, "gone", severity="error")]
    logs.write(connection, "t", lines, seq=1)
    logs.write(connection, "t", [line(1, "user 0 came")], seq=2)
    found = counts(connection, as_of=1)
    shown = logs.examples(connection, "t", found, range(len(found.keys)), as_of=1)
    assert {found.keys[place].text: one for place, one in shown.items()} == {
        "user <*> came": lines[1],
        "gone": lines[2],
    }


def test_very_many_templates_that_differ_in_a_word_are_counted_as_one(connection: Connection) -> None:
    names = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(1000, 1250)]
    logs.write(connection, "t", [line(1, f"user {name} came") for name in names] + [line(1, "user table gone")], seq=1)
    found = counts(connection)
    assert [key.text for key in found.keys] == ["user <*> came", "user table gone"]
    assert found.counts.sum(axis=1).tolist() == [250, 1]
    assert len(found.keys[0].template_ids) == 250
    shown = logs.examples(connection, "t", found, [0], as_of=LATEST)
    assert shown[0].body.startswith("user ")


def test_lines_of_several_hours_are_counted_in_theirs(connection: Connection) -> None:
    logs.write(connection, "t", [line(n * 1800, "tick") for n in range(6)], seq=1)
    assert connection.execute(sa.select(sa.func.count()).select_from(metric_chunks)).scalar() == 3
    found = counts(connection, start=T0 + HOUR // 2, end=T0 + 2 * HOUR, step=1800 * S)
    assert found.counts.tolist() == [[1, 1, 1]]
    np.testing.assert_array_equal(found.times, T0 + np.array([1, 2, 3]) * 1800 * S)


def test_another_tenant_sees_nothing(connection: Connection) -> None:
    logs.write(connection, "t", [line(1, "secret plan")], seq=1)
    assert counts(connection, tenant="u").keys == ()
    assert search(connection, tenant="u") == []
    assert logs.has_any(connection, "t", start=T0, end=T0 + HOUR, as_of=LATEST)
    assert not logs.has_any(connection, "u", start=T0, end=T0 + HOUR, as_of=LATEST)
    assert not logs.has_any(connection, "t", start=T0, end=T0 + HOUR, as_of=0)
