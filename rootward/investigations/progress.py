"""Progress: what an investigation is doing, told through the change sequence so that every stream hears it."""

from __future__ import annotations

from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import investigations
from rootward.tenancy import changes

__all__ = ["CHANGE_KIND", "percent", "tell"]

CHANGE_KIND = "investigation"


def tell(
    connection: Connection, tenant: str, investigation_id: str, *, status: str, step: str, pct: int, text: str
) -> None:
    """Update the investigation's row and append the change."""
    now = clock.now_ns()
    connection.execute(
        investigations.update()
        .where(investigations.c.tenant == tenant, investigations.c.investigation_id == investigation_id)
        .values(status=status, step=step, pct=pct, message=text)
    )
    body: dict[str, object] = {
        "status": status, "step": step, "pct": pct, "message": text, "updated_at": clock.format_ns(now),
    }  # fmt: skip
    changes.append(connection, tenant, CHANGE_KIND, investigation_id, body)


def percent(done: int, of: int) -> int:
    """Share of the agents that have answered, mapped between the plan (10 %) and the synthesis (80 %)."""
    return 10 + (70 * done) // max(1, of)
