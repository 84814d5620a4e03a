"""Past: every field of an earlier run is handed on."""

from __future__ import annotations

from dataclasses import asdict

from rootward.causality.fleet.past import history_from
from rootward.runs.history import Earlier


def test_an_earlier_run_is_handed_on_whole() -> None:
    earlier = Earlier(run_id="r", failed=True, agent_version="2", prompt_hash="p", model="m", started_at=7)
    assert [asdict(one) for one in history_from([earlier]).runs] == [asdict(earlier)]
