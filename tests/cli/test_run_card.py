"""Run card: the verdict first, and what to add where there is none."""

from __future__ import annotations

import pytest
from rich.console import Console

from rootward.cli.run_card import print_diagnosis, print_run

CAUSE = {
    "category": "unknown", "subcategory": "content_filter", "insufficient": None, "responsible_agent": "a",
    "decisive_step": None, "missing": [],
    "causes": [{"score": 0.8, "statement": "why", "evidence": [{"kind": "step", "ref_id": "s1", "why": "seen"}]}],
}  # fmt: skip


def test_the_finer_word_stands_beside_the_category(capsys: pytest.CaptureFixture[str]) -> None:
    print_diagnosis(Console(width=80), CAUSE)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unknown (content_filter)"
    assert lines[2].strip() == "step     none in particular"
    assert "step s1: seen" in lines[-1]


def test_a_run_without_cost_or_error_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    run = {
        "run_id": "r1", "status": "success", "duration_ms": None, "agent_name": "a", "agent_version": "", "model": "",
        "environment": "", "error_type": None, "error_message": None, "timeline": [],
        "cost": {"tokens_prompt": None}, "signature": None,
    }  # fmt: skip
    print_run(Console(width=80), run)
    assert capsys.readouterr().out.splitlines() == [
        "r1  success", "  a, no environment given", "  parts    none",
    ]  # fmt: skip
