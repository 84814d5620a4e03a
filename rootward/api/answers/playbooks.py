"""Playbooks as they are answered: what is declared, what fits a case, runs, and the words of exception platforms."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.api.answers.tools import Rehearsed
from rootward.cases.model import CaseState
from rootward.events.model import Severity
from rootward.playbooks.rehearse import Outlook
from rootward.playbooks.store import Outcome, RunState

__all__ = [
    "MatchList", "PlatformAnswer", "PlatformStatus", "Playbook", "PlaybookCasePage", "PlaybookList", "PlaybookRun",
    "PlaybookRunPage", "PlaybookRunRead", "PlaybookStanding", "RehearsedPlaybook",
]  # fmt: skip


class PlaybookMatch(TypedDict):
    """What a case must be; what is empty does not matter."""

    domain: str
    exception_type: str
    fault: str
    severity: Severity | None
    severity_in: list[Severity]
    sla_minutes_remaining_lt: float | None
    policy_tags: list[str]
    when: str


class Conditions(TypedDict):
    match: PlaybookMatch
    priority: int


class PlaybookInput(TypedDict):
    description: str
    default: Any


class Undo(TypedDict):
    action: str
    params: dict[str, Any]


class PlaybookStep(TypedDict):
    """`fits` is `when` in words, '' for always."""

    name: str
    action: str
    params: dict[str, Any]
    description: str
    when: str
    on_failure: Literal["stop", "continue", "roll_back"] | None
    rollback: Undo | None
    fits: str


class VerificationTimes(TypedDict):
    after: str
    every: str
    within: str


class Playbook(TypedDict):
    """As it is kept, with what was left to the defaults said; `fits` are its conditions in words."""

    name: str
    version: int | str
    description: str
    tenant_id: str
    created_at: str | None
    conditions: Conditions
    start: Literal["person", "automatic"]
    inputs: dict[str, PlaybookInput]
    steps: list[PlaybookStep]
    on_failure: Literal["stop", "roll_back"]
    verification: VerificationTimes | None
    fits: str


class PlaybookList(TypedDict):
    items: list[Playbook]
    next: None


class PlaybookStanding(TypedDict):
    """Runs of a playbook by what came of them; `success_rate` is over those of which one can tell. It is not proposed
    again for a fault for which it failed `failures_allowed` times."""

    playbook: str
    proposed: int
    at_work: int
    held: int
    not_held: int
    cannot_tell: int
    success_rate: float | None
    failures_allowed: int
    given_up: list[GivenUp]


class GivenUp(TypedDict):
    signature: str
    times: int
    text: str


class MatchReason(TypedDict):
    """`expression` is the condition that `text` says in words, '' for one that is no expression; runs that were
    proposed long ago do not have it."""

    condition: str
    holds: bool
    text: str
    expression: NotRequired[str]


class Judged(TypedDict):
    """`blocked` says why one that matches is not proposed all the same."""

    playbook: str
    version: int | str
    priority: int
    matches: bool
    blocked: str
    summary: str
    reasons: list[MatchReason]


class RehearsedStep(TypedDict):
    """What a step would do as things stand: ask the outside by a `call` that the gate was asked about, ask a person,
    do something here, be passed over, wait for what an earlier step gives, or be impossible."""

    order: int
    name: str
    action: str
    outlook: Outlook
    says: str
    call: Rehearsed | None


class RehearsedPlaybook(TypedDict):
    playbook: str
    case: str
    steps: list[RehearsedStep]


class PlaybookCase(TypedDict):
    """How a playbook stands to a case; `best` is the playbook that would be proposed for it now, '' for none."""

    case_id: str
    number: str
    title: str
    severity: Severity
    state: CaseState
    opened_at: str
    judged: Judged
    best: str
    run: PlaybookCaseRun | None


class PlaybookCaseRun(TypedDict):
    """The newest run that it was chosen for."""

    playbook_run_id: str
    state: RunState
    outcome: Outcome | None
    chosen_by: str


class PlaybookCasePage(TypedDict):
    """The newest cases first."""

    items: list[PlaybookCase]
    next: str | None


class MatchList(TypedDict):
    """Every playbook with the reasons for and against it, the best first."""

    case: str
    signature: str
    proposes: str | None
    items: list[Judged]
    next: None


class Chosen(Judged):
    """Why a playbook was chosen, by whom, and how the others were judged."""

    chosen_by: str
    others: list[Judged]


class Done(TypedDict):
    """What a person said of a step."""

    by: str
    at: str
    notes: str
    failed: bool


class RunStep(TypedDict):
    """A step of a run; what follows `detail` is there when it is known."""

    order: int
    name: str
    action: str
    state: Literal["pending", "running", "waiting", "succeeded", "failed", "skipped", "rolled_back"]
    detail: str
    result: NotRequired[Any]
    action_id: NotRequired[str]
    text: NotRequired[str]
    person: NotRequired[bool]
    done: NotRequired[Done]


class PlaybookAgent(TypedDict):
    """As whom it asks, and on whose behalf."""

    id: str
    name: str
    kind: str
    role: str
    auth: str
    agent: str | None
    on_behalf_of: str | None
    permissions: list[str]


class PlaybookRun(TypedDict):
    """One playbook for one case; `waits_for` is `action:ID`, `person` or `time`."""

    playbook_run_id: str
    case_id: str
    run_id: str
    playbook: str
    playbook_digest: str
    why: Chosen
    signature: str
    state: RunState
    step: int
    steps: list[RunStep]
    waits_for: str | None
    outcome: Outcome | None
    outcome_body: dict[str, Any] | None
    requested_by: PlaybookAgent
    created_at: str
    updated_at: str
    ended_at: str | None
    seq: int
    version: int | str


class PlaybookRunRead(PlaybookRun):
    """With the number of its case."""

    case: str


class PlaybookRunPage(TypedDict):
    items: list[PlaybookRun]
    next: str | None


class PlatformStep(TypedDict):
    stepOrder: int
    name: str
    actionType: str
    status: Literal["pending", "completed", "skipped"]


class PlatformStatus(TypedDict):
    """Which playbook an exception has and how far it is, in the words of exception platforms."""

    exceptionId: str
    playbookId: int | None
    playbookName: str | None
    playbookVersion: int | str | None
    conditions: Conditions | None
    steps: list[PlatformStep]
    currentStep: int | None


class PlatformAnswer(TypedDict):
    """What was chosen anew."""

    exceptionId: str
    currentPlaybookId: int | None
    currentStep: int | None
    playbookName: str | None
    playbookVersion: int | str | None
    reasoning: str
