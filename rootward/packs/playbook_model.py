"""Playbooks of a pack: what to do about a case, step by step, and when which of them is the right one."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from rootward.packs.playbook_forms import playbook_form, step_form
from rootward.packs.playbook_params import PARAMETERS, Binding, CapabilityName, StepAction, check_params
from rootward.packs.values import Checked, Duration, Moment, Name, Severity, Text, only_once

__all__ = [
    "PARAMETERS", "Conditions", "Input", "Match", "Playbook", "PlaybookEntry", "Repair", "Step", "Undo",
    "Verification",
]  # fmt: skip

PlaybookName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f{}]{1,200}$", strip_whitespace=True)]
SeverityWord = Annotated[Severity, BeforeValidator(lambda word: word.lower() if isinstance(word, str) else word)]
Pattern = Annotated[str, StringConstraints(max_length=300)]


class Match(Checked):
    """What a case must be; what is not said does not matter.

    `exception_type` is a pattern (`*` any text, `?` one character) over the types of the case's events, the exception
    type it states and the kind of fault of its report's cause; `fault` over the last alone. Of `policy_tags` all must
    be there. `when` is a condition over `case`, `report` and `exception`.
    """

    domain: str = ""
    exception_type: Pattern = ""
    fault: Pattern = ""
    severity: SeverityWord | None = None
    severity_in: Annotated[tuple[SeverityWord, ...], Field(strict=False)] = ()
    sla_minutes_remaining_lt: float | None = None
    policy_tags: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    when: Text = "true"


class Conditions(Checked):
    """Of several playbooks that match, the one with the highest `priority` is chosen, of equals the newer."""

    match: Match = Match()
    priority: int = 0


class Undo(Checked):
    """What takes a step back, as a step of its own."""

    action: Literal["call_tool", "notify", "add_comment", "manual"]
    params: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _params_fit(self) -> Self:
        check_params(self.action, self.params)
        return self


class Step(Checked):
    """One step. It is passed over where `when` (a condition over `case`, `report`, `exception`, `steps` and `input`)
    does not hold. Text of `params` may hold placeholders: `{case.number}`, `{report.cause.entity}`,
    `{steps.NAME.result.id}`. `on_failure` says what follows when it fails: `stop` the playbook, `continue`, or
    `roll_back` what was done; nothing said: what the playbook says, and a notification that fails stops nothing."""

    name: PlaybookName
    action: StepAction
    params: dict[str, Any] = Field(default_factory=dict)
    description: str = Field(default="", max_length=2000)
    when: Text = "true"
    on_failure: Literal["stop", "continue", "roll_back"] | None = None
    rollback: Undo | None = None

    @model_validator(mode="after")
    def _params_fit(self) -> Self:
        check_params(self.action, self.params)
        return self


class Input(Checked):
    """What a person says when the playbook is started; without a default it must be said."""

    description: str = ""
    default: Any = None


class Verification(Checked):
    """After the repair the symptoms are measured again: first when it is `after` old, then `every` so often until they
    are gone or it is `within` old."""

    after: Duration = "2m"
    every: Duration = "1m"
    within: Duration = "15m"


class Playbook(Checked):
    """`start: automatic` lets it begin without a person, where the pack's `repair.automatic` holds, too. With a
    `tenant_id` it is that tenant's alone."""

    name: PlaybookName
    version: int | str = 1
    description: str = Field(default="", max_length=4000)
    tenant_id: str = ""
    created_at: Moment | None = None
    conditions: Conditions = Conditions()
    start: Literal["person", "automatic"] = "person"
    inputs: dict[Name, Input] = Field(default_factory=dict)
    steps: Annotated[tuple[Annotated[Step, BeforeValidator(step_form)], ...], Field(strict=False, min_length=1)]
    on_failure: Literal["stop", "roll_back"] = "stop"
    verification: Verification | None = None

    @field_validator("steps")
    @classmethod
    def _steps_follow_each_other(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        only_once(step.name for step in steps)
        names = [step.name for step in steps]
        for place, step in enumerate(steps):
            _goes_on(step, names[place + 1 :])
            _knows(step, names[:place])
        return steps


PlaybookEntry = Annotated[Playbook, BeforeValidator(playbook_form)]


class Repair(Checked):
    """What holds for every playbook. `confidence` is how sure a report must be for a playbook to be proposed for its
    cause; `automatic` a condition under which a playbook that may starts by itself; `sla` how long a case of a severity
    may take; after `failures` repairs of the same fault that did not hold, a playbook is proposed no more for it.

    `channels` say which tool carries a notification on a channel, or on one for one group (`slack:Night`): its payload
    may hold `{notice.subject}`, `{notice.message}`, `{notice.group}` and `{notice.template_id}` beside other facts.

    `capabilities` say which tool does what playbooks ask for by what it does (`release.roll_back`): its payload may
    hold `{wanted.NAME}`, what the step gives. What is bound to no tool is done by a person."""

    confidence: float = Field(default=0.5, ge=0, le=1)
    automatic: Text = "true"
    failures: int = Field(default=2, ge=1, le=100)
    verification: Verification = Verification()
    sla: dict[Severity, Duration] = Field(default_factory=dict)
    policy_tags: tuple[Text, ...] = ()
    channels: dict[Text, Binding] = Field(default_factory=dict)
    capabilities: dict[CapabilityName, Binding] = Field(default_factory=dict)


_OUTPUT = re.compile(r"\{steps(?:\.([^.\[\]{}|\s]+)|\[\"([^\"]+)\"\])")


def _goes_on(step: Step, later: list[str]) -> None:
    """A branch leads forward only, so that every playbook ends."""
    if step.action != "branch":
        return
    for side in ("then", "else"):
        target = step.params.get(side)
        if target is not None and target not in ("end", "fail") and target not in later:
            raise ValueError(f"step {step.name!r} branches to {target!r}, which is no later step, nor `end` or `fail`")


def _knows(step: Step, earlier: list[str]) -> None:
    for one, other in _OUTPUT.findall(str(step.params)):
        if (one or other) not in earlier:
            raise ValueError(f"step {step.name!r} uses what {one or other!r} gave, which is no earlier step")
