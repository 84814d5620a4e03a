"""Request: ask for an investigation of a case, once; everything it may read is pinned here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import msgspec
import sqlalchemy as sa

from rootward.agents.contract import Scope
from rootward.audit.entry import Actor
from rootward.cases import lifecycle, timeline
from rootward.errors import BadInput
from rootward.governance import quotas
from rootward.governance.budget_room import OverBudget
from rootward.investigations import progress
from rootward.investigations.scope import asked_before, scope_of_case
from rootward.kit import clock
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.knowledge import memory as knowledge
from rootward.runs import recorder
from rootward.schema import case_timeline, changes, investigations

__all__ = ["INVESTIGATE", "REFUSED", "data_watermark", "request", "request_if_allowed"]

INVESTIGATE = "investigate"
REFUSED = "investigation.refused"
"""The kind of the timeline's entry."""

_ACTIVE = ("queued", "running")
_AN_HOUR_NS = 3600 * 1_000_000_000
_PIPELINE = Actor(id="pipeline", kind="service", auth="internal")


def request(
    connection: Connection, tenant: str, case_id: str, *, by: str, pins: dict[str, JSON], bus: Bus,
    scope: Scope | None = None, as_of: int | None = None,
) -> str:  # fmt: skip
    """Queue an investigation of the case; returns its id. While one that reads the same is queued or running, that
    one's id is returned.

    Without a scope the case decides it, when the plan is made: by then every event up to `as_of` has found its case.
    Raises BadInput for an `as_of` that is still to come, OverBudget when the tenant has had as many as it may; nothing
    is written then.
    """
    earlier = _earlier(connection, tenant, case_id)
    for row in earlier:
        same_data = as_of is None or row["pins"]["as_of"] == as_of
        if row["status"] in _ACTIVE and same_data and (scope is None or row["scope"] == _plain(scope)):
            return str(row["investigation_id"])
    attempt, newest = len(earlier) + 1, data_watermark(connection, tenant)
    watermark = newest if as_of is None else as_of
    if watermark > newest:
        raise BadInput(f"as_of {as_of} is beyond the newest data, {newest}", field="as_of", value=as_of)
    asked = scope or asked_before(connection, tenant, case_id)
    chosen = asked or scope_of_case(connection, tenant, case_id, as_of=watermark)
    pins = pins | {"as_of": watermark, "scope": "asked" if asked else "case"}
    pins["memory"] = _memory_of(earlier, as_of, knowledge.version(connection, tenant))
    investigation_id, run_id = clock.new_id("inv"), clock.new_id("run")
    quotas.admit(connection, tenant, run_id, now=clock.now_ns())
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
            "scope": asdict(chosen), "plan": {}, "pins": pins, "requested_by": by,
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


def request_if_allowed(
    connection: Connection, tenant: str, case_id: str, *, by: str, pins: dict[str, JSON], bus: Bus
) -> str | None:
    """Request what nobody waits for. Where a budget does not allow it, the case stays as it is, its timeline says why,
    once an hour, and None is returned."""
    try:
        return request(connection, tenant, case_id, by=by, pins=pins, bus=bus)
    except OverBudget as error:
        if not _said_lately(connection, tenant, case_id):
            quotas.refused(connection, tenant, error, case_id=case_id, by=_PIPELINE)
            timeline.append(
                connection, tenant, case_id, kind=REFUSED, actor=by, text=f"Not investigated: {error.message}",
                body={name: error.facts[name] for name in ("scope", "unit", "limit", "used", "frees_at")},
            )  # fmt: skip
        return None


def _said_lately(connection: Connection, tenant: str, case_id: str) -> bool:
    query = sa.select(case_timeline.c.seq).where(
        case_timeline.c.tenant == tenant, case_timeline.c.case_id == case_id, case_timeline.c.kind == REFUSED,
        case_timeline.c.at > clock.now_ns() - _AN_HOUR_NS,
    )  # fmt: skip
    return connection.execute(query.limit(1)).first() is not None


def _memory_of(earlier: Sequence[sa.RowMapping], as_of: int | None, newest: int) -> int:
    """The version of memory to read: for a named past the one that was read then, so that the report is the same."""
    for row in earlier:
        if as_of is not None and row["pins"]["as_of"] == as_of:
            return int(row["pins"].get("memory", 0))
    return newest


def data_watermark(connection: Connection, tenant: str) -> int:
    """The change number of the newest stored data: investigations of the same data pin the same number."""
    newest = (
        sa.select(changes.c.seq)
        .where(changes.c.tenant == tenant, changes.c.kind == "ingest")
        .order_by(changes.c.seq.desc())
        .limit(1)
    )
    return int(connection.execute(newest).scalar() or 0)


def _earlier(connection: Connection, tenant: str, case_id: str) -> Sequence[sa.RowMapping]:
    query = sa.select(
        investigations.c.investigation_id, investigations.c.status, investigations.c.scope, investigations.c.pins
    ).where(investigations.c.tenant == tenant, investigations.c.case_id == case_id)
    return connection.execute(query.order_by(investigations.c.attempt.desc())).mappings().all()


def _plain(scope: Scope) -> dict[str, JSON]:
    """The scope as it is read back from the database."""
    plain: dict[str, JSON] = msgspec.json.decode(msgspec.json.encode(scope))
    return plain
