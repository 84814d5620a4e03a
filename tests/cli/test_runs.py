"""`rootward runs`: imported, listed, shown, diagnosed, replayed, compared; embedded and against a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed

OTHER = changed(SUFFICIENT, run_id="run-3", model="m2", tool_calls=SUFFICIENT["tool_calls"][1:2], guardrail_events=[])


@pytest.fixture
def runs(shell: Shell, tmp_path: Path) -> Shell:
    file = tmp_path / "runs.jsonl"
    file.write_text("\n".join(json.dumps(run) for run in (SUFFICIENT, INSUFFICIENT, OTHER)))
    assert shell.json("runs", "import", str(file))["created"] == 3
    assert shell.json("runs", "import", str(file))["duplicate"] == 3
    return shell


def test_runs_are_imported_listed_and_shown(runs: Shell) -> None:
    listed = runs.json("runs", "list", "--status", "failure")["items"]
    assert {item["run_id"] for item in listed} == {"run-001-sufficient", "run-002-insufficient", "run-3"}
    page = runs.json("runs", "list", "--limit", "2")
    rest = runs.json("runs", "list", "--limit", "2", "--cursor", page["next"])
    assert len(page["items"]) + len(rest["items"]) == 3
    assert "ValidationError" in runs.done("runs", "list", "--agent", "customer-support-agent")
    assert "4 step, 3 tool_call, 1 guardrail" in runs.done("runs", "show", "run-001-sufficient")
    assert runs.json("runs", "show", "run-3")["model"] == "m2"
    assert runs.json("runs", "list", "--own")["items"] == []


def test_a_run_is_diagnosed_as_a_case(runs: Shell) -> None:
    told = runs.done("runs", "diagnose", "run-001-sufficient")
    assert told.splitlines()[0] == "tool_schema_mismatch"
    assert "ev_tool_call-001" in told and "Update tool schema validation" in told
    body: dict[str, Any] = runs.json("runs", "diagnose", "run-002-insufficient")
    assert body["report"]["insufficient_evidence"] is True
    assert "Not enough evidence" in runs.done("runs", "diagnose", "run-002-insufficient")
    assert any(case["kind"] == "agent_run" for case in runs.json("cases", "list")["items"])


def test_without_recording_it_only_says_what_the_run_shows(runs: Shell) -> None:
    told = runs.done("runs", "diagnose", "run-001-sufficient", "--no-record")
    assert "tool_call call-001" in told
    assert "Nothing is claimed" in runs.done("runs", "diagnose", "run-002-insufficient", "--no-record")


def test_a_run_is_replayed_in_its_order(runs: Shell) -> None:
    entries = runs.json("runs", "replay", "run-001-sufficient")["items"]
    assert [entry["event_id"] for entry in entries][:3] == ["step-001", "step-002", "call-001"]
    assert "Plan customer inquiry" in runs.done("runs", "replay", "run-001-sufficient")


def test_two_runs_are_compared(runs: Shell) -> None:
    told = runs.done("runs", "diff", "run-001-sufficient", "run-3")
    assert "'gpt-4-turbo' → 'm2'" in told and "removed" in told
    assert runs.json("runs", "diff", "run-3", "run-3")["parts_at"] is None


def test_the_fleet_is_told_with_its_failures(runs: Shell) -> None:
    told = runs.done("runs", "fleet")
    assert "customer-support-agent" in told
    assert "Failure: 1 × order_lookup_api · ValidationError" in told
    assert "Tool: order_lookup_api failed 2 of 2 times, in 1 runs" in told
    assert runs.json("runs", "fleet", "--by", "model")["runs"] == 3


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "nothing"), 3, "no agent run"),
        (("diagnose", "nothing"), 3, "no agent run"),
        (("import", "nothing.json"), 3, "no file"),
        (("fleet", "--by", "mood"), 2, "version"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(shell: Shell, words: tuple[str, ...], code: int, told: str) -> None:
    shell("runs", *words).refused(code, told)


def test_a_run_that_is_wrong_is_named_by_its_place(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "runs.json"
    file.write_text(json.dumps([INSUFFICIENT, changed(INSUFFICIENT, status="exploded")]))
    shell("runs", "import", str(file)).refused(2, "run 2: status")


def test_several_files_are_read_before_the_first_run_is_sent(shell: Shell, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.jsonl"
    one.write_text(json.dumps(INSUFFICIENT))
    two.write_text("\n".join(json.dumps(run) for run in (SUFFICIENT, changed(OTHER, status="exploded"))))
    shell("runs", "import", str(one), str(tmp_path / "nothing.json")).refused(3, "no file")
    assert shell.json("runs", "list")["items"] == []
    shell("runs", "import", str(one), str(two)).refused(2, "two.jsonl, run 2: status")
    two.write_text(json.dumps(SUFFICIENT))
    assert "2 runs of 2 files: 2 duplicate" in shell.done("runs", "import", str(one), str(two))
