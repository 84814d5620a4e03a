"""Causes: troubles, circles, empty retrievals and regressions, weighed as explanations of one run's failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rootward.causality.agent_runs.model import Category, Cause, Cite, CiteKind, History
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.repetition import Loop, loops_in
from rootward.causality.agent_runs.retrievals import EmptyRetrieval, empty_retrievals
from rootward.causality.agent_runs.signatures import RunSignature, classify
from rootward.causality.agent_runs.troubles import Trouble, failed, troubles_of
from rootward.causality.agent_runs.versions import Regression, regressions

__all__ = ["Candidate", "candidates_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cause with its place in the run; `generic` when it says only that something failed."""

    cause: Cause
    place: int
    generic: bool = False


def candidates_of(order: Order, history: History, signatures: Sequence[RunSignature]) -> tuple[Candidate, ...]:
    """Every candidate, in the order of the run."""
    troubles = troubles_of(order)
    known = [(one, None if one.generic else classify(one.said, signatures)) for one in troubles]
    stated = next((one.subcategory for trouble, one in known if trouble.said.source == "run" and one), None)
    within = [(trouble, one) for trouble, one in known if trouble.said.source != "run"]
    found = [_of_trouble(order, trouble, one, stated) for trouble, one in within]
    found += [_of_trouble(order, t, one, stated) for t, one in known if t.said.source == "run" and _is_new(one, found)]
    failing = {candidate.cause.call_id: candidate.cause.score for candidate in found if not candidate.generic}
    found += [_of_loop(order, loop, failing) for loop in loops_in(order)]
    found += [_of_empty(order, empty) for empty in empty_retrievals(order)]
    found += list(_of_regressions(order, history))
    return tuple(sorted(_merged(found), key=_key))


def _key(candidate: Candidate) -> tuple[int, str, str, str]:
    cause = candidate.cause
    return candidate.place, cause.call_id or "", cause.step_id or "", cause.subcategory


def _is_new(one: RunSignature | None, found: list[Candidate]) -> bool:
    """The run's own error is a cause of its own only when nothing within the run is one of that kind; where its words
    alone speak for a kind, only when nothing within the run is known at all."""
    kinds = {candidate.cause.subcategory for candidate in found if not candidate.generic}
    return not kinds if one is None or one.guessed else one.subcategory not in kinds


def _of_trouble(order: Order, trouble: Trouble, one: RunSignature | None, stated: str | None) -> Candidate:
    category: Category = one.category if one else "unknown"
    subcategory = one.subcategory if one else "unknown"
    answered = one is not None and one.answer and trouble.place < order.last_act
    factor, after = _what_came_after(trouble, answered=answered)
    agrees = trouble.said.source != "run" and stated is not None and stated == subcategory
    reasons = [one.meaning if one else "the error says no more than that something failed", *after]
    reasons += ["the run names the same error"] if agrees else []
    evidence = trouble.evidence
    if trouble.same_later:
        kind: CiteKind = "tool_call" if trouble.call_id else "step"
        evidence = (*evidence, Cite(kind=kind, ref_id=trouble.same_later, why="it succeeded here"))
    score = (one.weight if one else P.generic) * factor * (P.stated if agrees else 1.0)
    said = trouble.phrase.message or trouble.evidence[0].why
    cause = Cause(
        category=category, subcategory=subcategory, step_id=trouble.step_id, agent=order.agent(trouble.step_id),
        call_id=trouble.call_id, title=f"{_title(subcategory)}: {trouble.subject}",
        statement=f"{trouble.subject[:1].upper()}{trouble.subject[1:]}: {'; '.join(reasons)}. It said: {said}",
        score=min(1.0, score), evidence=evidence, recovered=trouble.same_later is not None,
    )  # fmt: skip
    return Candidate(cause=cause, place=trouble.place, generic=trouble.generic or one is None)


def _what_came_after(trouble: Trouble, *, answered: bool) -> tuple[float, tuple[str, ...]]:
    """How much of an error's weight is left by what happened later, and why."""
    if trouble.same_later is not None:
        return P.retried, ("the same was done again later and succeeded",)
    if answered:
        return P.answered, ("the agent went on after this answer",)
    if trouble.last:
        return P.closing, ("nothing succeeded after it",)
    if trouble.tool_later is not None:
        return P.asked_otherwise, ("the same tool answered another call later",)
    return 1.0, ()


def _of_loop(order: Order, loop: Loop, failing: Mapping[str | None, float]) -> Candidate:
    """What repeats a failing call follows from its failing, and explains less than that does."""
    follows = loop.of_failing and (loop.call_id in failing or loop.call_id is None)
    score = P.consequence * min(loop.weight, failing.get(loop.call_id, 1.0)) if follows else loop.weight
    because = "; it follows from the failing of what was repeated" if follows else ""
    cause = Cause(
        category="planner_loop", subcategory="planner_loop", step_id=loop.step_id, agent=order.agent(loop.step_id),
        call_id=loop.call_id, title=f"Planner loop: {loop.subject}, {loop.times} times",
        statement=f"The agent repeated {loop.subject} {loop.times} times without anything new{because}.",
        score=score, evidence=loop.evidence,
    )  # fmt: skip
    return Candidate(cause=cause, place=loop.place)


def _of_empty(order: Order, empty: EmptyRetrieval) -> Candidate:
    call, later = empty.call, empty.found_later
    went_on = any(not failed(other) for other in order.calls[order.call_places[call.call_id] + 1 :])
    because = "; the same tool found something later" if later else "; the agent went on without" if went_on else ""
    cause = Cause(
        category="retrieval_empty", subcategory="retrieval_empty", step_id=call.step_id,
        agent=order.agent(call.step_id), call_id=call.call_id, title=f"Retrieval empty: call of {call.tool_name}",
        statement=f"The call of {call.tool_name} brought nothing to work with{because}.",
        score=empty.weight * (P.asked_otherwise if later or went_on else 1.0), evidence=empty.evidence,
    )  # fmt: skip
    return Candidate(cause=cause, place=empty.place)


def _of_regressions(order: Order, history: History) -> Iterator[Candidate]:
    for one in regressions(order.run, history)[:1]:
        yield Candidate(cause=_of_regression(order, one), place=-1)


def _of_regression(order: Order, one: Regression) -> Cause:
    figures = (
        f"{one.failed} of {one.runs} runs failed with {one.what} {one.new}, {one.failed_before} of {one.runs_before} "
        f"with {one.old} before it (Fisher's exact test, one-sided: p = {one.p:.2g})"
    )
    return Cause(
        category="prompt_regression", subcategory="prompt_regression", step_id=None, agent=order.run.agent_name,
        call_id=None, title=f"Prompt regression: {one.what} {one.new}",
        statement=f"The agent fails more often since its {one.what} changed: {figures}.",
        score=P.regression_weight, evidence=(Cite(kind="history", ref_id=one.new, why=figures),),
    )  # fmt: skip


def _merged(found: list[Candidate]) -> Iterator[Candidate]:
    """One candidate a kind and tool call or step; a call that was answered twice is not two causes."""
    seen: set[tuple[str, str | None, str | None]] = set()
    for candidate in sorted(found, key=lambda item: (-item.cause.score, _key(item))):
        key = (candidate.cause.subcategory, candidate.cause.step_id, candidate.cause.call_id)
        if key not in seen:
            seen.add(key)
            yield candidate


def _title(subcategory: str) -> str:
    return subcategory.replace("_", " ").capitalize()
