"""Langfuse's traces and observations."""

from __future__ import annotations

from rootward.plugins.sources.exported_langfuse import is_observation, is_trace, spans_of
from rootward.plugins.sources.exported_spans import span_of
from tests.plugins.sources.exports import LANGFUSE


def test_tables_spell_the_same_with_underscores() -> None:
    observation = LANGFUSE["observations"][1]
    spelled = {"trace_id": "t1", "id": "o2", "type": "GENERATION", "name": "answer", "parent_observation_id": "o1",
               "start_time": "2026-11-20 12:00:00.010", "end_time": "2026-11-20 12:00:00.310", "level": "DEFAULT",
               "provided_model_name": "gpt-4o", "usage_details": observation["usageDetails"],
               "total_cost": 0.002, "prompt_name": "support", "prompt_version": 4, "environment": "prod",
               "input": observation["input"], "output": observation["output"]}  # fmt: skip
    assert is_observation(spelled) and is_observation(observation) and not is_trace(observation)
    assert spans_of(spelled) == spans_of(observation)


def test_a_trace_gives_its_name_input_and_release_to_its_observations() -> None:
    assert is_trace(LANGFUSE)
    first, second, _ = (span_of(told) for told in spans_of(LANGFUSE))
    assert (first.entity, first.attributes["langfuse.trace.input"]) == ("service:support", "Where is order 12345?")
    assert second.attributes["langfuse.release"] == "r9"
    assert "langfuse.trace.input" not in second.attributes


def test_an_observation_that_did_not_end_lasted_no_time() -> None:
    (told,) = spans_of(LANGFUSE["observations"][0] | {"endTime": None})
    assert told.start == told.end
