"""Scope: which time and place an investigation is about: the case's own, and what whoever asks knows better."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import sqlalchemy as sa

from rootward.agents.contract import Scope
from rootward.cases.read import by_id
from rootward.errors import BadInput
from rootward.events.agent_runs import FAILED_RUN
from rootward.events.stretches import Span, without
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import case_events, cases, events, investigations

__all__ = [
    "DEFAULT_LOOKBACK_NS", "DEFAULT_LOOKAHEAD_NS", "Known", "asked_before", "checked", "read_scope", "scope_of_case",
]  # fmt: skip

DEFAULT_LOOKBACK_NS = 60 * 60 * 1_000_000_000
DEFAULT_LOOKAHEAD_NS = 10 * 60 * 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What somebody knows of an incident beside its time window; the fields are those of Scope."""

    onset: int | None = None
    detected: int | None = None
    baseline: tuple[Span, ...] = ()
    exclude: tuple[Span, ...] = ()

    def of(self, scope: Scope) -> Scope:
        """The scope with what is known. Raises BadInput where that does not fit."""
        return checked(replace(scope, **{name: getattr(self, name) for name in self.__slots__}))


def checked(scope: Scope) -> Scope:
    """The scope, when its onset and detection lie in it and something is left to compare. Raises BadInput."""
    for name, moment in (("onset", scope.onset), ("detected_at", scope.detected)):
        if moment is not None and not scope.start <= moment <= scope.end:
            raise BadInput(
                f"{name} {clock.format_ns(moment)} is not within the time window, {clock.format_ns(scope.start)} to "
                f"{clock.format_ns(scope.end)}",
                field=name,
            )
    for name, windows in (("baseline", scope.baseline), ("exclude", scope.exclude)):
        for start, end in windows:
            if start >= end:
                raise BadInput(f"{name}: {clock.format_ns(start)} is not before {clock.format_ns(end)}", field=name)
    if scope.baseline and not without(scope.baseline, scope.exclude):
        raise BadInput("nothing of the baseline is left after what is excluded", field="baseline")
    if scope.onset is not None and not scope.baseline and not without([(scope.start, scope.onset)], scope.exclude):
        raise BadInput(
            "nothing of the time window lies before the onset: begin it earlier, or give a baseline", field="onset"
        )
    if not without([(scope.start, scope.end)], scope.exclude):
        raise BadInput("nothing of the time window is left after what is excluded", field="exclude")
    return scope


def scope_of_case(connection: Connection, tenant: str, case_id: str, *, as_of: int) -> Scope:
    """The hour before the case's first event to ten minutes after its last, of those stored up to `as_of`; around the
    moment that the case is about where it has no events. It never depends on when it is asked for.

    Raises NotFound, also for another tenant's case.
    """
    first, last = connection.execute(
        sa.select(sa.func.min(events.c.ts), sa.func.max(events.c.ts))
        .join(
            case_events,
            sa.and_(
                case_events.c.tenant == events.c.tenant,
                case_events.c.event_id == events.c.id,
                case_events.c.event_ts == events.c.ts,
            ),
        )
        .where(events.c.tenant == tenant, case_events.c.case_id == case_id, events.c.seq <= as_of)
    ).one()
    case = by_id(connection, tenant, case_id)
    entity, moment = case.entity, case.first_event_ts
    start, end = (moment, moment) if first is None else (first, last)
    service = entity.removeprefix("service:") if entity.startswith("service:") else ""
    run_id = _run_of_case(connection, tenant, case_id, as_of) if case.kind == "agent_run" else ""
    return Scope(
        tenant=tenant, start=start - DEFAULT_LOOKBACK_NS, end=end + DEFAULT_LOOKAHEAD_NS, service=service, run_id=run_id
    )


def _run_of_case(connection: Connection, tenant: str, case_id: str, as_of: int) -> str:
    """The agent run whose failure opened the case, of those stored up to `as_of`."""
    query = (
        sa.select(events.c.correlation_ids)
        .join(case_events, sa.and_(case_events.c.tenant == events.c.tenant, case_events.c.event_id == events.c.id,
                                   case_events.c.event_ts == events.c.ts))
        .where(events.c.tenant == tenant, case_events.c.tenant == tenant, case_events.c.case_id == case_id,
               events.c.event_type == FAILED_RUN, events.c.seq <= as_of)
        .order_by(case_events.c.seq)
        .limit(1)
    )  # fmt: skip
    ids: dict[str, str] = connection.execute(query).scalar() or {}
    return ids.get("run_id", "")


def asked_before(connection: Connection, tenant: str, case_id: str) -> Scope | None:
    """The scope in which somebody last asked about a case that exists because it was asked for."""
    kind = sa.select(cases.c.kind).where(cases.c.tenant == tenant, cases.c.case_id == case_id)
    if connection.execute(kind).scalar() != "request":
        return None
    query = (
        sa.select(investigations.c.scope, investigations.c.pins)
        .where(investigations.c.tenant == tenant, investigations.c.case_id == case_id)
        .order_by(investigations.c.attempt.desc())
    )
    found = (row for row in connection.execute(query).mappings() if row["pins"].get("scope") == "asked")
    return next((read_scope(row["scope"]) for row in found), None)


def read_scope(stored: dict[str, object]) -> Scope:
    """A scope as an investigation's row keeps it."""
    return msgspec.convert(stored, Scope)
