"""Outcome: how a playbook run ends, and what that means for its case; what people see while it waits."""

from __future__ import annotations

from rootward.cases import lifecycle
from rootward.cases.read import by_id
from rootward.kit import clock, metrics
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.playbooks import events, store
from rootward.playbooks.requests import state_of
from rootward.playbooks.store import PlaybookRun, RunState
from rootward.playbooks.work import Parked, Work
from rootward.runs import recorder

__all__ = ["failed", "give_up", "note_action", "succeeded"]

_SAID = {
    None: "nothing had to be measured", "held": "the repair held", "not_held": "the repair did not hold",
    "cannot_tell": "whether the repair held cannot be measured",
}  # fmt: skip


def succeeded(connection: Connection, *, work: Work) -> None:
    """Every step is done. A case is resolved by a repair that held; any other result leaves it to people. Raises
    Fenced."""
    work.open.finish(connection, status="success")
    run = _ended(connection, work.tenant, work.run.playbook_run_id, "succeeded")
    text = f"Playbook {run.playbook} is done: {_SAID[run.outcome]}"
    _complete(connection, work.tenant, run, text)
    case = by_id(connection, work.tenant, run.case_id, for_change=True)
    if run.outcome == "held" and "resolved" in lifecycle.TRANSITIONS[case.state]:
        lifecycle.move(connection, work.tenant, case.case_id, "resolved", actor=events.PLAYBOOKS.id, reason=text)
    else:
        events.case_goes_back(connection, work.tenant, run, reason=text)


def failed(connection: Connection, *, work: Work, order: int, why: str) -> None:
    """A step failed and ended the run. Raises Fenced."""
    work.open.finish(connection, status="failure", error=why[:2000])
    run = store.read(connection, work.tenant, work.run.playbook_run_id, for_change=True)
    _fails(connection, work.tenant, run, f"step {order} failed: {why}")


def give_up(connection: Connection, tenant: str, playbook_run_id: str, *, reason: str) -> None:
    """A run that nobody can carry ends as failed, where people see it. Raises NotFound."""
    run = store.read(connection, tenant, playbook_run_id, for_change=True)
    if run.is_active:
        recorder.fence(connection, tenant, run.run_id)
        recorder.finish(connection, tenant, run.run_id, status="failure", error=reason)
        _fails(connection, tenant, run, reason)


def note_action(connection: Connection, work: Work, parked: Parked, run: PlaybookRun) -> None:
    """What the action that is waited for waits for itself: people should not have to look for it."""
    row = state_of(connection, work.tenant, parked.waits_for.partition(":")[2])
    if row is None:
        return
    about, reason = f"{row['tool']}", f"playbook {run.playbook}"
    if row["state"] == "held":
        detail = f"{about} waits for approval"
        events.case_moves(connection, work.tenant, run, "awaiting_approval", reason=f"{detail} ({reason})")
    elif row["state"] == "unknown":
        detail = f"whether {about} was done is not known: a person has to say"
    else:
        detail = f"{about} is {row['state']}"
    if row["state"] in ("running", "unknown") and row["effect"] != "read":
        events.case_moves(connection, work.tenant, run, "repairing", reason=reason)
    store.mark_step(connection, work.tenant, run.playbook_run_id, parked.order, detail=detail)


def _fails(connection: Connection, tenant: str, run: PlaybookRun, why: str) -> None:
    run = _ended(connection, tenant, run.playbook_run_id, "failed")
    text = f"Playbook {run.playbook} failed: {why}"
    _complete(connection, tenant, run, text)
    events.case_goes_back(connection, tenant, run, reason=text[:1000])


def _ended(connection: Connection, tenant: str, playbook_run_id: str, state: RunState) -> PlaybookRun:
    run = store.update(connection, tenant, playbook_run_id, state=state, waits_for=None, ended_at=clock.now_ns())
    metrics.PLAYBOOK_RUNS.labels(tenant, state, run.outcome or "").inc()
    return run


def _complete(connection: Connection, tenant: str, run: PlaybookRun, text: str) -> None:
    states = [step["state"] for step in run.steps]
    counted: dict[str, JSON] = {state: states.count(state) for state in sorted(set(states))}
    facts: dict[str, JSON] = {"state": run.state, "outcome": run.outcome, "steps": counted}
    events.told(connection, tenant, run, "PlaybookCompleted", text, body=facts)
    events.decided(connection, tenant, run, "completed", reason=text[:500], facts=facts)
