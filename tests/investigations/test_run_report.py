"""Run report: aliases and categories (whole reports: tests/scenarios/test_agent_runs.py)."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.investigations.run_report import alias_of, category_of, run_report
from rootward.runs.payload import parse_run
from tests.runs.examples import SUFFICIENT


@pytest.mark.parametrize(
    ("value", "alias"),
    [
        ({"part": "tool_call", "ref_id": "c1"}, "ev_tool_c1"),
        ({"part": "guardrail", "ref_id": "g1"}, "ev_guard_g1"),
        ({"part": "step", "ref_id": "s1"}, "ev_step_s1"),
        ({"version": {}}, "ev_abc"),
    ],
)
def test_a_part_gives_its_evidence_a_name_people_know(value: dict[str, Any], alias: str) -> None:
    assert alias_of({"evidence_id": "ev_abc", "value": value}) == alias


def _body(subcategory: str, category: str) -> dict[str, Any]:
    detail = {"category": category, "subcategory": subcategory, "responsible_agent": "a", "decisive_step": "s1"}
    cause = {"kind": f"agent_run.{subcategory}"}
    return {
        "verdict": {"status": "cause_found", "cause": cause, "add_telemetry": []},
        "agents": [{"findings": [{"kind": cause["kind"], "detail": detail, "evidence_ids": ["ev_abc"]}]}],
        "evidence": [{"evidence_id": "ev_abc", "value": {"version": {}}, "text": "t"}],
        "hypotheses": [{"kind": cause["kind"], "description": "d", "evidence_ids": ["ev_abc"], "confidence": 0.6}],
    }


def test_the_category_stays_within_the_eight_and_the_finer_word_beside_it() -> None:
    assert category_of(_body("dependency_unavailable", "unknown")) == ("unknown", "dependency_unavailable")
    assert category_of(_body("rate_limited", "rate_limited")) == ("rate_limited", "rate_limited")


def test_what_the_history_shows_is_cited_by_its_own_id() -> None:
    told = run_report(
        _body("prompt_regression", "prompt_regression"), parse_run(SUFFICIENT), report_id="r", rca_run_id="i",
        generated_at="now",
    )  # fmt: skip
    (hypothesis,) = told["hypotheses"]
    assert hypothesis["evidence_ids"] == ["ev_abc"]
    assert hypothesis["confidence"] == "medium"
    assert told["action_items"][0]["type"] == "rollback"
    assert "Root Cause" in told["jira_fields"]["jira_description_md"]
