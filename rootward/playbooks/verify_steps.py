"""Verify steps: measure the symptoms after the repair, again and again until they are gone or time is up."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias, cast

from rootward.cases import lifecycle
from rootward.cases.read import by_id
from rootward.investigations.read import report_of_case
from rootward.investigations.request import data_watermark
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.playbook_model import Verification as Times
from rootward.packs.values import nanoseconds
from rootward.playbooks import events, store
from rootward.playbooks.simple_steps import with_person
from rootward.playbooks.verify import TOOLS, Alert, Symptom, alerts_of, measure, symptoms_of
from rootward.playbooks.work import Done, Parked, Work
from rootward.runs.recorder import StepLog
from rootward.tools.gateway import RecordedToolbox

__all__ = ["resolved", "times_of", "verified"]

Told: TypeAlias = dict[str, Any]
_MOST = 100


async def verified(work: Work, order: int, name: str, params: dict[str, Any]) -> Done:
    """Succeeds when the repair held, and when nothing can be measured; fails when a symptom stayed. Raises Parked until
    the next time to look."""
    told = await _measured(work, order, name, params)
    state = "failed" if told["outcome"] == "not_held" else "succeeded"

    async def make(_notes: StepLog) -> Done:
        return {"state": state, "detail": f"{_WORDS[told['outcome']]}: {told['why']}", "result": told}

    return await work.end_step(f"{name}.verified", order, make)


async def resolved(work: Work, order: int, name: str) -> Done:
    """Only what was measured, or a person, resolves a case. Raises Parked."""
    told = await _measured(work, order, name, {})
    if told["outcome"] == "cannot_tell":
        text = f"{told['why']}: say whether {{case.number}} is resolved"
        return await with_person(work, order, f"{name}.resolve", text, effect=partial(_resolves, work))
    state = "succeeded" if told["outcome"] == "held" else "failed"

    async def make(_notes: StepLog) -> Done:
        return {"state": state, "detail": f"{_WORDS[told['outcome']]}: {told['why']}", "result": told}

    return await work.end_step(f"{name}.resolved", order, make, partial(_resolves, work))


def times_of(work: Work, params: dict[str, Any]) -> Times:
    """What the step says, else the playbook, else the pack."""
    declared = work.run.declared.verification or work.pack.repair.verification
    said = {key: params[key] for key in ("after", "every", "within") if params.get(key)}
    return declared.model_copy(update=said)


def _resolves(work: Work, connection: Connection, done: Done) -> None:
    """What was measured, or the person who was asked, ends the case from wherever the repair has brought it; one that
    somebody ended meanwhile stays as it is."""
    if done["state"] != "succeeded":
        return
    reason, actor = str(done["detail"]), str(done["result"].get("by") or events.PLAYBOOKS.id)
    case = by_id(connection, work.tenant, work.run.case_id, for_change=True)
    if case.state == "repairing":
        lifecycle.move(connection, work.tenant, case.case_id, "verifying", actor=actor, reason=reason)
        case = by_id(connection, work.tenant, case.case_id)
    if "resolved" in lifecycle.TRANSITIONS[case.state]:
        lifecycle.move(connection, work.tenant, case.case_id, "resolved", actor=actor, reason=reason)


async def _measured(work: Work, order: int, name: str, params: dict[str, Any]) -> Told:
    """The last measurement; kept with the run. Each one is a recorded step, and so is when they are due."""
    begun = await work.begin_step(f"{name}.verify", order, partial(_begun, work, params), partial(_verifying, work))
    since, hopeless = int(begun["since"]), bool(begun["hopeless"])
    due = since + int(begun["after"])
    told: Told = {}
    for number in range(1, _MOST + 1):
        if not hopeless and clock.now_ns() < due:
            raise Parked(order, "time", due)
        ask = partial(_ask, work, since)
        told = cast(Told, await work.open.step(f"{name}.measured.{number}", ask, also=partial(_keep, work)))
        at = clock.parse_ns(str(told["at"]))
        if told["outcome"] == "held" or hopeless or at >= since + int(begun["within"]):
            break
        due = at + int(begun["every"])
    work.effect_at, work.verification = None, told
    return told


async def _begun(work: Work, params: dict[str, Any], _notes: StepLog) -> Done:
    """`hopeless` when nothing was measured that could be measured again: there is no use in waiting then."""
    times = times_of(work, params)
    since = work.effect_at or work.run.created_at
    symptoms, alerts = await work.read(partial(_shown, case_id=work.run.case_id))
    return {
        "since": since, "after": nanoseconds(times.after), "every": nanoseconds(times.every),
        "within": nanoseconds(times.within), "hopeless": not symptoms and not alerts,
    }  # fmt: skip


def _shown(connection: Connection, tenant: str, case_id: str) -> tuple[tuple[Symptom, ...], tuple[Alert, ...]]:
    report = report_of_case(connection, tenant, case_id)
    return symptoms_of(report.content if report else None), alerts_of(connection, tenant, case_id)


async def _ask(work: Work, since: int, notes: StepLog) -> JSON:
    symptoms, alerts = await work.read(partial(_shown, case_id=work.run.case_id))
    toolbox = RecordedToolbox(work.gateway, work.tenant, TOOLS, notes.calls)
    as_of = await work.read(data_watermark)
    made = await measure(symptoms, alerts, toolbox, since=since, now=clock.now_ns(), as_of=as_of)
    return made.plain


def _verifying(work: Work, connection: Connection, _output: Done) -> None:
    reason = f"the symptoms are measured again after playbook {work.run.playbook}"
    events.case_moves(connection, work.tenant, work.run, "repairing", reason=f"playbook {work.run.playbook}")
    events.case_moves(connection, work.tenant, work.run, "verifying", reason=reason)


def _keep(work: Work, connection: Connection, told: Any) -> None:
    store.update(connection, work.tenant, work.run.playbook_run_id, outcome=told["outcome"], outcome_body=told)
    text = f"{_WORDS[told['outcome']]}: {told['why']}"
    events.told(connection, work.tenant, work.run, "PlaybookVerified", text, body={"verification": told})


_WORDS = {"held": "The repair held", "not_held": "The repair did not hold", "cannot_tell": "It cannot be measured"}
