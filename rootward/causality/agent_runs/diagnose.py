"""Diagnosis: why an agent's run failed, with evidence, the agent who is responsible and the step that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rootward.causality.agent_runs.causes import Candidate, candidates_of
from rootward.causality.agent_runs.model import Cause, Diagnosis, History
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.signatures import RunSignature
from rootward.runs.model import AgentRun

__all__ = ["diagnose"]

_MOST_CAUSES = 20
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
    least = P.claim if run.status in ("failure", "timeout") else P.claim_unknown
    strong = [one for one in candidates if not one.generic and one.cause.score >= least]
    if not strong:
        return _nothing(_why_not(run, candidates), missing_from(run))
    ranked = _ranked(strong, [one for one in candidates if one not in strong])
    first = ranked[0]
    return Diagnosis(
        category=first.category, subcategory=first.subcategory, insufficient=None, causes=ranked[:_MOST_CAUSES],
        responsible_agent=first.agent or None, decisive_step=first.step_id,
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
