"""Execute: carry one action from its message to its end: try, admit, call once, settle.

Whatever kills the worker, the action is in a state from which the next one knows what to do. Before the intent is
durable nothing has happened. After it, what may be repeated is called again under the same key, and anything else is
unknown until a person says how it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar, cast

import structlog

from rootward.errors import Denied, NotFound, RootwardError, TimedOut, Unavailable
from rootward.governance.action import Action, Amounts
from rootward.governance.surroundings import DryRun
from rootward.kit import clock, metrics, tracing
from rootward.kit.breaker import Breakers
from rootward.kit.bus import Bus, Message, Settlement
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.kit.db import Connection, Database
from rootward.kit.redact import redact_text, redact_value
from rootward.tools.actions import Kept, change
from rootward.tools.admit import Admitted, Begun, Tried, Untried, admit
from rootward.tools.contract import Previewing, ToolContext, ToolResult
from rootward.tools.outside import Outside
from rootward.tools.ports import Found, Ports
from rootward.tools.settle import Ended, failed, settle, succeeded, unknown

__all__ = ["Executor"]

T = TypeVar("T")
log = structlog.get_logger()
_MAX_KEPT = 64 * 1024
_MOST_ATTEMPTS = 3
_PAUSE_S = 0.2
_REPEATABLE = ("read", "idempotent")


class Executor:
    """Subscriber of the stage `tool`."""

    def __init__(
        self, db: Database, ports: Ports, bus: Bus, *, outside: Callable[[str], Outside],
        breakers: Breakers | None = None, pause_s: float = _PAUSE_S,
    ) -> None:  # fmt: skip
        self._db, self._ports, self._bus, self._outside = db, ports, bus, outside
        self._breakers, self._pause_s = breakers or Breakers(), pause_s

    async def carry(self, message: Message) -> Settlement:
        """Do what is to be done about the action now; what is returned writes how it ended."""
        tenant, action_id = message.tenant, str(message.body["action_id"])
        structlog.contextvars.bind_contextvars(tenant=tenant, action=action_id)
        try:
            step = await self._admit(tenant, action_id)
        except NotFound:
            log.warning("action.not_there", action=action_id)
            return _nothing
        if step is None:
            return _nothing
        with tracing.span(f"action {step.kept.action.tool}", tenant=tenant, action=action_id):
            if isinstance(step, Begun):
                return await self._after_a_death(step.kept, step.found)
            if isinstance(step, Untried):
                tried = await self._tried(step.kept.action, step.found)
                step = await self._admit(tenant, action_id, tried)
            if isinstance(step, Admitted):
                return await self._call(step.kept, step.found)
        return _nothing

    async def _admit(
        self, tenant: str, action_id: str, tried: Tried | None = None
    ) -> Admitted | Untried | Begun | None:
        def resting(tool: str) -> str | None:
            return self._breakers.resting((tenant, tool), clock.monotonic())

        unit = partial(
            admit, tenant=tenant, action_id=action_id, ports=self._ports, bus=self._bus, now=clock.now_ns(),
            resting=resting, tried=tried,
        )  # fmt: skip
        return await self._db.run(unit, tenant=tenant)

    async def _after_a_death(self, kept: Kept, found: Found | None) -> Settlement:
        """A worker stated its intent and was not heard of again. What may be repeated is, if nothing has stopped it
        since; whether anything else happened nobody knows."""
        action = kept.action
        why = await self._read(partial(self._why_not_again, kept=kept, found=found), action.tenant)
        if why is None and found is not None:
            return await self._call(await self._db.run(partial(_again, kept=kept), tenant=action.tenant), found)
        error = Unavailable(f"the worker died after it had begun: {why}", who=action.tool)
        return self._settlement(kept, unknown(error, action.most))

    def _why_not_again(self, connection: Connection, *, kept: Kept, found: Found | None) -> str | None:
        action = kept.action
        if action.effect not in _REPEATABLE:
            return f"what is {action.effect} is never done twice"
        if kept.row["attempts"] >= _MOST_ATTEMPTS:
            return f"{kept.row['attempts']} workers died at it"
        if found is None or not found.standing.is_open or found.spec.schema_hash != action.schema_hash:
            return "the tool is not what it was"
        return self._stopped(connection, action)

    def _stopped(self, connection: Connection, action: Action) -> str | None:
        """Why nothing may happen any more, whatever was decided a moment ago."""
        scopes = {"global", "tenant", f"tool:{action.tool}", f"agent:{action.requester.agent}"}
        engaged = [one.scope for one in self._ports.switches.engaged(connection, action.tenant)]
        return next((f"the kill switch {scope} is engaged" for scope in engaged if scope in scopes), None)

    async def _tried(self, action: Action, found: Found) -> Tried:
        tool = cast(Previewing, found.tool)
        try:
            result = await self._in_time(found, partial(tool.preview, action.arguments, self._context(action)))
        except RootwardError as error:
            return Tried(result=DryRun(failed=redact_text(error.message)[:500]))
        return _kept_of(result)

    async def _call(self, kept: Kept, found: Found) -> Settlement:
        """Called with an intent on the record, and nowhere else."""
        action, began = kept.action, clock.monotonic()
        name = (action.tenant, action.tool)
        self._breakers.began(name, began)
        try:
            result = await self._calls(action, found)
        except Unavailable as error:  # the outside failed; whether it had done it by then is another question
            ended = self._lost(action, error, _used(action, began))
            self._breakers.ended(name, clock.monotonic(), ok=False)
        except RootwardError as error:  # it answered that it would not
            ended = failed(error, _used(action, began))
            self._breakers.ended(name, clock.monotonic(), ok=True)
        else:
            ended = succeeded(result, _used(action, began))
            self._breakers.ended(name, clock.monotonic(), ok=True)
        metrics.TOOL_LATENCY.labels(action.tenant, action.tool).observe(clock.monotonic() - began)
        return self._settlement(kept, ended)

    async def _calls(self, action: Action, found: Found) -> ToolResult:
        """Again only where that is harmless, or nothing of the first can have arrived; and each time only when no kill
        switch has been engaged meanwhile. Raises Denied when one was before the first time."""
        call = partial(found.tool.call, action.arguments, self._context(action))
        if why := await self._read(partial(self._stopped, action=action), action.tenant):
            raise Denied(why, tool=action.tool)
        for left in range(max(found.spec.retries, 0), 0, -1):
            try:
                return await self._in_time(found, call)
            except Unavailable as error:
                if action.effect not in _REPEATABLE and error.facts.get("reached") is not False:
                    raise
                log.info("action.again", tool=action.tool, left=left, reason=error.message)
                await asyncio.sleep(self._pause_s)
                if await self._read(partial(self._stopped, action=action), action.tenant):
                    raise
        return await self._in_time(found, call)

    async def _in_time(self, found: Found, make: Callable[[], Awaitable[ToolResult]]) -> ToolResult:
        """Raises what the tool raised, TimedOut, and Unavailable for what is no refusal but a fault of the tool."""
        name, limit = found.spec.name, found.spec.timeout_s
        try:
            async with asyncio.timeout(limit):
                return await make()
        except TimeoutError as error:
            raise TimedOut(f"tool {name} took longer than {limit:g} s", who=name) from error
        except RootwardError:
            raise
        except Exception as error:  # a tool may be anybody's
            log.exception("tool.failed", tool=name)
            raise Unavailable(f"tool {name} failed: {type(error).__name__}", who=name) from error

    def _lost(self, action: Action, error: Unavailable, used: Amounts) -> Ended:
        surely_not = action.effect == "read" or error.facts.get("reached") is False
        return failed(error, used) if surely_not else unknown(error, used)

    def _settlement(self, kept: Kept, ended: Ended) -> Settlement:
        return partial(settle, kept=kept, ended=ended, ports=self._ports, bus=self._bus)

    def _context(self, action: Action) -> ToolContext:
        tenant = action.tenant

        async def store(unit: Callable[[Connection, str], T]) -> T:
            return await self._read(lambda connection: unit(connection, tenant), tenant)

        return ToolContext(
            tenant=tenant, read=store, outside=self._outside(tenant), idempotency_key=action.idempotency_key
        )

    async def _read(self, unit: Callable[[Connection], T], tenant: str) -> T:
        return await self._db.read(unit, tenant=tenant)


def _again(connection: Connection, *, kept: Kept) -> Kept:
    """Counted before it begins, so that an action at which every worker dies comes to an end."""
    action, attempts = kept.action, kept.row["attempts"] + 1
    change(
        connection, action.tenant, action.action_id, verb="repeated", tool=action.tool, state="running",
        attempts=attempts,
    )  # fmt: skip
    return kept.as_is(attempts=attempts)


def _kept_of(result: ToolResult) -> Tried:
    sha256 = sha256_hex(result.value)
    value = redact_value(dict(result.value))
    if len(canonical(value)) > _MAX_KEPT:
        value = {"omitted": f"more than {_MAX_KEPT} bytes"}
    kept: dict[str, JSON] = {
        "sha256": sha256, "summary": redact_text(result.summary)[:2000], "value": value, "at": clock.now_ns(),
    }  # fmt: skip
    return Tried(result=DryRun(sha256=sha256), kept=kept)


def _used(action: Action, began: float) -> Amounts:
    return replace(action.most, seconds=clock.monotonic() - began)


def _nothing(_connection: Connection) -> None:
    """The settlement of a message that there was nothing to do about."""
