"""Lifecycle: the states of a case, the transitions that are allowed, and the one place that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rootward.cases import timeline
from rootward.cases.model import STATES, Case, CaseState
from rootward.cases.read import by_id
from rootward.errors import BadInput, Conflict
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import cases

__all__ = [
    "TRANSITIONS", "acknowledge", "assign", "change", "check_move", "comment", "may_move", "move", "snooze",
    "unacknowledge", "wake",
]  # fmt: skip

TRANSITIONS: Mapping[CaseState, frozenset[CaseState]] = {
    "open": frozenset({"investigating", "diagnosed", "resolved", "closed", "merged"}),
    "investigating": frozenset({"open", "diagnosed", "resolved", "closed", "merged"}),
    "diagnosed": frozenset({"investigating", "awaiting_approval", "repairing", "resolved", "closed", "merged"}),
    "awaiting_approval": frozenset({"investigating", "diagnosed", "repairing", "resolved", "closed", "merged"}),
    "repairing": frozenset({"awaiting_approval", "diagnosed", "verifying"}),
    "verifying": frozenset({"awaiting_approval", "diagnosed", "repairing", "resolved"}),
    "resolved": frozenset({"closed", "merged"}),
    "closed": frozenset(),
    "merged": frozenset(),
}
"""Out of `repairing` leads only what says how the repair ended, or that a step of it waits for a person; what comes
back after `resolved` is a new case."""


def may_move(connection: Connection, tenant: str, case_id: str, to: CaseState) -> bool:
    """Raises NotFound for an unknown case."""
    return to in TRANSITIONS[by_id(connection, tenant, case_id).state]


def move(connection: Connection, tenant: str, case_id: str, to: CaseState, *, actor: str, reason: str) -> Case:
    """Change the state. Raises Conflict naming a transition that is not allowed, NotFound for an unknown case.

    Into `merged` leads `merge` only, because a merged case names the one it went into.
    """
    if to not in STATES or to == "merged":
        raise BadInput(f"a case cannot be moved to {to!r}", field="state", value=to)
    case = by_id(connection, tenant, case_id, for_change=True)
    check_move(case, to)
    columns: dict[str, Any] = {"resolved_at": clock.now_ns()} if to == "resolved" else {}
    return change(
        connection, tenant, case, kind="state", actor=actor, text=f"{case.state} → {to}: {reason}",
        body={"from": case.state, "to": to, "reason": reason}, state=to, **columns,
    )  # fmt: skip


def check_move(case: Case, to: CaseState) -> None:
    if to not in TRANSITIONS[case.state]:
        raise Conflict(
            f"{case.number} cannot go from {case.state} to {to}", transition=f"{case.state} → {to}", case=case.case_id
        )


def acknowledge(connection: Connection, tenant: str, case_id: str, *, actor: str) -> Case:
    """Somebody has seen it; the first one stays on record. Raises Conflict for a closed or merged case."""
    case = _markable(connection, tenant, case_id)
    if case.acknowledged_by is not None:
        return case
    marks: dict[str, Any] = {"acknowledged_by": actor, "acknowledged_at": clock.now_ns()}
    return change(connection, tenant, case, kind="acknowledged", actor=actor, text=f"Acknowledged by {actor}", **marks)


def unacknowledge(connection: Connection, tenant: str, case_id: str, *, actor: str) -> Case:
    case = _markable(connection, tenant, case_id)
    if case.acknowledged_by is None:
        return case
    return change(
        connection, tenant, case, kind="unacknowledged", actor=actor, text="Acknowledgement taken back",
        acknowledged_by=None, acknowledged_at=None,
    )  # fmt: skip


def assign(connection: Connection, tenant: str, case_id: str, *, to: str | None, actor: str) -> Case:
    """Give it to a person, or to nobody with None. Raises Conflict for a closed or merged case."""
    case = _markable(connection, tenant, case_id)
    if case.assigned_to == to:
        return case
    text = f"Assigned to {to}" if to else f"No longer assigned to {case.assigned_to}"
    return change(
        connection, tenant, case, kind="assigned", actor=actor, text=text,
        body={"from": case.assigned_to, "to": to}, assigned_to=to,
    )  # fmt: skip


def comment(connection: Connection, tenant: str, case_id: str, *, text: str, actor: str) -> Case:
    """What a person has to say about it, also when it is over: the case stays as it is. Raises Conflict for a merged
    one, where nobody looks any more."""
    case = by_id(connection, tenant, case_id)
    if case.state == "merged":
        raise Conflict(f"{case.number} is merged: comment on the case it went into", case=case.case_id)
    timeline.append(connection, tenant, case_id, kind="comment", actor=actor, text=text)
    return case


def snooze(connection: Connection, tenant: str, case_id: str, *, until: int, actor: str, reason: str) -> Case:
    """Until then (ns) it takes in events but tells nobody and starts no investigation."""
    if until <= clock.now_ns():
        raise BadInput(f"until {clock.format_ns(until)}: that time is over", field="until", value=until)
    case = _markable(connection, tenant, case_id)
    return change(
        connection, tenant, case, kind="snoozed", actor=actor,
        text=f"Snoozed until {clock.format_ns(until)}: {reason}", body={"until": until}, snoozed_until=until,
    )  # fmt: skip


def wake(connection: Connection, tenant: str, case_id: str, *, actor: str) -> Case:
    """End a snooze early."""
    case = _markable(connection, tenant, case_id)
    if case.snoozed_until is None:
        return case
    return change(connection, tenant, case, kind="woken", actor=actor, text="No longer snoozed", snoozed_until=None)


def change(
    connection: Connection, tenant: str, case: Case, *, kind: str, actor: str, text: str,
    body: Mapping[str, JSON] | None = None, **columns: Any,
) -> Case:  # fmt: skip
    """Write columns of a case together with the timeline entry that explains them. For this slice only."""
    seq = timeline.append(connection, tenant, case.case_id, kind=kind, actor=actor, text=text, body=body)
    columns |= {"updated_at": clock.now_ns(), "seq": seq}
    connection.execute(
        cases.update().where(cases.c.tenant == tenant, cases.c.case_id == case.case_id).values(**columns)
    )
    return by_id(connection, tenant, case.case_id)


def _markable(connection: Connection, tenant: str, case_id: str) -> Case:
    case = by_id(connection, tenant, case_id, for_change=True)
    if case.is_terminal:
        raise Conflict(f"{case.number} is {case.state} and does not change any more", case=case.case_id)
    return case
