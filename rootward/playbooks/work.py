"""Work: a playbook run in a worker's hands, and the one way in which its steps are recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.governance.action import Requester
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.packs.model import Pack
from rootward.packs.playbook_model import Step
from rootward.playbooks import events, store
from rootward.playbooks.requests import Requests
from rootward.playbooks.store import PlaybookRun
from rootward.runs.recorder import OpenRun, StepLog
from rootward.tools.gateway import Gateway

__all__ = ["Done", "Effect", "Parked", "Work"]

T = TypeVar("T")
Done = dict[str, Any]
"""How a step ended: `state`, `detail`, and what it gave as `result`; `goes_to` names the step after a branch."""

Effect = Callable[[Connection, Done], None]


class Parked(Exception):
    """Not a failure: nothing can be done until `waits_for` has come; with `until` (ns) until that time."""

    def __init__(self, order: int, waits_for: str, until: int | None = None) -> None:
        super().__init__(waits_for)
        self.order, self.waits_for, self.until = order, waits_for, until


@dataclass(slots=True)
class Work:
    """`facts` are what was known when the run began; `steps` in them grows with what the steps give. `effect_at` is
    when the last effect ended that was not verified yet (ns)."""

    db: Database
    gateway: Gateway
    requests: Requests
    tenant: str
    pack: Pack
    run: PlaybookRun
    steps: tuple[Step, ...]
    open: OpenRun
    requester: Requester
    facts: dict[str, JSON]
    done: list[tuple[int, Step, Done]] = field(default_factory=list)
    effect_at: int | None = None
    verification: Done | None = None

    async def read(self, unit: Callable[..., T]) -> T:
        return await self.db.read(partial(unit, tenant=self.tenant), tenant=self.tenant)

    async def case(self) -> Case:
        return await self.read(partial(by_id, case_id=self.run.case_id))

    async def fresh(self) -> PlaybookRun:
        return await self.read(partial(store.read, playbook_run_id=self.run.playbook_run_id))

    async def begin_step(
        self, name: str, order: int, make: Callable[[StepLog], Awaitable[Done]], effect: Effect
    ) -> Done:
        """Record the first half of a step that then waits: `effect` is part of the record."""

        def also(connection: Connection, output: JSON) -> None:
            assert isinstance(output, dict)
            effect(connection, output)
            said: Done = {name: output[name] for name in ("action_id", "text", "person", "until") if name in output}
            if f"{order}.undo." in name:
                said["done"] = None  # what was said of doing it is no answer to whether it is taken back
            store.mark_step(connection, self.tenant, self.run.playbook_run_id, order, state="waiting", **said)

        output = await self.open.step(name, make, also=also)
        assert isinstance(output, dict)
        return output

    async def end_step(
        self, name: str, order: int, make: Callable[[StepLog], Awaitable[Done]], effect: Effect | None = None, *,
        actor: str = events.PLAYBOOKS.id,
    ) -> Done:  # fmt: skip
        """Record how a step ended, with what it does to the case, once."""

        def also(connection: Connection, output: JSON) -> None:
            assert isinstance(output, dict)
            if effect is not None:
                effect(connection, output)
            self._ended(connection, order, output, actor, undone=f"{order}.undo." in name)

        output = await self.open.step(name, make, also=also)
        assert isinstance(output, dict)
        return output

    def _ended(self, connection: Connection, order: int, done: Done, actor: str, *, undone: bool) -> None:
        """Mark the step; one that was to be taken back is either rolled back, or stays done."""
        run = store.read(connection, self.tenant, self.run.playbook_run_id, for_change=True)
        state, detail = done["state"], str(done["detail"])[:1000]
        if undone:
            shown = "rolled_back" if state == "succeeded" else "succeeded"
            said: dict[str, Any] = {
                "state": shown,
                "detail": detail if state == "succeeded" else f"was not taken back: {detail}",
            }
        else:
            said = {"state": state, "detail": detail, "result": done.get("result")}
        steps = store.note_step(run, order, **said)
        following = run.step if undone else order + 1
        run = store.update(
            connection, self.tenant, run.playbook_run_id, steps=steps, state="running", step=following, waits_for=None
        )
        if state != "skipped":
            self._told(connection, run, order, done, actor, undone=undone)

    def _told(
        self, connection: Connection, run: PlaybookRun, order: int, done: Done, actor: str, *, undone: bool
    ) -> None:
        step, failed = run.steps[order - 1], done["state"] == "failed"
        if undone:
            kind: events.Kind = "PlaybookStepFailed" if failed else "PlaybookStepRolledBack"
            verb = "could not be taken back" if failed else "is taken back"
        else:
            kind, verb = ("PlaybookStepFailed", "failed") if failed else ("PlaybookStepCompleted", "is done")
        text = f"Step {order}, {step['name']}, {verb}" + (f": {done['detail']}" if done["detail"] else "")
        facts: dict[str, JSON] = {"step": order, "name": step["name"], "action": step["action"], "state": step["state"]}
        events.told(connection, self.tenant, run, kind, text[:2000], actor=actor, body=facts)
