"""Kill switch: stop every effect at once: of the whole installation, of a tenant, of one agent or of one tool.

One person engages it, in a write that waits for no queue; two people lift it. `global` and `tenant` stop effects and
let reading go on, so that what happened can still be found out; `agent:NAME` and `tool:NAME` stop reading too. The
default tenant's row of a global one decides; the others' rows are copies, so that a tenant needs no other's rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance.decision import Refused
from rootward.governance.identities import persons_of
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, upsert
from rootward.kit.ready import Ready
from rootward.schema import kill_switches, tenants
from rootward.tenancy import roles
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = [
    "ENGAGED", "GLOBAL", "TENANT", "Stopped", "Switch", "ask_lift", "check", "check_scope", "confirm_lift", "engage",
    "engaged", "engaged_from", "known", "spread",
]  # fmt: skip

GLOBAL = "global"
TENANT = "tenant"
ASK_LASTS_NS = 3600 * 1_000_000_000
"""A lift is confirmed within an hour of being asked for, or asked for again: what was true then may not be now."""

ENGAGED = sa.select(kill_switches).where(kill_switches.c.tenant == sa.bindparam("whose"), kill_switches.c.engaged)
"""Made once: every action asks for it, twice."""
_ENGAGED = Ready(ENGAGED)

_NAMED = re.compile(r"(agent|tool):[A-Za-z0-9][A-Za-z0-9_.:-]{0,126}")
_PRODUCT = Actor(id="rootward", kind="service", auth="internal")


class Stopped(Refused):
    """A kill switch is engaged."""

    code = "stopped"
    title = "A kill switch is engaged"

    def __init__(self, switch: Switch) -> None:
        super().__init__(
            f"the kill switch {switch.scope!r} is engaged: {switch.reason}", guard="kill_switch", scope=switch.scope
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """Times in ns. One that was lifted stays to be seen, not engaged."""

    scope: str
    engaged: bool
    reason: str
    engaged_by: str
    engaged_at: int
    lift_asked_by: str | None = None
    lift_asked_at: int | None = None
    lifted_by: str | None = None
    lifted_at: int | None = None

    def stops(self, agent: str = "", tool: str = "") -> bool:
        """Whether it stops an effect of this agent with this tool."""
        return self.engaged and (self.scope in (GLOBAL, TENANT) or self.stops_reading(agent, tool))

    def stops_reading(self, agent: str = "", tool: str = "") -> bool:
        return self.engaged and self.scope in (f"agent:{agent}", f"tool:{tool}")


def check(connection: Connection, tenant: str, agent: str, tool: str) -> Switch | None:
    """The switch that stops an effect of this agent ('' for none) with this tool, the widest first; None: none does.

    One look into the tenant's few rows, cheap enough for the moment before each effect."""
    scopes = {"global": GLOBAL, "whole": TENANT, "agent": f"agent:{agent}", "tool": f"tool:{tool}"}
    found = [_switch(row) for row in connection.execute(_STOPPING, {"whose": tenant, **scopes}).mappings()]
    order = list(scopes.values())
    return min(found, key=lambda one: order.index(one.scope), default=None)


def engaged(connection: Connection, tenant: str) -> tuple[Switch, ...]:
    """Every switch that stops something of this tenant, the newest first."""
    return engaged_from(_ENGAGED.rows(connection, {"whose": tenant}))


def engaged_from(rows: Iterable[Mapping[Any, Any]]) -> tuple[Switch, ...]:
    """What `ENGAGED` has found, the newest first."""
    return tuple(sorted((_switch(row) for row in rows), key=lambda one: (-one.engaged_at, one.scope)))


def known(connection: Connection, tenant: str) -> tuple[Switch, ...]:
    """Every switch there ever was, those that are engaged first, then the newest."""
    query = sa.select(kill_switches).where(kill_switches.c.tenant == tenant)
    order = (kill_switches.c.engaged.desc(), kill_switches.c.engaged_at.desc(), kill_switches.c.scope)
    return tuple(_switch(row) for row in connection.execute(query.order_by(*order)).mappings())


def engage(connection: Connection, scope: str, *, by: Principal, reason: str, now: int) -> Switch:
    """Stop what `scope` says, of the principal's tenant, or everybody; what was asked to lift it is void. Run as
    kit.db.DISPATCHER, which waits for no tenant's work. Raises BadInput for a scope that is none, Denied."""
    _require(by, check_scope(scope))
    made = Switch(scope=scope, engaged=True, reason=reason, engaged_by=by.id, engaged_at=now)
    _write(connection, by.tenant, made)
    _note(connection, by.tenant, "kill_switch.engaged", made, by.actor, reason)
    if scope == GLOBAL:
        spread(connection)
    return made


def ask_lift(connection: Connection, scope: str, *, by: Principal, reason: str, now: int) -> Switch:
    """The first half of lifting. Run as the principal's tenant. Raises NotFound when it is not engaged, Conflict when
    somebody else has asked already, Denied for who may not or is no person."""
    found = _engaged(connection, scope, by)
    if _is_asked(found, now) and found.lift_asked_by != by.id:
        raise Conflict(
            f"{found.lift_asked_by} has asked to lift {scope!r} already; confirm it: rootward kill confirm {scope}",
            field="scope", value=scope,
        )  # fmt: skip
    _set(connection, by.tenant, scope, lift_asked_by=by.id, lift_asked_at=now)
    _note(connection, by.tenant, "kill_switch.lift_asked", found, by.actor, reason)
    return _read(connection, by.tenant, scope)


