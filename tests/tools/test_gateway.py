"""The gateway: known, open, well-formed, reading, in time; and on record."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from rootward.errors import BadInput, Denied, Misconfigured, NotFound, RootwardError, TimedOut, Unavailable
from rootward.kit import metrics
from rootward.kit.canonical import JSON
from rootward.kit.db import Database
from rootward.runs.calls import CallRecord
from rootward.tools.contract import Effect, ToolContext, ToolResult, ToolSpec
from rootward.tools.gateway import Gateway, RecordedToolbox
from rootward.tools.readings import Readings

_CLOSED: dict[str, JSON] = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 5}, "count": {"type": "integer", "minimum": 0}},
    "required": ["name"],
    "additionalProperties": False,
}


@dataclass
class Echo:
    """Answers its arguments; `behave` may do something else first."""

    effect: Effect = "read"
    schema: dict[str, JSON] = field(default_factory=lambda: _CLOSED)
    failure: Exception | None = None
    sleeps: bool = False
    cost_usd: float = 0.0

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="echo", description="x", schema=self.schema, effect=self.effect, cost_usd=self.cost_usd,
            timeout_s=0.05 if self.sleeps else 100,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        if self.sleeps:
            await asyncio.Event().wait()
        if self.failure:
            raise self.failure
        tenant = await context.read(lambda _connection, tenant: tenant)
        return ToolResult(value={**arguments, "tenant": tenant}, summary="echoed")


async def test_a_call_is_answered_and_recorded(database: Database) -> None:
    calls: list[CallRecord] = []
    toolbox = RecordedToolbox(Gateway(database, [Echo()]), "t", ["echo"], calls)
    result = await toolbox.call("echo", {"name": "a", "count": 1})
    assert result.value == {"name": "a", "count": 1, "tenant": "t"}
    assert [(call.tool_name, call.status, call.args_json) for call in calls] == [
        ("echo", "succeeded", {"name": "a", "count": 1})
    ]
    assert len(calls[0].args_hash) == len(calls[0].schema_hash) == 64


@pytest.mark.parametrize(
    ("name", "given", "effect", "counted"),
    [
        ("echo", {"name": "a", "more": 1}, "read", "echo"),
        ("echo", {"name": "a"}, "idempotent", "echo"),
        ("made up", {}, "read", "unknown"),
    ],
)
async def test_a_denied_call_is_counted(
    database: Database, name: str, given: dict[str, JSON], effect: Effect, counted: str
) -> None:
    def count() -> float:
        labels = {"tenant": "counted", "tool": counted, "status": "denied"}
        return metrics.REGISTRY.get_sample_value("rootward_tool_calls_total", labels) or 0.0

    before = count()
    with pytest.raises(RootwardError):
        await Gateway(database, [Echo(effect=effect)]).call(name, given, tenant="counted")
    assert count() == before + 1


async def test_a_call_made_again_is_recorded_again_and_costs_nothing(database: Database) -> None:
    gateway, readings = Gateway(database, [Echo(cost_usd=0.5)]), Readings()
    first: list[CallRecord] = []
    second: list[CallRecord] = []
    given: dict[str, JSON] = {"name": "a"}
    answer = await RecordedToolbox(gateway, "t", ["echo"], first, readings).call("echo", given)
    assert await RecordedToolbox(gateway, "t", ["echo"], second, readings).call("echo", given) is answer
    assert first[0].call_id != second[0].call_id
    assert first[0].result_hash == second[0].result_hash
    assert [(call.result_summary, call.cost_usd) for call in first + second] == [
        ("echoed", 0.5), ("echoed (as read before)", 0.0)
    ]  # fmt: skip


async def test_what_was_read_before_is_still_closed_to_who_may_not_call(database: Database) -> None:
    gateway, readings, calls = Gateway(database, [Echo()]), Readings(), list[CallRecord]()
    await RecordedToolbox(gateway, "t", ["echo"], calls, readings).call("echo", {"name": "a"})
    with pytest.raises(Denied):
        await RecordedToolbox(gateway, "t", ["other"], calls, readings).call("echo", {"name": "a"})


@pytest.mark.parametrize(
    ("arguments", "field_"),
    [({}, "name"), ({"name": 1}, "name"), ({"name": "toolong"}, "name"), ({"name": "a", "count": -1}, "count"),
     ({"name": "a", "extra": 1}, "extra")],
)  # fmt: skip
async def test_arguments_that_do_not_fit_never_reach_the_tool(
    database: Database, arguments: dict[str, JSON], field_: str
) -> None:
    gateway = Gateway(database, [Echo(failure=AssertionError("reached"))])
    with pytest.raises(BadInput) as refused:
        await gateway.call("echo", arguments, tenant="t")
    assert refused.value.facts["field"] == field_


async def test_a_tool_that_is_not_open_to_the_caller_is_denied(database: Database) -> None:
    calls: list[CallRecord] = []
    toolbox = RecordedToolbox(Gateway(database, [Echo()]), "t", ["other"], calls)
    with pytest.raises(Denied, match="not open"):
        await toolbox.call("echo", {"name": "a"})
    assert [(call.status, call.status_code) for call in calls] == [("denied", 403)]


@pytest.mark.parametrize("effect", ["idempotent", "non_idempotent", "destructive"])
async def test_only_reading_is_open(database: Database, effect: Effect) -> None:
    with pytest.raises(Denied, match="only reading"):
        await Gateway(database, [Echo(effect=effect)]).call("echo", {"name": "a"}, tenant="t")


async def test_an_unknown_tool_is_named(database: Database) -> None:
    with pytest.raises(NotFound, match="nope"):
        await Gateway(database, []).call("nope", {}, tenant="t")


async def test_a_tool_that_takes_too_long_is_ended(database: Database) -> None:
    with pytest.raises(TimedOut, match="echo"):
        await Gateway(database, [Echo(sleeps=True)]).call("echo", {"name": "a"}, tenant="t")


async def test_an_outside_failure_reaches_the_caller_as_it_is(database: Database) -> None:
    with pytest.raises(Unavailable, match="down"):
        await Gateway(database, [Echo(failure=Unavailable("down", who="x"))]).call("echo", {"name": "a"}, tenant="t")


def test_an_open_schema_and_a_double_name_are_refused_at_the_start(database: Database) -> None:
    with pytest.raises(Misconfigured, match="not closed"):
        Gateway(database, [Echo(schema={"type": "object"})])
    with pytest.raises(Misconfigured, match="two tools"):
        Gateway(database, [Echo(), Echo()])
