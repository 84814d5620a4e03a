"""Tool steps: ask the gate for an action, and take up its end when it has one. Nothing here reaches the outside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from rootward.cases.model import OPEN_STATES
from rootward.errors import BadInput
from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.playbook_params import Approval
from rootward.packs.values import nanoseconds
from rootward.playbooks import bindings, events
from rootward.playbooks.requests import action_of, ending, state_of
from rootward.playbooks.simple_steps import filled, with_person
from rootward.playbooks.work import Done, Parked, Work
from rootward.runs.recorder import StepLog
from rootward.tools.contract import ToolSpec

__all__ = ["AGREE", "approved", "called", "notified"]

AGREE = "people.agree"
"""The tool that does nothing: calling it is what people agree to who let a playbook go on."""


async def called(work: Work, order: int, name: str, params: dict[str, Any]) -> Done:
    """Have a tool called, once; nothing is repaired for a case that somebody else has ended meanwhile. Raises Parked
    until the action has ended."""
    if "capability" not in params:
        return await _acted(work, order, name, str(params["tool_id"]), params.get("payload", {}), repairs=True)
    bound = await work.begin_step(f"{name}.bound", order, partial(_bound, work, params), _no_effect)
    if "tool_id" not in bound:
        return await with_person(work, order, name, f"{params['manual']} ({bound['detail']})")
    return await _acted(work, order, name, str(bound["tool_id"]), bound["payload"], repairs=True)


async def notified(work: Work, order: int, name: str, params: dict[str, Any]) -> Done:
    """A notification beyond the timeline is an action like any other, by the tool that the pack names for its channel.
    Raises Parked."""
    channel, group = str(params["channel"]), str(params.get("group", "DefaultOps"))
    declared = bindings.channel(work.pack, channel, group)
    if declared is None:

        async def make(_notes: StepLog) -> Done:
            return {"state": "failed", "detail": _unreached(channel, group)}

        return await work.end_step(f"{name}.refused", order, make)
    notice = {"subject": "", "message": "", "template_id": ""} | params | {"group": group}
    payload = bindings.given_to(declared.payload, "notice", notice)
    return await _acted(work, order, name, declared.tool_id, payload)


def _unreached(channel: str, group: str) -> str:
    return (
        f"the pack names no tool for the channel {channel!r}, and has no connection by which {group!r} could be reached"
    )


async def approved(work: Work, order: int, name: str, params: dict[str, Any]) -> Done:
    """Wait until people have agreed. Raises Parked until they have, or have refused."""
    asked = Approval.model_validate(params)
    quorum = Quorum(
        people=asked.people, roles=asked.roles, due_s=nanoseconds(asked.due) / 1e9,
        expires_s=nanoseconds(asked.expires) / 1e9,
    )  # fmt: skip
    payload: dict[str, JSON] = {"text": asked.text, "playbook_run_id": work.run.playbook_run_id, "step": order}
    return await _acted(work, order, name, AGREE, payload, quorum=quorum)


async def _bound(work: Work, params: dict[str, Any], _notes: StepLog) -> Done:
    """The tool that the tenant has for the capability, as it is now; why there is none otherwise."""
    wanted = str(params["capability"])
    binding = work.pack.repair.capabilities.get(wanted)
    if binding is None:
        return {"detail": f"no tool is bound to {wanted}, so a person does it"}
    if await work.read(partial(work.requests.spec, tool=binding.tool_id)) is None:
        return {"detail": f"{wanted} is bound to {binding.tool_id}, which there is not, so a person does it"}
    try:
        payload = bindings.given_to(binding.payload, "wanted", params.get("payload", {}))
    except BadInput as error:
        return {"detail": f"the binding of {wanted} does not fit ({error.message}), so a person does it"}
    return {"tool_id": binding.tool_id, "payload": payload}


async def _acted(
    work: Work, order: int, name: str, tool: str, payload: dict[str, JSON], *, quorum: Quorum | None = None,
    repairs: bool = False,
) -> Done:  # fmt: skip
    async def make(_notes: StepLog) -> Done:
        spec = await work.read(partial(work.requests.spec, tool=tool))
        if spec is None:
            return {"state": "failed", "detail": f"there is no tool {tool!r}"}
        case = await work.case()
        if repairs and spec.effect != "read" and case.state not in OPEN_STATES and work.verification is None:
            return {"state": "failed", "detail": f"{case.number} is {case.state}: nothing is left to repair"}
        try:
            action = _action(work, name, spec, payload)
        except BadInput as error:
            return {"state": "failed", "detail": error.message}
        return {"action_id": action.action_id, "effect": spec.effect, "origins": _plain(action)}

    asked = await work.begin_step(
        f"{name}.requested", order, make, partial(_request, work, name, tool, payload, quorum)
    )
    if "action_id" not in asked:
        return await work.end_step(f"{name}.refused", order, partial(_as_it_is, asked))
    action_id = str(asked["action_id"])
    row = await work.read(partial(state_of, action_id=action_id))
    if ending(row) is None:
        raise Parked(order, f"action:{action_id}")
    assert row is not None
    ended = dict(row)

    async def outcome(_notes: StepLog) -> Done:
        state = "succeeded" if ended["state"] == "succeeded" else "failed"
        said = ended["result_summary"] if state == "succeeded" else _why(ended)
        return {
            "state": state, "detail": str(said or ""), "result": ended["result"], "action_id": action_id,
            "effect": asked["effect"], "ended_at": ended["ended_at"],
        }  # fmt: skip

    return await work.end_step(f"{name}.outcome", order, outcome, partial(_repairing, work))


def _why(ended: Mapping[str, Any]) -> str:
    """Why it failed; of what was denied the gate's reason."""
    decision = ended["decision"] or {}
    return str(ended["error_message"] or decision.get("reason") or ended["state"])


def _request(
    work: Work, name: str, tool: str, payload: dict[str, JSON], quorum: Quorum | None, connection: Connection,
    output: Done,
) -> None:  # fmt: skip
    """In the transaction that records that it was asked for: either both are there or neither."""
    spec = work.requests.spec(connection, work.tenant, tool)
    if "action_id" not in output or spec is None:
        return
    action = _action(work, name, spec, payload, action_id=str(output["action_id"]))
    if quorum is None:
        work.requests.request(connection, work.tenant, action)
    else:
        work.requests.ask(connection, work.tenant, action, quorum, str(payload["text"]))


def _action(work: Work, name: str, spec: ToolSpec, payload: dict[str, JSON], *, action_id: str = "") -> Action:
    given = filled(work, payload)
    assert isinstance(given.value, dict)
    report = work.facts["report"]
    confidence = report.get("confidence") if isinstance(report, dict) else None
    return action_of(
        spec, tenant=work.tenant, action_id=action_id, run_id=work.run.run_id, step=name, case_id=work.run.case_id,
        arguments=given.value, provenance=given.origins, requester=work.requester,
        reason=f"step {name} of the playbook {work.run.playbook}",
        confidence=float(confidence) if isinstance(confidence, int | float) else None,
    )  # fmt: skip


def _repairing(work: Work, connection: Connection, output: Done) -> None:
    if output["effect"] != "read":
        events.case_moves(connection, work.tenant, work.run, "repairing", reason=f"playbook {work.run.playbook}")


def _no_effect(_connection: Connection, _output: Done) -> None:
    """Nothing but the record."""


async def _as_it_is(asked: Done, _notes: StepLog) -> Done:
    return asked


def _plain(action: Action) -> dict[str, JSON]:
    return {at: [*origins] for at, origins in action.provenance.items()}
