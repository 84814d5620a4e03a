"""Parameters: every number that the diagnosis of a run uses, once, with the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PARAMETERS", "RunParameters", "SIGN_WEIGHTS"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunParameters:
    """Scores are shares of 1; what is multiplied with them says why less is left."""

    retried: float = 0.1  # the same call, or a corrected one, succeeded later: its repair changes nothing
    asked_otherwise: float = 0.4  # the same tool answered something else later: perhaps it sufficed
    answered: float = 0.3  # "not found" and "rule says no" are answers, and the agent went on after this one
    closing: float = 1.1  # nothing succeeded after it
    stated: float = 1.15  # the run's own error names the same
    generic: float = 0.35  # something failed, and it says nothing more
    claim: float = 0.2  # a failed run: what explains it less than this is not claimed
    claim_unknown: float = 0.5  # a run whose outcome nobody told: it must not be called failed lightly
    decisive: float = 0.8  # of the strongest: what is earlier and at least that strong decides
    consequence: float = 0.5  # a repetition of a call that fails follows from its failing

    worded_share: float = 0.4  # of the probability: less, and its words speak for no kind in particular
    worded_least: float = 0.6  # what words weigh runs from here
    worded_most: float = 0.95  # to here, as their share does: about the share of such answers that is right

    loop_calls: int = 3  # the same call with the same answer: twice may be a check
    loop_steps: int = 3  # the same words of the same agent
    loop_weight: float = 0.85
    loop_apart: float = 0.6  # something else was done between: an agent may read a thing again
    retries: int = 3
    retries_weight: float = 0.75
    empty_weight: float = 0.8
    empty_untyped: float = 0.6  # an empty list from a tool that nobody called a retrieval
    schema_weight: float = 0.9
    regression_weight: float = 0.8
    regression_p: float = 0.01  # one-sided, divided among the comparisons that are made
    regression_runs: int = 3  # fewer runs of either version are no version's habit

    executor_share: float = 0.5  # of an agent's steps are results: a report of nothing to do is one, too
    hub_share: float = 0.4  # of all steps
    hub_answers: float = 0.8  # of the others' steps come right after the coordinator's

    conversation_steps: int = 2  # of agents that act: less is no conversation
    dialogue_steps: int = 3  # fewer sayings than that say nothing about who went wrong
    interrupting: float = 0.85  # an error of this weight that ended the run decides, whatever was said before


PARAMETERS = RunParameters()

SIGN_WEIGHTS: Mapping[str, float] = {
    # Fitted by `python -m bench.agentruns_fit` (conditional logit, ridge), one table for every kind of run; what it is
    # worth is the cross-validated figure that `python -m bench.agentruns` prints, never the fitted one.
    "opens": 0.23,
    "answers_first": -0.1,
    "first_code": 0.43,
    "code": 0.42,
    "assumes": 0.92,
    "manual": 0.47,
    "recalls": 0.13,
    "origin": 0.23,
    "last_vain": 0.59,
    "opens_code": 0.52,
    "lists": 0.39,
    "unchecked": 0.86,
    "continues": -0.29,
    "coordinates": -1.35,
    "first_worker": 2.01,
    "second_worker": 2.08,
    "third_worker": 1.29,
    "last_worker": 1.4,
}
