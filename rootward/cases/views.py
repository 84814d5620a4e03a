"""View: filters and an order of the case list, kept under a name by a person for themselves or for their tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import case_views
from rootward.tenancy.principal import Principal
from rootward.tenancy.roles import may

__all__ = ["MAX_NAME", "MAX_VIEWS", "View", "change", "create", "delete", "listed"]

MAX_NAME = 80
MAX_VIEWS = 100
"""Of one person, and of what a tenant shares: more than that nobody finds again."""

_SHARED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`wanted` are filters by the names that the list has for them; times in ns."""

    view_id: str
    name: str
    shared: bool
    wanted: dict[str, JSON]
    created_by: str
    created_at: int
    updated_at: int


def listed(connection: Connection, tenant: str, *, by: Principal) -> list[View]:
    """What the tenant shares and what is this person's own, by name."""
    table = case_views.c
    query = sa.select(case_views).where(table.tenant == tenant, table.owner.in_((_SHARED, by.id)))
    rows = connection.execute(query.order_by(table.name, table.view_id)).mappings()
    return [_view(row) for row in rows]


def create(
    connection: Connection, tenant: str, *, name: str, wanted: Mapping[str, JSON], shared: bool, by: Principal
) -> View:
    """Raises BadInput for a name that is none, Conflict for one that is taken, Denied where sharing needs more."""
    owner, now = _SHARED if shared else by.id, clock.now_ns()
    if shared:
        _require_sharing(by)
    _check_name(connection, tenant, owner, name)
    known = sa.select(sa.func.count()).where(case_views.c.tenant == tenant, case_views.c.owner == owner)
    if connection.execute(known).scalar_one() >= MAX_VIEWS:
        raise Conflict(f"there are {MAX_VIEWS} views already: delete one first", field="name")
    row: dict[str, object] = {
        "tenant": tenant,
        "view_id": clock.new_id("view"),
        "owner": owner,
        "name": name,
        "wanted": dict(wanted),
    }
    row |= {"created_by": by.id, "created_at": now, "updated_at": now}
    connection.execute(case_views.insert(), row)
    made = _read(connection, tenant, str(row["view_id"]), by)
    _tell(connection, tenant, by, "case_view.created", made)
    return made


def change(
    connection: Connection, tenant: str, view_id: str, *, name: str | None, wanted: Mapping[str, JSON] | None,
    by: Principal,
) -> View:  # fmt: skip
    """Another name or other filters; None leaves them as they are. Raises as `create`, and NotFound."""
    before = _changeable(connection, tenant, view_id, by)
    columns: dict[str, object] = {"updated_at": clock.now_ns()}
    if name is not None and name != before.name:
        _check_name(connection, tenant, _SHARED if before.shared else by.id, name)
        columns["name"] = name
    if wanted is not None:
        columns["wanted"] = dict(wanted)
    table = case_views.c
    connection.execute(case_views.update().where(table.tenant == tenant, table.view_id == view_id).values(**columns))
    changed = _read(connection, tenant, view_id, by)
    _tell(connection, tenant, by, "case_view.changed", changed)
    return changed


def delete(connection: Connection, tenant: str, view_id: str, *, by: Principal) -> View:
    """Returns what it was. Raises NotFound, and Denied for a shared one that is somebody else's to delete."""
    before = _changeable(connection, tenant, view_id, by)
    connection.execute(
        case_views.delete().where(case_views.c.tenant == tenant, case_views.c.view_id == view_id)
    )  # fmt: skip
    _tell(connection, tenant, by, "case_view.deleted", before)
    return before


def _read(connection: Connection, tenant: str, view_id: str, by: Principal) -> View:
    """Another person's own view is not there."""
    table = case_views.c
    query = sa.select(case_views).where(
        table.tenant == tenant, table.view_id == view_id, table.owner.in_((_SHARED, by.id))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no view {view_id!r}", field="view_id", value=view_id)
    return _view(row)


def _changeable(connection: Connection, tenant: str, view_id: str, by: Principal) -> View:
    """A shared view is changed by who made it, or by who may change the tenant's settings."""
    found = _read(connection, tenant, view_id, by)
    if found.shared and found.created_by != by.id and not may(by, "settings.manage"):
        raise Denied(
            f"the view {found.name!r} is shared and was made by {found.created_by}", role=by.role,
            permission="settings.manage",
        )  # fmt: skip
    return found


def _require_sharing(by: Principal) -> None:
    if not may(by, "cases.write"):
        raise Denied(
            f"role {by.role!r} may keep views of its own; sharing one needs cases.write", role=by.role,
            permission="cases.write",
        )  # fmt: skip


def _check_name(connection: Connection, tenant: str, owner: str, name: str) -> None:
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise BadInput(f"a name has 1 to {MAX_NAME} printable characters, not {name[: MAX_NAME + 1]!r}", field="name")
    table = case_views.c
    taken = sa.select(table.view_id).where(table.tenant == tenant, table.owner == owner, table.name == name)
    if connection.execute(taken).first() is not None:
        raise Conflict(f"there is a view {name!r} already", field="name", value=name)


def _tell(connection: Connection, tenant: str, by: Principal, action: str, view: View) -> None:
    facts: dict[str, JSON] = {"name": view.name, "shared": view.shared, "wanted": view.wanted}
    entry = AuditEntry(actor=by.actor, action=action, resource=f"case_view:{view.view_id}", facts=facts)
    audit.append(connection, tenant, entry)


def _view(row: sa.RowMapping) -> View:
    same = ("view_id", "name", "wanted", "created_by", "created_at", "updated_at")
    return View(shared=row["owner"] == _SHARED, **{name: row[name] for name in same})
