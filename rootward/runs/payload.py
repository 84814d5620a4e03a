"""Payload: an agent run as it is posted, read strictly into an AgentRun; what is wrong is named with its value.

The fields are those that agent frameworks post (`docs/guides/send-agent-runs.md`); those that tell more (who acted in a
step, the tools that an agent knew, …) may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec

from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.runs.model import AgentRun, Cost, GuardrailEvent, Step, ToolCall, ToolDefinition

__all__ = ["parse_run"]

MAX_PARTS = 100_000
_MS = 1_000_000
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Word = Annotated[str, msgspec.Meta(max_length=500)]
Count = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Money = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
Status = Literal["success", "failure", "timeout", "running", "unknown"]
_Times = dict[str, tuple[int | None, int | None]]


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    """What is not listed is a mistake: it would be lost unseen."""


class _Cost(_Part, kw_only=True):
    tokens_prompt: Count | None = None
    tokens_completion: Count | None = None
    total_cost_usd: Money | None = None


class _Tool(_Part, kw_only=True):
    name: Name
    description: str = ""
    schema: Any = None


class _Step(_Part, kw_only=True):
    step_id: Id
    name: Name
    status: Status
    started_at: str | None = None
    ended_at: str | None = None
    input_summary: str | None = None
    output_summary: str | None = None
    retries: Count = 0
    latency_ms: Count | None = None
    kind: Literal["step", "agent", "llm", "tool", "retrieval", "guardrail"] = "step"
    agent: Word | None = None
    parent_id: Id | None = None
    error_type: Word | None = None
    error_message: str | None = None
    model: Word | None = None
    finish_reason: Word | None = None
    prompt_hash: Word | None = None
    cost: _Cost | None = None


class _Call(_Part, kw_only=True):
    call_id: Id
    step_id: Id
    tool_name: Name
    status: Status
    args_json: Any = None
    args_hash: Word | None = None
    result_summary: str | None = None
    error_class: Word | None = None
    error_message: str | None = None
    status_code: Annotated[int, msgspec.Meta(ge=0, le=9999)] | None = None
    retries: Count = 0
    latency_ms: Count | None = None
    started_at: str | None = None
    ended_at: str | None = None
    kind: Literal["tool", "retrieval"] = "tool"
    result_count: Count | None = None


class _Guardrail(_Part, kw_only=True):
    event_id: Id
    type: Literal["pii_redaction", "policy_block", "schema_validation", "other"]
    message: str | None = None
    step_id: Id | None = None
    call_id: Id | None = None
    created_at: str | None = None


class _Run(_Part, kw_only=True):
    run_id: Id | None = None
    agent_name: Name
    agent_version: Word | None = None
    model: Word | None = None
    environment: Word | None = None
    started_at: str
    ended_at: str | None = None
    status: Status
    error_type: Word | None = None
    error_message: str | None = None
    trace_id: Word | None = None
    correlation_ids: Annotated[list[Word], msgspec.Meta(max_length=1000)] = []
    steps: Annotated[list[_Step], msgspec.Meta(max_length=MAX_PARTS)] = []
    tool_calls: Annotated[list[_Call], msgspec.Meta(max_length=MAX_PARTS)] = []
    guardrail_events: Annotated[list[_Guardrail], msgspec.Meta(max_length=MAX_PARTS)] = []
    cost: _Cost | None = None
    task: str | None = None
    prompt_hash: Word | None = None
    tools: Annotated[list[_Tool], msgspec.Meta(max_length=10_000)] = []


def parse_run(given: JSON) -> AgentRun:
    """The run that a decoded JSON document describes. Raises BadInput naming the field (`steps[0].status`) and the
    value. A run without an id is given one. Texts are as they were sent: whoever stores them redacts and shortens."""
    try:
        sent = msgspec.convert(given, _Run)
    except msgspec.ValidationError as error:
        raise _refusal(given, str(error)) from error
    steps = tuple(_step(item, index) for index, item in enumerate(sent.steps))
    calls = tuple(_call(item, index) for index, item in enumerate(sent.tool_calls))
    events = tuple(_guardrail(item, index) for index, item in enumerate(sent.guardrail_events))
    _check_references(sent)
    started, ended = _times(sent.started_at, sent.ended_at, "")
    return AgentRun(
        run_id=sent.run_id or clock.new_id("run"), agent_name=sent.agent_name, agent_version=sent.agent_version or "",
        model=sent.model or "", environment=sent.environment or "", status=sent.status, task=sent.task or "",
        error_type=sent.error_type, error_message=sent.error_message, trace_id=sent.trace_id,
        correlation_ids=tuple(sent.correlation_ids), prompt_hash=sent.prompt_hash, started_at=started, ended_at=ended,
        steps=steps, tool_calls=calls, guardrail_events=events,
        tools=tuple(ToolDefinition(name=tool.name, description=tool.description, schema=tool.schema)
                    for tool in sent.tools),
        cost=_cost(sent.cost),
    )  # fmt: skip


def _step(sent: _Step, index: int) -> Step:
    started, ended = _times(sent.started_at, sent.ended_at, f"steps[{index}].")
    return Step(
        step_id=sent.step_id, name=sent.name, kind=sent.kind, status=sent.status, agent=sent.agent or "",
        parent_id=sent.parent_id, started_at=started, ended_at=ended,
        latency_ms=_latency(sent.latency_ms, started, ended), retries=sent.retries,
        input_summary=sent.input_summary or "", output_summary=sent.output_summary or "", error_type=sent.error_type,
        error_message=sent.error_message, model=sent.model, finish_reason=sent.finish_reason,
        prompt_hash=sent.prompt_hash, cost=_cost(sent.cost),
    )  # fmt: skip


def _call(sent: _Call, index: int) -> ToolCall:
    started, ended = _times(sent.started_at, sent.ended_at, f"tool_calls[{index}].")
    return ToolCall(
        call_id=sent.call_id, step_id=sent.step_id, tool_name=sent.tool_name, kind=sent.kind, status=sent.status,
        args=sent.args_json, args_hash=sent.args_hash or _hash(sent.args_json),
        result_summary=sent.result_summary or "", result_count=sent.result_count, error_class=sent.error_class,
        error_message=sent.error_message, status_code=sent.status_code, started_at=started, ended_at=ended,
        latency_ms=_latency(sent.latency_ms, started, ended), retries=sent.retries,
    )  # fmt: skip


def _hash(arguments: JSON) -> str:
    """Nothing for arguments that nobody told: two unknowns are not the same call."""
    return "" if arguments is None else sha256_hex(arguments)


def _guardrail(sent: _Guardrail, index: int) -> GuardrailEvent:
    return GuardrailEvent(
        event_id=sent.event_id, type=sent.type, message=sent.message or "", step_id=sent.step_id,
        call_id=sent.call_id, created_at=_time(sent.created_at, f"guardrail_events[{index}].created_at"),
    )  # fmt: skip


def _cost(sent: _Cost | None) -> Cost:
    if sent is None:
        return Cost()
    return replace(Cost(), **{name: getattr(sent, name) for name in Cost.__slots__})


def _latency(given: int | None, started: int | None, ended: int | None) -> int | None:
    if given is not None or started is None or ended is None:
        return given
    return (ended - started) // _MS


def _times(started: str | None, ended: str | None, where: str) -> tuple[int | None, int | None]:
    begun, over = _time(started, f"{where}started_at"), _time(ended, f"{where}ended_at")
    if begun is not None and over is not None and over < begun:
        field = f"{where}ended_at"
        raise BadInput(f"{field} {ended} lies before {where}started_at {started}", field=field, value=ended)
    return begun, over


def _time(text: str | None, field: str) -> int | None:
    if text is None:
        return None
    try:
        ns = clock.parse_ns(text)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field}: {text[:80]!r} is not an RFC 3339 time with a zone", field=field, value=text[:80]) \
            from error  # fmt: skip
    if not 0 < ns < 2**63:
        raise BadInput(f"{field}: {text[:80]!r} is not between 1970 and 2262", field=field, value=text[:80])
    return ns


def _check_references(sent: _Run) -> None:
    """Ids are unique within the run, and what names a step or a call names one of this run."""
    steps = _unique((item.step_id for item in sent.steps), "steps", "step_id")
    calls = _unique((item.call_id for item in sent.tool_calls), "tool_calls", "call_id")
    _unique((item.event_id for item in sent.guardrail_events), "guardrail_events", "event_id")
    for index, step in enumerate(sent.steps):
        _require(step.parent_id, steps, f"steps[{index}].parent_id", "step")
    for index, call in enumerate(sent.tool_calls):
        _require(call.step_id, steps, f"tool_calls[{index}].step_id", "step")
    for index, event in enumerate(sent.guardrail_events):
        _require(event.step_id, steps, f"guardrail_events[{index}].step_id", "step")
        _require(event.call_id, calls, f"guardrail_events[{index}].call_id", "tool call")


def _unique(ids: Iterable[str], where: str, name: str) -> set[str]:
    seen: set[str] = set()
    for index, one in enumerate(ids):
        if one in seen:
            field = f"{where}[{index}].{name}"
            raise BadInput(f"{field}: {one!r} stands there already", field=field, value=one)
        seen.add(one)
    return seen


def _require(named: str | None, known: set[str], field: str, what: str) -> None:
    if named is not None and named not in known:
        raise BadInput(f"{field}: {named!r} is no {what} of this run", field=field, value=named)


_PLACE = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_FIELD = re.compile(r"`(?P<name>[^`]*)`$")


def _refusal(given: JSON, said: str) -> BadInput:
    """msgspec says where (`$.steps[0].status`); the value that stands there is looked up and said too."""
    found = _PLACE.search(said)
    path, reason = (found["path"], said[: found.start()]) if found else ("", said)
    if "unknown field" in reason or "missing required field" in reason:
        named = _FIELD.search(reason)
        path = ".".join(part for part in (path, named["name"] if named else "") if part)
        why = "is required" if "missing" in reason else "is no field of a run"
        return BadInput(f"{path} {why}", field=path, value=_shown(_at(given, path)))
    value = _shown(_at(given, path))
    return BadInput(f"{path or 'the body'}: {reason}, not {value}", field=path or "body", value=value)


def _at(given: Any, path: str) -> Any:
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(given, list) and part.isdigit():
            given = given[int(part)] if int(part) < len(given) else None
        else:
            given = given.get(part) if isinstance(given, dict) else None
    return given


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
