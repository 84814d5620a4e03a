"""Facts: what is known of a case when a playbook is matched or begins, as placeholders and conditions read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.cases.model import Case, CaseState
from rootward.cases.read import by_id
from rootward.events.entity import kind_of, name_of
from rootward.events.model import Event
from rootward.events.store import find_events
from rootward.investigations.read import StoredReport, report_of_case
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.values import nanoseconds
from rootward.playbooks.match import Situation
from rootward.schema import case_events, ingest_keys

__all__ = ["STATUS_WORDS", "Known", "gather", "signature_of"]

_MINUTE = 60_000_000_000
_MOST_EVENTS = 200
STATUS_WORDS: Mapping[CaseState, str] = {
    "open": "OPEN", "investigating": "IN_PROGRESS", "diagnosed": "IN_PROGRESS", "awaiting_approval": "IN_PROGRESS",
    "repairing": "IN_PROGRESS", "verifying": "IN_PROGRESS", "resolved": "RESOLVED", "closed": "RESOLVED",
    "merged": "RESOLVED",
}  # fmt: skip
"""A case's state in the words of exception platforms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """`signature` says which fault a repair is tried for: its kind and the component that has it."""

    case: Case
    report: StoredReport | None
    values: dict[str, JSON]
    situation: Situation
    signature: str


def gather(connection: Connection, tenant: str, case_id: str, pack: Pack, *, now: int) -> Known:
    """Raises NotFound for an unknown case."""
    case = by_id(connection, tenant, case_id)
    report = report_of_case(connection, tenant, case_id)
    linked = _events(connection, tenant, case_id)
    first = linked[0] if linked else None
    left = _minutes_left(case, pack, now)
    told = _report(connection, tenant, report)
    stated = _exception(tenant, case, first, told)
    types = list(dict.fromkeys(str(word) for word in (*(e.event_type for e in linked), stated["exception_type"])))
    values: dict[str, JSON] = {
        "case": _case(case, types, left, now),
        "report": told,
        "exception": stated,
        "domain_pack": {"domain_name": _domain(first, pack), "name": pack.name, "version": pack.version},
        "policy_pack": {"tenant_id": tenant, "name": pack.name, "version": pack.version,
                        "policy_tags": [*pack.repair.policy_tags]},
        "steps": {},
        "input": {},
    }  # fmt: skip
    situation = Situation(
        tenant=tenant, domains=(_domain(first, pack), *pack.name.split("+")), types=tuple(types), fault=_fault(told),
        severity=case.severity, sla_minutes_remaining=left,
        policy_tags=(*pack.repair.policy_tags, *_tags(linked)), facts=values,
    )  # fmt: skip
    return Known(case=case, report=report, values=values, situation=situation, signature=signature_of(told, stated))


def signature_of(report: Mapping[str, JSON], exception: Mapping[str, JSON]) -> str:
    """`config.pool_size service:orders`; without a cause the type of the exception and what it is about."""
    cause = report.get("cause")
    if isinstance(cause, dict):
        return f"{cause['kind']} {cause.get('component') or cause['entity']}"
    return f"{exception['exception_type']} {exception['entity']}".strip()


def _case(case: Case, types: Sequence[str], left: float | None, now: int) -> dict[str, JSON]:
    return {
        "id": case.case_id, "number": case.number, "kind": case.kind, "title": case.title, "severity": case.severity,
        "state": case.state, "entity": case.entity, "entity_kind": kind_of(case.entity),
        "entity_name": name_of(case.entity), "opened_at": clock.format_ns(case.opened_at),
        "age_minutes": (now - case.opened_at) / _MINUTE, "events": case.event_count, "event_types": [*types],
        "assigned_to": case.assigned_to, "flapping": case.is_flapping, "recurrence": case.recurrence_of is not None,
        "sla_minutes_remaining": left,
    }  # fmt: skip


