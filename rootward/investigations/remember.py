"""Remember: a resolved case, with what its cause was and what helped, so that the next one like it is easier."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from rootward.agents.contract import AgentResult
from rootward.cases import lifecycle, timeline
from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.errors import BadInput, Conflict
from rootward.investigations.read import StoredReport, report_of_case
from rootward.investigations.synthesis import all_evidence
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.knowledge import memory
from rootward.knowledge.memory import Memory
from rootward.knowledge.signature import signature_of
from rootward.schema import agent_steps, investigations

__all__ = ["Told", "confirm", "forget", "resolve"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a person says the cause was and what helped; an empty field leaves it to the report."""

    cause: str = ""
    entity: str = ""
    kind: str = ""
    fixed_by: str = ""

    @property
    def is_said(self) -> bool:
        return any((self.cause, self.entity, self.kind, self.fixed_by))


def resolve(
    connection: Connection, tenant: str, case_id: str, *, told: Told, actor: str, reason: str
) -> tuple[Case, Memory | None]:
    """End the case; with a cause that somebody stated, it is remembered. A report that nobody confirmed is not: the
    product does not learn from its own guesses. Raises Conflict for a case that cannot be resolved now."""
    case = lifecycle.move(connection, tenant, case_id, "resolved", actor=actor, reason=reason)
    kept = _keep(connection, tenant, case, told, actor) if told.is_said else None
    return by_id(connection, tenant, case_id), kept


def confirm(connection: Connection, tenant: str, case_id: str, *, told: Told, actor: str) -> Memory:
    """State or correct the cause of a case that is resolved or closed; with nothing told, the report's is confirmed.

    Raises Conflict while the case is open, BadInput where neither a report nor a person names a cause.
    """
    case = by_id(connection, tenant, case_id, for_change=True)
    if case.state not in ("resolved", "closed"):
        raise Conflict(f"{case.number} is {case.state}: only what is resolved is remembered", case=case_id)
    return _keep(connection, tenant, case, told, actor)


def forget(connection: Connection, tenant: str, case_id: str, *, actor: str) -> None:
    """Never find it again as a past case. Raises NotFound where nothing is remembered."""
    memory.forget(connection, tenant, case_id, by=actor)
    timeline.append(connection, tenant, case_id, kind="forgotten", actor=actor, text="No longer remembered")


def _keep(connection: Connection, tenant: str, case: Case, told: Told, actor: str) -> Memory:
    report = report_of_case(connection, tenant, case.case_id)
    known = memory.of_case(connection, tenant, case.case_id)
    before = Told(cause=known.cause, entity=known.entity, kind=known.kind, fixed_by=known.fixed_by) if known else Told()
    found = _named_by(report)
    own_words = bool(told.cause) and not (told.entity or told.kind)
    entity = told.entity or before.entity or ("" if own_words else found.entity)
    kind = told.kind or before.kind or ("" if own_words else found.kind)
    cause = told.cause or before.cause or found.cause or kind
    if not cause:
        raise BadInput(f"{case.number} has no report that names a cause: say what it was", field="cause")
    kept = memory.remember(
        connection, tenant, case_id=case.case_id, number=case.number, title=case.title, entity=entity, kind=kind,
        cause=cause, fixed_by=told.fixed_by or before.fixed_by, signature=_signature(connection, tenant, report),
        resolved_at=case.resolved_at or clock.now_ns(), by=actor,
    )  # fmt: skip
    helped = f"; helped: {kept.fixed_by}" if kept.fixed_by else ""
    body: dict[str, JSON] = {"entity": entity, "kind": kind, "cause": cause, "fixed_by": kept.fixed_by}
    timeline.append(
        connection, tenant, case.case_id, kind="cause_confirmed", actor=actor, text=f"Cause: {cause}{helped}", body=body
    )
    return kept


def _named_by(report: StoredReport | None) -> Told:
    """The cause that a report names, if it names one."""
    verdict = report.content["verdict"] if report is not None else None
    if not isinstance(verdict, dict) or not isinstance(verdict.get("cause"), dict):
        return Told()
    cause = verdict["cause"]
    assert isinstance(cause, dict)
    return Told(cause=str(verdict["summary"]), entity=str(cause["entity"]), kind=str(cause["kind"]))


def _signature(connection: Connection, tenant: str, report: StoredReport | None) -> dict[str, float]:
    """Of everything that the investigation behind the report saw; empty where there was none."""
    if report is None:
        return {}
    query = sa.select(investigations.c.run_id).where(
        investigations.c.tenant == tenant, investigations.c.investigation_id == report.investigation_id
    )
    run_id = str(connection.execute(query).scalar_one())
    outputs = sa.select(agent_steps.c.output).where(
        agent_steps.c.tenant == tenant,
        agent_steps.c.run_id == run_id,
        agent_steps.c.name.startswith("agent."),
        agent_steps.c.status == "success",
    )
    results = [msgspec.convert(output, AgentResult) for output in connection.execute(outputs).scalars()]
    scope = report.content["scope"]
    symptoms = scope.get("symptoms") if isinstance(scope, dict) else ()
    return signature_of(all_evidence(results), [str(one) for one in symptoms] if isinstance(symptoms, list) else [])
