"""Clean: a run before it is stored: secrets and personal data taken out, long texts shortened to summaries."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar, cast

import msgspec

from rootward.kit.canonical import JSON
from rootward.kit.redact import may_contain_secret, redact_value
from rootward.runs.model import AgentRun, GuardrailEvent, Step, ToolCall

__all__ = ["LONGEST", "cleaned"]

P = TypeVar("P", AgentRun, Step, ToolCall, GuardrailEvent)
LONGEST = 2_000
"""Characters of a text that is kept."""


def cleaned(run: AgentRun) -> AgentRun:
    """The same run, redacted (before it is cut: half a secret would not be recognised) and shortened; the same object
    where nothing had to go. Cleaning twice is cleaning once."""
    raw = msgspec.json.encode(run)
    if may_contain_secret(raw):
        run = msgspec.convert(redact_value(cast(JSON, msgspec.json.decode(raw))), AgentRun)
    if len(raw) <= LONGEST:
        return run
    return _changed(
        run, task=_short(run.task), error_message=_shortened(run.error_message),
        steps=tuple(_step(step) for step in run.steps), tool_calls=tuple(_call(call) for call in run.tool_calls),
        guardrail_events=tuple(_event(event) for event in run.guardrail_events),
    )  # fmt: skip


def _step(step: Step) -> Step:
    return _changed(
        step, input_summary=_short(step.input_summary), output_summary=_short(step.output_summary),
        error_message=_shortened(step.error_message),
    )  # fmt: skip


def _call(call: ToolCall) -> ToolCall:
    return _changed(call, result_summary=_short(call.result_summary), error_message=_shortened(call.error_message))


def _event(event: GuardrailEvent) -> GuardrailEvent:
    return _changed(event, message=_short(event.message))


def _changed(part: P, **now: object) -> P:
    if all(getattr(part, name) is value or getattr(part, name) == value for name, value in now.items()):
        return part
    return replace(part, **now)  # type: ignore[arg-type]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _shortened(text: str | None) -> str | None:
    return None if text is None else _short(text)
