"""Standing: what is known about open cases and alerts while a batch of events is decided, and what changed by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from rootward.cases.model import OPEN_STATES, CaseKind, CaseState
from rootward.events.model import Event, Severity
from rootward.packs.case_model import JoinRule

__all__ = ["AlertState", "Decision", "Link", "LiveCase", "Neighbour", "Rule", "Standing", "Verb", "Waiting"]

Verb = Literal["open", "join", "repeat", "resolve", "wait", "ignore"]
Rule = JoinRule | Literal["new", "recurrence", "threshold", "resolved", "none"]

_OPEN = frozenset(OPEN_STATES)


@dataclass(slots=True, kw_only=True)
class LiveCase:
    """A case as far as grouping needs it; `is_new` when this batch opened it, `…_before` what it was before that;
    `is_firing` when an alert of it still fires."""

    case_id: str
    number: str
    kind: CaseKind
    title: str
    severity: Severity
    severity_before: Severity
    state: CaseState
    entity: str
    first_ts: int
    last_ts: int
    flaps: int = 0
    snoozed_until: int | None = None
    merged_into: str | None = None
    recurrence_of: str | None = None
    is_new: bool = False
    events: int = 0
    flaps_before: int = 0
    opened_by: str = ""
    opened_because: str = ""
    source: str | None = None
    joined: Counter[str] = field(default_factory=Counter)
    resolved_alerts: int = 0
    is_firing: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN


@dataclass(slots=True, kw_only=True)
class AlertState:
    """`status` is `seen` for what never says that it is over. `transitions` are the newest times (ns) of a change."""

    status: Literal["firing", "resolved", "seen"]
    starts_at: int
    last_ts: int
    case_id: str | None
    transitions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that alone is not enough."""

    event: Event
    distinct: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another entity, `hops` call edges away; `path` says how (`service:checkout calls service:payments`)."""

    ref: str
    hops: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one event does, and why: `rule` by which, `key` on which, `score` in 0..1 how sure, `reason` as a sentence.

    `also` are events that waited for this one and go with it into the case.
    """

    verb: Verb
    rule: Rule
    reason: str
    key: str = ""
    score: float = 0.0
    case_id: str | None = None
    title: str = ""
    entity: str = ""
    recurrence_of: str | None = None
    also: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An event in a case, to be written down."""

    case_id: str
    event_id: str
    event_ts: int
    rule: Rule
    key: str
    score: float
    reason: str


@dataclass(slots=True)
class Standing:
    """`keys` is key → case → time of the newest event under it. Deciding reads this; only `cases.apply` changes it."""

    cases: dict[str, LiveCase] = field(default_factory=dict)
    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    alerts: dict[str, AlertState] = field(default_factory=dict)
    waiting: dict[str, list[Waiting]] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)
    changed_keys: set[tuple[str, str]] = field(default_factory=set)
    changed_alerts: set[str] = field(default_factory=set)
    changed_cases: dict[str, None] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    new_waiting: dict[str, list[Event]] = field(default_factory=dict)
    done_waiting: set[str] = field(default_factory=set)

    def final(self, case_id: str | None) -> LiveCase | None:
        """The case itself, or the one it was merged into."""
        case = self.cases.get(case_id or "")
        for _ in range(20):
            if case is None or case.merged_into is None:
                return case
            case = self.cases.get(case.merged_into)
        return None
