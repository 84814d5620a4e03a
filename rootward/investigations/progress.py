"""Progress: what an investigation is doing, told through the change sequence so that every stream hears it."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import investigations
from rootward.tenancy import changes

__all__ = ["CHANGE_KIND", "percent", "tell"]

CHANGE_KIND = "investigation"

# Made once: every step needs it, and making it costs more than carrying it out.
_PCT = sa.bindparam("to_pct", type_=investigations.c.pct.type)
_UPDATE = (
    investigations.update()
    .where(investigations.c.tenant == sa.bindparam("whose"), investigations.c.investigation_id == sa.bindparam("which"))
    .values(
        status=sa.bindparam("to"), step=sa.bindparam("at_step"), message=sa.bindparam("text"),
        pct=sa.case((investigations.c.pct > _PCT, investigations.c.pct), else_=_PCT),
    )
    .returning(investigations.c.pct)
)  # fmt: skip


def tell(
    connection: Connection, tenant: str, investigation_id: str, *, status: str, step: str, pct: int, text: str
) -> None:
    """Update the investigation's row and append the change; agents end in any order, but progress never goes back."""
    now = clock.now_ns()
    given = {"whose": tenant, "which": investigation_id, "to": status, "at_step": step, "to_pct": pct, "text": text}
    kept = connection.execute(_UPDATE, given).scalar()
    body: dict[str, object] = {"status": status, "step": step, "pct": pct if kept is None else int(kept)}
    body |= {"message": text, "updated_at": clock.format_ns(now)}
    changes.append(connection, tenant, CHANGE_KIND, investigation_id, body)


def percent(done: int, of: int) -> int:
    """Share of the agents that have answered, mapped between the plan (10 %) and the synthesis (80 %)."""
    return 10 + (70 * done) // max(1, of)
