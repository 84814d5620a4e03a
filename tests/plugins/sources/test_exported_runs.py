"""Files of agent runs, told from their structure; the exports of every tool say the same of the same run."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.plugins.sources.exported_runs import runs_in
from rootward.runs.model import AgentRun
from tests.plugins.sources.exports import LANGFUSE, LANGSMITH, MLFLOW, MLFLOW_2, PHOENIX
from tests.runs.examples import SUFFICIENT
from tests.runs.spans.recorded import genai, langfuse, otlp


def lines(*records: Any) -> bytes:
    return b"\n".join(json.dumps(record).encode() for record in records)


EVERY: dict[str, bytes] = {
    "mlflow": json.dumps(MLFLOW).encode(),
    "mlflow 2": json.dumps([MLFLOW_2]).encode(),
    "langsmith": lines(*LANGSMITH),
    "langsmith as a list": json.dumps({"runs": LANGSMITH}).encode(),
    "langsmith as a tree": json.dumps(
        LANGSMITH[0] | {"child_runs": [{key: value for key, value in run.items() if key != "parent_run_id"}
                                       for run in LANGSMITH[1:]]}).encode(),
    "langfuse": json.dumps(LANGFUSE, indent=2).encode(),
    "langfuse observations": json.dumps({"data": LANGFUSE["observations"], "meta": {"page": 1}}).encode(),
    "phoenix": lines(*PHOENIX),
    "phoenix api": json.dumps({"data": PHOENIX, "next_cursor": None}).encode(),
    "otlp": lines(otlp(genai()[:2]), otlp(genai()[2:])),
}  # fmt: skip


@pytest.mark.parametrize("form", sorted(EVERY))
def test_every_export_tells_the_same_failure(form: str) -> None:
    (found,) = runs_in(EVERY[form])
    assert found.status == "failure"
    (call,) = [call for call in found.tool_calls if call.tool_name == "lookup"]
    assert (call.status, call.args, call.latency_ms) == ("failure", {"order": "12345"}, 350)
    assert "customer" in (call.error_message or "")
    (model,) = [step for step in found.steps if step.kind == "llm"]
    assert (model.model or "").startswith("gpt-4o")
    assert (found.cost.tokens_prompt, found.cost.tokens_completion) == (120, 30)
    assert found.task == "Where is order 12345?"


def test_payloads_are_read_as_they_are_posted(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl.gz"
    file.write_bytes(gzip.compress(lines(SUFFICIENT, SUFFICIENT | {"run_id": "other"})))
    assert [run.run_id for run in runs_in(file)] == ["run-001-sufficient", "other"]


def test_traces_that_are_mixed_in_a_file_are_told_apart() -> None:
    other = [json.loads(json.dumps(span).replace("aaaa", "bbbb")) for span in PHOENIX]
    mixed = [span for pair in zip(PHOENIX, other, strict=True) for span in pair]
    found: list[AgentRun] = list(runs_in(lines(*mixed)))
    assert [len(run.steps) for run in found] == [3, 3]
    assert len({run.run_id for run in found}) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"hello": 1}', "record 1: this is not an agent run, OTLP"),
        (lines(*PHOENIX[:1]) + b"\n{broken", "line 2: this is not JSON"),
        (lines(PHOENIX[0], PHOENIX[1] | {"start_time": "yesterday"}), "line 2: start_time is 'yesterday'"),
        (json.dumps([MLFLOW, MLFLOW | {"info": {"trace_id": [1]}}]).encode(), "record 2: trace_id is [1]"),
        (lines(SUFFICIENT | {"status": "great"}), "status"),
        (lines(otlp([]) | {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "x"}]}]}]}), "span 1: traceId"),
        (b"[]", "there is no agent run in it"),
        (b"", "there is no agent run in it"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        list(runs_in(body))
    assert said in refused.value.message


def test_the_file_is_named_too(tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text('{"hello": 1}')
    with pytest.raises(BadInput, match=r"wrong\.json, record 1"):
        list(runs_in(file))


def test_secrets_in_an_export_are_in_no_run() -> None:
    secret = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY"
    body = (
        EVERY["otlp"].replace(b"12345", secret.encode()) + b"\n" + EVERY["phoenix"].replace(b"12345", secret.encode())
    )
    assert secret not in repr(list(runs_in(body)))


def test_spans_of_no_agent_are_no_run() -> None:
    with pytest.raises(BadInput, match="no agent run"):
        list(runs_in(json.dumps(otlp([langfuse()[3]])).encode()))
