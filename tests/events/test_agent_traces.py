"""Stored spans gathered by trace, bounded, and made into runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from rootward.events import agent_traces, spans
from rootward.events.agent_spans import ASSEMBLE
from rootward.events.agent_traces import assemble, gather
from rootward.kit.bus import Message, message
from rootward.kit.db import Connection
from tests.runs.spans.recorded import TRACE, genai

Undone = Callable[[], AbstractContextManager[Connection]]
OTHER = "c" * 32


def asked(*traces: str, seen: int | None = None) -> Message:
    body = {"traces": [*traces], "seq": 5} | ({} if seen is None else {"seen": seen})
    return message(ASSEMBLE, "t", "t", body)  # type: ignore[arg-type]


def test_traces_without_a_root_wait_and_the_others_are_read_whole(undone: Undone) -> None:
    with undone() as connection:
        rootless = [replace(one, trace_id=OTHER) for one in genai()[1:]]
        spans.write(connection, "t", [*genai()[::-1], *rootless], seq=5)
        found = gather(connection, asked(TRACE, OTHER))
        assert ({trace: len(items) for trace, items in found.spans.items()}, found.rootless) == ({TRACE: 4}, [OTHER])
        made = assemble(found)
        assert ([run.run_id for run in made.runs], made.waiting) == ([TRACE], {OTHER: 5})


@pytest.mark.parametrize(("seen", "status", "waits"), [(4, "running", {OTHER: 5}), (5, "failure", {})])
def test_a_trace_that_is_looked_at_again_is_over_without_news(
    undone: Undone, seen: int, status: str, waits: dict[str, int]
) -> None:
    with undone() as connection:
        spans.write(connection, "t", [replace(one, trace_id=OTHER) for one in genai()[1:]], seq=5)
        made = assemble(gather(connection, asked(OTHER, seen=seen)))
        assert ([run.status for run in made.runs], made.waiting) == ([status], waits)


def test_another_tenants_spans_are_in_no_run(undone: Undone) -> None:
    with undone() as connection:
        spans.write(connection, "t", genai(), seq=5)
        stranger = replace(asked(TRACE, seen=5), tenant="u")
        assert gather(connection, stranger).spans == {}


def test_what_does_not_fit_is_left_for_the_next_message(undone: Undone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_traces, "_AT_ONCE", 6)
    monkeypatch.setattr(agent_traces, "_TOGETHER", 1)
    monkeypatch.setattr(agent_traces, "_MOST_SPANS", 3)
    traces = [f"{number:032x}" for number in (1, 2, 3, 4)]
    with undone() as connection:
        for trace in traces:
            spans.write(connection, "t", [replace(one, trace_id=trace) for one in genai()], seq=5)
        found = gather(connection, asked(*traces))
        assert {trace: len(items) for trace, items in found.spans.items()} == dict.fromkeys(traces[:2], 3)
        assert assemble(found).rest == traces[2:]
