"""Diagnosis: why an agent's run failed, with evidence, the agent who is responsible and the step that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rootward.causality.agent_runs.attribution import Attribution, attribute, cause_of
from rootward.causality.agent_runs.causes import Candidate, candidates_of
from rootward.causality.agent_runs.conversation import Conversation
from rootward.causality.agent_runs.model import Cause, Diagnosis, History
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.signatures import RunSignature
from rootward.runs.model import AgentRun

__all__ = ["diagnose"]

_MOST_CAUSES = 20
_MOST_SUSPECTS = 3
_LIMITED = "Limited telemetry: no tool failures or specific error details captured"
_GENERIC = "Only generic error messages: they say that something failed, not what"
_SUCCEEDED = "The run succeeded: there is no failure to explain"
_QUIET = "Nothing in the run failed by its own fields, and nobody says that the run did"


def diagnose(run: AgentRun, history: History, signatures: Sequence[RunSignature]) -> Diagnosis:
    """The same run, history and signatures give the same diagnosis, in whatever order the history's runs come.

    A run that succeeded gets none. Nothing is claimed where the evidence does not carry it: `insufficient` says why."""
    if run.status == "success":
        return _nothing(_SUCCEEDED)
    order = Order(run=run)
    candidates = candidates_of(order, history, signatures)
    known_failed = run.status in ("failure", "timeout")
    least = P.claim if known_failed else P.claim_unknown
    vague = max([least, *(one.cause.score for one in candidates if one.generic)])
    # An error that says nothing hides what else the run shows, but says nothing against what other runs show.
    strong = [one for one in candidates if not one.generic and one.cause.score >= (vague if one.place >= 0 else least)]
    conversation = Conversation(run=run)
    attribution = attribute(conversation) if known_failed else None
    if attribution is None or (not strong and not conversation.is_dialogue):
        return _of_fields(run, candidates, strong)
    return _of_conversation(conversation, attribution, candidates, strong)


def _of_fields(run: AgentRun, candidates: Sequence[Candidate], strong: list[Candidate]) -> Diagnosis:
    """What the fields of the run tell by themselves."""
    if not strong:
        return _nothing(_why_not(run, candidates), missing_from(run))
    ranked = _ranked(strong, [one for one in candidates if one not in strong])
    return _told(ranked, ranked[0].agent, ranked[0].step_id)


def _of_conversation(
    conversation: Conversation, attribution: Attribution, candidates: Sequence[Candidate], strong: list[Candidate]
) -> Diagnosis:
    """The fields name the kind of failure. Who is responsible is told by the conversation, unless an error ended the
    run, or only one agent acted."""
    ranked = _ranked(strong, [one for one in candidates if one not in strong]) if strong else ()
    suspects = tuple(cause_of(conversation, one) for one in attribution.suspects[:_MOST_SUSPECTS])
    first = ranked[0] if ranked else None
    if first is not None and (len(conversation.agents) < 2 or _interrupts(conversation, first)):
        return _told((*ranked, *suspects), _acting(conversation, first), first.step_id)
    return _told((*ranked, *suspects), attribution.agent, suspects[0].step_id)


def _interrupts(conversation: Conversation, cause: Cause) -> bool:
    """An error at the last place where anybody acted, which is nobody's code: what came before it was cut off."""
    ends = conversation.acting[-1:]
    last = {conversation.run.steps[place].step_id for place in ends}
    return cause.step_id in last and cause.subcategory != "code_error" and cause.score >= P.interrupting


def _acting(conversation: Conversation, cause: Cause) -> str | None:
    """Whoever only executes is not responsible for what it was asked to run."""
    if cause.agent not in conversation.executors | conversation.askers:
        return cause.agent or None
    return next(iter(sorted(conversation.agents)), None)


def _told(causes: tuple[Cause, ...], agent: str | None, step_id: str | None) -> Diagnosis:
    return Diagnosis(
        category=causes[0].category, subcategory=causes[0].subcategory, insufficient=None, causes=causes[:_MOST_CAUSES],
        responsible_agent=agent or None, decisive_step=step_id,
    )  # fmt: skip


def missing_from(run: AgentRun) -> tuple[str, ...]:
    """What the sender could add so that the next failure can be explained."""
    lacks = [
        (not run.tool_calls, "record every tool call with its arguments, status and result"),
        (not run.error_type, "set error_type to the class of the error that ended the run"),
        (not any(call.error_class or call.status_code for call in run.tool_calls),
         "set error_class and status_code on failed tool calls"),
        (not run.tools, "send the tool definitions that the agent was given"),
        (not any(step.agent for step in run.steps), "name the agent that acted in each step"),
        (not any(step.finish_reason for step in run.steps), "keep the finish reason of model calls"),
        (not run.prompt_hash and not run.agent_version, "send agent_version and a hash of the prompt"),
    ]  # fmt: skip
    return tuple(text for lacking, text in lacks if lacking)


def _ranked(strong: list[Candidate], weak: list[Candidate]) -> tuple[Cause, ...]:
    """The decisive one first: the earliest of those that explain nearly as much as the strongest does."""
    best = max(one.cause.score for one in strong)
    deciding = [one for one in strong if one.cause.score >= P.decisive * best and not one.cause.recovered]
    within = [one for one in deciding if one.place >= 0] or deciding
    first = min(within or strong, key=lambda one: (one.place, -one.cause.score, one.cause.subcategory))
    rest = sorted(
        (one for one in (*strong, *weak) if one is not first),
        key=lambda one: (-one.cause.score, one.place, one.cause.call_id or "", one.cause.subcategory),
    )
    return tuple(_rounded(one.cause) for one in (first, *rest))


def _rounded(cause: Cause) -> Cause:
    return replace(cause, score=round(cause.score, 4))


def _why_not(run: AgentRun, candidates: Sequence[Candidate]) -> str:
    if run.status not in ("failure", "timeout") and not any(one.cause.score >= P.claim for one in candidates):
        return _QUIET
    if run.tool_calls and any(one.generic for one in candidates):
        return _GENERIC
    return _LIMITED


def _nothing(why: str, missing: tuple[str, ...] = ()) -> Diagnosis:
    return Diagnosis(
        category="unknown", subcategory="unknown", insufficient=why, causes=(), responsible_agent=None,
        decisive_step=None, missing=missing,
    )  # fmt: skip
