"""Rehearse: what every step of a playbook would do for a case as things stand, without anything being done.

What a step would ask the outside for is the very action that it would ask the gate for; whoever called lets the gate
say what it would say to that. What an earlier step would have to give first cannot be known now, and is said so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rootward.errors import BadInput
from rootward.governance.action import Action, Requester
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.conditions import repair_condition
from rootward.packs.model import Pack
from rootward.packs.playbook_model import Playbook, Step
from rootward.packs.sentence import sentence
from rootward.playbooks import bindings
from rootward.playbooks.facts import gather
from rootward.playbooks.placeholders import fill, placeholders
from rootward.playbooks.program import steps_of
from rootward.playbooks.requests import action_of
from rootward.tools.contract import ToolSpec

__all__ = ["Outlook", "Planned", "SpecOf", "plan"]

Outlook = Literal["call", "person", "here", "passed_over", "unknown", "impossible"]
"""The outside is asked, a person is, it happens within this installation, it is passed over, an earlier step must give
something first, or it cannot be done."""
SpecOf = Callable[[str], ToolSpec | None]
_LATER = re.compile(r"\bsteps\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """`says` is what would happen in a sentence; `action` what the gate would be asked for, where the outside is."""

    order: int
    name: str
    kind: str
    outlook: Outlook
    says: str
    action: Action | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stage:
    """What all steps of one rehearsal share."""

    tenant: str
    case_id: str
    playbook: str
    pack: Pack
    requester: Requester
    facts: dict[str, JSON]
    spec_of: SpecOf


def plan(
    connection: Connection, tenant: str, case_id: str, playbook: Playbook, pack: Pack, *, inputs: Mapping[str, JSON],
    requester: Requester, spec_of: SpecOf,
) -> tuple[Planned, ...]:  # fmt: skip
    """Step by step, with the verification that follows. Raises NotFound for an unknown case, BadInput for an input that
    the playbook does not ask for."""
    unknown = sorted(inputs.keys() - playbook.inputs.keys())
    if unknown:
        raise BadInput(f"{playbook.name} has no input {unknown[0]!r}", field=f"inputs.{unknown[0]}")
    known = gather(connection, tenant, case_id, pack, now=clock.now_ns()).values
    defaults = {name: one.default for name, one in playbook.inputs.items() if one.default is not None}
    stage = _Stage(
        tenant=tenant, case_id=case_id, playbook=playbook.name, pack=pack, requester=requester, spec_of=spec_of,
        facts=known | {"input": defaults | dict(inputs), "run": {"id": clock.new_id("pbr")}},
    )  # fmt: skip
    return tuple(_planned(stage, order, step) for order, step in enumerate(steps_of(playbook), 1))


def _planned(stage: _Stage, order: int, step: Step) -> Planned:
    outlook, says, action = _outlook(stage, step)
    return Planned(order=order, name=step.name, kind=step.action, outlook=outlook, says=says, action=action)


def _outlook(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    if step.when != "true":
        said = sentence(step.when) or step.when
        if _LATER.search(step.when):
            return "unknown", f"an earlier step decides whether {said}", None
        if not repair_condition(step.when).holds(stage.facts):
            return "passed_over", f"it is not so that {said}", None
    later = next((path for path in placeholders(step.params) if _LATER.match(path)), "")
    if later:
        return "unknown", f"an earlier step has to give {{{later}}} first", None
    try:
        return _CHECKED.get(step.action, _here)(stage, step)
    except BadInput as error:
        return "impossible", error.message, None


def _called(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    params = step.params
    if "capability" not in params:
        return _asked(stage, step, str(params["tool_id"]), params.get("payload", {}))
    wanted = str(params["capability"])
    binding = stage.pack.repair.capabilities.get(wanted)
    if binding is None or stage.spec_of(binding.tool_id) is None:
        why = f"no tool is bound to {wanted}" if binding is None else f"there is no tool {binding.tool_id}"
        return "person", f"{_text(stage, params['manual'])} ({why}, so a person does it)", None
    payload = bindings.given_to(binding.payload, "wanted", params.get("payload", {}))
    return _asked(stage, step, binding.tool_id, payload)


def _notified(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    channel, group = str(step.params.get("channel", "log")), str(step.params.get("group", "DefaultOps"))
    if channel == "log":
        return _here(stage, step)
    declared = bindings.channel(stage.pack, channel, group)
    if declared is None:
        return "impossible", f"nothing reaches {group} on the channel {channel}", None
    notice = {"subject": "", "message": "", "template_id": ""} | step.params | {"group": group}
    return _asked(stage, step, declared.tool_id, bindings.given_to(declared.payload, "notice", notice))


def _asked(stage: _Stage, step: Step, tool: str, payload: Any) -> tuple[Outlook, str, Action | None]:
    spec = stage.spec_of(tool)
    if spec is None:
        return "impossible", f"there is no tool {tool!r}", None
    given = fill(payload, stage.facts)
    assert isinstance(given.value, dict)
    report = stage.facts["report"]
    sure = report.get("confidence") if isinstance(report, dict) else None
    run = stage.facts["run"]
    assert isinstance(run, dict)
    action = action_of(
        spec, tenant=stage.tenant, run_id=str(run["id"]), step=step.name, case_id=stage.case_id,
        arguments=given.value, provenance=given.origins, requester=stage.requester,
        reason=f"step {step.name} of the playbook {stage.playbook}, rehearsed",
        confidence=float(sure) if isinstance(sure, int | float) else None,
    )  # fmt: skip
    return "call", f"it asks for {tool}", action


def _by_person(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    return "person", _text(stage, step.params["text"]), None


def _agreed(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    many, text = int(step.params.get("people", 1)), _text(stage, step.params["text"])
    return "person", f"one person has to agree: {text}" if many == 1 else f"{many} people have to agree: {text}", None


def _branched(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    when = str(step.params["when"])
    said = sentence(when) or when
    if _LATER.search(when):
        return "unknown", f"an earlier step decides whether {said}", None
    holds = repair_condition(when).holds(stage.facts)
    target = step.params.get("then" if holds else "else") or "the next step"
    return "here", f"{said}: on with {target}" if holds else f"it is not so that {said}: on with {target}", None


def _here(stage: _Stage, step: Step) -> tuple[Outlook, str, Action | None]:
    given = fill(step.params, stage.facts).value
    assert isinstance(given, dict)
    told = ": ".join(str(given[key]) for key in ("subject", "message") if given.get(key))
    said = {
        "notify": f"the timeline says: {told}",
        "assign_owner": f"the case goes to {given.get('user_id') or given.get('queue')}",
        "set_status": f"the status becomes {given.get('status')}",
        "add_comment": f"a comment: {given.get('text') or given.get('text_template')}",
        "wait": f"it waits for {given.get('duration')}",
        "verify": "the symptoms are measured again",
    }
    return "here", said[step.action], None


def _text(stage: _Stage, text: str) -> str:
    return str(fill(text, stage.facts).value)


_CHECKED: Mapping[str, Callable[[_Stage, Step], tuple[Outlook, str, Action | None]]] = {
    "call_tool": _called, "notify": _notified, "approval": _agreed, "manual": _by_person, "branch": _branched,
}  # fmt: skip
