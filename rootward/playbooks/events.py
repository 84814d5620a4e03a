"""Events of a playbook on its case's timeline: assigned, chosen anew, started, a step done, ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.cases import lifecycle, timeline
from rootward.cases.model import CaseState
from rootward.cases.read import by_id
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.playbooks.store import PlaybookRun

__all__ = ["PLAYBOOKS", "Kind", "case_goes_back", "case_moves", "decided", "told"]

Kind: TypeAlias = Literal[
    "PlaybookAssigned", "PlaybookRecalculated", "PlaybookStarted", "PlaybookStepWaiting", "PlaybookStepCompleted",
    "PlaybookStepFailed", "PlaybookStepRolledBack", "PlaybookPaused", "PlaybookResumed", "PlaybookStopped",
    "PlaybookVerified", "PlaybookCompleted",
]  # fmt: skip

PLAYBOOKS = Actor(id="playbooks", kind="agent", auth="internal")


def told(
    connection: Connection, tenant: str, run: PlaybookRun, kind: Kind, text: str, *, actor: str = PLAYBOOKS.id,
    body: Mapping[str, JSON] | None = None,
) -> None:  # fmt: skip
    """Put it on the timeline, with which playbook and which run it is about."""
    about: dict[str, JSON] = {
        "playbook_run_id": run.playbook_run_id, "playbook": run.playbook,
        "version": run.playbook_body.get("version", 1),
    }  # fmt: skip
    timeline.append(connection, tenant, run.case_id, kind=kind, actor=actor, text=text, body=about | dict(body or {}))


def decided(
    connection: Connection, tenant: str, run: PlaybookRun, verb: str, *, actor: Actor = PLAYBOOKS,
    reason: str = "", facts: Mapping[str, JSON] | None = None,
) -> None:  # fmt: skip
    """Put a decision about a run on the audit log: `playbook.<verb>`."""
    entry = AuditEntry(
        actor=actor, action=f"playbook.{verb}", resource=f"case:{run.case_id}", reason=reason or None,
        facts={"playbook_run": run.playbook_run_id, "playbook": run.playbook, "digest": run.playbook_digest,
               **(facts or {})},
    )  # fmt: skip
    audit.append(connection, tenant, entry)


def case_moves(
    connection: Connection, tenant: str, run: PlaybookRun, to: CaseState, *, reason: str, actor: str = PLAYBOOKS.id
) -> None:
    """To the state that the repair has reached, where its case may go there; a person may have moved it meanwhile."""
    case = by_id(connection, tenant, run.case_id, for_change=True)
    if to != case.state and to in lifecycle.TRANSITIONS[case.state]:
        lifecycle.move(connection, tenant, run.case_id, to, actor=actor, reason=reason)


def case_goes_back(
    connection: Connection, tenant: str, run: PlaybookRun, *, reason: str, actor: str = PLAYBOOKS.id
) -> None:
    """A case whose repair ended without success is again one that somebody has to look after."""
    case = by_id(connection, tenant, run.case_id, for_change=True)
    if case.state in ("awaiting_approval", "repairing", "verifying"):
        lifecycle.move(connection, tenant, run.case_id, "diagnosed", actor=actor, reason=reason)
