"""Propose: put the playbook that fits best on a case, with the reasons, or choose anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rootward.cases.model import OPEN_STATES
from rootward.cases.read import by_id
from rootward.errors import Conflict
from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.packs.conditions import repair_condition
from rootward.packs.model import Pack
from rootward.packs.playbook_model import Playbook
from rootward.playbooks import events, store
from rootward.playbooks.facts import Known, gather
from rootward.playbooks.match import Judged, ranked
from rootward.playbooks.placeholders import unresolved
from rootward.playbooks.program import steps_of
from rootward.playbooks.store import PlaybookRun
from rootward.tenancy.principal import Principal

__all__ = [
    "Candidates", "candidates", "failed_for", "missing", "propose", "recalculate", "shown", "starts_itself", "take",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """Every playbook of the pack, the best first; `best` is the one to propose, if any."""

    known: Known
    judged: tuple[Judged, ...]

    @property
    def best(self) -> Judged | None:
        return next((one for one in self.judged if one.matches and not one.blocked), None)


def candidates(connection: Connection, tenant: str, case_id: str, pack: Pack, *, repeating: bool = False) -> Candidates:
    """With `repeating` also what was tried for the same fault in vain. Raises NotFound for an unknown case."""
    known = gather(connection, tenant, case_id, pack, now=clock.now_ns())
    judged = ranked(pack.playbooks, known.situation)
    if not repeating:
        judged = tuple(_blocked(connection, tenant, one, known.signature, pack.repair.failures) for one in judged)
    return Candidates(known=known, judged=judged)


def propose(connection: Connection, tenant: str, case_id: str, pack: Pack) -> PlaybookRun | None:
    """After a report: the best playbook, where the report is sure enough of a cause. Returns the new proposal; None
    when there is none, or none that is new."""
    by_id(connection, tenant, case_id, for_change=True)
    found = candidates(connection, tenant, case_id, pack)
    told = found.known.values["report"]
    assert isinstance(told, dict)
    if found.best is None or "cause" not in told or float(str(told["confidence"])) < pack.repair.confidence:
        return None
    return _assign(connection, tenant, found, found.best, by=None)


def recalculate(
    connection: Connection, tenant: str, case_id: str, pack: Pack, *, by: Principal
) -> tuple[PlaybookRun | None, Candidates]:
    """Choose anew because a person asks: without a report too, and what did not hold before as well. A run that is at
    work stays; a proposal that fits no more is withdrawn."""
    by_id(connection, tenant, case_id, for_change=True)
    found = candidates(connection, tenant, case_id, pack, repeating=True)
    active = store.active_of_case(connection, tenant, case_id)
    if active is not None:
        return active, found
    if found.best is None:
        _withdraw(connection, tenant, _proposal(connection, tenant, case_id), "no playbook fits any more", by=by)
        return None, found
    assigned = _assign(connection, tenant, found, found.best, by=by)
    return assigned or _proposal(connection, tenant, case_id), found


def take(
    connection: Connection, tenant: str, case_id: str, playbook: Playbook, pack: Pack, *, by: Principal
) -> PlaybookRun:
    """The playbook that a person chose, whether or not it is the one that fits best. Raises Conflict where another one
    is at work, or nothing is left to repair."""
    case = by_id(connection, tenant, case_id, for_change=True)
    active = store.active_of_case(connection, tenant, case_id)
    if active is not None or case.state not in OPEN_STATES:
        why = f"{active.playbook} is at work" if active else f"{case.number} is {case.state}"
        raise Conflict(f"{playbook.name} cannot be taken: {why}", case=case_id)
    found = candidates(connection, tenant, case_id, pack, repeating=True)
    chosen = next(one for one in found.judged if one.playbook.name == playbook.name)
    assigned = _assign(connection, tenant, found, chosen, by=by) or _proposal(connection, tenant, case_id)
    assert assigned is not None, "it was assigned just now or before"
    return assigned


def starts_itself(run: PlaybookRun, known: Known, pack: Pack) -> bool:
    """Whether playbook and pack let it begin without a person, and nothing it needs is missing."""
    playbook = run.declared
    if playbook.start != "automatic" or missing(playbook, known.values):
        return False
    return repair_condition(pack.repair.automatic).holds(known.values)


def missing(playbook: Playbook, values: dict[str, JSON]) -> list[str]:
    """Placeholders of any step that nothing is known for, and inputs that must be said."""
    said = values.get("input")
    given = said if isinstance(said, dict) else {}
    defaults = {name: one.default for name, one in playbook.inputs.items() if one.default is not None}
    facts = values | {"input": defaults | given}
    asked = [path for step in playbook.steps for path in unresolved(step.params, facts, without="steps")]
    asked += [
        path for step in playbook.steps if step.rollback
        for path in unresolved(step.rollback.params, facts, without="steps")
    ]  # fmt: skip
    unsaid = [f"input.{name}" for name in playbook.inputs if name not in defaults and name not in given]
    return list(dict.fromkeys((*asked, *unsaid)))


def failed_for(times: int, signature: str) -> str:
    """Why a playbook is not proposed again."""
    return f"it did not hold {times} times for {signature}: a person may start it"


def shown(judged: Sequence[Judged]) -> list[JSON]:
    """Every playbook with what speaks for and against it."""
    return [
        {
            "playbook": one.playbook.name, "version": one.playbook.version,
            "priority": one.playbook.conditions.priority, "matches": one.matches, "blocked": one.blocked,
            "summary": one.blocked or one.summary,
            "reasons": [
                {"condition": r.condition, "holds": r.holds, "text": r.text, "expression": r.expression}
                for r in one.reasons
            ],
        }
        for one in judged
    ]  # fmt: skip


def _blocked(connection: Connection, tenant: str, one: Judged, signature: str, limit: int) -> Judged:
    if not one.matches:
        return one
    times = store.failures(connection, tenant, one.playbook.name, signature)
    if times < limit:
        return one
    return replace(one, blocked=failed_for(times, signature))


def _assign(
    connection: Connection, tenant: str, found: Candidates, chosen: Judged, *, by: Principal | None
) -> PlaybookRun | None:
    """A new proposal; None when the case is over, at work with one, or has this very proposal already."""
    case, playbook = found.known.case, chosen.playbook
    if case.state not in OPEN_STATES or store.active_of_case(connection, tenant, case.case_id):
        return None
    body = playbook.model_dump(mode="json", exclude_unset=True, by_alias=True)
    before = _proposal(connection, tenant, case.case_id)
    if before is not None and before.playbook_digest == sha256_hex(body) and before.signature == found.known.signature:
        return None
    _withdraw(connection, tenant, before, f"{playbook.name} fits better", by=by)
    run = store.insert(connection, tenant, _proposed(found, chosen, body, by))
    lacking = missing(playbook, found.known.values)
    text = f"Playbook {playbook.name} is proposed: {chosen.summary}"
    text += f"; it needs {', '.join(lacking)}" if lacking else ""
    facts: dict[str, JSON] = {"reasons": run.why["reasons"], "missing": [*lacking]}
    kind: events.Kind = "PlaybookAssigned" if before is None else "PlaybookRecalculated"
    actor = by.actor if by is not None else events.PLAYBOOKS
    events.told(connection, tenant, run, kind, text, actor=actor.id, body=facts)
    events.decided(connection, tenant, run, "proposed", actor=actor, reason=chosen.summary[:500])
    return run


def _proposed(found: Candidates, chosen: Judged, body: dict[str, Any], by: Principal | None) -> PlaybookRun:
    now, run_id, playbook = clock.now_ns(), clock.new_id("pbr"), chosen.playbook
    steps = [
        {"order": place, "name": step.name, "action": step.action, "state": "pending", "detail": ""}
        for place, step in enumerate(steps_of(playbook), 1)
    ]
    others = [one for one in found.judged if one is not chosen]
    (told,) = shown([chosen])
    assert isinstance(told, dict)
    why: dict[str, JSON] = {**told, "chosen_by": by.id if by else events.PLAYBOOKS.id, "others": shown(others)}
    return PlaybookRun(
        playbook_run_id=run_id, case_id=found.known.case.case_id, run_id=run_id, playbook=playbook.name,
        playbook_digest=sha256_hex(body), playbook_body=body, why=why, signature=found.known.signature,
        state="proposed", step=1, steps=steps, waits_for="person", outcome=None, outcome_body=None, requested_by={},
        created_at=now, updated_at=now, ended_at=None, seq=0,
    )  # fmt: skip


def _proposal(connection: Connection, tenant: str, case_id: str) -> PlaybookRun | None:
    found = store.find(connection, tenant, case_id=case_id, states=("proposed",), limit=1)
    return found[0] if found else None


def _withdraw(connection: Connection, tenant: str, run: PlaybookRun | None, why: str, *, by: Principal | None) -> None:
    if run is None:
        return
    store.update(connection, tenant, run.playbook_run_id, state="stopped", waits_for=None, ended_at=clock.now_ns())
    actor = by.actor if by is not None else events.PLAYBOOKS
    events.decided(connection, tenant, run, "withdrawn", actor=actor, reason=why)
