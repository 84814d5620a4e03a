"""Usage: what was used, rolled up by day, agent, tool and case; budgets begin with it and people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.kit import clock
from rootward.kit.db import Connection, add_up
from rootward.schema import agent_steps, tool_calls, usage_days

__all__ = ["AXES", "Axis", "Used", "add", "add_run", "day_of", "read", "total"]

Axis: TypeAlias = Literal["total", "day", "month", "agent", "tool", "case"]

_SUMS = ("calls", "failures", "seconds", "tokens", "usd")
_OWN_REVISION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """`name` is the day, agent, tool or case that it was used by; seconds are those that calls took."""

    name: str = ""
    calls: int = 0
    failures: int = 0
    seconds: float = 0.0
    tokens: int = 0
    usd: float = 0.0


def day_of(now: int) -> str:
    """The day in UTC, as `2026-11-30`."""
    return clock.format_ns(now)[:10]


def add(
    connection: Connection, tenant: str, *, day: str, agent: str, tool: str, case_id: str, calls: int = 0,
    failures: int = 0, seconds: float = 0.0, tokens: int = 0, usd: float = 0.0,
) -> None:  # fmt: skip
    """Count what was used, in the transaction in which it is known; '' stands for no agent, tool or case."""
    row = {"tenant": tenant, "day": day, "agent": agent, "tool": tool, "case_id": case_id}
    sums = {"calls": calls, "failures": failures, "seconds": seconds, "tokens": tokens, "usd": usd}
    add_up(connection, usage_days, [row | sums], add=_SUMS)


def add_run(connection: Connection, tenant: str, run_id: str, *, case_id: str, now: int) -> None:
    """Count every tool call of a run of ours, in the transaction that ends it: a call by itself commits nothing.

    A call belongs to the agent of its step; what no agent's step asked for, to the step."""
    same = (agent_steps.c[name] == tool_calls.c[name] for name in ("run_id", "revision", "step_id"))
    on = sa.and_(agent_steps.c.tenant == tool_calls.c.tenant, *same)
    called, took = tool_calls.c.status != "denied", tool_calls.c.latency_ms
    query = (
        sa.select(
            agent_steps.c.name, tool_calls.c.tool_name, sa.func.count().label("calls"),
            sa.func.sum(sa.case((tool_calls.c.status == "failed", 1), else_=0)).label("failures"),
            sa.func.sum(took).label("ms"), sa.func.sum(tool_calls.c.cost_usd).label("usd"),
        )
        .select_from(tool_calls.join(agent_steps, on))
        .where(tool_calls.c.tenant == tenant, tool_calls.c.run_id == run_id, called)
        .where(tool_calls.c.revision == _OWN_REVISION)
        .group_by(agent_steps.c.name, tool_calls.c.tool_name)
        .order_by(agent_steps.c.name, tool_calls.c.tool_name)
    )  # fmt: skip
    rows = [_row_of(tenant, day_of(now), case_id, row) for row in connection.execute(query)]
    add_up(connection, usage_days, rows, add=_SUMS)


def read(connection: Connection, tenant: str, *, first: str, last: str, by: Axis, limit: int = 1000) -> list[Used]:
    """What was used from one day to another, both included: what used most dollars, then calls, comes first; days and
    months in their order."""
    name = AXES[by]
    query = sa.select(name.label("name"), *_summed()).where(
        usage_days.c.tenant == tenant, usage_days.c.day >= first, usage_days.c.day <= last
    )
    if by != "total":
        query = query.group_by(name)
    if by in ("day", "month"):
        query = query.order_by(name)
    else:
        query = query.order_by(sa.func.sum(usage_days.c.usd).desc(), sa.func.sum(usage_days.c.calls).desc(), name)
    rows = connection.execute(query.limit(limit)).mappings()
    return [_used(row) for row in rows if row["calls"] is not None]


def total(
    connection: Connection, tenant: str, *, day: str | None = None, agent: str | None = None, tool: str | None = None,
    case_id: str | None = None,
) -> Used:  # fmt: skip
    """The sum of what matches; None matches all."""
    query = sa.select(sa.literal("").label("name"), *_summed()).where(usage_days.c.tenant == tenant)
    for column, wanted in (("day", day), ("agent", agent), ("tool", tool), ("case_id", case_id)):
        if wanted is not None:
            query = query.where(usage_days.c[column] == wanted)
    row = connection.execute(query).mappings().one()
    return _used(row) if row["calls"] is not None else Used()


AXES: Mapping[Axis, sa.ColumnElement[str]] = MappingProxyType(
    {
        "total": sa.literal("").label("name"),
        "day": usage_days.c.day,
        "month": sa.func.substr(usage_days.c.day, 1, 7),
        "agent": usage_days.c.agent,
        "tool": usage_days.c.tool,
        "case": usage_days.c.case_id,
    }
)
"""What usage can be summed up by."""


def _summed() -> Sequence[sa.ColumnElement[Any]]:
    return [sa.func.sum(usage_days.c[name]).label(name) for name in _SUMS]


def _row_of(tenant: str, day: str, case_id: str, row: sa.Row[Any]) -> dict[str, object]:
    return {
        "tenant": tenant, "day": day, "agent": str(row.name).removeprefix("agent."), "tool": row.tool_name,
        "case_id": case_id, "calls": row.calls, "failures": int(row.failures), "seconds": float(row.ms or 0) / 1000,
        "tokens": 0, "usd": float(row.usd or 0.0),
    }  # fmt: skip


def _used(row: sa.RowMapping) -> Used:
    return Used(
        name=str(row["name"]), calls=int(row["calls"]), failures=int(row["failures"]),
        seconds=round(float(row["seconds"]), 3), tokens=int(row["tokens"]), usd=round(float(row["usd"]), 6),
    )  # fmt: skip
