"""Cases as they are answered: a case, its page, its timeline, and what is remembered of it."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.api.answers.reports import Verdict
from rootward.cases.model import CaseKind, CaseState
from rootward.cases.read import Sort
from rootward.events.model import Severity

__all__ = [
    "Anomaly", "BulkAnswer", "Case", "CasePage", "CaseRead", "CaseView", "CaseViewList", "Detection", "Facets",
    "Pulse", "PulseList",
    "Remembered", "Resolved", "TimelineEntry", "TimelinePage",
]  # fmt: skip


class Case(TypedDict):
    """`entity` is a canonical reference or ''; `seq` the number of its last change; `cause` the newest report in one
    line, `affected` how many entities it names; `source` where the event that opened it came from."""

    case_id: str
    number: str
    kind: CaseKind
    title: str
    severity: Severity
    state: CaseState
    entity: str
    opened_at: str
    updated_at: str
    first_event_ts: str
    last_event_ts: str
    event_count: int
    flaps: int
    acknowledged_by: str | None
    acknowledged_at: str | None
    assigned_to: str | None
    snoozed_until: str | None
    merged_into: str | None
    recurrence_of: str | None
    split_from: str | None
    resolved_at: str | None
    report_id: str | None
    confidence: float | None
    seq: int
    cause: str | None
    cause_kind: str | None
    affected: int | None
    source: str | None


class CaseRead(Case):
    """With the verdict of its newest report."""

    verdict: Verdict | None


class Facets(TypedDict):
    """How many cases have each value, the most frequent first."""

    state: dict[str, int]
    severity: dict[str, int]
    kind: dict[str, int]
    entity: dict[str, int]
    assigned_to: dict[str, int]
    cause_kind: dict[str, int]
    source: dict[str, int]
    team: dict[str, int]


class CasePage(TypedDict):
    items: list[Case]
    next: str | None
    facets: NotRequired[Facets]


class Pulse(TypedDict):
    """How a case went: `counts` of its events in equal parts of [since, until]; none where the answer had too many."""

    case_id: str
    since: str
    until: str
    counts: list[int]


class PulseList(TypedDict):
    items: list[Pulse]


class Remembered(TypedDict):
    """What is known of a resolved case: the cause and what helped."""

    number: str
    title: str
    entity: str
    kind: str
    cause: str
    fixed_by: str
    confirmed_by: str
    resolved_at: str


class Resolved(Case):
    remembered: Remembered | None


class TimelineEntry(TypedDict):
    """`ref` is the event's id where `kind` is `event`, else ''."""

    at: str
    seq: int
    kind: str
    actor: str
    text: str
    body: dict[str, Any]
    ref: str


class TimelinePage(TypedDict):
    items: list[TimelineEntry]
    next: str | None


class CaseFilters(TypedDict, total=False):
    """Filters and order of the list of cases, by its own names; what is left out does not filter."""

    state: list[CaseState]
    severity: list[Severity]
    kind: list[CaseKind]
    entity: str
    text: str
    assigned_to: str
    cause: list[str]
    source: list[str]
    team: list[str]
    active: bool
    sort: Sort


class CaseView(TypedDict):
    """Filters that are kept under a name."""

    view_id: str
    name: str
    shared: bool
    wanted: CaseFilters
    created_by: str
    created_at: str
    updated_at: str


class CaseViewList(TypedDict):
    items: list[CaseView]


class BulkResult(TypedDict):
    """What became of one case: changed, with the `case`; or refused, with why."""

    ref: str
    result: Literal["changed", "refused"]
    case: NotRequired[Case]
    status: NotRequired[int]
    code: NotRequired[str]
    detail: NotRequired[str]
    field: NotRequired[str]
    value: NotRequired[Any]
    transition: NotRequired[Any]


class BulkCounts(TypedDict):
    changed: int
    refused: int


class BulkAnswer(TypedDict):
    items: list[BulkResult]
    counts: BulkCounts


class Anomaly(TypedDict):
    entity: str
    since: str
    found: str


class Detection(TypedDict):
    """What is watched, how far it has been evaluated, and what is unusual now."""

    sensitivity: str
    false_cases_a_day: float
    evaluated_until: str | None
    series: int
    entities: int
    active: list[Anomaly]
