"""The recorder: a step runs once and is remembered, so that a run survives the death of its worker.

Steps are numbered in the order in which the program asks for them. A step that was recorded is not run again: its
recorded output is returned. Whoever opens a run takes it over: the lease token grows, and whatever the former worker
still tries to write is refused (Fenced) and undone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from rootward.errors import Conflict, Fenced, NotFound
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, upsert
from rootward.runs.calls import CallRecord, write_calls
from rootward.schema import agent_runs, agent_steps

__all__ = ["OpenRun", "StepLog", "create", "fence", "finish", "open_run"]

log = structlog.get_logger()
Also = Callable[[Connection, JSON], None]
_OWN_REVISION = 1
_KEY = ("tenant", "run_id", "revision", "seq")
_A_WHILE_S = 0.5
"""From then on people see of a step that only reads that it is running; a shorter one is written when it has ended."""


# Made once: every step needs it, and making it costs more than carrying it out.
_TOKEN = (
    sa.select(agent_runs.c.lease_token)
    .where(agent_runs.c.tenant == sa.bindparam("whose"), agent_runs.c.run_id == sa.bindparam("which"))
    .where(agent_runs.c.revision == _OWN_REVISION)
    .with_for_update()
)


@dataclass(slots=True)
class StepLog:
    """What a running step notes down beside its output; written with it."""

    run_id: str
    step_id: str
    calls: list[CallRecord] = field(default_factory=list)


Work = Callable[[StepLog], Awaitable[JSON]]


def create(
    connection: Connection, tenant: str, run_id: str, *, kind: str, agent: str, version: str, given: JSON,
    case_id: str | None = None,
) -> None:  # fmt: skip
    """Write a queued run of our own; the message that carries it belongs into the same transaction."""
    connection.execute(
        agent_runs.insert(),
        {
            "tenant": tenant, "run_id": run_id, "revision": _OWN_REVISION, "origin": "own", "kind": kind,
            "case_id": case_id, "agent_name": agent, "agent_version": version, "model": "deterministic",
            "environment": "own", "status": "queued", "input": given, "correlation_ids": [], "cost": {},
            "created_at": clock.now_ns(), "lease_token": 0, "attempts": 0,
        },
    )  # fmt: skip


class OpenRun:
    """A run that this worker holds. Not for sharing between event loops."""

    def __init__(
        self, db: Database, tenant: str, run_id: str, token: int, recorded: dict[int, sa.RowMapping], *,
        reads_only: bool = False,
    ) -> None:  # fmt: skip
        self._db, self.tenant, self.run_id, self._token = db, tenant, run_id, token
        self._recorded, self._reads_only = recorded, reads_only
        self._asked = 0

    def step(self, name: str, work: Work, *, also: Also | None = None, given: str = "") -> asyncio.Future[JSON]:
        """Run `work` once and record its JSON output (with `also` in the same transaction); or return what is recorded.

        Takes its number when called, so parallel steps are asked for in program order and awaited together. Raises
        Conflict when the recorded step of this number has another name (the program changed), Fenced when the run was
        taken over; an exception of `work` is recorded as a failure and raised again.
        """
        self._asked += 1
        return asyncio.ensure_future(self._step(self._asked, name, work, also, given))

    def finish(self, connection: Connection, *, status: str, error: str | None = None) -> None:
        """End the run within the caller's transaction. Raises Fenced when it was taken over."""
        self._hold(connection)
        finish(connection, self.tenant, self.run_id, status=status, error=error)

    def hold(self, connection: Connection) -> None:
        """Make the caller's transaction depend on this worker still holding the run."""
        self._hold(connection)

    async def _step(self, seq: int, name: str, work: Work, also: Also | None, given: str) -> JSON:
        row = self._recorded.get(seq)
        if row is not None and row["name"] != name:
            raise Conflict(f"run {self.run_id} recorded step {seq} as {row['name']!r}, the program asks for {name!r}")
        if row is not None and row["status"] == "success":
            output: JSON = row["output"]
            return output
        retries = int(row["retries"]) + 1 if row is not None else 0
        notes = StepLog(self.run_id, f"{self.run_id}.{seq}")
        start: dict[str, object] = {
            "tenant": self.tenant, "run_id": self.run_id, "revision": _OWN_REVISION, "seq": seq,
            "step_id": notes.step_id, "name": name, "status": "running", "started_at": clock.now_ns(),
            "retries": retries, "input_summary": given[:2000], "output_summary": "",
        }  # fmt: skip
        if not self._reads_only:
            await self._db.run(lambda c: self._begin(c, start), tenant=self.tenant)
        log.debug("step.started", run=self.run_id, seq=seq, step=name)
        began = clock.monotonic()
        try:
            output = await (self._noted(start, work(notes)) if self._reads_only else work(notes))
        except Exception as error:
            failed = _ended(began, "failure", error=error)
            await self._db.run(lambda c: self._record(c, start | failed, notes), tenant=self.tenant)
            raise
        done = _ended(began, "success", output=output)
        await self._db.run(lambda c: self._record(c, start | done, notes, also, output), tenant=self.tenant)
        return output

    async def _noted(self, start: dict[str, object], work: Awaitable[JSON]) -> JSON:
        """The output of `work`; when it takes a while, it is on record meanwhile that it began."""
        noting = asyncio.ensure_future(self._note(start))
        noting.add_done_callback(_noticed)
        try:
            return await work
        finally:
            noting.cancel()  # what it has asked for already is written before what comes next

    async def _note(self, start: dict[str, object]) -> None:
        await asyncio.sleep(_A_WHILE_S)
        await self._db.run(lambda c: self._begin(c, start), tenant=self.tenant)

    def _begin(self, connection: Connection, row: dict[str, object]) -> None:
        self._hold(connection)
        upsert(connection, agent_steps, [row], update=("status", "started_at", "retries"))

    def _record(
        self, connection: Connection, row: dict[str, object], notes: StepLog, also: Also | None = None,
        output: JSON = None,
    ) -> None:  # fmt: skip
        self._hold(connection)
        upsert(connection, agent_steps, [row], update=[name for name in row if name not in _KEY])
        write_calls(
            connection, self.tenant, self.run_id, _OWN_REVISION, notes.step_id, notes.calls, actor=str(row["name"])
        )
        if also is not None:
            also(connection, output)

    def _hold(self, connection: Connection) -> None:
        token = connection.execute(_TOKEN, {"whose": self.tenant, "which": self.run_id}).scalar()
        if token != self._token:
            raise Fenced(f"run {self.run_id} was taken over by another worker")


