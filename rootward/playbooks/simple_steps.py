"""Simple steps: those that only change what is known of the case, or wait for a time or a person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import structlog

from rootward.cases import lifecycle, timeline
from rootward.cases.model import CaseState
from rootward.cases.read import by_id
from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.conditions import repair_condition
from rootward.packs.playbook_model import Step
from rootward.packs.values import nanoseconds
from rootward.playbooks import events
from rootward.playbooks.placeholders import Filled, fill
from rootward.playbooks.work import Done, Effect, Parked, Work
from rootward.runs.recorder import StepLog

__all__ = ["branch", "filled", "on_case", "waited", "with_person"]

log = structlog.get_logger()
_MOVES: Mapping[str, CaseState] = {"open": "open", "analyzing": "investigating"}


def filled(work: Work, params: JSON) -> Filled:
    """Parameters with what is known. Raises BadInput for what an earlier step was to give and did not."""
    return fill(params, work.facts)


async def on_case(work: Work, order: int, name: str, step: Step) -> Done:
    """A note, an owner, a status or a line to whom it concerns, in the transaction that records the step."""

    async def make(_notes: StepLog) -> Done:
        try:
            given = filled(work, step.params)
        except BadInput as error:
            return {"state": "failed", "detail": error.message}
        case = await work.case()
        if case.is_terminal:
            return {"state": "failed", "detail": f"{case.number} is {case.state}"}
        assert isinstance(given.value, dict)
        origins = {at: list(one) for at, one in given.origins.items()}
        return {"state": "succeeded", "detail": "", "result": {"params": given.value, "origins": origins}}

    return await work.end_step(f"{name}.{step.action}", order, make, partial(_change, work, step))


async def branch(work: Work, order: int, name: str, step: Step) -> Done:
    async def make(_notes: StepLog) -> Done:
        holds = repair_condition(step.params["when"]).holds(work.facts)
        target = step.params.get("then" if holds else "else")
        if target == "fail":
            return {"state": "failed", "detail": f"{step.params['when']} {'holds' if holds else 'does not hold'}"}
        detail = f"{step.params['when']} {'holds' if holds else 'does not hold'}: on with {target or 'the next step'}"
        return {"state": "succeeded", "detail": detail, "result": {"holds": holds}, "goes_to": target}

    return await work.end_step(f"{name}.branch", order, make)


async def waited(work: Work, order: int, name: str, step: Step) -> Done:
    """Raises Parked until the time is over."""

    async def make(_notes: StepLog) -> Done:
        return {"until": clock.now_ns() + nanoseconds(step.params["duration"])}

    begun = await work.begin_step(f"{name}.wait", order, make, _no_effect)
    until = int(begun["until"])
    if clock.now_ns() < until:
        raise Parked(order, "time", until)

    async def over(_notes: StepLog) -> Done:
        return {"state": "succeeded", "detail": f"waited {step.params['duration']}"}

    return await work.end_step(f"{name}.over", order, over)


async def with_person(work: Work, order: int, name: str, text: str, *, effect: Effect | None = None) -> Done:
    """Ask a person to do something and say so; `effect` follows from what was said. Raises Parked until somebody has
    said it."""

    async def make(_notes: StepLog) -> Done:
        try:
            given = filled(work, text)
        except BadInput as error:
            return {"text": f"{text} ({error.message})", "person": True}
        return {"text": str(given.value), "person": True}

    begun = await work.begin_step(f"{name}.asked", order, make, partial(_asked, work, order))
    run = await work.fresh()
    said = next(step for step in run.steps if step["order"] == order).get("done")
    if said is None:
        raise Parked(order, "person")

    async def answered(_notes: StepLog) -> Done:
        state, notes = "failed" if said["failed"] else "succeeded", said["notes"]
        result: dict[str, JSON] = {"by": said["by"], "notes": notes, "asked": begun["text"]}
        detail = notes or f"said by {said['by']}"
        return {"state": state, "detail": detail, "result": result, "ended_at": said["at"]}

    return await work.end_step(f"{name}.answered", order, answered, effect, actor=str(said["by"]))


def _change(work: Work, step: Step, connection: Connection, done: Done) -> None:
    if done["state"] != "succeeded":
        return
    params, case_id = done["result"]["params"], work.run.case_id
    actor, tenant = events.PLAYBOOKS.id, work.tenant
    if step.action == "assign_owner":
        lifecycle.assign(connection, tenant, case_id, to=str(params.get("user_id") or params["queue"]), actor=actor)
    elif step.action == "add_comment":
        text = str(params.get("text") or params.get("text_template"))
        timeline.append(connection, tenant, case_id, kind="comment", actor=actor, text=text)
    elif step.action == "notify":
        text = ": ".join(part for part in (params.get("subject", ""), params.get("message", "")) if part)
        body: dict[str, JSON] = {"group": params.get("group", "DefaultOps"), "channel": "log"}
        timeline.append(connection, tenant, case_id, kind="notified", actor=actor, text=text, body=body)
        log.info("playbook.notified", tenant=tenant, case=case_id, group=body["group"])
    elif step.action == "set_status":
        _set_status(connection, tenant, case_id, str(params["status"]), actor)


def _set_status(connection: Connection, tenant: str, case_id: str, status: str, actor: str) -> None:
    """The status in the sender's word stays on the timeline; a case that nobody repairs yet goes where it means."""
    body: dict[str, JSON] = {"status": status}
    timeline.append(connection, tenant, case_id, kind="status", actor=actor, text=f"Status: {status}", body=body)
    to, case = _MOVES.get(status), by_id(connection, tenant, case_id, for_change=True)
    if to is not None and case.state in _MOVES.values() and to != case.state:
        lifecycle.move(connection, tenant, case_id, to, actor=actor, reason=f"status {status}")


def _asked(work: Work, order: int, connection: Connection, output: Done) -> None:
    text = f"Step {order} waits for a person: {output['text']}"
    facts: dict[str, JSON] = {"step": order}
    events.told(connection, work.tenant, work.run, "PlaybookStepWaiting", text, body=facts)


def _no_effect(_connection: Connection, _output: Done) -> None:
    """Nothing but the record."""
