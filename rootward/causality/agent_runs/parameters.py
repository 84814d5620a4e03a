"""Parameters: every number that the diagnosis of a run uses, once, with the reason for it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PARAMETERS", "RunParameters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunParameters:
    """Scores are shares of 1; what is multiplied with them says why less is left."""

    retried: float = 0.1  # the same call, or a corrected one, succeeded later: its repair changes nothing
    asked_otherwise: float = 0.4  # the same tool answered something else later: perhaps it sufficed
    answered: float = 0.3  # "not found" and "rule says no" are answers, and the agent went on after this one
    closing: float = 1.1  # nothing succeeded after it
    stated: float = 1.15  # the run's own error names the same
    generic: float = 0.35  # something failed, and it says nothing more
    claim: float = 0.25  # a failed run: what explains it less than this is not claimed
    claim_unknown: float = 0.5  # a run whose outcome nobody told: it must not be called failed lightly
    decisive: float = 0.6  # of the strongest: what is earlier and at least that strong decides
    consequence: float = 0.5  # a repetition of a call that fails follows from its failing

    loop_calls: int = 3  # the same call with the same answer: twice may be a check
    loop_steps: int = 3  # the same words of the same agent
    loop_weight: float = 0.85
    retries: int = 3
    retries_weight: float = 0.75
    empty_weight: float = 0.8
    empty_untyped: float = 0.6  # an empty list from a tool that nobody called a retrieval
    schema_weight: float = 0.9
    regression_weight: float = 0.8
    regression_p: float = 0.01  # one-sided, divided among the comparisons that are made
    regression_runs: int = 3  # fewer runs of either version are no version's habit


PARAMETERS = RunParameters()
