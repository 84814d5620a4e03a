"""Read: investigations, their reports, and what changed between two attempts."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import agent_steps, investigations, reports

__all__ = [
    "StoredReport", "agent_results", "compare", "list_investigations", "read_investigation", "read_report",
    "report_of_case",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredReport:
    report_id: str
    investigation_id: str
    case_id: str
    digest: str
    body: bytes  # exactly the bytes that were hashed
    degraded: bool
    created_at: int

    @property
    def content(self) -> dict[str, JSON]:
        decoded: dict[str, JSON] = msgspec.json.decode(self.body)
        return decoded


def read_investigation(connection: Connection, tenant: str, investigation_id: str) -> sa.RowMapping:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(investigations).where(
        investigations.c.tenant == tenant, investigations.c.investigation_id == investigation_id
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(
            f"there is no investigation {investigation_id!r}", field="investigation_id", value=investigation_id
        )
    return row


def list_investigations(
    connection: Connection, tenant: str, *, case_id: str = "", limit: int = 50, after: str = ""
) -> list[sa.RowMapping]:
    """The newest first; `after` is the last id of the page before."""
    query = sa.select(investigations).where(investigations.c.tenant == tenant)
    if case_id:
        query = query.where(investigations.c.case_id == case_id)
    if after:
        query = query.where(investigations.c.investigation_id < after)
    return list(connection.execute(query.order_by(investigations.c.investigation_id.desc()).limit(limit)).mappings())


def read_report(connection: Connection, tenant: str, report_id: str) -> StoredReport:
    """By the report's own id or its investigation's. Raises NotFound, also for another tenant's."""
    query = sa.select(reports).where(
        reports.c.tenant == tenant,
        sa.or_(reports.c.report_id == report_id, reports.c.investigation_id == report_id),
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no report {report_id!r}", field="report_id", value=report_id)
    return _report(row)


def agent_results(connection: Connection, tenant: str, run_id: str) -> list[dict[str, JSON]]:
    """What each agent of a run answered, in the plan's order: findings, artifacts, what it could not see, cost and
    latency. The evidence is read by its ids."""
    query = sa.select(agent_steps.c.output).where(
        agent_steps.c.tenant == tenant,
        agent_steps.c.run_id == run_id,
        agent_steps.c.name.startswith("agent."),
        agent_steps.c.status == "success",
    )
    outputs = connection.execute(query.order_by(agent_steps.c.seq)).scalars()
    return [{name: value for name, value in output.items() if name != "evidence"} for output in outputs]


def report_of_case(connection: Connection, tenant: str, case_id: str) -> StoredReport | None:
    """The newest report of a case."""
    query = sa.select(reports).where(reports.c.tenant == tenant, reports.c.case_id == case_id)
    row = connection.execute(query.order_by(reports.c.report_id.desc()).limit(1)).mappings().first()
    return None if row is None else _report(row)


def compare(before: dict[str, JSON], after: dict[str, JSON]) -> dict[str, JSON]:
    """What the later report says differently: verdict, confidence, hypotheses, evidence."""
    return {
        "verdict_changed": _verdict(before) != _verdict(after),
        "before": _verdict(before),
        "after": _verdict(after),
        **_hypotheses(before, after),
        "evidence_added": _new(before, after),
        "evidence_removed": _new(after, before),
    }


def _verdict(body: dict[str, JSON]) -> JSON:
    verdict = body["verdict"]
    assert isinstance(verdict, dict)
    return {name: verdict.get(name) for name in ("status", "cause", "confidence", "summary")}


def _hypotheses(before: dict[str, JSON], after: dict[str, JSON]) -> dict[str, JSON]:
    """Told apart by what they claim: entity, kind and change. Those with another confidence come with both."""
    earlier, later = _claims(before), _claims(after)
    return {
        "hypotheses_added": [item for claim, item in later.items() if claim not in earlier],
        "hypotheses_removed": [item for claim, item in earlier.items() if claim not in later],
        "hypotheses_changed": [
            item | {"confidence_before": earlier[claim]["confidence"]}
            for claim, item in later.items()
            if claim in earlier and earlier[claim]["confidence"] != item["confidence"]
        ],
    }


def _claims(body: dict[str, JSON]) -> dict[tuple[JSON, ...], dict[str, JSON]]:
    items: list[dict[str, JSON]] = body["hypotheses"]  # type: ignore[assignment]
    shown = ("title", "entity", "kind", "change_ref", "confidence")
    return {(item["entity"], item["kind"], item["change_ref"]): {name: item[name] for name in shown} for item in items}


def _new(before: dict[str, JSON], after: dict[str, JSON]) -> list[JSON]:
    known = {item["evidence_id"] for item in before["evidence"]}  # type: ignore[index,union-attr,call-overload]
    return [item for item in after["evidence"] if item["evidence_id"] not in known]  # type: ignore[index,union-attr,call-overload]


def _report(row: sa.RowMapping) -> StoredReport:
    values = {name: row[name] for name in StoredReport.__slots__}
    return StoredReport(**values | {"body": bytes(row["body"])})
