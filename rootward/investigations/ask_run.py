"""Ask about a run: why one run of an agent went as it did, as an investigation of the case it belongs to."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.agents.contract import Scope
from rootward.cases import intake
from rootward.cases import open as opening
from rootward.events.agent_runs import FAILED_RUN
from rootward.events.model import Event
from rootward.events.store import read_event
from rootward.investigations.request import request
from rootward.investigations.scope import DEFAULT_LOOKAHEAD_NS, DEFAULT_LOOKBACK_NS
from rootward.kit import clock
from rootward.kit.bus import Bus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, upsert
from rootward.packs.model import Pack
from rootward.runs.stored import find_row
from rootward.schema import case_events, case_keys, ingest_keys, investigations

__all__ = ["ask_about_run"]

_SAME_NS = 600 * 1_000_000_000
"""For so long the same question has the same answer, unless the run was sent again meanwhile."""


def ask_about_run(
    connection: Connection, tenant: str, run_id: str, *, by: str, pins: dict[str, JSON], bus: Bus, pack: Pack
) -> str:
    """Queue an investigation of the newest revision of the run; returns its id, or that of the one that was asked for
    within the last ten minutes.

    A failed run belongs to the case that the pack's rules put it into, now if the pipeline has not come to it yet; any
    other run to a case of its own. Raises NotFound, OverBudget.
    """
    row = find_row(connection, tenant, run_id)
    case_id = _case_of(connection, tenant, row, pack) or _kept(connection, tenant, run_id)
    if case_id is None:
        case_id = _opened(connection, tenant, row, by)
    lately = max(clock.now_ns() - _SAME_NS, row["created_at"] if row["origin"] == "sent" else 0)
    asked = _asked(connection, tenant, case_id, run_id, lately)
    if asked is not None:
        return asked
    return request(connection, tenant, case_id, by=by, pins=pins, bus=bus, scope=_scope(tenant, row))


def _case_of(connection: Connection, tenant: str, row: sa.RowMapping, pack: Pack) -> str | None:
    """The case of the event that the run's failure was."""
    if row["digest"] is None:
        return None
    ingest_id = f"agent-run:{row['run_id']}:{row['digest'][:16]}"
    query = sa.select(ingest_keys.c.ref).where(ingest_keys.c.tenant == tenant, ingest_keys.c.ingest_id == ingest_id)
    event_id = connection.execute(query).scalar()
    if event_id is None:
        return None
    event = read_event(connection, tenant, event_id)
    if event.event_type != FAILED_RUN:
        return None
    return _linked(connection, tenant, event_id) or _taken_in(connection, tenant, event, pack)


def _linked(connection: Connection, tenant: str, event_id: str) -> str | None:
    query = sa.select(case_events.c.case_id).where(case_events.c.tenant == tenant, case_events.c.event_id == event_id)
    return connection.execute(query.order_by(case_events.c.seq.desc()).limit(1)).scalar()


def _taken_in(connection: Connection, tenant: str, event: Event, pack: Pack) -> str | None:
    """What the stage `intake` would do with the event; when that comes to it, it finds it done."""
    (outcome,) = intake.take(connection, tenant, [event], pack, now=clock.now_ns())
    return outcome.case_id or None


def _kept(connection: Connection, tenant: str, run_id: str) -> str | None:
    """The case that was opened for this run because somebody asked."""
    query = sa.select(case_keys.c.case_id).where(case_keys.c.tenant == tenant, case_keys.c.key == _key(run_id))
    return connection.execute(query.order_by(case_keys.c.last_ts.desc()).limit(1)).scalar()


def _opened(connection: Connection, tenant: str, row: sa.RowMapping, by: str) -> str:
    ts = row["ended_at"] or row["started_at"] or row["created_at"]
    case = opening.open_case(
        connection, tenant, kind="agent_run", title=f"Run {row['run_id']} of {row['agent_name']}"[:300],
        severity="info", entity=f"agent:{row['agent_name']}", actor=by, reason="asked for", ts=ts,
        body={"run_id": row["run_id"]},
    )  # fmt: skip
    kept = {"tenant": tenant, "key": _key(row["run_id"]), "case_id": case.case_id, "last_ts": ts}
    upsert(connection, case_keys, [kept], update=("last_ts",))
    return case.case_id


def _key(run_id: str) -> str:
    return f"agent_run:{run_id}"


def _asked(connection: Connection, tenant: str, case_id: str, run_id: str, since: int) -> str | None:
    query = sa.select(investigations.c.investigation_id, investigations.c.scope).where(
        investigations.c.tenant == tenant, investigations.c.case_id == case_id, investigations.c.created_at >= since,
        investigations.c.status != "error",
    )  # fmt: skip
    rows = connection.execute(query.order_by(investigations.c.attempt.desc())).mappings()
    return next((str(row["investigation_id"]) for row in rows if row["scope"].get("run_id") == run_id), None)


def _scope(tenant: str, row: sa.RowMapping) -> Scope:
    began = row["started_at"] or row["ended_at"] or row["created_at"]
    ended = row["ended_at"] or began
    return Scope(
        tenant=tenant, start=began - DEFAULT_LOOKBACK_NS, end=ended + DEFAULT_LOOKAHEAD_NS, run_id=row["run_id"]
    )
