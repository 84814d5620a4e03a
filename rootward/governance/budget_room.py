"""Room: one balance against its limit, and the refusal when what is asked for does not fit."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.errors import TooBusy
from rootward.governance.budget_limits import Unit, period_of
from rootward.governance.decision import Refused
from rootward.kit import clock, metrics

__all__ = ["OverBudget", "Room", "exact"]

_DIGITS = 9
_SOON_S = 5
_LATER_S = 3600
_WORDS: dict[Unit, str] = {
    "usd": "dollars", "tokens": "tokens", "calls": "tool calls", "seconds": "seconds", "concurrency": "use at once",
    "investigations": "investigations", "investigations_at_once": "investigations at once",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """`period` is the name of the balance's period, `frees_at` (ns) is when the next one begins."""

    scope: str
    unit: Unit
    period: str
    limit: float
    spent: float
    reserved: float
    frees_at: int | None

    @property
    def left(self) -> float:
        return max(0.0, exact(self.limit - self.spent - self.reserved))

    def fits(self, amount: float) -> bool:
        return exact(self.spent + self.reserved + amount) <= self.limit


class OverBudget(Refused, TooBusy):
    """What is asked for does not fit into a budget; the facts say which, and when it frees up."""

    status = 429
    code = "over_budget"
    title = "The budget is used up"

    def __init__(self, room: Room, asked: float, now: int) -> None:
        self.room, self.asked = room, asked
        frees = None if room.frees_at is None else clock.format_ns(room.frees_at)
        super().__init__(
            self._sentence(frees), retry_after=self._retry_after(now), scope=room.scope, unit=room.unit,
            limit=room.limit, used=room.spent, reserved=room.reserved, left=room.left, asked=asked, frees_at=frees,
        )  # fmt: skip

    @property
    def frees_soon(self) -> bool:
        """Whether others only hold what would be enough: they give back what they do not use."""
        return exact(self.room.spent + self.asked) <= self.room.limit

    def count(self, tenant: str) -> None:
        """Into the metrics, by kind of scope: names would be too many series."""
        metrics.BUDGET_REFUSALS.labels(tenant, self.room.scope.partition(":")[0], self.room.unit).inc()

    def _sentence(self, frees: str | None) -> str:
        room = self.room
        words = _WORDS[room.unit] + {"day": " a day", "hour": " an hour", "all": ""}[period_of(room.scope, room.unit)]
        if room.scope == "tenant" and room.unit == "concurrency":
            words = "agents at once"
        held = f" and {room.reserved:g} reserved" if room.reserved else ""
        if frees:
            again = f"it frees up at {frees}"
        else:
            again = "it frees up when others have ended" if self.frees_soon else "it does not free up by itself"
        return (
            f"the budget of {room.scope} for {words} does not allow {self.asked:g} more: {room.spent:g} used{held} of "
            f"{room.limit:g}, {room.left:g} left; {again}"
        )

    def _retry_after(self, now: int) -> int:
        """In seconds; what frees up with nobody's help at no time, is worth another look in an hour."""
        if self.frees_soon:
            return _SOON_S
        return _LATER_S if self.room.frees_at is None else max(1, -((now - self.room.frees_at) // 1_000_000_000))


def exact(amount: float) -> float:
    """Rounded, so that what was added to a sum can be taken away again exactly."""
    return round(amount, _DIGITS)
