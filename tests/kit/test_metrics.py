"""Metrics: every name that dashboards rely on is exposed with its labels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from rootward.kit import metrics

OF_THE_SOURCE = {
    "tool_calls_total": {"tenant", "tool", "status"},
    "tool_latency_seconds": {"tenant", "tool"},
    "tool_cost_usd": {"tenant", "tool"},
    "agent_executions_total": {"tenant", "agent", "status"},
    "agent_latency_seconds": {"tenant", "agent"},
    "investigations_total": {"tenant", "status"},
    "investigation_confidence": {"tenant"},
}
ALL = {name: getattr(metrics, name) for name in metrics.__all__ if name.isupper() and name != "REGISTRY"}


@pytest.fixture
def touched() -> Iterator[None]:
    """Every metric has a value under labels of its own, so that it is exposed."""
    own = {name: [f"test-{label}" for label in metric._labelnames] for name, metric in ALL.items()}
    for name, metric in ALL.items():
        child = metric.labels(*own[name]) if own[name] else metric
        child.observe(0.2) if isinstance(metric, Histogram) else child.inc(2)
    yield
    for name, metric in ALL.items():
        if own[name]:
            metric.remove(*own[name])


def _samples() -> dict[str, dict[str, str]]:
    """Labels of each series with the labels of this test, by name."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    samples = [sample for family in families for sample in family.samples]
    return {
        sample.name: sample.labels
        for sample in samples
        if all(value == f"test-{name}" for name, value in sample.labels.items() if name != "le")
    }


@pytest.mark.parametrize("name", OF_THE_SOURCE)
def test_a_metric_of_the_source_is_exposed_under_our_prefix(touched: None, name: str) -> None:
    found = {series: labels for series, labels in _samples().items() if series.startswith(f"rootward_{name}")}
    assert found, name
    assert all(labels.keys() - {"le"} == OF_THE_SOURCE[name] for labels in found.values())


def test_every_metric_is_listed_has_the_prefix_and_says_what_it_counts(touched: None) -> None:
    assert all(isinstance(metric, MetricWrapperBase) for metric in ALL.values())
    assert {metric._name for metric in ALL.values()} == {family.name for family in metrics.REGISTRY.collect()}, (
        "every metric of the registry is in __all__"
    )
    families = list(text_string_to_metric_families(metrics.exposition().decode()))
    assert len(families) == len(ALL), "nothing beside them, such as the time each was made"
    assert all(family.name.startswith("rootward_") and family.documentation for family in families)


def test_a_counter_only_grows_and_a_histogram_counts_into_buckets() -> None:
    metrics.TOOL_CALLS.labels("t", "grow", "succeeded").inc()
    with pytest.raises(ValueError, match="only be incremented"):
        metrics.TOOL_CALLS.labels("t", "grow", "succeeded").inc(-1)
    metrics.INVESTIGATION_CONFIDENCE.labels("buckets").observe(0.75)
    lines = [line for line in metrics.exposition().decode().splitlines() if 'tenant="buckets"' in line]
    assert 'rootward_investigation_confidence_bucket{le="0.7",tenant="buckets"} 0.0' in lines
    assert 'rootward_investigation_confidence_bucket{le="0.8",tenant="buckets"} 1.0' in lines
    metrics.INVESTIGATION_CONFIDENCE.remove("buckets")
    metrics.TOOL_CALLS.remove("t", "grow", "succeeded")


def test_labels_are_escaped() -> None:
    metrics.QUEUE_DEPTH.labels('a"b\n').set(1)
    assert 'rootward_queue_depth{topic="a\\"b\\n"} 1.0' in metrics.exposition().decode()
    metrics.QUEUE_DEPTH.remove('a"b\n')


def test_a_metric_is_a_counter_a_gauge_or_a_histogram() -> None:
    assert {type(metric) for metric in ALL.values()} == {Counter, Gauge, Histogram}
