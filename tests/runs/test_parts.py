"""Parts: every part of a run has a value, and what is not there has none."""

from __future__ import annotations

import pytest

from rootward.runs.parts import PARTS, value_of
from rootward.runs.payload import parse_run
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)


@pytest.mark.parametrize(
    ("part", "ref_id"),
    [("run", RUN.run_id), ("step", "step-002"), ("tool_call", "call-001"), ("guardrail", "guard-001")],
)
def test_a_part_says_what_it_is_and_which(part: str, ref_id: str) -> None:
    value = value_of(RUN, part, ref_id)
    assert value is not None
    assert (value["part"], value["ref_id"]) == (part, ref_id)
    assert part in PARTS


@pytest.mark.parametrize("part", ["step", "tool_call", "guardrail"])
def test_what_is_not_there_has_no_value(part: str) -> None:
    assert value_of(RUN, part, "other") is None
