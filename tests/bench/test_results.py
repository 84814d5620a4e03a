"""The page of results, from figures of several runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import results


def _figure(metric: str, value: float, date: str, **tags: str) -> dict[str, Any]:
    shared = {"set": "s", "system": "all", "fault": "all", "onset": "given", "method": "rootward"}
    return {
        "bench": "rca", "metric": metric, "value": value, "unit": "share", "n": 3, "tags": shared | tags, "goal": None,
        "met": None, "ratio": None, "peer": None, "command": "python -m bench.rca", "commit": "abc", "date": date,
        "machine": "one",
    }  # fmt: skip


def _case(name: str, date: str) -> dict[str, Any]:
    return _figure("rca.case", 2, date, case=name, truth="service:a", said="service:b")


def test_cases_that_go_wrong_are_listed_and_those_that_no_longer_do_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    found = [
        _figure("rca.ac1", 0.5, early), _figure("rca.p50_s", 0.2, early), _case("first", early), _case("second", early),
        _figure("rca.ac1", 0.7, late), _figure("rca.p50_s", 0.2, late), _case("second", late),
    ]  # fmt: skip
    path = tmp_path / "figures.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in found))
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    results.main([str(path)])
    page = (tmp_path / "RESULTS.md").read_text()
    assert "| s | given | second | all | all | service:a | service:b | 2 |" in page
    assert "first" not in page and "| rca.ac1 |" in page and "0.7" in page and "rca.case" not in page
