"""Advice: for each kind of fault, what to do next and how to see that it worked. Words only; nothing is executed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rootward.causality.model import Hypothesis
from rootward.events.entity import name_of
from rootward.evidence.model import Evidence
from rootward.investigations.run_advice import GENERAL_CHECKS, run_advice
from rootward.investigations.run_ranking import KIND

__all__ = ["Advice", "advise"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    action: str
    checks: tuple[str, ...]


_BY_KIND: dict[str, tuple[str, tuple[str, ...]]] = {
    "config.pool_size": (
        "Restore the former connection pool size of {name}",
        ("pending connection requests of {name} return to their baseline", "its error rate returns to its baseline"),
    ),
    "schema.slow_query": (
        "Undo the schema change or restore the index that {component} lost",
        ("the duration of the slow database operation returns to its baseline", "callers of {name} recover"),
    ),
    "memory.leak": (
        "Restart {name} to win time, and fix or roll back what keeps the memory",
        ("memory of {name} stays level under load", "{name} is not killed again"),
    ),
    "memory.oom": (
        "Raise the memory limit of {name} or reduce what it holds",
        ("{name} is not killed again", "its memory stays below its limit"),
    ),
    "credential.expired": (
        "Renew the credential that {name} uses, and alert before the next one expires",
        ("calls of {name} are no longer refused with 401 or 403", "its callers recover"),
    ),
    "upstream.rate_limited": (
        "Lower or spread the calls to {component}, honour Retry-After, or ask its owner for a higher limit",
        ("responses 429 from {component} end", "callers of {name} recover"),
    ),
    "upstream.unavailable": (
        "Contact the owner of {component}; fail fast or fall back until it answers",
        ("calls to {component} succeed again",),
    ),
    "network.delay": (
        "Check the path between {name} and {component}",
        ("the gap between the two ends of their calls returns to its baseline",),
    ),
    "cpu.saturation": (
        "Give {name} more CPU or find what consumes it",
        ("CPU of {name} returns below saturation", "its latency returns to its baseline"),
    ),
    "disk.saturation": (
        "Relieve the disk of {name}",
        ("disk time of {name} returns to its baseline",),
    ),
    "lock.contention": (
        "Find and end the transaction that holds the lock in {component}",
        ("lock waits and timeouts of {component} end", "operations on it return to their baseline"),
    ),
    "code.regression": (
        "Roll {name} back to its former version",
        ("errors and latency of {name} return to their baseline after the roll-back",),
    ),
    "traffic.surge": (
        "Scale {name} or shed load at the front door",
        ("latency returns to its baseline at the present load",),
    ),
    "dependency.failure": (
        "Look at {component} first: {name} only passes its failure on",
        ("calls to {component} succeed again",),
    ),
}
_OF_OBJECTS = ("what the cited fields say is corrected", "{name} has as many ready pods as it wants")
_UNKNOWN = ("Look at the cited observations of {name}", ("the cited observations return to their baseline",))


def advise(hypothesis: Hypothesis, evidence: Iterable[Evidence] = ()) -> Advice:
    """What to do about a hypothesis; evidence that knows what to do about exactly this fault says it itself."""
    known = (item.value for item in evidence if item.evidence_id in hypothesis.evidence_ids)
    told = next(
        (str(value["next"]) for value in known if value.get("fault") == hypothesis.kind and "next" in value), ""
    )
    if told:
        named = name_of(hypothesis.entity)
        return Advice(action=told, checks=tuple(check.format(name=named) for check in _OF_OBJECTS))
    if hypothesis.kind.startswith(KIND):
        advice = run_advice(hypothesis.kind.removeprefix(KIND))
        return Advice(action=advice.items[0].description, checks=GENERAL_CHECKS)
    action, checks = _BY_KIND.get(hypothesis.kind, _UNKNOWN)
    name = name_of(hypothesis.entity)
    component = name_of(hypothesis.component) if ":" in hypothesis.component else hypothesis.component
    words = {"name": name, "component": component or name}
    return Advice(action=action.format(**words), checks=tuple(check.format(**words) for check in checks))
