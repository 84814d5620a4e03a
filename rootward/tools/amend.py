"""Amend: the same call with other arguments, as a request of its own; what was asked before is withdrawn.

An approval is for one digest, so nothing that people were asked about ever changes. Who amends is who asks from then
on, and neither they nor who stands behind the first request agree to the second. Where the untouched arguments came
from is not forgotten.
"""

from __future__ import annotations

from dataclasses import replace

from rootward.audit import log as audit
from rootward.errors import BadInput, Conflict, Denied
from rootward.governance import approvals, identities
from rootward.governance.action import idempotency_key
from rootward.governance.approvals_digest import argument, changes
from rootward.governance.approvals_model import Approval, entry_of
from rootward.governance.approvals_rights import right_to_vote
from rootward.governance.guards.secrets import secret_places
from rootward.governance.rights import requester_of
from rootward.kit import clock
from rootward.kit.bus import Bus
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection
from rootward.kit.json_schema import misfit
from rootward.kit.provenance import Origin, Origins, leaves
from rootward.tenancy import roles
from rootward.tenancy.principal import Principal
from rootward.tools import actions
from rootward.tools.ports import Ports
from rootward.tools.propose import action_of, origins
from rootward.tools.settle import withdraw

__all__ = ["amend"]


def amend(
    connection: Connection, principal: Principal, approval_id: str, *, digest: str, arguments: dict[str, JSON],
    reason: str, ports: Ports, bus: Bus, now: int,
) -> str:  # fmt: skip
    """Ask for the call of `approval_id` with these arguments; the new action's id. `digest` is what was shown.

    Raises NotFound; Denied for who may not ask, or has no part in it; Conflict for what is decided, has changed or is a
    step of a playbook; BadInput for arguments that do not fit the tool, hold a secret or are the same.
    """
    tenant = principal.tenant
    first = approvals.read(connection, tenant, approval_id)
    kept = actions.read(connection, tenant, first.action_id, for_change=True)  # in the order in which the gate locks
    approval = approvals.read(connection, tenant, approval_id, for_change=True)
    _check_person(connection, principal, approval, now)
    _check_open(approval, digest, now)
    before = kept.action
    if before.run_id or before.step_id:
        raise Conflict(
            "this call is a step of a playbook run: say no to it with what has to change, and start the playbook again",
            approval_id=approval_id,
        )
    spec = ports.tools.find(connection, tenant, before.tool).spec
    _check_arguments(spec.schema, before.arguments, arguments)
    asks = requester_of(connection, principal)
    key = idempotency_key(tenant, clock.new_id("req"), spec.name, arguments)
    made = action_of(
        spec, arguments, tenant=tenant, requester=asks, reason=before.reason, key=key, case_id=before.case_id,
        provenance=_origins(principal, before.provenance, before.arguments, arguments),
    )  # fmt: skip
    wanted = replace(made, needs=before.needs, replaces=before.action_id)
    action_id = actions.request(connection, tenant, wanted, bus)
    differs = _differs(approval, arguments)
    why = f"amended by {principal.name} ({'; '.join(differs)}), asked for anew as {action_id}: {reason}"
    withdraw(connection, tenant=tenant, action_id=before.action_id, why=why, ports=ports, bus=bus)
    approvals.void(connection, tenant, approval_id, why=why, now=now)
    facts: dict[str, JSON] = {"asked_anew": action_id, "differs": list[JSON](differs)}
    audit.append(
        connection, tenant, entry_of(approval, principal.actor, "approval.amended", reason=reason, facts=facts)
    )  # fmt: skip
    return action_id


def _check_person(connection: Connection, principal: Principal, approval: Approval, now: int) -> None:
    """Who could say no to it, or asked for it themselves, may end it like this. Raises Denied."""
    if principal.kind != "human":
        raise Denied(f"only people amend what people were asked, and {principal.name!r} is of kind {principal.kind}")
    roles.require(principal, "actions.request")
    asked = approval.shown.get("requester")
    names = [str(asked[name]) for name in ("id", "on_behalf_of") if asked.get(name)] if isinstance(asked, dict) else []
    persons = identities.persons_of(connection, principal.tenant, (*names, principal.id))
    if persons[principal.id] not in {persons[one] for one in names}:
        right_to_vote(connection, principal, approval, now=now)


def _check_open(approval: Approval, digest: str, now: int) -> None:
    state = approval.state_at(now)
    if state != "pending":
        raise Conflict(f"the request is {state}: it is amended no more", approval_id=approval.approval_id, state=state)
    if digest != approval.digest:
        raise Conflict(
            f"what you were shown is not what is asked. Look at it again; it is {approval.digest[:12]} now",
            approval_id=approval.approval_id, field="digest", digest=approval.digest,
        )  # fmt: skip


def _check_arguments(schema: dict[str, JSON], before: dict[str, JSON], arguments: dict[str, JSON]) -> None:
    wrong = misfit(schema, arguments)
    if wrong is not None:
        raise BadInput(wrong.message, field=wrong.field or "arguments")
    place = next(iter(secret_places(arguments)), None)
    if place is not None:
        raise BadInput(f"{place[0]} holds a secret ({place[1]}): give a reference, env:NAME", field="arguments")
    if canonical(before) == canonical(arguments):
        raise BadInput("nothing is different: these are the arguments that people are asked about", field="arguments")


def _origins(
    principal: Principal, known: Origins, before: dict[str, JSON], arguments: dict[str, JSON]
) -> dict[str, tuple[Origin, ...]]:
    """What was not touched comes from where it came from."""
    found = dict(origins(principal.kind, {}, arguments))
    for pointer in leaves(arguments):
        try:
            is_same = canonical(argument(before, pointer)) == canonical(argument(arguments, pointer))
        except KeyError:
            continue
        if is_same and pointer in known:
            found[pointer] = tuple(known[pointer])
    return found


def _differs(approval: Approval, arguments: dict[str, JSON]) -> tuple[str, ...]:
    return changes(approval.bound, {**approval.bound, "arguments": arguments})