def confirm_lift(connection: Connection, scope: str, *, by: Principal, now: int) -> Switch:
    """The second half, by another person: effects are possible again. Run as the principal's tenant; `spread` carries
    a global one to the others. Raises NotFound, Denied, and Conflict when nobody has asked within the last hour."""
    found = _engaged(connection, scope, by)
    if not _is_asked(found, now) or found.lift_asked_by is None:
        raise Conflict(
            f"nobody has asked to lift {scope!r} within the last hour: rootward kill lift {scope}", field="scope",
            value=scope,
        )  # fmt: skip
    people = persons_of(connection, by.tenant, [found.lift_asked_by, by.id])
    if people[found.lift_asked_by] == people[by.id]:
        raise Denied(_ANOTHER.format(scope=scope), field="scope", value=scope)
    _set(connection, by.tenant, scope, engaged=False, lifted_by=by.id, lifted_at=now)
    _note(connection, by.tenant, "kill_switch.lifted", found, by.actor, None, asked_by=found.lift_asked_by)
    return _read(connection, by.tenant, scope)


def spread(connection: Connection) -> int:
    """Make every tenant's copy of the global switch what the default tenant's row says; how many were not. Run as
    kit.db.DISPATCHER: when it changed, when a tenant was made, and now and then."""
    held = sa.select(tenants.c.tenant).where(tenants.c.tenant == DEFAULT).with_for_update()
    connection.execute(held)  # two of these, one of which does not see the other's tenant yet, come one after the other
    found = connection.execute(
        sa.select(kill_switches).where(kill_switches.c.tenant == DEFAULT, kill_switches.c.scope == GLOBAL)
    )
    row = found.mappings().first()
    if row is None:
        return 0
    source = _switch(row)
    stopped = sa.exists().where(
        kill_switches.c.tenant == tenants.c.tenant, kill_switches.c.scope == GLOBAL, kill_switches.c.engaged
    )
    differs = ~stopped.where(kill_switches.c.engaged_at == source.engaged_at) if source.engaged else stopped
    behind = connection.execute(sa.select(tenants.c.tenant).where(differs).order_by(tenants.c.tenant))
    names = list(behind.scalars())
    for name in names:
        _write(connection, name, source)
        action = "kill_switch.engaged" if source.engaged else "kill_switch.lifted"
        by = source.engaged_by if source.engaged else source.lifted_by
        _note(connection, name, action, source, _PRODUCT, source.reason, by=by, actor_tenant=DEFAULT)
    return len(names)


def check_scope(scope: str) -> str:
    """The scope itself. Raises BadInput for one that is none."""
    if scope not in (GLOBAL, TENANT) and not _NAMED.fullmatch(scope):
        raise BadInput(
            f"{scope[:80]!r} is not a scope of a kill switch: global, tenant, agent:NAME, tool:NAME", field="scope",
            value=scope[:80],
        )  # fmt: skip
    return scope


_STOPPING = sa.select(kill_switches).where(
    kill_switches.c.tenant == sa.bindparam("whose"),
    kill_switches.c.scope.in_([sa.bindparam(name) for name in ("global", "whole", "agent", "tool")]),
    kill_switches.c.engaged,
)
_ANOTHER = (
    "who asked to lift {scope!r} cannot confirm it: that takes another person. Who is alone on this machine needs a "
    "second token: rootward keys create NAME --role governance_officer --kind human, then "
    "rootward --token rwt_… kill confirm {scope}"
)


def _require(by: Principal, scope: str) -> None:
    roles.require(by, "kill_switch.use")
    if scope == GLOBAL:
        roles.require(by, "kill_switch.global")


def _engaged(connection: Connection, scope: str, by: Principal) -> Switch:
    """The switch, for somebody who may lift it."""
    _require(by, check_scope(scope))
    if by.kind != "human":
        raise Denied(f"only people lift a kill switch; {by.name!r} is a {by.kind}", kind=by.kind)
    found = _read(connection, by.tenant, scope)
    if not found.engaged:
        raise NotFound(f"the kill switch {scope!r} is not engaged", field="scope", value=scope)
    return found


def _is_asked(switch: Switch, now: int) -> bool:
    return switch.lift_asked_at is not None and now - switch.lift_asked_at <= ASK_LASTS_NS


def _read(connection: Connection, tenant: str, scope: str) -> Switch:
    query = sa.select(kill_switches).where(kill_switches.c.tenant == tenant, kill_switches.c.scope == scope)
    row = connection.execute(query.with_for_update()).mappings().first()
    if row is None:
        raise NotFound(f"the kill switch {scope!r} is not engaged", field="scope", value=scope)
    return _switch(row)


def _write(connection: Connection, tenant: str, switch: Switch) -> None:
    values = {name: getattr(switch, name) for name in Switch.__slots__}
    upsert(connection, kill_switches, [{"tenant": tenant, **values}], update=_columns(values))


def _columns(values: Iterable[str]) -> list[str]:
    return [name for name in values if name != "scope"]


def _set(connection: Connection, tenant: str, scope: str, **values: Any) -> None:
    connection.execute(
        kill_switches.update().where(kill_switches.c.tenant == tenant, kill_switches.c.scope == scope).values(**values)
    )


def _note(
    connection: Connection, tenant: str, action: str, switch: Switch, actor: Actor, reason: str | None, **facts: JSON
) -> None:
    told: dict[str, JSON] = {"engaged_at": clock.format_ns(switch.engaged_at), **facts}
    entry = AuditEntry(
        actor=actor, action=action, resource=f"kill_switch:{switch.scope}", reason=reason, facts=told, risk="high"
    )
    audit.append(connection, tenant, entry)


def _switch(row: Mapping[Any, Any]) -> Switch:
    return Switch(**{name: row[name] for name in Switch.__slots__})
