"""Warnings: what is no fault of a pack, and still worth knowing before it is activated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.kit.canonical import JSON
from rootward.packs.case_model import SeverityRule
from rootward.packs.conditions import event_condition
from rootward.packs.domain_form import EVENT
from rootward.packs.model import Pack

__all__ = ["warnings"]


def warnings(pack: Pack) -> tuple[str, ...]:
    """Its notes, and a sentence for each expectation of its tests that its own rules do not meet."""
    return (*pack.notes, *_disagreements(pack))


def _disagreements(pack: Pack) -> Iterator[str]:
    """With the test, what is expected and what is given."""
    for place, one in enumerate(pack.tests, 1):
        what = f"test {place} ({one.input.get('exceptionType', 'no exceptionType')})"
        for name, wanted in one.expected.items():
            given: JSON = one.input.get(name)
            if name == "severity":
                given = _severity(pack.cases.severity, one.input).upper() or None
                wanted = str(wanted).upper()
            if given != wanted:
                nothing = "none, because no rule of the pack gives one"
                yield f"{what}: expected {name} {wanted}, given {nothing if given is None else given}"


def _severity(rules: tuple[SeverityRule, ...], exception: Mapping[str, JSON]) -> str:
    """What the first rule says that holds; '' when none does. One that cannot be decided does not hold."""
    said: dict[str, JSON] = {
        "source": str(exception.get("sourceSystem") or ""), "event_type": EVENT, "entity": {},
        "severity": str(exception.get("severity") or "").lower(), "payload": dict(exception), "correlation_ids": {},
    }  # fmt: skip
    return next((rule.severity for rule in rules if event_condition(rule.when).holds(said)), "")
