"""Request: ask for an investigation of a case, once; everything it may read is pinned here."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from rootward.agents.contract import Scope
from rootward.cases import lifecycle, timeline
from rootward.investigations import progress
from rootward.kit import clock
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.runs import recorder
from rootward.schema import case_events, cases, changes, investigations

__all__ = ["DEFAULT_LOOKBACK_NS", "INVESTIGATE", "data_watermark", "request"]

INVESTIGATE = "investigate"
DEFAULT_LOOKBACK_NS = 60 * 60 * 1_000_000_000
_LOOKAHEAD_NS = 10 * 60 * 1_000_000_000
_ACTIVE = ("queued", "running")


def request(
    connection: Connection, tenant: str, case_id: str, *, by: str, pins: dict[str, JSON], bus: Bus,
    scope: Scope | None = None, as_of: int | None = None,
) -> str:  # fmt: skip
    """Queue an investigation of the case; returns its id. While one is queued or running, that one's id is returned."""
    active = connection.execute(
        sa.select(investigations.c.investigation_id).where(
            investigations.c.tenant == tenant,
            investigations.c.case_id == case_id,
            investigations.c.status.in_(_ACTIVE),
        )
    ).scalar()
    if active is not None:
        return str(active)
    attempt = (
        1
        + connection.execute(
            sa.select(sa.func.count())
            .select_from(investigations)
            .where(investigations.c.tenant == tenant, investigations.c.case_id == case_id)
        ).scalar_one()
    )
    watermark = data_watermark(connection, tenant) if as_of is None else as_of
    chosen = scope or _scope_of_case(connection, tenant, case_id, watermark)
    investigation_id, run_id = clock.new_id("inv"), clock.new_id("run")
    given: dict[str, JSON] = {"investigation_id": investigation_id, "case_id": case_id}
    recorder.create(
        connection, tenant, run_id, kind="investigation", agent="investigator", version=str(pins["product"]),
        given=given, case_id=case_id,
    )  # fmt: skip
    connection.execute(
        investigations.insert(),
        {
            "tenant": tenant, "investigation_id": investigation_id, "case_id": case_id, "run_id": run_id,
            "attempt": attempt, "status": "queued", "step": "queued", "pct": 0, "message": "waiting for a worker",
            "scope": asdict(chosen), "plan": {}, "pins": pins | {"as_of": watermark}, "requested_by": by,
            "created_at": clock.now_ns(),
        },
    )  # fmt: skip
    if lifecycle.may_move(connection, tenant, case_id, "investigating"):
        lifecycle.move(connection, tenant, case_id, "investigating", actor=by, reason=f"investigation {attempt}")
    timeline.append(
        connection, tenant, case_id, kind="investigation.requested", actor=by,
        text=f"Investigation {attempt} requested", body={"investigation_id": investigation_id},
    )  # fmt: skip
    progress.tell(connection, tenant, investigation_id, status="queued", step="queued", pct=0, text="queued")
    bus.send(connection, message(INVESTIGATE, tenant, case_id, given))
    return investigation_id


def data_watermark(connection: Connection, tenant: str) -> int:
    """The change number of the newest stored data: investigations of the same data pin the same number."""
    newest = (
        sa.select(changes.c.seq)
        .where(changes.c.tenant == tenant, changes.c.kind == "ingest")
        .order_by(changes.c.seq.desc())
        .limit(1)
    )
    return int(connection.execute(newest).scalar() or 0)


def _scope_of_case(connection: Connection, tenant: str, case_id: str, as_of: int) -> Scope:
    """The hour before the case's first event to ten minutes after its last, as far as `as_of` knows them."""
    first, last = connection.execute(
        sa.select(sa.func.min(case_events.c.event_ts), sa.func.max(case_events.c.event_ts)).where(
            case_events.c.tenant == tenant, case_events.c.case_id == case_id, case_events.c.seq <= as_of
        )
    ).one()
    entity, opened = connection.execute(
        sa.select(cases.c.entity, cases.c.opened_at).where(cases.c.tenant == tenant, cases.c.case_id == case_id)
    ).one()
    start, end = (first or opened), (last or opened)
    service = entity.removeprefix("service:") if entity.startswith("service:") else ""
    return Scope(tenant=tenant, start=start - DEFAULT_LOOKBACK_NS, end=end + _LOOKAHEAD_NS, service=service)
