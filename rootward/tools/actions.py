"""Actions: asked for once, kept with everything that was decided about them, and found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, cast

import msgspec
import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.errors import BadInput, Conflict, NotFound
from rootward.governance.action import ENDED, TOOL, Action, ActionState, Amounts, Requester
from rootward.governance.decision import Decision, Quorum, Word, combined
from rootward.governance.guards.schema import oddity
from rootward.governance.guards.secrets import secret_places
from rootward.kit import clock
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.ready import Ready
from rootward.kit.redact import redact_text, redact_value
from rootward.schema import actions
from rootward.tenancy import changes
from rootward.tools.record import entry_of

__all__ = ["CHANGE", "Kept", "change", "find", "plain", "read", "request", "state_of"]

CHANGE = "action"
"""The kind of an action's changes in the change sequence."""

_COLUMNS = (
    "action_id", "tool", "tool_version", "schema_hash", "effect", "risk", "case_id", "run_id", "step_id",
    "idempotency_key",
)  # fmt: skip

# Made once: every action needs them, and making them costs more than carrying them out.
_IT = (actions.c.tenant == sa.bindparam("whose"), actions.c.action_id == sa.bindparam("which"))
_ONE, _ONE_FOR_CHANGE = (
    Ready(query) for query in (sa.select(actions).where(*_IT), sa.select(actions).where(*_IT).with_for_update())
)
_STATE = Ready(sa.select(actions.c.state).where(*_IT).with_for_update())
_OF_KEY = Ready(
    sa.select(actions.c.action_id, actions.c.tool, actions.c.args_sha256).where(
        actions.c.tenant == sa.bindparam("whose"), actions.c.idempotency_key == sa.bindparam("key")
    )
)
_INSERT, _UNTOUCHED = Ready(actions.insert()), dict.fromkeys(actions.c.keys())
_SAME = tuple(actions.c[name] for name in (*_COLUMNS, "state"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """An action as it stands: what it is, how far it is, and the row with the rest (schema.governed.actions)."""

    action: Action
    state: ActionState
    row: Mapping[str, Any]

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    def as_is(self, **values: Any) -> Kept:
        """With what has just been written of it."""
        row = {**self.row, **values}
        return replace(self, state=row["state"], row=row)


def request(connection: Connection, tenant: str, action: Action, bus: Bus) -> str:
    """Keep the action and send it on its way, in the caller's transaction; its id. Asked for again under the same
    idempotency key, it is the same action.

    What holds a secret is denied at once and kept without it. Raises Conflict for another action under the key, and
    BadInput for arguments that cannot be kept as they are.
    """
    if action.tenant != tenant:
        raise BadInput(f"the action is not of tenant {tenant!r}", field="tenant", value=action.tenant)
    if odd := oddity(action.arguments):
        raise BadInput(f"arguments: {odd}", field="arguments")
    secrets = list(secret_places(action.arguments))
    if secrets:
        action = replace(action, arguments=cast("dict[str, JSON]", redact_value(action.arguments)))
    earlier = _of_key(connection, tenant, action.idempotency_key)
    if earlier is not None:
        if (earlier["tool"], earlier["args_sha256"]) == (action.tool, action.args_sha256):
            return str(earlier["action_id"])
        raise Conflict(
            f"this key was used for another action, {earlier['action_id']}", field="idempotency_key",
            value=action.idempotency_key,
        )  # fmt: skip
    told: dict[str, object] = {"verb": "requested", "tool": action.tool, "state": "requested"}
    seq = 0 if secrets else changes.append(connection, tenant, CHANGE, action.action_id, told)
    _insert(connection, action, seq)
    if secrets:
        _refuse(connection, action, *secrets[0])
    else:
        bus.send(connection, message(TOOL, tenant, action.action_id, {"action_id": action.action_id}))
    return action.action_id


def read(connection: Connection, tenant: str, action_id: str, *, for_change: bool = False) -> Kept:
    """Raises NotFound, also for another tenant's."""
    given = {"whose": tenant, "which": action_id}
    rows = (_ONE_FOR_CHANGE if for_change else _ONE).rows(connection, given)
    if not rows:
        raise NotFound(f"there is no action {action_id!r}", field="action_id", value=action_id)
    return _kept(rows[0])


def state_of(connection: Connection, tenant: str, action_id: str) -> ActionState | None:
    """How far it is now, and no further until the commit; None where there is none."""
    found = _STATE.tuples(connection, {"whose": tenant, "which": action_id})
    return found[0][0] if found else None


def find(
    connection: Connection, tenant: str, *, states: Sequence[str] = (), limit: int = 50, after: str = "",
    since: int | None = None, **same: str,
) -> list[Kept]:  # fmt: skip
    """The newest first; `same` are columns with the value they must have (`tool`, `case_id`, `run_id`), '' for any."""
    query = sa.select(actions).where(actions.c.tenant == tenant)
    if states:
        query = query.where(actions.c.state.in_(states))
    if after:
        query = query.where(actions.c.action_id < after)
    if since is not None:
        query = query.where(actions.c.created_at >= since)
    for column in _SAME:
        if same.get(column.name):
            query = query.where(column == same[column.name])
    rows = connection.execute(query.order_by(actions.c.action_id.desc()).limit(limit)).mappings()
    return [_kept(row) for row in rows]


def change(
    connection: Connection, tenant: str, action_id: str, *, verb: str, tool: str, state: str, **values: Any
) -> None:
    """Write what changed, and tell everybody who follows."""
    new = values | {"state": state}
    given = {f"new_{name}": value for name, value in new.items()} | {"which": action_id}
    body: dict[str, object] = {"verb": verb, "tool": tool, "state": state}
    changes.mark(connection, tenant, CHANGE, action_id, body, _updating(tuple(sorted(new))), given)


def plain(value: object) -> Any:
    """A value of ours as JSON."""
    return msgspec.to_builtins(value)


@lru_cache(maxsize=100)
def _updating(names: tuple[str, ...]) -> Callable[[sa.ColumnElement[int]], sa.Update]:
    new = {name: sa.bindparam(f"new_{name}", type_=actions.c[name].type) for name in names}
    mine = (actions.c.tenant == sa.bindparam("whose"), actions.c.action_id == sa.bindparam("which"))
    return lambda seq: actions.update().where(*mine).values(**new, seq=seq)


def _of_key(connection: Connection, tenant: str, key: str) -> Mapping[str, Any] | None:
    return next(iter(_OF_KEY.rows(connection, {"whose": tenant, "key": key})), None)


def _insert(connection: Connection, action: Action, seq: int) -> None:
    declared = {
        "sensitive": list(action.sensitive), "hosts": list(action.hosts), "rollback": action.rollback,
        "most": asdict(action.most), "confidence": action.confidence,
        "needs": plain(action.needs), "replaces": action.replaces,
    }  # fmt: skip
    row: dict[str, Any] = {name: getattr(action, name) for name in _COLUMNS} | {
        "tenant": action.tenant, "arguments": action.arguments, "args_sha256": action.args_sha256,
        "targets": list(action.targets), "provenance": {at: list(found) for at, found in action.provenance.items()},
        "declared": declared, "requester": plain(action.requester), "reason": redact_text(action.reason)[:2000],
        "state": "requested", "attempts": 0, "result_summary": "", "result_sha256": "", "cost_usd": 0.0,
        "created_at": clock.now_ns(), "seq": seq,
    }  # fmt: skip
    _INSERT.later(connection, _UNTOUCHED | row)


def _refuse(connection: Connection, action: Action, place: str, kind: str) -> None:
    """The secret itself is nowhere by now; its place is what people need to know."""
    reason = f"{place or 'the arguments'} held a secret ({kind}); put it away and give a reference, env:NAME"
    found: Decision = combined((Word(guard="secrets", answer="deny", reason=reason),), "")
    audit.append(connection, action.tenant, entry_of(action, "tool.call", found))
    change(
        connection, action.tenant, action.action_id, verb="denied", tool=action.tool, state="denied",
        decision=plain(found), ended_at=clock.now_ns(),
    )  # fmt: skip


def _kept(row: Mapping[Any, Any]) -> Kept:
    declared, dry_run = row["declared"], row["dry_run"]
    action = Action(
        tenant=row["tenant"], **{name: row[name] for name in _COLUMNS}, arguments=row["arguments"],
        targets=tuple(row["targets"]), provenance={at: tuple(found) for at, found in row["provenance"].items()},
        sensitive=tuple(declared["sensitive"]), hosts=tuple(declared["hosts"]), rollback=declared["rollback"],
        most=msgspec.convert(declared["most"], Amounts), confidence=declared["confidence"],
        needs=msgspec.convert(declared.get("needs"), Quorum | None),
        requester=msgspec.convert(row["requester"], Requester), reason=row["reason"],
        replaces=declared.get("replaces"),
        dry_run_sha256=dry_run["sha256"] if dry_run else None,
    )  # fmt: skip
    return Kept(action=action, state=row["state"], row={**row})
