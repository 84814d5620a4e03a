"""The gateway: the only way to a tool. Validate, call within the time limit, record, audit.

What reading needs of the gate: the tool is known, open to this agent, no kill switch and no decision of the tenant
stands against it, its arguments fit its closed schema, and it only reads. Anything with another effect is an action
(tools/actions.py) and denied here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from rootward.errors import BadInput, Denied, Misconfigured, NotFound, RootwardError, TimedOut
from rootward.kit import clock, metrics, tracing
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection, Database
from rootward.kit.json_schema import misfit
from rootward.kit.redact import redact_text, redact_value
from rootward.runs.calls import CallRecord
from rootward.tools.contract import Tool, ToolContext, ToolResult, ToolSpec
from rootward.tools.openness import Openness
from rootward.tools.outside import Outside, closed
from rootward.tools.readings import Readings
from rootward.tools.schemas import check_closed

__all__ = ["Gateway", "RecordedToolbox"]

T = TypeVar("T")
_AGAIN = " (as read before)"


class Gateway:
    """Knows every tool by name; built once by the composition root. Without `outside` no tool reaches another system,
    without `openness` nothing is switched off.

    Raises Misconfigured for a name used twice."""

    def __init__(
        self, db: Database, tools: Iterable[Tool], *, outside: Callable[[str], Outside] = closed,
        openness: Openness | None = None,
    ) -> None:  # fmt: skip
        self._db = db
        self._outside, self._openness = outside, openness
        self._tools: dict[str, Tool] = {}
        for tool in tools:
            name = tool.spec.name
            if name in self._tools:
                raise Misconfigured(f"two tools are called {name!r}", field="tool", value=name)
            check_closed(name, tool.spec.schema)
            self._tools[name] = tool

    def specs(self) -> list[ToolSpec]:
        return [self._tools[name].spec for name in sorted(self._tools)]

    def spec(self, name: str) -> ToolSpec | None:
        return self._tools[name].spec if name in self._tools else None

    async def call(
        self, name: str, arguments: dict[str, JSON], *, tenant: str, allowed: Iterable[str] | None = None,
        readings: Readings | None = None, agent: str = "",
    ) -> tuple[ToolResult, CallRecord]:  # fmt: skip
        """One governed call; what `readings` hold already is answered from there.

        Raises NotFound, Denied, BadInput, TimedOut, or what the tool raised.
        """
        try:
            tool = self._admit(name, arguments, allowed)
            reason = await self._openness.refusal(tenant, name, agent) if self._openness else None
            if reason is not None:
                raise Denied(f"tool {name!r} may not be called: {reason}", tool=name)
        except RootwardError:
            known = name if name in self._tools else "unknown"  # a caller's invention names no series
            metrics.TOOL_CALLS.labels(tenant, known, "denied").inc()
            raise
        store = _TenantStore(self._db, tenant)
        kept = {} if readings is None else readings.kept
        context = ToolContext(tenant=tenant, read=store, outside=self._outside(tenant), kept=kept)
        make = partial(tool.call, arguments, context)
        started, began = clock.now_ns(), clock.monotonic()
        with tracing.span(f"tool {name}", tenant=tenant):
            try:
                async with asyncio.timeout(tool.spec.timeout_s):
                    if readings is None:
                        result, again = await make(), False
                    else:
                        result, again = await readings.answer(tenant, name, arguments, make)
            except TimeoutError as error:
                self._observe(tenant, name, "failed", began)
                raise TimedOut(f"tool {name} took longer than {tool.spec.timeout_s:g} s", who=name) from error
            except RootwardError:
                self._observe(tenant, name, "failed", began)
                raise
        self._observe(tenant, name, "succeeded", began)
        record = _record(tool.spec, arguments, result, started, began, again=again)
        metrics.TOOL_COST.labels(tenant, name).inc(record.cost_usd)
        return result, record

    def _admit(self, name: str, arguments: dict[str, JSON], allowed: Iterable[str] | None) -> Tool:
        if name not in self._tools:
            raise NotFound(f"there is no tool {name!r}", field="tool", value=name)
        if allowed is not None and name not in allowed:
            raise Denied(f"tool {name!r} is not open to this agent", tool=name)
        tool = self._tools[name]
        if tool.spec.effect != "read":
            raise Denied(f"tool {name!r} has the effect {tool.spec.effect!r}; only reading is open", tool=name)
        wrong = misfit(tool.spec.schema, arguments)
        if wrong is not None:
            raise BadInput(f"tool {name}: {wrong.message}", field=wrong.field or name, value=str(wrong.value)[:200])
        return tool

    def _observe(self, tenant: str, name: str, status: str, began: float) -> None:
        metrics.TOOL_CALLS.labels(tenant, name, status).inc()
        metrics.TOOL_LATENCY.labels(tenant, name).observe(clock.monotonic() - began)


class RecordedToolbox:
    """An agent's toolbox: opens only its own tools and notes every call into `calls`; `readings` are shared by those
    who work on one investigation."""

    def __init__(
        self, gateway: Gateway, tenant: str, allowed: Iterable[str], calls: list[CallRecord],
        readings: Readings | None = None, *, agent: str = "",
    ) -> None:  # fmt: skip
        self._gateway, self._tenant, self._allowed, self._calls = gateway, tenant, frozenset(allowed), calls
        self._readings, self._agent = readings, agent

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        """Raises what `Gateway.call` raises, after noting it down."""
        started, began = clock.now_ns(), clock.monotonic()
        try:
            result, record = await self._gateway.call(
                tool,
                arguments,
                tenant=self._tenant,
                allowed=self._allowed,
                readings=self._readings,
                agent=self._agent,
            )
        except RootwardError as error:
            self._calls.append(_refused(self._gateway.spec(tool), tool, arguments, error, started, began))
            raise
        self._calls.append(record)
        return result


class _TenantStore:
    """A read-only door to one tenant's rows."""

    def __init__(self, db: Database, tenant: str) -> None:
        self._db, self._tenant = db, tenant

    async def __call__(self, unit: Callable[[Connection, str], T]) -> T:
        return await self._db.read(lambda connection: unit(connection, self._tenant), tenant=self._tenant)


