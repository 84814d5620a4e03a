"""History: what was done before an action, and what goes on beside it; only as far as a limit or a rule asks for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from rootward.governance.action import Action
from rootward.governance.guards.sequence import concerning
from rootward.governance.policy import Policy
from rootward.governance.surroundings import Past, Traffic
from rootward.kit.db import Connection
from rootward.packs.guardrail_model import Guardrails
from rootward.packs.values import nanoseconds
from rootward.schema import actions, agent_runs, tool_calls
from rootward.tools.contract import ToolSpec

__all__ = ["recent", "traffic"]

_MINUTE_NS = 60 * 1_000_000_000
_MOST_PAST = 2000
_DONE = ("running", "succeeded", "unknown")

# Made once: every action needs them, and making them costs more than carrying them out.
_OTHERS = sa.and_(actions.c.tenant == sa.bindparam("whose"), actions.c.action_id != sa.bindparam("which"))
_COUNT = sa.select(sa.func.count()).select_from(actions).where(_OTHERS)
_TOOL = actions.c.tool == sa.bindparam("tool")
_LAST_MINUTE = _COUNT.where(_TOOL, actions.c.started_at > sa.bindparam("since", type_=sa.BigInteger))
_RUNNING = _COUNT.where(_TOOL, actions.c.state == "running")
_IN_RUN = _COUNT.where(actions.c.run_id == sa.bindparam("run"))
_REPEATS = _IN_RUN.where(_TOOL, actions.c.args_sha256 == sa.bindparam("args"))


def traffic(
    connection: Connection, action: Action, policy: Policy | None, rails: Guardrails | None, spec: ToolSpec | None,
    now: int,
) -> Traffic:  # fmt: skip
    """Only what there is a limit for is counted."""
    mine = {"whose": action.tenant, "which": action.action_id}
    given = mine | {"tool": action.tool, "since": now - _MINUTE_NS, "run": action.run_id, "args": action.args_sha256}
    wanted: dict[str, sa.Select[int]] = {}
    if (policy and policy.rate_of(action.tool)) or (spec and spec.rate_per_minute):
        wanted["last_minute"] = _LAST_MINUTE
    if spec and spec.concurrency:
        wanted["running"] = _RUNNING
    if action.run_id:
        wanted |= {"in_run": _IN_RUN, "repeats": _REPEATS}
    counts = {name: int(connection.execute(query, given).scalar_one()) for name, query in wanted.items()}
    if rails and rails.limits.per_target_per_minute:
        counts["target_last_minute"] = _busiest_target(connection, action, now - _MINUTE_NS)
    return Traffic(**counts)


def recent(connection: Connection, action: Action, rails: Guardrails | None, now: int) -> tuple[Past, ...]:
    """What a sequence rule for this action may ask about: actions that were let through, and what was read for the
    same case or in the same run."""
    rules = concerning(rails, action) if rails is not None else []
    if not rules:
        return ()
    since = now - max(nanoseconds(rule.within) for rule in rules)
    begins = tuple(sorted({pattern.partition("*")[0] for rule in rules for pattern in rule.after.tools}))
    given = {"whose": action.tenant, "which": action.action_id, "since": since}
    rows = connection.execute(_done_since(begins), given).all()
    done = [
        Past(
            tool=row.tool, effect=row.effect, targets=tuple(row.targets), at=row.started_at,
            same_case=_is_same(action.case_id, row.case_id) or _is_same(action.run_id, row.run_id),
        )
        for row in rows
    ]  # fmt: skip
    return (*done, *_readings(connection, action, begins, since))


def _readings(connection: Connection, action: Action, begins: tuple[str, ...], since: int) -> list[Past]:
    if not action.run_id and not action.case_id:
        return []
    runs = sa.select(agent_runs.c.run_id).where(
        agent_runs.c.tenant == action.tenant,
        sa.or_(agent_runs.c.case_id == action.case_id, agent_runs.c.run_id == action.run_id),
    )
    query = sa.select(tool_calls.c.tool_name, tool_calls.c.effect, tool_calls.c.started_at).where(
        tool_calls.c.tenant == action.tenant, tool_calls.c.run_id.in_(runs), tool_calls.c.started_at > since,
        tool_calls.c.status == "succeeded", _begins(tool_calls.c.tool_name, begins),
    )  # fmt: skip
    rows = connection.execute(query.order_by(tool_calls.c.started_at.desc()).limit(_MOST_PAST)).all()
    return [Past(tool=row.tool_name, effect=row.effect, targets=(), at=row.started_at, same_case=True) for row in rows]


@lru_cache(maxsize=100)
def _done_since(begins: tuple[str, ...]) -> sa.Select[Any]:
    """Actions of tools whose names begin so; what a rule really means, the guard decides."""
    columns = ("tool", "effect", "targets", "started_at", "case_id", "run_id")
    query = sa.select(*(actions.c[name] for name in columns)).where(
        _OTHERS, actions.c.tenant == sa.bindparam("whose"), actions.c.state.in_(_DONE),
        actions.c.started_at > sa.bindparam("since", type_=sa.BigInteger), _begins(actions.c.tool, begins),
    )  # fmt: skip
    return query.order_by(actions.c.started_at.desc()).limit(_MOST_PAST)


def _begins(column: sa.Column[str], begins: tuple[str, ...]) -> sa.ColumnElement[bool]:
    return sa.true() if "" in begins else sa.or_(*(column.startswith(text, autoescape=True) for text in begins))


def _busiest_target(connection: Connection, action: Action, since: int) -> int:
    query = sa.select(actions.c.targets).where(
        actions.c.tenant == action.tenant, actions.c.action_id != action.action_id, actions.c.started_at > since
    )
    hits = [target for targets in connection.execute(query.limit(_MOST_PAST)).scalars() for target in targets]
    return max((hits.count(target) for target in action.targets), default=0)


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other
