"""Rules: the case rules of a pack, ready to be asked thousands of times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rootward.events.model import Event, Severity
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.match import Bound, Condition, bind
from rootward.packs.case_model import Alerts, CaseRules, Correlate, JoinRule, Maintenance, Opening, Weekly
from rootward.packs.conditions import EVENT_VARIABLES, event_condition
from rootward.packs.model import Pack
from rootward.packs.values import nanoseconds

__all__ = ["Rules", "Said", "rules_of"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NS = 86_400 * 10**9


@lru_cache(maxsize=64)
def rules_of(pack: Pack) -> Rules:
    """Raises BadInput for a condition that does not compile, which loading a pack rules out."""
    return Rules(pack.cases)


class Said:
    """What an event says to conditions and templates of a pack; read into the condition language once, if at all."""

    __slots__ = ("_bound", "event", "values")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.values: dict[str, JSON] = {
            "source": event.source,
            "event_type": event.event_type,
            "severity": event.severity,
            "entity": {**event.entity},
            "payload": event.payload,
            "correlation_ids": {**event.correlation_ids},
        }
        self._bound: Bound | None = None

    def fulfils(self, when: _When) -> bool:
        if when.condition is None:
            return when.always
        if self._bound is None:
            self._bound = bind(self.values, EVENT_VARIABLES)
        return when.condition.holds(self._bound)


@dataclass(frozen=True, slots=True)
class _When:
    """A condition; None where its text is the answer itself."""

    always: bool
    condition: Condition | None


class Rules:
    """Durations in ns. Lists keep the pack's order: the first match decides."""

    def __init__(self, rules: CaseRules) -> None:
        correlate: Correlate = rules.correlate
        self.correlate = correlate
        self.alerts: Alerts = correlate.alerts
        self.firing, self.resolved = frozenset(self.alerts.firing), frozenset(self.alerts.resolved)
        self.windows: dict[JoinRule, int] = {
            "repeat": nanoseconds(correlate.repeat_window),
            "flapping": nanoseconds(correlate.flapping.within),
            "group": nanoseconds(correlate.group_window),
            "ids": nanoseconds(correlate.id_window),
            "entity": nanoseconds(correlate.entity_window),
            "neighbour": nanoseconds(correlate.neighbour_window),
            "storm": nanoseconds(correlate.storm.within),
        }
        self.span = nanoseconds(correlate.span)
        self.recurrence_window = nanoseconds(correlate.recurrence_window)
        self.threshold_windows = {opening.name: nanoseconds(opening.threshold.within) for opening in rules.opens}
        self._openings = [(opening, frozenset(opening.events), _when(opening.when)) for opening in rules.opens]
        self._severities = [(rule.severity, _when(rule.when)) for rule in rules.severity]
        self._maintenance = [(rule, _when(rule.when)) for rule in rules.maintenance]
        self._repeat = _when(self.alerts.repeat_when)

    @property
    def event_types(self) -> frozenset[str] | None:
        """The types that could mean anything to these rules; None when any could."""
        if any(not types for _, types, _ in self._openings):
            return None
        return self.firing | self.resolved | {name for _, types, _ in self._openings for name in types}

    def opening(self, said: Said) -> Opening | None:
        """The rule by which this event is a symptom; None when no rule says so."""
        event_type = said.event.event_type
        for opening, types, when in self._openings:
            if (not types or event_type in types) and said.fulfils(when):
                return opening
        return None

    def severity(self, said: Said, opening: Opening) -> Severity:
        for severity, when in self._severities:
            if said.fulfils(when):
                return severity
        return opening.severity or said.event.severity

    def maintenance(self, event: Event) -> Maintenance | None:
        """The window this event falls into by its own time."""
        during = [(rule, when) for rule, when in self._maintenance if _is_during(rule, event.ts)]
        said = Said(event)
        return next((rule for rule, when in during if said.fulfils(when)), None)

    def is_repeat_notice(self, said: Said) -> bool:
        """Whether the sender itself says that nothing changed."""
        return said.fulfils(self._repeat)


def _when(source: str) -> _When:
    word = source.strip()
    return _When(word == "true", None if word in ("true", "false") else event_condition(source))


def _is_during(rule: Maintenance, ts: int) -> bool:
    if rule.weekly is not None:
        return _is_weekly(rule.weekly, ts)
    assert rule.starts is not None and rule.ends is not None
    return clock.parse_ns(rule.starts) <= ts < clock.parse_ns(rule.ends)


def _is_weekly(weekly: Weekly, ts: int) -> bool:
    """A window that began on one of its days may still last today."""
    hours, minutes = weekly.at.split(":")
    start_of_day = (int(hours) * 60 + int(minutes)) * 60 * 10**9
    lasts = nanoseconds(weekly.lasts)
    today = ts // _DAY_NS
    for day in range(today, today - lasts // _DAY_NS - 2, -1):
        begins = day * _DAY_NS + start_of_day
        if _DAYS[(day + 3) % 7] in weekly.days and begins <= ts < begins + lasts:
            return True
    return False
