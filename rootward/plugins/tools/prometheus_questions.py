"""Prometheus questions: which metrics a server is asked for, by the names that it has.

Of each well-known exporter the few that speak of trouble; of an application's own those whose names say latency,
errors, traffic, saturation, pools or queues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import re2

from rootward.causality.metric_kinds import classify
from rootward.plugins.tools.prometheus_question import About, Question, histogram, level, rated, unit_of

__all__ = ["questions"]

_RANK = {
    "errors": 0, "latency": 0, "traffic": 1, "availability": 1, "restarts": 1, "db_latency": 2, "client_latency": 2,
    "db_errors": 2, "client_errors": 2, "refusals": 2, "pool_wait": 2, "pool_usage": 2, "pool_size": 2, "queue": 2,
    "connections": 3, "cpu": 3, "memory": 3, "disk": 4, "network": 4, "threads": 5,
}  # fmt: skip
"""What is asked for first, when there is not time for everything."""

_NOT_ASKED = re2.compile(
    r"(kube_|container_|node_|machine_|istio_|go_|python_|promhttp_|prometheus_|alertmanager_|scrape_|net_conntrack_|"
    r"kubelet_|apiserver_|apiextensions_|aggregator_|etcd_|rest_client_|workqueue_|coredns_|grafana_|loki_|tempo_|"
    r"otelcol_|cadvisor_|envoy_|pilot_|galley_|citadel_|jvm_(buffer|classes|info|compilation)|"
    r"process_(start|virtual|max)|ALERTS|target_info|otel_scope_info).*|.*:.*|.*_(info|created)"
)
_SPAN_METRICS = re2.compile(
    r"(traces_)?span_?metrics_.*|traces_spanmetrics_.*|calls_total|duration_milliseconds_.*|latency_(bucket|sum|count)"
)
_OF_SERVERS = 'span_kind!~"SPAN_KIND_CLIENT|SPAN_KIND_INTERNAL|SPAN_KIND_PRODUCER|client|internal|producer"'
_OF_CONTAINERS = 'image!="",container!="POD"'
_REAL_DISKS = 'fstype!~"tmpfs|overlay|squashfs"'
_ISTIO_LATENCY = "istio_request_duration_milliseconds"


def questions(names: Collection[str], types: Mapping[str, str], wanted: Sequence[str] = ()) -> list[Question]:
    """The most telling first. `types` are the metadata's, where there are any (`counter`, `gauge`, …); what one of the
    expressions `wanted` matches is always asked for."""
    there = set(names)
    chosen = [question for needs, question in _KNOWN if there.issuperset(needs)]
    if f"{_ISTIO_LATENCY}_bucket" in there:
        chosen += histogram(_ISTIO_LATENCY, 'reporter="destination"')
    for name in sorted(there - _COVERED):
        always = any(re2.fullmatch(pattern, name) for pattern in wanted)
        if always or not _NOT_ASKED.fullmatch(name):
            chosen += _own(name, there, types, always=always)
    return sorted(chosen, key=_rank)


def _own(name: str, there: Collection[str], types: Mapping[str, str], *, always: bool) -> Iterator[Question]:
    """The questions of one application metric; none for what says nothing of trouble."""
    fixed = _OF_SERVERS if _SPAN_METRICS.fullmatch(name) else ""
    base = next((found for ending in ("_bucket", "_sum", "_count") if (found := _base(name, ending, there))), "")
    if base:  # a histogram or a summary, asked for once
        if name.endswith("_count") and (always or _speaks(base, "mean")):
            yield from histogram(base, fixed, buckets=f"{base}_bucket" in there)
        return
    counter = name.endswith("_total") or types.get(name) == "counter"
    if always or _speaks(name, "rate" if counter else "value"):
        yield (rated if counter else level)(name, "", fixed)


def _base(name: str, ending: str, there: Collection[str]) -> str:
    base = name.removesuffix(ending)
    return base if base != name and f"{base}_count" in there and f"{base}_sum" in there else ""


def _speaks(name: str, stat: str) -> bool:
    return classify(name, unit_of(name), {}, stat).kind in _RANK


def _rank(question: Question) -> int:
    return _RANK.get(classify(question.name, question.unit, {}, question.stat).kind, 6)


def _one(question: Question, *needs: str) -> tuple[tuple[str, ...], Question]:
    return needs or (question.name,), question


def _ratio(shown: str, about: About, template: str, *needs: str) -> tuple[tuple[str, ...], Question]:
    return needs, Question(name=shown, unit="1", kind="gauge", stat="value", template=template, about=about)


_KNOWN = (
    _one(rated("kube_pod_container_status_restarts_total", "object")),
    _one(level("kube_deployment_status_replicas_unavailable", "object")),
    _one(level("kube_statefulset_status_replicas_ready", "object")),
    _one(level("kube_daemonset_status_number_unavailable", "object")),
    _one(
        level("kube_node_status_condition", "object", 'condition="Ready",status="true"', shown="kube_node_available"),
        "kube_node_status_condition",
    ),
    _one(
        rated("container_oom_events_total", "object", _OF_CONTAINERS, shown="container_oom_kills_total"),
        "container_oom_events_total",
    ),
    _one(rated("container_cpu_usage_seconds_total", "object", _OF_CONTAINERS)),
    _ratio(
        "container_cpu_throttled_ratio", "object",
        "sum by (<by>) (rate(container_cpu_cfs_throttled_periods_total{<sel>}[<w>]))"
        " / sum by (<by>) (rate(container_cpu_cfs_periods_total{<sel>}[<w>]))",
        "container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total",
    ),
    _one(level("container_memory_working_set_bytes", "object", _OF_CONTAINERS, over="sum")),
    *(
        _one(rated(f"container_network_{way}_{what}_total", "object"))
        for what in ("packets_dropped", "errors", "bytes") for way in ("receive", "transmit")
    ),
    _ratio(
        "node_cpu_busy_ratio", "node", '1 - avg by (<by>) (rate(node_cpu_seconds_total{mode="idle"<sel>}[<w>]))',
        "node_cpu_seconds_total",
    ),
    _ratio(
        "node_memory_used_ratio", "node",
        "1 - avg by (<by>) (avg_over_time(node_memory_MemAvailable_bytes{<sel>}[<g>]))"
        " / avg by (<by>) (avg_over_time(node_memory_MemTotal_bytes{<sel>}[<g>]))",
        "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes",
    ),
    _ratio(
        "node_filesystem_used_ratio", "node",
        f"max by (<by>) (1 - avg_over_time(node_filesystem_avail_bytes{{{_REAL_DISKS}<sel>}}[<g>])"
        f" / avg_over_time(node_filesystem_size_bytes{{{_REAL_DISKS}<sel>}}[<g>]))",
        "node_filesystem_avail_bytes", "node_filesystem_size_bytes",
    ),
    _ratio(
        "node_disk_io_time_ratio", "node", "max by (<by>) (rate(node_disk_io_time_seconds_total{<sel>}[<w>]))",
        "node_disk_io_time_seconds_total",
    ),
    _one(level("node_load1", "node")),
    _one(rated("node_network_receive_drop_total", "node")),
    _one(rated("node_network_receive_errs_total", "node")),
    _one(rated("node_vmstat_oom_kill", "node")),
    _one(rated("istio_requests_total", "", 'reporter="destination"')),
    _one(level("go_goroutines")),
)  # fmt: skip
"""Each with the names that must be there for it."""

_COVERED = frozenset(name for needs, _ in _KNOWN for name in needs)
