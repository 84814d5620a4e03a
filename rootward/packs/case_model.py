"""Case rules of a pack: what opens a case, what is grouped into one, and when to keep quiet."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from rootward.packs.values import (
    CaseKind,
    Checked,
    ClockTime,
    Duration,
    Moment,
    Name,
    PathText,
    Severity,
    Template,
    Text,
    nanoseconds,
    only_once,
)

__all__ = [
    "Alerts",
    "CaseRules",
    "Correlate",
    "Detection",
    "Flapping",
    "JoinRule",
    "Maintenance",
    "Opening",
    "SeverityRule",
    "Silence",
    "Storm",
    "Threshold",
    "Weekly",
]

JoinRule = Literal["repeat", "flapping", "group", "ids", "entity", "neighbour", "storm"]
_EVERY_JOIN: tuple[JoinRule, ...] = ("repeat", "flapping", "group", "ids", "entity", "neighbour", "storm")


class Threshold(Checked):
    """Open only when `events` of them came within `within`; with `distinct`, as many different values at that path."""

    events: int = Field(default=1, ge=1, le=10_000)
    within: Duration = "10m"
    distinct: PathText = ""


class Opening(Checked):
    """One kind of event that is a symptom: it opens a case, or joins one that explains the same thing.

    `dedup` are the paths that tell a repetition from something new; `group_by` the paths whose equal values mean the
    same case; `join_by` the correlation rules that may put it into a case that is open already; with `while_firing`
    it goes into a case nearby whose alert still fires, however long ago that began.
    """

    name: Name
    events: tuple[Text, ...] = ()
    when: Text = "true"
    kind: CaseKind = "incident"
    title: Template
    severity: Severity | None = None
    dedup: tuple[PathText, ...] = ("event_type", "entity")
    group_by: tuple[PathText, ...] = ()
    join_by: tuple[JoinRule, ...] = _EVERY_JOIN
    while_firing: bool = False
    threshold: Threshold = Threshold()


class Alerts(Checked):
    """Events that fire and resolve. Paths start at the event: `payload.fingerprint`, `entity.service`."""

    firing: tuple[Text, ...] = ("AlertFiring",)
    resolved: tuple[Text, ...] = ("AlertResolved",)
    fingerprint: PathText = "payload.alert.fingerprint|payload.fingerprint|correlation_ids.fingerprint"
    started: PathText = "payload.alert.startsAt|payload.startsAt"
    group: PathText = "payload.groupKey|correlation_ids.group_key"
    group_ignore: tuple[str, ...] = ("{}:{}",)
    repeat_when: Text = "false"


class Flapping(Checked):
    """An alert that changed `transitions` times within `within` flaps: it reopens and re-investigates nothing."""

    transitions: int = Field(default=4, ge=2, le=100)
    within: Duration = "30m"


class Storm(Checked):
    """When `cases` opened within `within`, what belongs to none of them is gathered into one more case."""

    cases: int = Field(default=20, ge=2, le=10_000)
    within: Duration = "10m"


class Correlate(Checked):
    """Windows and limits of grouping.

    `hops` is how far over call edges; `hub` how many neighbours make a node so common that it connects nothing; `span`
    how long a case takes in events that only share a place with it.
    """

    alerts: Alerts = Alerts()
    repeat_window: Duration = "6h"
    group_window: Duration = "24h"
    ids: tuple[Name, ...] = ("trace_id", "deployment", "commit", "workflow")
    id_window: Duration = "6h"
    entity_window: Duration = "15m"
    neighbour_window: Duration = "10m"
    hops: int = Field(default=2, ge=0, le=3)
    hub: int = Field(default=25, ge=1, le=10_000)
    span: Duration = "24h"
    flapping: Flapping = Flapping()
    storm: Storm = Storm()
    recurrence_window: Duration = "7d"
    resolve_after: Duration | None = None


class Silence(Checked):
    """A source is silent when nothing came for `factor` times its usual gap, but not sooner than `minimum`.

    One that was watched for less than `observed` has no usual gap yet.
    """

    minimum: Duration = "10m"
    factor: int = Field(default=10, ge=2, le=1000)
    observed: Duration = "1h"
    ignore: tuple[Text, ...] = ()


class Detection(Checked):
    """Trouble that the product notices itself in the telemetry that comes in, before an alert.

    `sensitivity` says how many cases noise alone may open: `low` one in two weeks, `normal` one in two days, `high`
    two a day, for everything a tenant sends taken together. Telemetry older than `max_age` when it comes is history,
    not news. A case that nothing but detection has seen is resolved when all was well for `resolve_after`.
    """

    sensitivity: Literal["off", "low", "normal", "high"] = "normal"
    max_age: Duration = "30m"
    resolve_after: Duration = "15m"


class SeverityRule(Checked):
    name: Name
    when: Text
    severity: Severity


class Weekly(Checked):
    """The same hours every week, in UTC."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(min_length=1)
    at: ClockTime
    lasts: Duration

    @field_validator("lasts")
    @classmethod
    def _is_within_a_week(cls, lasts: str) -> str:
        if nanoseconds(lasts) > nanoseconds("7d"):
            raise ValueError(f"{lasts!r} is longer than the week it repeats in")
        return lasts


class Maintenance(Checked):
    """While it lasts, events it matches open no case. Either from `starts` to `ends`, or `weekly`."""

    name: Name
    when: Text
    reason: Text
    starts: Moment | None = None
    ends: Moment | None = None
    weekly: Weekly | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        once = self.starts is not None and self.ends is not None
        if once == (self.weekly is not None) or (self.starts is None) != (self.ends is None):
            raise ValueError(f"maintenance {self.name!r} needs either starts and ends, or weekly")
        return self


class CaseRules(Checked):
    """Lists are asked in their order and the first that matches decides."""

    opens: tuple[Opening, ...] = ()
    severity: tuple[SeverityRule, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    correlate: Correlate = Correlate()
    silence: Silence = Silence()
    detection: Detection = Detection()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        only_once(item.name for item in self.opens)
        only_once(item.name for item in self.severity)
        only_once(item.name for item in self.maintenance)
        return self
