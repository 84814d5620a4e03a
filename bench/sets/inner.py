"""The inner level: whether the first hypothesis shows the resource, or the place in the code, that the label names.

A fault of a resource counts when one of the observations that the first hypothesis cites measures that resource on the
guilty service. A fault in code, which a label gives as the two log statements that enclose it, counts when the first
hypothesis is about code or errors (none of a resource or the network) and cites an observation, of traces or logs of
the guilty service, as its own: the *kind* of region, not the line.
"""

from __future__ import annotations

from typing import Any

__all__ = ["cites_metric", "cites_region"]

_RESOURCES = ("cpu.", "memory.", "disk.", "network.", "traffic.")


def cites_metric(report: dict[str, Any], words: tuple[str, ...]) -> bool:
    """A cited observation of the hypothesis' own entity (or of calls to it) measures one of `words`."""
    first = report["hypotheses"][0]
    return any(_is_about(item, first) and _measures(item, words) for item in _cited(report, first))


def cites_region(report: dict[str, Any], region: str) -> bool:
    """See the module: the statements of `region` themselves are not asked for."""
    first = report["hypotheses"][0]
    if first["kind"].startswith(_RESOURCES):
        return False
    return any(_is_about(item, first) and item["kind"].startswith(("trace.", "log.")) for item in _cited(report, first))


def _cited(report: dict[str, Any], hypothesis: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = set(hypothesis["evidence_ids"])
    return [item for item in report["evidence"] if item["evidence_id"] in wanted]


def _is_about(item: dict[str, Any], hypothesis: dict[str, Any]) -> bool:
    name = hypothesis["entity"].partition(":")[2]
    ends = [item["entity"], *(value for value in item["query"]["arguments"].values() if isinstance(value, str))]
    return hypothesis["entity"] in ends or item["value"].get("peer") == name


def _measures(item: dict[str, Any], words: tuple[str, ...]) -> bool:
    said = f"{item['kind']} {item['value'].get('name', '')}".lower()
    return any(word in said for word in words)
