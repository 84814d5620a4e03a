"""Clusters: failures of one kind together, the frequent first, new kinds flagged."""

from __future__ import annotations

from rootward.causality.fleet.clusters import clusters
from tests.causality.fleet.samples import fact


def test_failures_that_are_alike_are_one_cluster() -> None:
    runs = [fact(n, "failure", shape="s1" if n < 3 else "s2") for n in range(4)]
    runs += [fact(9, "failure", signature="search · 404"), fact(10)]
    many, one = clusters(runs, since=0, first_seen={}, agent_since={})
    assert (many.signature, many.failures, many.shapes) == ("pay · Timeout", 4, (("s1", 3), ("s2", 1)))
    assert many.runs[0] == "r0003"
    assert (one.failures, one.is_new) == (1, False)


def test_a_kind_is_new_when_its_agent_ran_before_and_it_never_came() -> None:
    failed = [fact(5, "failure")]
    known = {"first_seen": {"pay · Timeout": 50}, "agent_since": {"a": 10}}
    assert clusters(failed, since=40, **known)[0].is_new
    assert not clusters(failed, since=60, **known)[0].is_new
    assert not clusters(failed, since=40, first_seen={"pay · Timeout": 50}, agent_since={"a": 45})[0].is_new
