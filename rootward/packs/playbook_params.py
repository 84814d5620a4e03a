"""Parameters of a playbook's steps: for each kind of step, what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from rootward.packs.values import Checked, Duration, Text

__all__ = ["PARAMETERS", "Binding", "CallTool", "CapabilityName", "ChannelName", "StepAction", "check_params"]

StepAction = Literal[
    "notify", "assign_owner", "set_status", "add_comment", "call_tool", "wait", "branch", "approval", "verify", "manual"
]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.:/-]{0,126}$")]
CapabilityName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=100)]
ChannelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
Long = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


def _depth(value: Any, left: int = 12) -> None:
    if left == 0:
        raise ValueError("is nested deeper than 12")
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _depth(item, left - 1)


def _shallow(value: Any) -> Any:
    _depth(value)
    return value


class Notify(Checked):
    """Tell a group. `log` writes on the case's timeline; every other channel is a tool that the pack's
    `repair.channels` names, and passes the gate."""

    channel: ChannelName = "log"
    subject: str = Field(default="", max_length=300)
    message: str = Field(default="", max_length=20_000)
    template_id: str = ""
    group: str = "DefaultOps"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.subject or self.message or self.template_id):
            raise ValueError("a notification needs a subject or a message")
        return self


class AssignOwner(Checked):
    user_id: str = ""
    queue: str = ""

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.user_id) == bool(self.queue):
            raise ValueError("needs either a user_id or a queue")
        return self


class SetStatus(Checked):
    """`resolved` measures the symptoms first: where they are not gone, or cannot be measured, a person decides."""

    status: Literal["open", "analyzing", "resolved", "escalated"]


class AddComment(Checked):
    text: str = ""
    text_template: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.text) == bool(self.text_template):
            raise ValueError("needs either a text or a text_template")
        return self


Payload = Annotated[dict[str, Any], AfterValidator(_shallow)]


class Binding(Checked):
    """The tool that a channel or a capability is for a tenant. Its payload may hold `{notice.…}` of a notification, or
    `{wanted.…}` of what a step gives the capability, beside other facts."""

    tool_id: ToolName
    payload: Payload = Field(default_factory=dict)


class CallTool(Checked):
    """Ask the gate to have a tool called with exactly this payload: the tool by its name, or by the `capability` that
    the pack's `repair.capabilities` binds to one. Where nothing is bound a person does what `manual` says."""

    tool_id: ToolName | None = None
    capability: CapabilityName | None = None
    payload: Payload = Field(default_factory=dict)
    manual: str = Field(default="", max_length=20_000)

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.tool_id is None) == (self.capability is None):
            raise ValueError("needs either a tool_id or a capability")
        if bool(self.manual) != (self.capability is not None):
            raise ValueError("a capability needs the words `manual` for a person, and nothing else does")
        return self


class Wait(Checked):
    duration: Duration


class Branch(Checked):
    """Go on with the step `then` where `when` holds, with `else` where not; `end` ends well, `fail` fails."""

    when: Text
    then: str | None = None
    else_: str | None = Field(default=None, alias="else")


class Approval(Checked):
    """Wait until so many people of these roles agree."""

    text: Long
    people: int = Field(default=1, ge=1, le=10)
    roles: Annotated[tuple[Text, ...], Field(strict=False)] = ("approver", "admin")
    due: Duration = "1h"
    expires: Duration = "24h"


class Verify(Checked):
    """Measure the symptoms now and again; what is not said is the playbook's or the pack's."""

    after: Duration | None = None
    every: Duration | None = None
    within: Duration | None = None


class Manual(Checked):
    """A person does it and says so."""

    text: Long


PARAMETERS: Mapping[StepAction, type[Checked]] = {
    "notify": Notify, "assign_owner": AssignOwner, "set_status": SetStatus, "add_comment": AddComment,
    "call_tool": CallTool, "wait": Wait, "branch": Branch, "approval": Approval, "verify": Verify, "manual": Manual,
}  # fmt: skip


def check_params(action: StepAction, params: dict[str, Any]) -> None:
    """Raises ValueError naming what is wrong."""
    try:
        PARAMETERS[action].model_validate(params)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        what = "this key is not known here" if first["type"] == "extra_forbidden" else first["msg"]
        said = what.removeprefix("Value error, ")
        raise ValueError(f"{action}: {where + ': ' if where else ''}{said}") from error
