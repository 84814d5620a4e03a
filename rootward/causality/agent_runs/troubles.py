"""Troubles: everything in a run that went wrong by its own fields, each with what it says and what came after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rootward.causality.agent_runs.model import Cite
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.phrases import Phrase, class_words, error_in_result, is_generic, phrase_of
from rootward.causality.agent_runs.schema_diff import schema_differences
from rootward.causality.agent_runs.signatures import Said
from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun, GuardrailEvent, Step, ToolCall

__all__ = ["Trouble", "failed", "troubles_of"]

_FAILED = frozenset({"failure", "timeout"})
_CUT_SHORT = frozenset(
    {
        "length", "max_tokens", "model_length", "max_output_tokens", "context_length", "content_filter",
        "content-filter", "content_filtered", "safety", "refusal", "recitation", "blocklist", "prohibited_content",
        "spii", "guardrail_intervened", "model_context_window_exceeded", "error", "malformed_function_call",
        "image_safety", "image_prohibited_content", "image_recitation", "prohibited", "moderation", "moderated",
        "blocked", "guardrail", "model_armor", "error_toxic", "content_policy", "content_policy_violation", "unsafe",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`subject` names what failed for people. `place` is the step's place in the run; `evidence` what shows it.
    `same_later` and `tool_later`: the same call, or the same tool with other arguments, succeeded after it;
    `last`: no call succeeded after it."""

    said: Said
    phrase: Phrase
    subject: str
    step_id: str | None
    call_id: str | None
    place: int
    evidence: tuple[Cite, ...]
    generic: bool = False
    same_later: str | None = None
    tool_later: str | None = None
    last: bool = True


def failed(call: ToolCall) -> bool:
    """True for a call that says so in a field, or whose result is an error in form."""
    if call.status in _FAILED or call.error_class or (call.status_code or 0) >= 400:
        return True
    if call.error_message and not call.result_summary:
        return True
    return error_in_result(call.result_summary) is not None


def troubles_of(order: Order) -> tuple[Trouble, ...]:
    """In the order in which they happened; a step's error that one of its calls tells is told once."""
    found = [*_of_calls(order), *_of_guardrails(order)]
    told = {trouble.step_id for trouble in found if trouble.said.source == "call"}
    found += _of_steps(order, told)
    found += _of_run(order.run, found)
    return tuple(sorted(found, key=lambda trouble: (trouble.place, trouble.call_id or "", trouble.said.source)))


def _of_calls(order: Order) -> Iterator[Trouble]:
    schemas = {tool.name: tool.schema for tool in order.run.tools}
    later_same: dict[tuple[str, str], str] = {}
    later_tool: dict[str, str] = {}
    any_later = False
    guards = _guards_by_call(order.run)
    found = []
    for call in reversed(order.calls):
        key = _same_call(call)
        if not failed(call):
            later_tool[call.tool_name] = call.call_id
            if key is not None:
                later_same[key] = call.call_id
            any_later = True
            continue
        found.append(
            _of_call(
                order, call, schemas.get(call.tool_name), guards.get(call.call_id, ()),
                later_same.get(key) if key is not None else None, later_tool.get(call.tool_name), not any_later,
            )
        )  # fmt: skip
    yield from reversed(found)


def _same_call(call: ToolCall) -> tuple[str, str] | None:
    """What a call shares with its repetition; None where nobody told the arguments."""
    told = call.args_hash or (repr(call.args) if call.args is not None else "")
    return (call.tool_name, told) if told else None


def _of_call(
    order: Order, call: ToolCall, schema: JSON, guards: tuple[GuardrailEvent, ...], same: str | None, tool: str | None,
    last: bool,
) -> Trouble:  # fmt: skip
    phrase = phrase_of(call.error_message or error_in_result(call.result_summary) or "")
    named = call.error_class or phrase.error_class
    status = call.status_code if (call.status_code or 0) >= 400 else phrase.status
    differences = tuple(str(item) for item in schema_differences(call.args, schema))
    said = Said(
        source="call", status=status or 0, error=class_words(named), message=phrase.message.lower(),
        outcome=call.status, kind=call.kind, tool=call.tool_name, retries=call.retries, schema=differences,
        placed=phrase.placed,
    )  # fmt: skip
    why = ", ".join(
        part for part in (named or "", f"status {status}" if status else "", phrase.message) if part
    ) or f"it ended as {call.status}"  # fmt: skip
    evidence = [Cite(kind="tool_call", ref_id=call.call_id, why=why)]
    if differences:
        evidence.append(
            Cite(kind="tool_call", ref_id=call.call_id, why=f"its arguments differ: {'; '.join(differences)}")
        )
    evidence += [Cite(kind="guardrail", ref_id=g.event_id, why=g.message or g.type) for g in guards]
    generic = not status and is_generic(phrase.message) and is_generic(class_words(named)) and not differences
    return Trouble(
        said=said, phrase=phrase, subject=f"call of {call.tool_name}", step_id=call.step_id, call_id=call.call_id,
        place=order.place(call.step_id), evidence=tuple(evidence), generic=generic, same_later=same,
        tool_later=tool, last=last,
    )  # fmt: skip


