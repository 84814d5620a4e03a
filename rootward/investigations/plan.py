"""Plan: which agents look, at which times, and why; by rules only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from rootward.agents.contract import Scope, Task
from rootward.cases.rules import rules_of
from rootward.cases.symptom import Symptom, read_symptom
from rootward.causality.agent_runs.signatures import run_signatures_of
from rootward.causality.complaint import complaint_of
from rootward.causality.signatures import Signature, signatures_of
from rootward.errors import NotFound
from rootward.events.entity import service_of
from rootward.events.ingest import INTAKE
from rootward.events.model import SEVERITIES, Event, Severity
from rootward.events.rows import sliced
from rootward.events.store import find_events
from rootward.events.stretches import Line, Span, joined, without
from rootward.investigations.scope import read_scope, scope_of_case
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.route import choose_agents
from rootward.schema import case_events, cases, investigations, messages

__all__ = ["Plan", "intake_is_behind", "make_plan", "with_onsets"]

_GUARD_NS = 120 * 1_000_000_000
_GUARD_SHARE = 0.05
"""Left out before the onset, so that the beginning of the fault does not spoil the baseline: nobody knows it to the
minute. Two minutes, where the baseline is long enough for that; of a short one this share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the agents are asked; `reasons` says for each agent why it was chosen, `signatures` are the pack's."""

    task: Task
    agents: tuple[str, ...]
    reasons: dict[str, str]
    title: str
    kind: str
    severity: str
    case_events: tuple[str, ...]
    signatures: tuple[Signature, ...] = ()
    case_id: str = ""


def make_plan(
    connection: Connection, tenant: str, investigation_id: str, pack: Pack, known_agents: Collection[str]
) -> Plan:
    """Pure in what is stored up to the investigation's pinned `as_of`. Raises NotFound."""
    found = _investigation(connection, tenant, investigation_id)
    as_of, case_id = int(found["pins"]["as_of"]), str(found["case_id"])
    scope = read_scope(found["scope"])
    if found["pins"].get("scope") != "asked":
        scope = scope_of_case(connection, tenant, case_id, as_of=as_of)
    linked = _linked_events(connection, tenant, case_id, as_of)
    symptoms = list(dict.fromkeys(ref for item in linked if (ref := service_of(item.entity))))
    if scope.service and f"service:{scope.service}" not in symptoms:
        symptoms.insert(0, f"service:{scope.service}")
    detected = scope.detected or min((item.ts for item in linked), default=scope.end)
    severity = _severity(linked, pack) or str(found["severity"])
    case: dict[str, JSON] = {name: found[name] for name in ("kind", "entity", "title")}
    chosen = choose_agents(pack, case | {"severity": severity}, [item.event_type for item in linked])
    agents = {name: reason for name, reason in chosen.items() if name in known_agents}
    task = Task(
        scope=scope, as_of=as_of, detected_at=detected, baseline=(scope.start, detected),
        window=(scope.start, scope.end), symptoms=tuple(symptoms), stretches=_searched(scope),
        complaint=complaint_of([str(found["title"]), scope.query]), memory=int(found["pins"].get("memory", 0)),
        run_signatures=run_signatures_of([pack]) if scope.run_id else (),
    )  # fmt: skip
    return Plan(
        task=task, agents=tuple(agents), reasons=agents, title=found["title"], kind=found["kind"],
        severity=severity, case_events=tuple(item.id for item in linked), signatures=signatures_of(pack),
        case_id=case_id,
    )  # fmt: skip


def intake_is_behind(connection: Connection, tenant: str, investigation_id: str) -> bool:
    """Whether events up to the investigation's `as_of` still wait to become cases."""
    as_of = int(_investigation(connection, tenant, investigation_id)["pins"]["as_of"])
    query = sa.select(messages.c.body).where(messages.c.tenant == tenant, messages.c.topic == INTAKE)
    return any(int(body["seq"]) <= as_of for body in connection.execute(query).scalars())


def with_onsets(task: Task, onsets: Sequence[int]) -> Task:
    """Split the scope at the likeliest onset: what came before is normal, what came after is not. A given baseline is
    what is normal instead, as far as it is no part of this incident; excluded times never are, and the window ends
    where the next of them begins. What came after the window is laid before what came before it, so that the baseline
    ends with how it was just before."""
    scope = task.scope
    if not onsets and not scope.baseline and not scope.exclude:
        return task
    onset = onsets[0] if onsets else task.detected_at if not scope.baseline else scope.start
    split = onset - _guard(scope, onset)
    end = min((start for start, _ in scope.exclude if onset < start < scope.end), default=scope.end)
    normal = without(scope.baseline or ((scope.start, split),), [*scope.exclude, (split, scope.end)])
    ordered = sorted(normal, key=lambda span: span[0] < split)
    stretches = joined([*ordered, (split, end)])
    start = Line(stretches).start
    return replace(task, onsets=tuple(onsets), baseline=(start, split), window=(onset, end), stretches=stretches)


def _guard(scope: Scope, onset: int) -> int:
    normal = without(scope.baseline or ((scope.start, onset),), [*scope.exclude, (onset, scope.end)])
    return min(_GUARD_NS, int(_GUARD_SHARE * sum(end - start for start, end in normal)))


def _searched(scope: Scope) -> tuple[Span, ...]:
    """Where the onset is looked for: the scope without what is excluded, after the normal operation that was given."""
    own = without([(scope.start, scope.end)], scope.exclude)
    normal = without(scope.baseline, [*scope.exclude, (scope.start, scope.end)])
    return joined([*normal, *own])


def _investigation(connection: Connection, tenant: str, investigation_id: str) -> sa.RowMapping:
    query = (
        sa.select(investigations, cases.c.title, cases.c.kind, cases.c.severity, cases.c.entity)
        .join(cases, sa.and_(cases.c.tenant == investigations.c.tenant, cases.c.case_id == investigations.c.case_id))
        .where(investigations.c.tenant == tenant, investigations.c.investigation_id == investigation_id)
    )
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NotFound(f"there is no investigation {investigation_id!r}", field="investigation_id")
    return found


def _linked_events(connection: Connection, tenant: str, case_id: str, as_of: int) -> list[Event]:
    query = sa.select(case_events.c.event_id).where(case_events.c.tenant == tenant, case_events.c.case_id == case_id)
    ids = [str(one) for one in connection.execute(query).scalars()]
    found = [
        event
        for part in sliced(ids)
        for event in find_events(connection, tenant, ids=part, as_of=as_of, limit=len(part))
    ]
    return sorted(found, key=lambda event: (event.ts, event.id))


def _severity(linked: Sequence[Event], pack: Pack) -> Severity | None:
    """The worst that the pack makes of these events; the case's own may have grown by what came later."""
    rules = rules_of(pack)
    read = [read_symptom(event, rules) for event in linked]
    return min((item.severity for item in read if isinstance(item, Symptom)), key=SEVERITIES.index, default=None)
