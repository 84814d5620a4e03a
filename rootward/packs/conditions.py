"""Conditions of a pack: CEL over an event, a case or an action, compiled once for each text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from rootward.kit.match import Condition, compile_condition
from rootward.packs.document import Path
from rootward.packs.model import Pack

__all__ = [
    "CASE_VARIABLES", "EVENT_VARIABLES", "POLICY_VARIABLES", "REPAIR_VARIABLES", "RUN_VARIABLES", "case_condition",
    "conditions_of", "event_condition", "policy_condition", "repair_condition", "run_condition",
]  # fmt: skip

EVENT_VARIABLES = {
    "source": "string",
    "event_type": "string",
    "severity": "string",
    "entity": "map<string, string>",
    "payload": "map<string, dyn>",
    "correlation_ids": "map<string, string>",
}
CASE_VARIABLES = {
    "kind": "string",
    "severity": "string",
    "entity": "string",
    "title": "string",
    "event_types": "list<string>",
}
REPAIR_VARIABLES = {
    "case": "map<string, dyn>",
    "report": "map<string, dyn>",
    "exception": "map<string, dyn>",
    "steps": "map<string, dyn>",
    "input": "map<string, dyn>",
}
POLICY_VARIABLES = {
    "action": "map<string, dyn>",
    "case": "map<string, dyn>",
    "requester": "map<string, dyn>",
    "now": "timestamp",
}
RUN_VARIABLES = {
    "source": "string",
    "status": "int",
    "error": "string",
    "message": "string",
    "outcome": "string",
    "kind": "string",
    "tool": "string",
    "finish": "string",
    "retries": "int",
    "schema": "list<string>",
    "placed": "bool",
}


@lru_cache(maxsize=4096)
def event_condition(source: str) -> Condition:
    """Over the variables of an event. Raises BadInput with the compiler's words."""
    return compile_condition(source, EVENT_VARIABLES)


@lru_cache(maxsize=4096)
def case_condition(source: str) -> Condition:
    """Over the variables of a case. Raises BadInput with the compiler's words."""
    return compile_condition(source, CASE_VARIABLES)


@lru_cache(maxsize=4096)
def repair_condition(source: str) -> Condition:
    """Over a case, its report and what a playbook's steps gave. Raises BadInput with the compiler's words."""
    return compile_condition(source, REPAIR_VARIABLES)


@lru_cache(maxsize=4096)
def policy_condition(source: str) -> Condition:
    """Over an action, its case, who asks and the time. Raises BadInput with the compiler's words."""
    return compile_condition(source, POLICY_VARIABLES)


@lru_cache(maxsize=4096)
def run_condition(source: str) -> Condition:
    """Over what one error of an agent's run says of itself. Raises BadInput with the compiler's words."""
    return compile_condition(source, RUN_VARIABLES)


def conditions_of(pack: Pack) -> Iterator[tuple[Path, Callable[[], Condition]]]:
    """Every condition of a pack: where it stands, and what compiles it."""
    for index, route in enumerate(pack.routes):
        yield ("routes", index, "when"), partial(case_condition, route.when)
    for index, signature in enumerate(pack.run_signatures):
        yield ("run_signatures", index, "when"), partial(run_condition, signature.when)
    cases = pack.cases
    conditions = {
        "opens": [rule.when for rule in cases.opens],
        "severity": [rule.when for rule in cases.severity],
        "maintenance": [rule.when for rule in cases.maintenance],
    }
    for section, sources in conditions.items():
        for index, source in enumerate(sources):
            yield ("cases", section, index, "when"), partial(event_condition, source)
    repeat = cases.correlate.alerts.repeat_when
    yield ("cases", "correlate", "alerts", "repeat_when"), partial(event_condition, repeat)
    for index, rule in enumerate(pack.policies.rules):
        yield ("policies", "rules", index, "when"), partial(policy_condition, rule.when)
    yield from _of_playbooks(pack)


def _of_playbooks(pack: Pack) -> Iterator[tuple[Path, Callable[[], Condition]]]:
    if pack.repair.automatic != "true":
        yield ("repair", "automatic"), partial(repair_condition, pack.repair.automatic)
    for index, playbook in enumerate(pack.playbooks):
        here: Path = ("playbooks", index)
        yield (*here, "conditions", "match", "when"), partial(repair_condition, playbook.conditions.match.when)
        for place, step in enumerate(playbook.steps):
            yield (*here, "steps", place, "when"), partial(repair_condition, step.when)
            if step.action == "branch":
                yield (*here, "steps", place, "params", "when"), partial(repair_condition, step.params["when"])