def _report(connection: Connection, tenant: str, report: StoredReport | None) -> dict[str, JSON]:
    """The verdict in short; `change` is the event that it blames, with its payload."""
    if report is None:
        return {"status": "none", "confidence": 0.0}
    verdict, scope = report.content["verdict"], report.content["scope"]
    assert isinstance(verdict, dict) and isinstance(scope, dict)
    told: dict[str, JSON] = {
        name: verdict.get(name) for name in ("status", "summary", "confidence", "confidence_word", "next_step")
    }
    told |= {"id": report.report_id, "degraded": report.degraded, "symptoms": scope.get("symptoms")}
    told["first_failure"] = verdict.get("first_failure")
    impact = verdict.get("impact")
    told["impact"] = (
        [place["entity"] for place in impact if isinstance(place, dict)] if isinstance(impact, list) else []
    )
    cause = verdict.get("cause")
    if not isinstance(cause, dict):
        return told
    entity = str(cause["entity"])
    told["cause"] = {name: value for name, value in cause.items() if name != "evidence_ids"} | {
        "name": name_of(entity), "entity_kind": kind_of(entity),
    }  # fmt: skip
    if cause.get("change"):
        told["change"] = _change(connection, tenant, str(cause["change"]))
    return told


def _change(connection: Connection, tenant: str, ref: str) -> JSON:
    """The event with the ingest id that the report names."""
    query = sa.select(ingest_keys.c.ref).where(ingest_keys.c.tenant == tenant, ingest_keys.c.ingest_id == ref)
    found = [str(name) for name in connection.execute(query).scalars()]
    blamed = find_events(connection, tenant, ids=found) if found else []
    if not blamed:
        return {"ref": ref}
    event = blamed[0]
    return {
        "ref": ref, "event_type": event.event_type, "source": event.source, "at": clock.format_ns(event.ts),
        "entity": {**event.entity}, "payload": event.payload,
    }  # fmt: skip


def _exception(tenant: str, case: Case, first: Event | None, report: Mapping[str, JSON]) -> dict[str, JSON]:
    """The case in the words of exception platforms; `normalized_context` is what its first event brought."""
    payload = first.payload if first is not None else {}
    context = payload.get("normalizedContext") or payload.get("normalized_context") or payload
    stated = payload.get("exceptionType") or payload.get("exception_type")
    known = first.event_type if first is not None else _fault(report) or case.kind
    return {
        "exception_id": payload.get("exceptionId") or payload.get("exception_id") or case.number,
        "tenant_id": tenant,
        "source_system": payload.get("sourceSystem") or payload.get("source_system") or (first.source if first else ""),
        "exception_type": stated or known, "severity": case.severity.upper(),
        "timestamp": clock.format_ns(case.first_event_ts), "resolution_status": STATUS_WORDS[case.state],
        "entity": case.entity, "amount": _at(context, "amount"), "owner": case.assigned_to,
        "normalized_context": context,
    }  # fmt: skip


def _events(connection: Connection, tenant: str, case_id: str) -> list[Event]:
    """The first of the case's events, the oldest first."""
    query = sa.select(case_events.c.event_id).where(case_events.c.tenant == tenant, case_events.c.case_id == case_id)
    ids = list(connection.execute(query.order_by(case_events.c.event_ts).limit(_MOST_EVENTS)).scalars())
    return find_events(connection, tenant, ids=ids) if ids else []


def _minutes_left(case: Case, pack: Pack, now: int) -> float | None:
    limit = pack.repair.sla.get(case.severity)
    return None if limit is None else (case.opened_at + nanoseconds(limit) - now) / _MINUTE


def _tags(linked: Sequence[Event]) -> tuple[str, ...]:
    found = (event.payload.get("policyTags") or event.payload.get("policy_tags") for event in linked)
    return tuple(dict.fromkeys(str(tag) for tags in found if isinstance(tags, list) for tag in tags))


def _domain(first: Event | None, pack: Pack) -> str:
    payload = first.payload if first is not None else {}
    said = payload.get("domain") or payload.get("domainName") or _at(payload.get("normalizedContext"), "domain")
    stated = payload.get("exceptionType") or payload.get("exception_type")
    return str(said or pack.taxonomy.domain_of(str(stated or "")) or pack.name.partition("+")[0])


def _fault(report: Mapping[str, JSON]) -> str:
    cause = report.get("cause")
    return str(cause["kind"]) if isinstance(cause, dict) else ""


def _at(value: JSON, name: str) -> JSON:
    return value.get(name) if isinstance(value, dict) else None