def _record(
    spec: ToolSpec, arguments: Mapping[str, JSON], result: ToolResult, started: int, began: float, *, again: bool
) -> CallRecord:
    return replace(
        _blank(spec, spec.name, arguments, started, began),
        status="succeeded",
        result_summary=result.summary[:1900] + (_AGAIN if again else ""),
        result_hash=sha256_hex(result.value),
        cost_usd=0.0 if again else spec.cost_usd,
    )


def _refused(
    spec: ToolSpec | None, name: str, arguments: Mapping[str, JSON], error: RootwardError, started: int, began: float
) -> CallRecord:
    """A call that never reached its tool was denied; one that did, failed."""
    denied = isinstance(error, Denied | NotFound | BadInput)
    return replace(
        _blank(spec, name, arguments, started, began),
        status="denied" if denied else "failed",
        error_class=type(error).__name__,
        error_message=redact_text(error.message)[:2000],
        status_code=error.status,
    )


def _blank(spec: ToolSpec | None, name: str, arguments: Mapping[str, JSON], started: int, began: float) -> CallRecord:
    kept = redact_value(dict(arguments))
    return CallRecord(
        call_id=clock.new_id("call"),
        tool_name=name,
        tool_version=spec.version if spec else "",
        schema_hash=spec.schema_hash if spec else "",
        effect=spec.effect if spec else "unknown",
        status="failed",
        args_json=kept if isinstance(kept, dict) else {},
        args_hash=sha256_hex(dict(arguments)),
        result_summary="",
        result_hash="",
        started_at=started,
        ended_at=clock.now_ns(),
        latency_ms=int((clock.monotonic() - began) * 1000),
    )
