"""Control: start, pause, resume and stop a playbook run, and say that a step was done; by a person, or at the start by
the pack."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.cases.model import OPEN_STATES
from rootward.cases.read import by_id
from rootward.errors import BadInput, Conflict
from rootward.governance.action import PLAYBOOK
from rootward.kit import clock
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.playbook_model import Playbook
from rootward.playbooks import events, rights, store
from rootward.playbooks.facts import gather
from rootward.playbooks.propose import missing
from rootward.playbooks.requests import Requests
from rootward.playbooks.store import PlaybookRun
from rootward.runs import recorder
from rootward.tenancy.principal import Principal

__all__ = ["VERSION", "complete", "pause", "resume", "start", "stop", "wake"]

VERSION = "1"


def start(
    connection: Connection, tenant: str, playbook_run_id: str, pack: Pack, *, by: Principal | None, bus: Bus,
    requests: Requests, inputs: Mapping[str, JSON] | None = None,
) -> PlaybookRun:  # fmt: skip
    """Begin a proposed run; what is known of the case now is what its steps work with. `by` None: the pack starts it.

    Raises Conflict when it is no proposal or another one is at work, BadInput naming what is not known or no tool.
    """
    run = store.read(connection, tenant, playbook_run_id, for_change=True)
    case = by_id(connection, tenant, run.case_id, for_change=True)
    active = store.active_of_case(connection, tenant, run.case_id)
    if run.state != "proposed" or active is not None:
        at_work = f"{active.playbook} is at work" if active else f"this run is {run.state}"
        raise Conflict(f"{run.playbook} cannot start: {at_work}", playbook_run_id=playbook_run_id)
    if case.state not in OPEN_STATES:
        raise Conflict(f"{case.number} is {case.state}: there is nothing to repair", case=case.case_id)
    playbook = run.declared
    values = gather(connection, tenant, run.case_id, pack, now=clock.now_ns()).values
    values |= {"input": _inputs(playbook, inputs or {}), "run": {"id": run.playbook_run_id}}
    _check(connection, tenant, playbook, values, requests)
    given: dict[str, JSON] = {"playbook_run_id": run.playbook_run_id, "case_id": run.case_id, "facts": values}
    recorder.create(
        connection, tenant, run.run_id, kind="playbook", agent=rights.AGENT, version=VERSION, given=given,
        case_id=run.case_id,
    )  # fmt: skip
    requester = rights.on_behalf_of(by)
    run = store.update(
        connection, tenant, run.playbook_run_id, state="running", waits_for=None,
        requested_by=rights.to_row(requester),
    )  # fmt: skip
    actor = by.actor if by is not None else events.PLAYBOOKS
    text = f"Playbook {run.playbook} started" + ("" if by else " by itself, as the pack says")
    events.told(connection, tenant, run, "PlaybookStarted", text, actor=actor.id)
    events.decided(connection, tenant, run, "started", actor=actor, facts={"inputs": [*sorted(inputs or {})]})
    wake(connection, tenant, run.playbook_run_id, bus)
    return run


def pause(connection: Connection, tenant: str, playbook_run_id: str, *, by: Principal) -> PlaybookRun:
    """No further step begins; an action that is on its way ends as it ends. Raises Conflict unless it is at work."""
    run = _expected(connection, tenant, playbook_run_id, ("running", "waiting"), "be paused")
    recorder.fence(connection, tenant, run.run_id)
    run = store.update(connection, tenant, playbook_run_id, state="paused")
    events.told(connection, tenant, run, "PlaybookPaused", f"Playbook {run.playbook} is paused", actor=by.id)
    events.decided(connection, tenant, run, "paused", actor=by.actor)
    return run


def resume(connection: Connection, tenant: str, playbook_run_id: str, *, by: Principal, bus: Bus) -> PlaybookRun:
    """Raises Conflict unless it is paused."""
    run = _expected(connection, tenant, playbook_run_id, ("paused",), "go on")
    run = store.update(connection, tenant, playbook_run_id, state="running", waits_for=None)
    events.told(connection, tenant, run, "PlaybookResumed", f"Playbook {run.playbook} goes on", actor=by.id)
    events.decided(connection, tenant, run, "resumed", actor=by.actor)
    wake(connection, tenant, playbook_run_id, bus)
    return run


def stop(
    connection: Connection, tenant: str, playbook_run_id: str, *, by: Principal, reason: str, requests: Requests
) -> PlaybookRun:
    """End it; what it has asked for and has not begun is given up, what is done stays done. Raises Conflict for one
    that has ended."""
    unended = ("proposed", "running", "waiting", "paused")
    run = _expected(connection, tenant, playbook_run_id, unended, "be stopped")
    why = reason or "by hand"
    if run.waits_for is not None and run.waits_for.startswith("action:"):
        requests.withdraw(connection, tenant, run.waits_for.partition(":")[2], why=f"the playbook was stopped: {why}")
    if run.state != "proposed":
        recorder.fence(connection, tenant, run.run_id)
        recorder.finish(connection, tenant, run.run_id, status="failure", error=f"stopped by {by.id}: {why}"[:2000])
    run = store.update(connection, tenant, playbook_run_id, state="stopped", waits_for=None, ended_at=clock.now_ns())
    text = f"Playbook {run.playbook} was stopped: {why}"
    events.told(connection, tenant, run, "PlaybookStopped", text, actor=by.id)
    events.decided(connection, tenant, run, "stopped", actor=by.actor, reason=why)
    events.case_goes_back(connection, tenant, run, reason=text, actor=by.id)
    return run


def complete(
    connection: Connection, tenant: str, playbook_run_id: str, order: int, *, by: Principal, bus: Bus,
    notes: str = "", failed: bool = False,
) -> PlaybookRun:  # fmt: skip
    """A person says that the step which waits for one is done, or (`failed`) that it cannot be.

    Raises BadInput for no step of it, Conflict for a step that is not the one that waits for a person.
    """
    run = store.read(connection, tenant, playbook_run_id, for_change=True)
    step = next((one for one in run.steps if one["order"] == order), None)
    if step is None:
        raise BadInput(f"{run.playbook} has no step {order}", field="order", value=order)
    for_people = step["action"] == "manual" or step.get("person")
    if not run.is_active or run.step != order or step["state"] not in ("pending", "waiting") or not for_people:
        raise Conflict(f"step {order} of {run.playbook} does not wait for a person", step=order, state=step["state"])
    if step.get("done"):
        return run
    done: dict[str, JSON] = {"by": by.id, "at": clock.now_ns(), "notes": notes, "failed": failed}
    run = store.mark_step(connection, tenant, playbook_run_id, order, done=done)
    events.decided(
        connection, tenant, run, "step_completed", actor=by.actor, reason=notes[:500],
        facts={"step": order, "failed": failed},
    )  # fmt: skip
    if run.state != "paused":
        wake(connection, tenant, playbook_run_id, bus)
    return run


def wake(connection: Connection, tenant: str, playbook_run_id: str, bus: Bus) -> None:
    """Have the run carried on from where it is."""
    bus.send(connection, message(PLAYBOOK, tenant, playbook_run_id, {"playbook_run_id": playbook_run_id}))


def _inputs(playbook: Playbook, said: Mapping[str, JSON]) -> dict[str, JSON]:
    unknown = sorted(said.keys() - playbook.inputs.keys())
    if unknown:
        known = ", ".join(playbook.inputs) or "none"
        raise BadInput(f"{playbook.name} has no input {unknown[0]!r}; it has {known}", field=f"inputs.{unknown[0]}")
    defaults = {name: one.default for name, one in playbook.inputs.items() if one.default is not None}
    return defaults | dict(said)


def _check(
    connection: Connection, tenant: str, playbook: Playbook, values: dict[str, JSON], requests: Requests
) -> None:
    """Everything that can be known to be missing is said before the first step."""
    lacking = missing(playbook, values)
    if lacking:
        named = ", ".join(f"{{{path}}}" for path in lacking)
        raise BadInput(f"{playbook.name} cannot start: nothing is known for {named}", field=lacking[0])
    called = [str(s.params["tool_id"]) for s in playbook.steps if "tool_id" in s.params]
    called += [
        str(s.rollback.params["tool_id"]) for s in playbook.steps if s.rollback and "tool_id" in s.rollback.params
    ]
    unknown = [name for name in called if requests.spec(connection, tenant, name) is None]
    if unknown:
        raise BadInput(f"{playbook.name} cannot start: there is no tool {unknown[0]!r}", field="tool", value=unknown[0])


def _expected(
    connection: Connection, tenant: str, playbook_run_id: str, states: tuple[str, ...], verb: str
) -> PlaybookRun:
    run = store.read(connection, tenant, playbook_run_id, for_change=True)
    if run.state not in states:
        raise Conflict(f"{run.playbook} cannot {verb}: this run is {run.state}", playbook_run_id=playbook_run_id)
    return run