async def open_run(
    db: Database, tenant: str, run_id: str, *, owner: str, lease_s: float, reads_only: bool = False
) -> OpenRun:
    """Take the run over and load what it has recorded. Raises NotFound, or Conflict when it has ended.

    Of the steps of a run that `reads_only` it need not be on record that they began: one that is lost changed nothing
    outside.
    """

    def unit(connection: Connection) -> tuple[int, dict[int, sa.RowMapping]]:
        mine = (agent_runs.c.tenant == tenant, agent_runs.c.run_id == run_id, agent_runs.c.revision == _OWN_REVISION)
        row = connection.execute(sa.select(agent_runs).where(*mine).with_for_update()).mappings().first()
        if row is None:
            raise NotFound(f"there is no run {run_id!r}", field="run_id", value=run_id)
        if row["status"] in ("success", "failure"):
            raise Conflict(f"run {run_id} has ended: {row['status']}")
        now = clock.now_ns()
        connection.execute(
            agent_runs.update()
            .where(*mine)
            .values(
                status="running", lease_owner=owner, lease_token=row["lease_token"] + 1,
                lease_until=now + int(lease_s * 1e9), attempts=row["attempts"] + 1,
                started_at=row["started_at"] or now,
            )
        )  # fmt: skip
        steps = connection.execute(
            sa.select(agent_steps).where(agent_steps.c.tenant == tenant, agent_steps.c.run_id == run_id)
        ).mappings()
        return int(row["lease_token"]) + 1, {int(step["seq"]): step for step in steps}

    token, recorded = await db.run(unit, tenant=tenant)
    return OpenRun(db, tenant, run_id, token, recorded, reads_only=reads_only)


def finish(connection: Connection, tenant: str, run_id: str, *, status: str, error: str | None = None) -> None:
    """End a run (`success` or `failure`); an ended run stays as it is."""
    connection.execute(
        agent_runs.update()
        .where(agent_runs.c.tenant == tenant, agent_runs.c.run_id == run_id)
        .where(agent_runs.c.status.in_(("queued", "running")))
        .values(status=status, error_message=error, ended_at=clock.now_ns(), lease_until=None)
    )


def fence(connection: Connection, tenant: str, run_id: str) -> None:
    """Take a run out of the hands of whoever works on it: nothing that worker still does can be written."""
    connection.execute(
        agent_runs.update()
        .where(agent_runs.c.tenant == tenant, agent_runs.c.run_id == run_id)
        .values(lease_token=agent_runs.c.lease_token + 1, lease_until=None)
    )


def _noticed(begun: asyncio.Future[None]) -> None:
    """Whether this could be written is asked again when the step has ended."""
    if not begun.cancelled():
        begun.exception()


def _ended(began: float, status: str, *, output: JSON = None, error: Exception | None = None) -> dict[str, object]:
    ended: dict[str, object] = {
        "status": status,
        "ended_at": clock.now_ns(),
        "latency_ms": int((clock.monotonic() - began) * 1000),
        "output": output,
    }
    if error is not None:
        ended |= {"error_type": type(error).__name__, "error_message": str(error)[:2000]}
    return ended
