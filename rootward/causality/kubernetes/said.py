"""Said: what events, container states and log lines say of an object, matched against the table of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rootward.causality.kubernetes.rules import TextRule, rules
from rootward.causality.kubernetes.snapshot import Object, items, section, text
from rootward.causality.kubernetes.view import View, Workload
from rootward.kit.clock import parse_ns

__all__ = ["Said", "event_time", "matching", "said_of_pod", "said_of_workload", "state_words"]

Where = Literal["event", "state", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`reason` in one word (FailedCreate, OOMKilled; '' for a log line), the words, where, and when (ns or None)."""

    where: Where
    reason: str
    words: str
    source: str
    at: int | None


def matching(said: Said) -> Iterator[tuple[TextRule, re.Match[str]]]:
    """The rules of the table that the words fit, in the table's order."""
    for rule in rules().texts:
        if said.where in rule.where and (not rule.reasons or said.reason in rule.reasons):
            match = rule.pattern.search(said.words)
            if match and not (rule.unless and rule.unless.search(said.words)):
                yield rule, match


def said_of_workload(view: View, workload: Workload) -> Iterator[Said]:
    """Events of the controller and its replica sets, its conditions, and its last log lines."""
    names = [(workload.ref.kind, workload.ref.name)]
    names += [
        ("ReplicaSet", text(item, "metadata", "name"))
        for item in view.snapshot.of("ReplicaSet")
        if view.workload("ReplicaSet", text(item, "metadata", "name"), workload.ref.namespace) is workload
    ]
    for kind, name in names:
        for event in view.snapshot.events(kind, name):
            yield _of_event(event)
    for condition in items(workload.object, "status", "conditions"):
        if text(condition, "type") == "ReplicaFailure" and text(condition, "status") == "True":
            yield Said(where="event", reason=text(condition, "reason"), words=text(condition, "message"),
                       source=f"{workload.ref} status.conditions", at=None)  # fmt: skip
    names_of_logs = [workload.ref.name, *(text(pod, "metadata", "name") for pod in workload.pods)]
    for name in dict.fromkeys(names_of_logs):
        tail = view.snapshot.get("LogTail", name, workload.ref.namespace)
        for line in (section(tail, "status").get("lines") or ()) if tail else ():
            yield Said(where="log", reason="", words=str(line), source=f"log of {name}", at=None)


def said_of_pod(view: View, pod: Object) -> Iterator[Said]:
    """Events of the pod and the states of its containers."""
    name = text(pod, "metadata", "name")
    for event in view.snapshot.events("Pod", name):
        yield _of_event(event)
    yield from state_words(pod)


def state_words(pod: Object) -> Iterator[Said]:
    name, status = text(pod, "metadata", "name"), section(pod, "status")
    if text(status, "reason"):
        yield Said(where="state", reason=text(status, "reason"), words=text(status, "message"),
                   source=f"Pod/{name} status.reason", at=None)  # fmt: skip
    for group in ("initContainerStatuses", "containerStatuses"):
        for item in items(status, group):
            for place in ("state", "lastState"):
                for phase in ("waiting", "terminated"):
                    found = section(item, place, phase)
                    if found:
                        words = text(found, "message") or f"exit code {text(found, 'exitCode')}"
                        ended = _moment(text(found, "finishedAt"))
                        yield Said(where="state", reason=text(found, "reason"), words=words, at=ended,
                                   source=f"Pod/{name} status.{group}[{text(item, 'name')}].{place}")  # fmt: skip


def event_time(event: Object) -> int | None:
    for path in (("series", "lastObservedTime"), ("lastTimestamp",), ("eventTime",), ("firstTimestamp",)):
        at = _moment(text(event, *path))
        if at is not None:
            return at
    return None


def _moment(said: str) -> int | None:
    try:
        return parse_ns(said) if said else None
    except (ValueError, OverflowError):
        return None


def _of_event(event: Object) -> Said:
    involved = section(event, "involvedObject") or section(event, "regarding")
    return Said(
        where="event", reason=text(event, "reason"), words=text(event, "message") or text(event, "note"),
        source=f"Event of {text(involved, 'kind')}/{text(involved, 'name')}", at=event_time(event),
    )  # fmt: skip
