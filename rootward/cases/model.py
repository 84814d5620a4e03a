"""Case: everything that has to be explained and resolved, whatever its kind, with one lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import RowMapping

from rootward.events.model import Severity

__all__ = ["KINDS", "OPEN_STATES", "PREFIXES", "STATES", "TERMINAL", "Case", "CaseKind", "CaseState", "from_row"]

CaseKind = Literal["incident", "exception", "agent_run", "request"]
CaseState = Literal[
    "open", "investigating", "diagnosed", "awaiting_approval", "repairing", "verifying", "resolved", "closed", "merged"
]

KINDS: tuple[CaseKind, ...] = get_args(CaseKind)
STATES: tuple[CaseState, ...] = get_args(CaseState)
TERMINAL: frozenset[CaseState] = frozenset({"closed", "merged"})
OPEN_STATES: tuple[CaseState, ...] = STATES[: STATES.index("resolved")]
"""States in which a case still takes in events."""

PREFIXES: Mapping[CaseKind, str] = {"incident": "INC", "exception": "EXC", "agent_run": "RUN", "request": "REQ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Times in ns; `entity` is a canonical reference or ''; `seq` the number of its last change. `cause` is the newest
    report in one line, `affected` how many entities it names, `source` where the event that opened it came from."""

    case_id: str
    number: str
    kind: CaseKind
    title: str
    severity: Severity
    state: CaseState
    entity: str
    opened_at: int
    updated_at: int
    first_event_ts: int
    last_event_ts: int
    event_count: int
    flaps: int
    acknowledged_by: str | None
    acknowledged_at: int | None
    assigned_to: str | None
    snoozed_until: int | None
    merged_into: str | None
    recurrence_of: str | None
    split_from: str | None
    resolved_at: int | None
    report_id: str | None
    confidence: float | None
    cause: str | None
    cause_kind: str | None
    affected: int | None
    source: str | None
    seq: int

    @property
    def is_flapping(self) -> bool:
        return self.flaps > 0

    @property
    def is_terminal(self) -> bool:
        return self.state in TERMINAL


def from_row(row: RowMapping) -> Case:
    """A row of the table `cases`."""
    values: dict[str, Any] = {name: row[name] for name in Case.__slots__}
    return Case(**values)
