"""Plan: which agents look, at which times, and why; by rules only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from rootward.agents.contract import Scope, Task
from rootward.errors import NotFound
from rootward.events.entity import service_of
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.route import choose_agents
from rootward.schema import case_events, cases, events, investigations

__all__ = ["Plan", "make_plan", "with_onsets"]

_GUARD_NS = 10 * 1_000_000_000
"""Left out before the onset, so that the beginning of the fault does not spoil the baseline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the agents are asked; `reasons` says for each agent why it was chosen."""

    task: Task
    agents: tuple[str, ...]
    reasons: dict[str, str]
    title: str
    kind: str
    severity: str
    case_events: tuple[str, ...]


def make_plan(
    connection: Connection, tenant: str, investigation_id: str, pack: Pack, known_agents: Collection[str]
) -> Plan:
    """Pure in what is stored up to the investigation's pinned `as_of`. Raises NotFound."""
    row = connection.execute(
        sa.select(investigations, cases.c.title, cases.c.kind, cases.c.severity, cases.c.entity)
        .join(cases, sa.and_(cases.c.tenant == investigations.c.tenant, cases.c.case_id == investigations.c.case_id))
        .where(investigations.c.tenant == tenant, investigations.c.investigation_id == investigation_id)
    ).mappings()
    found = row.first()
    if found is None:
        raise NotFound(f"there is no investigation {investigation_id!r}", field="investigation_id")
    scope = Scope(**found["scope"] | {"correlation_ids": tuple(found["scope"]["correlation_ids"])})
    as_of = int(found["pins"]["as_of"])
    linked = _linked_events(connection, tenant, found["case_id"], as_of)
    symptoms = list(dict.fromkeys(ref for item in linked if (ref := service_of(item["entity"]))))
    if scope.service and f"service:{scope.service}" not in symptoms:
        symptoms.insert(0, f"service:{scope.service}")
    detected = min((int(item["ts"]) for item in linked), default=scope.end)
    case: dict[str, JSON] = {name: found[name] for name in ("kind", "severity", "entity", "title")}
    chosen = choose_agents(pack, case, [str(item["event_type"]) for item in linked])
    agents = {name: reason for name, reason in chosen.items() if name in known_agents}
    task = Task(
        scope=scope, as_of=as_of, detected_at=detected, baseline=(scope.start, detected),
        window=(scope.start, scope.end), symptoms=tuple(symptoms),
    )  # fmt: skip
    return Plan(
        task=task, agents=tuple(agents), reasons=agents, title=found["title"], kind=found["kind"],
        severity=found["severity"], case_events=tuple(str(item["id"]) for item in linked),
    )  # fmt: skip


def with_onsets(task: Task, onsets: Sequence[int]) -> Task:
    """Split the scope at the likeliest onset: what came before is normal, what came after is not."""
    if not onsets:
        return task
    onset = onsets[0]
    return replace(
        task, onsets=tuple(onsets), baseline=(task.scope.start, onset - _GUARD_NS), window=(onset, task.scope.end)
    )


def _linked_events(connection: Connection, tenant: str, case_id: str, as_of: int) -> list[sa.RowMapping]:
    query = (
        sa.select(events.c.id, events.c.ts, events.c.event_type, events.c.entity)
        .join(
            case_events,
            sa.and_(
                case_events.c.tenant == events.c.tenant,
                case_events.c.event_id == events.c.id,
                case_events.c.event_ts == events.c.ts,
            ),
        )
        .where(events.c.tenant == tenant, case_events.c.case_id == case_id, events.c.seq <= as_of)
        .order_by(events.c.ts, events.c.id)
    )
    return list(connection.execute(query).mappings())
