"""Compare: settings that differ, and the place where two runs part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rootward.runs.compare import compare_runs
from rootward.runs.model import ToolDefinition
from rootward.runs.payload import parse_run
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)


def test_a_run_is_like_itself() -> None:
    told = compare_runs(RUN, RUN)
    assert (told["settings"], told["parts_at"]) == ({}, None)


def test_the_place_where_they_part_is_named() -> None:
    calls = (replace(RUN.tool_calls[0], status_code=500), RUN.tool_calls[1])
    other = replace(RUN, run_id="r2", model="m2", tool_calls=calls, tools=(ToolDefinition(name="t"),))
    told: dict[str, Any] = compare_runs(RUN, other)
    assert told["settings"] == {"model": ["gpt-4-turbo", "m2"], "tools": [[], ["t"]]}
    assert told["parts_at"] == 0
    assert [entry["verdict"] for entry in told["calls"]] == ["changed", "same", "removed"]
    assert told["calls"][0]["differences"] == {"status_code": [400, 500]}


def test_without_calls_the_steps_are_compared() -> None:
    one, two = replace(RUN, tool_calls=()), replace(RUN, tool_calls=(), steps=RUN.steps[:3])
    told: dict[str, Any] = compare_runs(one, two)
    assert told["parts_at"] == 3
    assert compare_runs(two, one)["steps"][3]["verdict"] == "added"  # type: ignore[index,call-overload]
