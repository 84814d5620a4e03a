"""Rehearse: what a tool would do and what the gate would say to it, without anything being done or asked for.

A tool that only reads is read with. One that has an effect is asked for its dry run, where it has one; nothing of it is
kept but the entry in the audit log, so that an action that follows is decided, tried and approved on its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

from rootward.audit import log as audit
from rootward.errors import RootwardError
from rootward.governance.action import Action
from rootward.governance.decide import BEFORE_TRYING, GUARDS, Guard, decide
from rootward.governance.decision import Decision, Word
from rootward.governance.guards.policy import policy
from rootward.governance.surroundings import DryRun, Surroundings
from rootward.kit import clock
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.kit.db import Connection, Database
from rootward.kit.redact import redact_text, redact_value
from rootward.tools.actions import Kept
from rootward.tools.contract import Previewing, ToolContext, ToolResult
from rootward.tools.facts import facts_of
from rootward.tools.outside import Outside
from rootward.tools.ports import Found, Ports
from rootward.tools.record import entry_of
from rootward.tools.surround import load

__all__ = ["VERB", "Rehearsal", "rehearse"]

T = TypeVar("T")
VERB = "tool.rehearsed"


def reading(action: Action, around: Surroundings) -> Word | None:
    """Reading is no effect: it needs no rule that permits it, as it needs none when an agent reads."""
    return Word(guard="reading", answer="allow", reason="it only reads") if action.effect == "read" else None


_READING: tuple[Guard, ...] = (*(guard for guard in BEFORE_TRYING if guard is not policy), reading)
_MAX_SHOWN = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsal:
    """`decision` is what the gate would say to the action now; for a tool that only reads, whether it may be read with.
    `answer` is the dry run or the reading, without secrets; `failed` why there is none."""

    decision: Decision
    answer: dict[str, JSON] | None = None
    failed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tried:
    sha256: str = ""
    answer: dict[str, JSON] | None = None
    failed: str = ""


async def rehearse(db: Database, ports: Ports, outside: Callable[[str], Outside], action: Action) -> Rehearsal:
    """`action` is made but not asked for. What the tool refuses, or cannot reach, is said in the answer."""
    tenant = action.tenant
    reads = action.effect == "read"
    look = partial(_seen, action=action, ports=ports)
    first = _READING if reads else BEFORE_TRYING
    found, there = await db.read(partial(look, guards=first), tenant=tenant)
    if there is None or found.answer == "deny" or not (reads or hasattr(there.tool, "preview")):
        tried = _Tried()
    else:
        tried = await _tried(db, outside, action, there)
        if not reads:
            said = DryRun(sha256=tried.sha256, failed=tried.failed)
            found, _ = await db.read(partial(look, guards=GUARDS, tried=said), tenant=tenant)
    entry = entry_of(action, VERB, found, facts={"failed": tried.failed} if tried.failed else None)
    await db.run(partial(audit.append, tenant=tenant, entry=entry), tenant=tenant)
    return Rehearsal(decision=found, answer=tried.answer, failed=tried.failed)


def _seen(
    connection: Connection, *, action: Action, ports: Ports, guards: tuple[Guard, ...], tried: DryRun | None = None
) -> tuple[Decision, Found | None]:
    kept, now = Kept(action=action, state="requested", row={"approval_id": None, "decision": None}), clock.now_ns()
    facts = facts_of(connection, kept, now)
    seen = load(connection, kept, facts, ports, now=now, resting=None, tried=tried)
    return decide(action, seen.surroundings, guards), seen.found


async def _tried(db: Database, outside: Callable[[str], Outside], action: Action, there: Found) -> _Tried:
    async def store(unit: Callable[[Connection, str], T]) -> T:
        return await db.read(lambda connection: unit(connection, action.tenant), tenant=action.tenant)

    context = ToolContext(tenant=action.tenant, read=store, outside=outside(action.tenant))
    make: Callable[..., Awaitable[ToolResult]]
    make = there.tool.call if action.effect == "read" else cast(Previewing, there.tool).preview
    try:
        async with asyncio.timeout(there.spec.timeout_s):
            result = await make(action.arguments, context)
    except TimeoutError:
        return _Tried(failed=f"it took longer than {there.spec.timeout_s:g} s")
    except RootwardError as error:
        return _Tried(failed=redact_text(error.message)[:500])
    return _Tried(sha256=sha256_hex(result.value), answer=_shown(result))


def _shown(result: ToolResult) -> dict[str, JSON]:
    value = redact_value(dict(result.value))
    if len(canonical(value)) > _MAX_SHOWN:
        value = {"omitted": f"more than {_MAX_SHOWN} bytes"}
    return {"summary": redact_text(result.summary)[:2000], "value": value, "presence": str(result.presence)}
