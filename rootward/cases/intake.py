"""Intake: events become cases. One unit of work for a batch, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from rootward.cases.apply import apply
from rootward.cases.correlate import Near, decide
from rootward.cases.load import load_standing
from rootward.cases.model import PREFIXES, CaseKind
from rootward.cases.neighbourhood import Neighbourhood
from rootward.cases.open import take_numbers
from rootward.cases.rules import rules_of
from rootward.cases.standing import Decision, LiveCase
from rootward.cases.symptom import Resolution, Symptom, read_symptom
from rootward.cases.write import write_standing
from rootward.events import topology
from rootward.events.model import Event
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.schema import tenants
from rootward.tenancy import changes

__all__ = ["Outcome", "take"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one event did. `opened`: a case that wants an investigation; `notify`: people should hear of it."""

    event_id: str
    verb: str
    rule: str
    key: str
    score: float
    reason: str
    case_id: str = ""
    kind: str = ""
    opened: bool = False
    notify: bool = False


def take(connection: Connection, tenant: str, events: Sequence[Event], pack: Pack, *, now: int) -> list[Outcome]:
    """Decide every event, in order of its time, and write what follows; the outcomes are in the order of `events`.

    An event that was taken before is left alone. Several of a tenant's units wait for each other here. Raises NotFound
    for an unknown tenant.
    """
    rules = rules_of(pack)
    read = [(event, read_symptom(event, rules)) for event in events]
    found = [item for _, item in read if item is not None]
    if not found:
        return [_untouched(event) for event in events]
    connection.execute(sa.select(tenants.c.tenant).where(tenants.c.tenant == tenant).with_for_update())
    near = _near(connection, tenant, [item for item in found if isinstance(item, Symptom)], pack)
    standing = load_standing(connection, tenant, found, rules, near, now)
    number = partial(_number, connection, tenant)
    outcomes: dict[str, Outcome] = {}
    for item in sorted(found, key=lambda item: (item.event.ts, item.event.id)):
        decision = decide(item, standing, rules, near)
        severity = _severity_of(standing.cases.get(decision.case_id or ""))
        case = apply(item, decision, standing, rules, number)
        outcomes[item.event.id] = _outcome(item, decision, case, severity, now)
    write_standing(connection, tenant, standing, now)
    return [outcomes.get(event.id) or _untouched(event) for event in events]


def _near(connection: Connection, tenant: str, symptoms: Sequence[Symptom], pack: Pack) -> Near:
    """What is around each entity, as the topology was when the newest of these happened."""
    abouts = sorted({item.about for item in symptoms if item.about})
    correlate = pack.cases.correlate
    if not abouts or not correlate.hops:
        return {}
    until = max(item.event.ts for item in symptoms) + topology.BUCKET
    known = topology.graph(connection, tenant, as_of=changes.current(connection, tenant), until=until)
    edges = [(edge.src, edge.relation, edge.dst) for edge in known.edges]
    edges += [(edge.src, edge.relation, edge.dst) for edge in pack.topology.all_edges()]
    around = Neighbourhood(edges, hops=correlate.hops, hub=correlate.hub)
    return {ref: around(ref) for ref in abouts}


def _number(connection: Connection, tenant: str, kind: CaseKind) -> tuple[str, str]:
    return clock.new_id("case"), f"{PREFIXES[kind]}-{take_numbers(connection, tenant, 1)}"


def _severity_of(case: LiveCase | None) -> str:
    return case.severity if case else ""


def _outcome(item: Symptom | Resolution, decision: Decision, case: LiveCase | None, severity: str, now: int) -> Outcome:
    opened = decision.verb == "open"
    snoozed = case is not None and case.snoozed_until is not None and case.snoozed_until > now
    worse = case is not None and not opened and case.severity != severity
    return Outcome(
        event_id=item.event.id, verb=decision.verb, rule=decision.rule, key=decision.key, score=decision.score,
        reason=decision.reason, case_id=case.case_id if case else "", kind=case.kind if case else "", opened=opened,
        notify=(opened or worse) and not snoozed and decision.rule != "flapping",
    )  # fmt: skip


def _untouched(event: Event) -> Outcome:
    reason = f"no rule of the pack makes a case of {event.event_type} from {event.source}"
    return Outcome(event_id=event.id, verb="ignore", rule="none", key="", score=0.0, reason=reason)
