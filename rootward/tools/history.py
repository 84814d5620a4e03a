"""History: what was done before an action, and what goes on beside it; only as far as a limit or a rule asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from rootward.governance.action import Action
from rootward.governance.guards.sequence import concerning
from rootward.governance.policy import Policy
from rootward.governance.surroundings import Past, Traffic
from rootward.kit.beginnings import begins_with
from rootward.kit.db import Connection
from rootward.kit.together import Found, together
from rootward.packs.guardrail_model import Guardrails, SequenceRule
from rootward.packs.values import nanoseconds
from rootward.schema import actions, agent_runs, tool_calls
from rootward.tools.contract import ToolSpec

__all__ = ["beside"]

_MINUTE_NS = 60 * 1_000_000_000
_MOST_PAST = 2000
_DONE = [sa.literal(state) for state in ("running", "succeeded", "unknown")]

# Made once: every action needs them, and making them costs more than carrying them out.
_TENANT: sa.BindParameter[str] = sa.bindparam("whose")
_RUN: sa.BindParameter[str] = sa.bindparam("run")
_SINCE, _MINUTE = (sa.bindparam(name, type_=sa.BigInteger) for name in ("since", "minute"))
_OTHERS = sa.and_(actions.c.tenant == _TENANT, actions.c.action_id != sa.bindparam("which"))
_COUNT = sa.select(sa.func.count().label("many")).select_from(actions).where(_OTHERS)
_TOOL = actions.c.tool == sa.bindparam("tool")
_LAST_MINUTE = _COUNT.where(_TOOL, actions.c.started_at > _MINUTE)
_RUNNING = _COUNT.where(_TOOL, actions.c.state == "running")
_IN_RUN = _COUNT.where(actions.c.run_id == _RUN)
_REPEATS = _IN_RUN.where(_TOOL, actions.c.args_sha256 == sa.bindparam("args"))
_HIT = sa.select(actions.c.targets).where(_OTHERS, actions.c.started_at > _MINUTE).limit(_MOST_PAST)
_COUNTED = ("last_minute", "running", "in_run", "repeats")


def beside(
    connection: Connection, action: Action, policy: Policy | None, rails: Guardrails | None, spec: ToolSpec | None,
    now: int,
) -> tuple[tuple[Past, ...], Traffic]:  # fmt: skip
    """What a sequence rule for this action may ask about: actions that were let through, and what was read for the
    same case or in the same run; and of what goes on beside it as much as there is a limit for."""
    rules = concerning(rails, action) if rails is not None else []
    queries = _of_rules(rules, action) | _of_limits(action, policy, rails, spec)
    given = {
        "whose": action.tenant, "which": action.action_id, "tool": action.tool, "args": action.args_sha256,
        "run": action.run_id, "case": action.case_id, "minute": now - _MINUTE_NS,
        "since": now - max((nanoseconds(rule.within) for rule in rules), default=0),
    }  # fmt: skip
    found = together(connection, queries, given)
    past = sorted((*_done(found, action), *_read(found)), key=lambda one: one.at, reverse=True)
    counts = {name: int(found[name][0]["many"]) for name in _COUNTED if name in found}
    return tuple(past), Traffic(**counts, target_last_minute=_busiest_target(found, action))


def _of_rules(rules: Sequence[SequenceRule], action: Action) -> dict[str, sa.Select[Any]]:
    if not rules:
        return {}
    begins = tuple(sorted({pattern.partition("*")[0] for rule in rules for pattern in rule.after.tools}))
    queries = {"done": _done_since(begins)}
    return queries | ({"read": _read_since(begins)} if action.run_id or action.case_id else {})


def _of_limits(
    action: Action, policy: Policy | None, rails: Guardrails | None, spec: ToolSpec | None
) -> dict[str, sa.Select[Any]]:
    wanted: dict[str, sa.Select[Any]] = {}
    if (policy and policy.rate_of(action.tool)) or (spec and spec.rate_per_minute):
        wanted["last_minute"] = _LAST_MINUTE
    if spec and spec.concurrency:
        wanted["running"] = _RUNNING
    if action.run_id:
        wanted |= {"in_run": _IN_RUN, "repeats": _REPEATS}
    if rails and rails.limits.per_target_per_minute:
        wanted["hit"] = _HIT
    return wanted


@lru_cache(maxsize=100)
def _done_since(begins: tuple[str, ...]) -> sa.Select[Any]:
    """Actions of tools whose names begin so; what a rule really means, the guard decides."""
    columns = ("tool", "effect", "targets", "started_at", "case_id", "run_id")
    query = sa.select(*(actions.c[name] for name in columns)).where(
        _OTHERS, actions.c.tenant == _TENANT, actions.c.state.in_(_DONE), actions.c.started_at > _SINCE,
        _begins(actions.c.tool, begins, by_bytes=True),
    )  # fmt: skip
    return query.order_by(actions.c.started_at.desc()).limit(_MOST_PAST)


@lru_cache(maxsize=100)
def _read_since(begins: tuple[str, ...]) -> sa.Select[Any]:
    """The readings of the same case or run."""
    runs = sa.select(agent_runs.c.run_id).where(
        agent_runs.c.tenant == _TENANT,
        sa.or_(agent_runs.c.case_id == sa.bindparam("case"), agent_runs.c.run_id == _RUN),
    )
    query = sa.select(tool_calls.c.tool_name, tool_calls.c.effect, tool_calls.c.started_at).where(
        tool_calls.c.tenant == _TENANT, tool_calls.c.run_id.in_(runs), tool_calls.c.started_at > _SINCE,
        tool_calls.c.status == "succeeded", _begins(tool_calls.c.tool_name, begins, by_bytes=False),
    )  # fmt: skip
    return query.order_by(tool_calls.c.started_at.desc()).limit(_MOST_PAST)


def _begins(column: sa.Column[str], begins: tuple[str, ...], *, by_bytes: bool) -> sa.ColumnElement[bool]:
    """One of the texts; everything begins with nothing."""
    return sa.true() if "" in begins else sa.or_(*(begins_with(column, text, by_bytes=by_bytes) for text in begins))


def _done(found: Found, action: Action) -> Iterator[Past]:
    for row in found.get("done", ()):
        same = _is_same(action.case_id, row["case_id"]) or _is_same(action.run_id, row["run_id"])
        yield Past(
            tool=row["tool"], effect=row["effect"], targets=tuple(row["targets"]), at=row["started_at"], same_case=same
        )


def _read(found: Found) -> Iterator[Past]:
    for row in found.get("read", ()):
        yield Past(tool=row["tool_name"], effect=row["effect"], targets=(), at=row["started_at"], same_case=True)


def _busiest_target(found: Found, action: Action) -> int:
    hits = [target for row in found.get("hit", ()) for target in row["targets"]]
    return max((hits.count(target) for target in action.targets), default=0)


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other
