"""Budgets of actions: what one may use at most is taken from every scope it is in, and settled and counted after."""

from __future__ import annotations

from dataclasses import asdict

from rootward.governance import budgets, usage
from rootward.governance.action import Action, Amounts
from rootward.governance.budget_limits import Limits, Unit, scopes_of
from rootward.governance.budgets import OverBudget
from rootward.kit.db import Connection

__all__ = ["ActionBudgets"]

_UNITS: tuple[Unit, ...] = ("usd", "tokens", "calls", "seconds", "concurrency")


class ActionBudgets:
    """What carrying out an action needs of budgets."""

    def short(self, connection: Connection, action: Action, limits: Limits, *, now: int) -> str | None:
        """Why it would not fit, None when it would."""
        scopes = _scopes(action)
        if not limits.concern(scopes, _UNITS):
            return None
        asked = asdict(action.most) | {"concurrency": 1.0}
        for one in budgets.room(connection, action.tenant, scopes, limits, now):
            counts = one.unit != "concurrency" or one.scope.startswith("tool:")
            wanted = float(asked.get(one.unit, 0.0)) if counts else 0.0
            if wanted and not one.fits(wanted):
                return OverBudget(one, wanted, now).message
        return None

    def reserve(self, connection: Connection, action: Action, limits: Limits, *, until: int, now: int) -> str | None:
        """The reservation; None where nothing of it is limited. Raises OverBudget."""
        if not limits.concern(_scopes(action), _UNITS):
            return None
        return budgets.reserve(
            connection, action.tenant, action.most, scopes=_scopes(action), limits=limits, holder=action.action_id,
            until=until, now=now,
        )  # fmt: skip

    def settle(
        self, connection: Connection, tenant: str, reservation_id: str | None, action: Action, used: Amounts, *,
        failed: bool, now: int,
    ) -> None:  # fmt: skip
        """What it used leaves the reservation for good, and goes into the roll-ups."""
        if reservation_id is not None:
            budgets.settle(connection, tenant, reservation_id, used, now=now)
        usage.add(
            connection, tenant, day=usage.day_of(now), agent=action.requester.agent or "", tool=action.tool,
            case_id=action.case_id or "", calls=used.calls, failures=int(failed), seconds=used.seconds,
            tokens=used.tokens, usd=used.usd,
        )  # fmt: skip


def _scopes(action: Action) -> tuple[str, ...]:
    return scopes_of(case_id=action.case_id, step_id=action.step_id, agent=action.requester.agent, tool=action.tool)
