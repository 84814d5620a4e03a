"""Standing: success, time and cost of each version within its agent."""

from __future__ import annotations

from rootward.causality.fleet.standing import standings
from tests.causality.fleet.samples import fact


def test_versions_stand_in_the_order_in_which_they_came_within_their_agent() -> None:
    runs = [fact(n, "failure" if n % 2 else "success", "2" if n >= 6 else "1") for n in range(10)]
    runs.append(fact(20, "running", "1", agent_name="b", tokens=None, cost_usd=None, ended_at=None))
    one, two, other = standings(runs, "version")
    assert [(item.agent, item.value, item.runs, item.failed) for item in (one, two, other)] == [
        ("a", "1", 6, 3), ("a", "2", 4, 2), ("b", "1", 1, 0),
    ]  # fmt: skip
    assert (one.success_rate, one.p50_ms, one.p95_ms, one.tokens, one.cost_usd) == (0.5, 2, 5, 60, 3.0)
    assert (other.success_rate, other.p50_ms, other.tokens, other.cost_usd) == (None, None, None, None)


def test_agents_stand_as_a_whole() -> None:
    (whole,) = standings([fact(1, version="1"), fact(2, version="2")], "agent")
    assert (whole.value, whole.runs) == ("a", 2)
