"""What real instrumentations sent (`recordings`), of one agent: a model asks for a tool, and the tool raises.

Recorded with pydantic-ai 2.68 (with content and without), langgraph 1.2 under openinference-instrumentation-langchain
0.1.80 and under opentelemetry-instrumentation-langchain 0.62 (Traceloop), and langfuse 5.0; models that answer from a
script, nothing else changed but stack traces left out.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.plugins.sources.exported_runs import runs_in

RECORDINGS = Path(__file__).parent / "recordings"
TOKENS = {"pydantic_ai": (54, 5), "pydantic_ai_without_content": (54, 5)}


@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDINGS.glob("*.json")))
def test_every_instrumentation_tells_the_same_failure(name: str) -> None:
    (run,) = runs_in(RECORDINGS / f"{name}.json")
    silent = name.endswith("without_content")
    assert (run.agent_name, run.status, run.error_type) == ("support", "failure", "ValueError")
    assert run.error_message == (None if silent else "customer is required")
    assert run.task == ("" if silent else "Where is order 12345?")
    (call,) = run.tool_calls
    assert (call.tool_name, call.status, call.error_class) == ("lookup", "failure", "ValueError")
    assert call.args == (None if silent else {"order": "12345"})
    assert (run.cost.tokens_prompt, run.cost.tokens_completion) == TOKENS.get(name, (120, 30))
    assert {step.agent for step in run.steps} == {"support"}
    assert [step.kind for step in run.steps if step.kind in ("llm", "tool")] == ["llm", "tool"]


def test_the_tools_that_a_model_was_told_of_are_known_with_their_schemas() -> None:
    for name in ("pydantic_ai", "langgraph_openinference", "langgraph_traceloop"):
        (run,) = runs_in(RECORDINGS / f"{name}.json")
        (tool,) = run.tools
        assert tool.name == "lookup"
        assert isinstance(tool.schema, dict) and tool.schema["required"] == ["order"]
