"""Store: playbook runs as they are kept, one row each; written by this slice alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.playbook_model import Playbook
from rootward.schema import playbook_runs as table
from rootward.tenancy import changes

__all__ = [
    "ACTIVE", "STATES", "Outcome", "PlaybookRun", "RunState", "active_of_case", "failures", "find", "given_up",
    "insert", "mark_step", "newest_of_case", "note_step", "of_cases", "read", "tally", "update",
]  # fmt: skip

RunState = Literal["proposed", "running", "waiting", "paused", "succeeded", "failed", "stopped"]
Outcome = Literal["held", "not_held", "cannot_tell"]
STATES: tuple[RunState, ...] = ("proposed", "running", "waiting", "paused", "succeeded", "failed", "stopped")
ACTIVE: frozenset[RunState] = frozenset({"running", "waiting", "paused"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaybookRun:
    """One playbook for one case, from the proposal on. `steps` say of each step `order`, `name`, `action`, `state`
    (pending, running, waiting, succeeded, failed, skipped, rolled_back) and `detail`; `step` is the order of the one
    that is next; `waits_for` is `action:ID`, `person` or `time`. Times in ns."""

    playbook_run_id: str
    case_id: str
    run_id: str
    playbook: str
    playbook_digest: str
    playbook_body: dict[str, Any]
    why: dict[str, JSON]
    signature: str
    state: RunState
    step: int
    steps: list[dict[str, Any]]
    waits_for: str | None
    outcome: Outcome | None
    outcome_body: dict[str, JSON] | None
    requested_by: dict[str, Any]
    created_at: int
    updated_at: int
    ended_at: int | None
    seq: int

    @property
    def declared(self) -> Playbook:
        return Playbook.model_validate_json(msgspec.json.encode(self.playbook_body))

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


def insert(connection: Connection, tenant: str, run: PlaybookRun) -> PlaybookRun:
    row = {name: getattr(run, name) for name in PlaybookRun.__slots__}
    seq = _tell(connection, tenant, run.playbook_run_id, run.state)
    connection.execute(table.insert(), row | {"tenant": tenant, "seq": seq})
    return read(connection, tenant, run.playbook_run_id)


def read(connection: Connection, tenant: str, playbook_run_id: str, *, for_change: bool = False) -> PlaybookRun:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(table).where(table.c.tenant == tenant, table.c.playbook_run_id == playbook_run_id)
    row = connection.execute(query.with_for_update() if for_change else query).mappings().first()
    if row is None:
        raise NotFound(f"there is no playbook run {playbook_run_id!r}", field="playbook_run_id", value=playbook_run_id)
    return _run(row)


def update(connection: Connection, tenant: str, playbook_run_id: str, **columns: Any) -> PlaybookRun:
    """Change columns and tell everybody who follows the run."""
    state = str(columns.get("state", "")) or "changed"
    columns |= {"updated_at": clock.now_ns(), "seq": _tell(connection, tenant, playbook_run_id, state)}
    connection.execute(
        table.update().where(table.c.tenant == tenant, table.c.playbook_run_id == playbook_run_id).values(**columns)
    )
    return read(connection, tenant, playbook_run_id)


def note_step(run: PlaybookRun, order: int, **said: Any) -> list[dict[str, Any]]:
    """The steps of the run with more said of one of them."""
    return [step | said if step["order"] == order else step for step in run.steps]


def mark_step(connection: Connection, tenant: str, playbook_run_id: str, order: int, **said: Any) -> PlaybookRun:
    """Say more of one step."""
    run = read(connection, tenant, playbook_run_id, for_change=True)
    return update(connection, tenant, playbook_run_id, steps=note_step(run, order, **said))


def newest_of_case(connection: Connection, tenant: str, case_id: str) -> PlaybookRun | None:
    found = find(connection, tenant, case_id=case_id, limit=1)
    return found[0] if found else None


def active_of_case(connection: Connection, tenant: str, case_id: str) -> PlaybookRun | None:
    """The run that is at work on a case; there is at most one."""
    found = find(connection, tenant, case_id=case_id, states=tuple(ACTIVE), limit=1)
    return found[0] if found else None


def find(
    connection: Connection, tenant: str, *, case_id: str = "", playbook: str = "", states: Sequence[str] = (),
    limit: int = 50, after: str = "",
) -> list[PlaybookRun]:  # fmt: skip
    """The newest first; `after` is the last id of the page before."""
    query = sa.select(table).where(table.c.tenant == tenant)
    if playbook:
        query = query.where(table.c.playbook == playbook)
    if case_id:
        query = query.where(table.c.case_id == case_id)
    if states:
        query = query.where(table.c.state.in_(list(states)))
    if after:
        query = query.where(table.c.playbook_run_id < after)
    rows = connection.execute(query.order_by(table.c.playbook_run_id.desc()).limit(limit)).mappings()
    return [_run(row) for row in rows]


def failures(connection: Connection, tenant: str, playbook: str, signature: str) -> int:
    """How often this playbook was tried for this fault and the symptoms stayed."""
    query = sa.select(sa.func.count()).where(
        table.c.tenant == tenant, table.c.playbook == playbook, table.c.signature == signature,
        table.c.outcome == "not_held",
    )  # fmt: skip
    return int(connection.execute(query).scalar_one())


def given_up(connection: Connection, tenant: str, playbook: str, *, times: int, limit: int) -> list[tuple[str, int]]:
    """The faults for which it was tried at least so many times in vain, the most tried first."""
    count = sa.func.count()
    query = sa.select(table.c.signature, count).where(
        table.c.tenant == tenant, table.c.playbook == playbook, table.c.outcome == "not_held"
    )
    query = query.group_by(table.c.signature).having(count >= times).order_by(count.desc(), table.c.signature)
    return [(str(signature), int(failed)) for signature, failed in connection.execute(query.limit(limit))]


def tally(connection: Connection, tenant: str, playbook: str) -> dict[tuple[RunState, Outcome | None], int]:
    """How many of its runs stand how, and what came of them."""
    query = sa.select(table.c.state, table.c.outcome, sa.func.count()).where(
        table.c.tenant == tenant, table.c.playbook == playbook
    )
    rows = connection.execute(query.group_by(table.c.state, table.c.outcome))
    return {(state, outcome): int(many) for state, outcome, many in rows}


def of_cases(connection: Connection, tenant: str, playbook: str, case_ids: Sequence[str]) -> dict[str, PlaybookRun]:
    """The newest run of this playbook for each of these cases that has one."""
    query = sa.select(table).where(
        table.c.tenant == tenant, table.c.playbook == playbook, table.c.case_id.in_(list(case_ids))
    )
    rows = connection.execute(query.order_by(table.c.playbook_run_id)).mappings()
    return {str(row["case_id"]): _run(row) for row in rows}


def _tell(connection: Connection, tenant: str, playbook_run_id: str, state: str) -> int:
    return changes.append(connection, tenant, "playbook_run", playbook_run_id, {"state": state})


def _run(row: sa.RowMapping) -> PlaybookRun:
    values = {name: row[name] for name in PlaybookRun.__slots__}
    return PlaybookRun(**values)