def _guards_by_call(run: AgentRun) -> dict[str, tuple[GuardrailEvent, ...]]:
    found: dict[str, tuple[GuardrailEvent, ...]] = {}
    for event in run.guardrail_events:
        if event.call_id:
            found[event.call_id] = (*found.get(event.call_id, ()), event)
    return found


def _of_guardrails(order: Order) -> Iterator[Trouble]:
    """Events that speak of a call which did not fail itself, or of none."""
    failing = {call.call_id for call in order.calls if failed(call)}
    succeeded = [order.place(call.step_id) for call in order.calls if not failed(call)]
    for event in order.run.guardrail_events:
        if event.call_id in failing:
            continue
        place = order.place(event.step_id)
        phrase = phrase_of(event.message)
        said = Said(
            source="guardrail", status=phrase.status, error=class_words(phrase.error_class),
            message=phrase.message.lower(), kind=class_words(event.type), placed=phrase.placed,
        )  # fmt: skip
        yield Trouble(
            said=said, phrase=phrase, subject=f"guardrail {event.type}", step_id=event.step_id, call_id=event.call_id,
            place=place, evidence=(Cite(kind="guardrail", ref_id=event.event_id, why=event.message or event.type),),
            last=not any(other > place for other in succeeded),
        )  # fmt: skip


def _of_steps(order: Order, told: set[str | None]) -> Iterator[Trouble]:
    succeeded = [order.place(call.step_id) for call in order.calls if not failed(call)]
    furthest = max(succeeded, default=-1)
    done_later: dict[tuple[str, str], str] = {}
    found = []
    for place, step in reversed(list(enumerate(order.run.steps))):
        key = (step.name, step.input_summary)
        cut = step.finish_reason and step.finish_reason.lower() in _CUT_SHORT
        if step.status == "success" and not cut:
            done_later[key] = step.step_id
        if step.step_id in told or not (step.status in _FAILED or step.error_type or step.error_message or cut):
            continue
        found.append(_of_step(step, place, done_later.get(key) if step.input_summary else None, furthest <= place))
    yield from reversed(found)


def _of_step(step: Step, place: int, again: str | None, last: bool) -> Trouble:
    phrase = phrase_of(step.error_message)
    named = step.error_type or phrase.error_class
    finish = (step.finish_reason or "").lower()
    said = Said(
        source="step", status=phrase.status, error=class_words(named), message=phrase.message.lower(),
        outcome=step.status, kind=step.kind, finish=finish, retries=step.retries, placed=phrase.placed,
    )  # fmt: skip
    parts = (named or "", phrase.message, f"the model stopped for {finish}" if finish in _CUT_SHORT else "")
    why = ", ".join(part for part in parts if part) or f"it ended as {step.status}"
    return Trouble(
        said=said, phrase=phrase, subject=f"step {step.name}", step_id=step.step_id, call_id=None, place=place,
        evidence=(Cite(kind="step", ref_id=step.step_id, why=why),), same_later=again, last=last,
        generic=finish not in _CUT_SHORT and step.status != "timeout" and not phrase.status
        and is_generic(phrase.message) and is_generic(class_words(named)),
    )  # fmt: skip


def _of_run(run: AgentRun, found: list[Trouble]) -> Iterator[Trouble]:
    """What the run says of itself, where nothing within it says the same."""
    phrase = phrase_of(run.error_message)
    named = run.error_type or phrase.error_class
    if not named and not phrase.message and run.status != "timeout":
        return
    said = Said(
        source="run", status=phrase.status, error=class_words(named), message=phrase.message.lower(),
        outcome=run.status, placed=phrase.placed,
    )  # fmt: skip
    why = ", ".join(part for part in (named or "", phrase.message) if part) or f"the run ended as {run.status}"
    yield Trouble(
        said=said, phrase=phrase, subject="run", step_id=None, call_id=None, place=len(run.steps),
        evidence=(Cite(kind="run", ref_id=run.run_id, why=why),),
        generic=run.status != "timeout" and not phrase.status and is_generic(phrase.message)
        and is_generic(class_words(named)),
    )  # fmt: skip
