"""Outcome: write the report and everything that follows from it, in the transaction that ends the run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.cases import lifecycle, timeline
from rootward.cases.read import by_id
from rootward.governance import budgets, usage
from rootward.investigations import progress
from rootward.investigations.read import read_investigation
from rootward.kit import clock, metrics
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection
from rootward.runs import recorder
from rootward.runs.recorder import OpenRun
from rootward.schema import cases, investigations, reports

__all__ = ["INVESTIGATOR", "fail", "settle"]

INVESTIGATOR = Actor(id="investigator", kind="agent", auth="internal")


def settle(
    connection: Connection, *, tenant: str, investigation_id: str, case_id: str, run: OpenRun, body: dict[str, JSON],
    degraded: bool,
) -> None:  # fmt: skip
    """Store the report's canonical bytes, end the run, move the case on, tell everybody. Raises Fenced."""
    run.finish(connection, status="success")
    by_id(connection, tenant, case_id, for_change=True)  # in the order in which intake locks, or they wait in a ring
    raw = canonical(body)
    digest, report_id, now = hashlib.sha256(raw).hexdigest(), clock.new_id("rep"), clock.now_ns()
    connection.execute(
        reports.insert(),
        {
            "tenant": tenant, "report_id": report_id, "investigation_id": investigation_id, "case_id": case_id,
            "digest": digest, "body": raw, "degraded": degraded, "created_at": now,
        },
    )  # fmt: skip
    verdict = body["verdict"]
    assert isinstance(verdict, dict)
    summary, confidence = str(verdict["summary"]), float(str(verdict["confidence"]))
    _close_investigation(connection, tenant, investigation_id, status="done", report_id=report_id)
    connection.execute(
        cases.update()
        .where(cases.c.tenant == tenant, cases.c.case_id == case_id)
        .values(report_id=report_id, confidence=confidence, updated_at=now, **_in_the_list(verdict))
    )
    if lifecycle.may_move(connection, tenant, case_id, "diagnosed"):
        lifecycle.move(connection, tenant, case_id, "diagnosed", actor=INVESTIGATOR.id, reason=summary)
    timeline.append(
        connection, tenant, case_id, kind="report", actor=INVESTIGATOR.id, text=summary,
        body={"report_id": report_id, "digest": digest, "confidence": confidence},
    )  # fmt: skip
    audit.append(
        connection, tenant,
        AuditEntry(actor=INVESTIGATOR, action="report.created",
                   resource=f"case:{case_id}", reason=summary, args_sha256=digest),
    )  # fmt: skip
    _count(connection, tenant, run.run_id, case_id)
    progress.tell(connection, tenant, investigation_id, status="done", step="done", pct=100, text=summary)
    metrics.INVESTIGATIONS.labels(tenant, "done").inc()
    metrics.INVESTIGATION_CONFIDENCE.labels(tenant).observe(confidence)


def _in_the_list(verdict: Mapping[str, JSON]) -> dict[str, Any]:
    """What the list of cases shows of a report: a list cannot read a hundred of them."""
    cause, impact = verdict.get("cause"), verdict.get("impact")
    found = [cause, verdict.get("first_failure"), *(impact if isinstance(impact, list) else ())]
    places = [place for place in found if isinstance(place, dict)]
    kind = cause["kind"] if isinstance(cause, dict) else None
    affected = len({place["entity"] for place in places})
    return {"cause": verdict["summary"] if kind else None, "cause_kind": kind, "affected": affected or None}


def fail(connection: Connection, tenant: str, investigation_id: str, *, reason: str) -> None:
    """End an investigation whose message was given up, and its run; the case waits for a person or another attempt.

    Raises NotFound.
    """
    found = read_investigation(connection, tenant, investigation_id)
    recorder.finish(connection, tenant, found["run_id"], status="failure", error=reason)
    case = by_id(connection, tenant, found["case_id"], for_change=True)
    if case.state == "investigating":
        lifecycle.move(
            connection, tenant, case.case_id, "diagnosed" if case.report_id else "open", actor=INVESTIGATOR.id,
            reason=f"the investigation failed: {reason}",
        )  # fmt: skip
    _close_investigation(connection, tenant, investigation_id, status="error", reason=reason)
    _count(connection, tenant, found["run_id"], found["case_id"])
    progress.tell(connection, tenant, investigation_id, status="error", step="error", pct=100, text=reason)
    metrics.INVESTIGATIONS.labels(tenant, "error").inc()


def _count(connection: Connection, tenant: str, run_id: str, case_id: str) -> None:
    """What the run used goes into the roll-ups; what it still holds goes back."""
    now = clock.now_ns()
    usage.add_run(connection, tenant, run_id, case_id=case_id, now=now)
    budgets.release_held(connection, tenant, run_id, now=now)


def _close_investigation(
    connection: Connection, tenant: str, investigation_id: str, *, status: str, report_id: str | None = None,
    reason: str | None = None,
) -> None:  # fmt: skip
    connection.execute(
        investigations.update()
        .where(investigations.c.tenant == tenant, investigations.c.investigation_id == investigation_id)
        .values(status=status, report_id=report_id, error_message=reason, ended_at=clock.now_ns())
    )
