"""Ids: people type the beginning of one; it is enough when only one thing begins like that."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.app import App
from rootward.errors import Conflict
from rootward.kit.db import Connection

__all__ = ["full_id"]

_PREFIXES = ("dead_", "inv_", "rep_", "ev_", "tok_", "evt_", "act_", "apr_", "dlg_", "pbr_")
_SHORTEST = 4


async def full_id(app: App, tenant: str, column: sa.Column[str], given: str, prefix: str) -> str:
    """The id in `column` that is or begins with `given` (its prefix, `dead_`, may be left out); `given` when there is
    none, so that who reads it says so. Raises Conflict when several begin like that."""
    wanted = given if given.startswith(_PREFIXES) else prefix + given
    if len(wanted) - len(prefix) < _SHORTEST:
        return given

    def unit(connection: Connection) -> list[str]:
        mine = sa.select(column).where(column.table.c.tenant == tenant)
        exact = connection.execute(mine.where(column == wanted)).scalars().first()
        if exact is not None:
            return [exact]
        begins = mine.where(column.startswith(wanted, autoescape=True)).order_by(column).limit(2)
        return list(connection.execute(begins).scalars())

    found = await app.db.read(unit, tenant=tenant)
    if len(found) > 1:
        raise Conflict(f"several ids begin with {given!r}: say more of it", field="id", value=given)
    return found[0] if found else given
