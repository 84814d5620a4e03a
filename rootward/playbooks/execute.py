"""Execute: carry playbook runs, a recorded step at a time, from where they are to where they must wait or end.

A run is carried whenever something happened that it may have waited for. What is recorded is not done again; what a
step does is written in the transaction that records it; whatever has an effect outside is asked of the gate in that
transaction, and its end is read. So a worker may die at any instant, and nothing is done twice or forgotten.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog

from rootward.errors import Conflict, Fenced, NotFound
from rootward.governance.action import PLAYBOOK
from rootward.kit import clock
from rootward.kit.bus import Bus, Message, Settlement, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.packs.conditions import repair_condition
from rootward.packs.model import Pack
from rootward.packs.playbook_model import Step
from rootward.playbooks import control, outcome, propose, rights, store
from rootward.playbooks.facts import gather
from rootward.playbooks.program import VERIFICATION, follows, is_effect, on_failure, steps_of
from rootward.playbooks.requests import Requests
from rootward.playbooks.simple_steps import branch, on_case, waited, with_person
from rootward.playbooks.store import PlaybookRun
from rootward.playbooks.tool_steps import approved, called, notified
from rootward.playbooks.verify_steps import resolved, verified
from rootward.playbooks.work import Done, Parked, Work
from rootward.runs.recorder import OpenRun, open_run
from rootward.schema import agent_runs
from rootward.tools.gateway import Gateway

__all__ = ["PlaybookRunner"]

log = structlog.get_logger()
PackOf = Callable[[str], Awaitable[Pack]]
_LOOK_NS = 1_000_000_000
"""An action that has not ended by then is looked at once: it may wait for people, who should see that on the case."""


class PlaybookRunner:
    """Subscriber of the stage `playbook`: {"playbook_run_id"} carries a run on, {"case_id"} proposes one."""

    def __init__(
        self, db: Database, bus: Bus, gateway: Gateway, *, requests: Requests, pack_of: PackOf, owner: str,
        lease_s: float,
    ) -> None:  # fmt: skip
        self._db, self._bus, self._gateway, self._requests = db, bus, gateway, requests
        self._pack_of, self._owner, self._lease_s = pack_of, owner, lease_s

    async def carry(self, message: Message) -> Settlement:
        tenant, body = message.tenant, message.body
        if "later" in body:  # its own key let it wait; from here on it is one of the run's messages, in their order
            return partial(control.wake, tenant=tenant, playbook_run_id=str(body["playbook_run_id"]), bus=self._bus)
        pack = await self._pack_of(tenant)
        if "case_id" in body:
            return partial(self._propose, tenant=tenant, case_id=str(body["case_id"]), pack=pack)
        return await self._carry_on(tenant, str(body["playbook_run_id"]), pack)

    async def _carry_on(self, tenant: str, playbook_run_id: str, pack: Pack) -> Settlement:
        structlog.contextvars.bind_contextvars(tenant=tenant, playbook_run=playbook_run_id)
        load = partial(_load, tenant=tenant, playbook_run_id=playbook_run_id)
        try:
            run, given = await self._db.read(load, tenant=tenant)
            if run.state not in ("running", "waiting"):
                return _nothing
            opened = await open_run(
                self._db, tenant, run.run_id, owner=self._owner, lease_s=self._lease_s, reads_only=True
            )
        except (NotFound, Conflict) as error:
            log.info("playbook.not_carried", reason=error.message)
            return _nothing
        work = self._work(tenant, pack, run, opened, given)
        try:
            return await self._through(work)
        except Parked as parked:
            return partial(self._park, work=work, parked=parked)
        except Fenced:  # somebody paused, stopped or took it over: it is theirs now
            return _nothing

    def _work(self, tenant: str, pack: Pack, run: PlaybookRun, opened: OpenRun, given: dict[str, JSON]) -> Work:
        facts = given["facts"]
        assert isinstance(facts, dict)
        return Work(
            db=self._db, gateway=self._gateway, requests=self._requests, tenant=tenant, pack=pack, run=run,
            steps=steps_of(run.declared), open=opened, requester=rights.from_row(run.requested_by),
            facts=facts | {"steps": {}},
        )  # fmt: skip

    async def _through(self, work: Work) -> Settlement:
        """Every step that is not recorded yet. Raises Parked."""
        place = 0
        while place < len(work.steps):
            step, order = work.steps[place], place + 1
            done = await self._step(work, order, step)
            work.done.append((order, step, done))
            _remember(work, step, done)
            if done["state"] == "failed":
                policy = on_failure(work.run.declared, step)
                if policy != "continue":
                    if policy == "roll_back":
                        await _undo(work)
                    return partial(outcome.failed, work=work, order=order, why=str(done["detail"]))
            place = follows(work.steps, place, done.get("goes_to"))
        return partial(outcome.succeeded, work=work)

    async def _step(self, work: Work, order: int, step: Step) -> Done:
        if passed := _passed_over(work, step):
            return await work.end_step(f"{order}.skipped", order, partial(_as_told, passed))
        name, params = str(order), step.params
        if step.action == "call_tool":
            return await called(work, order, name, params)
        if step.action == "notify" and params.get("channel", "log") != "log":
            return await notified(work, order, name, params)
        if step.action == "set_status" and params["status"] == "resolved":
            return await resolved(work, order, name)
        verbs: dict[str, Callable[[], Awaitable[Done]]] = {
            "wait": partial(waited, work, order, name, step),
            "branch": partial(branch, work, order, name, step),
            "approval": partial(approved, work, order, name, params),
            "verify": partial(verified, work, order, name, params),
            "manual": partial(with_person, work, order, name, str(params.get("text", ""))),
        }
        return await verbs.get(step.action, partial(on_case, work, order, name, step))()

    def _park(self, connection: Connection, *, work: Work, parked: Parked) -> None:
        """Say what it waits for, and see to it that somebody looks again."""
        work.open.hold(connection)
        run = store.read(connection, work.tenant, work.run.playbook_run_id, for_change=True)
        if parked.waits_for.startswith("action:"):
            outcome.note_action(connection, work, parked, run)
        again = parked.until
        if parked.waits_for.startswith("action:") and run.waits_for != parked.waits_for:
            again = clock.now_ns() + _LOOK_NS
        store.update(
            connection, work.tenant, run.playbook_run_id, state="waiting", step=parked.order, waits_for=parked.waits_for
        )
        if again is not None:
            self._later(connection, work.tenant, run.playbook_run_id, again)

    def _later(self, connection: Connection, tenant: str, playbook_run_id: str, at: int) -> None:
        body: dict[str, JSON] = {"playbook_run_id": playbook_run_id, "later": at}
        self._bus.send(connection, message(PLAYBOOK, tenant, f"{playbook_run_id}@{at}", body, not_before=at))

    def _propose(self, connection: Connection, *, tenant: str, case_id: str, pack: Pack) -> None:
        run = propose.propose(connection, tenant, case_id, pack)
        if run is None:
            return
        known = gather(connection, tenant, case_id, pack, now=clock.now_ns())
        if propose.starts_itself(run, known, pack):
            control.start(
                connection, tenant, run.playbook_run_id, pack, by=None, bus=self._bus, requests=self._requests
            )


async def _undo(work: Work) -> None:
    """Take back what was done and can be taken back, the last first. What cannot be is said and left. Raises Parked."""
    for order, step, done in reversed(work.done):
        undo = step.rollback
        if undo is None or done["state"] != "succeeded":
            continue
        name, params = f"{order}.undo", undo.params
        if undo.action == "call_tool":
            await called(work, order, name, params)
        elif undo.action == "manual":
            await with_person(work, order, name, str(params["text"]))
        else:
            await on_case(work, order, name, Step(name=step.name, action=undo.action, params=params))


def _passed_over(work: Work, step: Step) -> Done | None:
    """A condition that does not hold, or a verification after nothing that could have changed something."""
    if step.name == VERIFICATION and step.action == "verify" and work.effect_at is None:
        return {"state": "skipped", "detail": "nothing was changed since the last one"}
    if step.when != "true" and not repair_condition(step.when).holds(work.facts):
        return {"state": "skipped", "detail": f"{step.when} does not hold"}
    return None


def _remember(work: Work, step: Step, done: Done) -> None:
    """What a step gave, for those after it; and when an effect ended that the symptoms have to show."""
    given = work.facts["steps"]
    assert isinstance(given, dict)
    given[step.name] = {"state": done["state"], "detail": done["detail"], "result": done.get("result")}
    changed = is_effect(step) and done.get("effect") != "read" and done["state"] != "skipped"
    if changed and done.get("ended_at") is not None:
        work.effect_at = int(done["ended_at"])


async def _as_told(done: Done, _notes: Any) -> Done:
    return done


def _load(connection: Connection, tenant: str, playbook_run_id: str) -> tuple[PlaybookRun, dict[str, JSON]]:
    """Raises NotFound. A proposal has no run yet, and nothing was given to it."""
    run = store.read(connection, tenant, playbook_run_id)
    query = sa.select(agent_runs.c.input).where(agent_runs.c.tenant == tenant, agent_runs.c.run_id == run.run_id)
    given: dict[str, JSON] = connection.execute(query).scalar() or {"facts": {}}
    return run, given


def _nothing(_connection: Connection) -> None:
    """The settlement of a message whose work is done already, or is somebody else's."""
