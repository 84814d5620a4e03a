"""Attribution: which agent is responsible and which step decided, in a conversation that has no error fields.

Additive: a step's score is the sum of the weights of its signs; scores become shares by a softmax over the steps, and
an agent's share is the sum of its steps'. Everything that is said is the reasons of the signs that weigh for a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from rootward.causality.agent_runs.conversation import Conversation
from rootward.causality.agent_runs.model import Cause, Cite
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.causality.agent_runs.parameters import SIGN_WEIGHTS
from rootward.causality.agent_runs.signs import REASONS, Sign, signs_of

__all__ = ["Attribution", "Suspect", "attribute", "cause_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A step with its share of 1 and its signs, those that weigh most first."""

    place: int
    step_id: str
    agent: str
    share: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """`suspects` with the likeliest first; `agent` has the largest share of all steps together, `agent_share`."""

    agent: str
    agent_share: float
    suspects: tuple[Suspect, ...]


def attribute(conversation: Conversation) -> Attribution | None:
    """None where too few steps name an agent that acts, or say nothing."""
    found = signs_of(conversation)
    steps = conversation.run.steps
    if len(found) < P.conversation_steps or not any(steps[place].output_summary for place in found):
        return None
    scores = {place: sum(SIGN_WEIGHTS[sign] for sign in sorted(signs)) for place, signs in found.items()}
    best = max(scores.values())
    parts = {place: exp(score - best) for place, score in scores.items()}
    total = sum(parts.values())
    suspects = [
        Suspect(
            place=place, step_id=steps[place].step_id, agent=steps[place].agent, share=part / total,
            signs=tuple(sorted(found[place], key=lambda sign: (-SIGN_WEIGHTS[sign], sign))),
        )
        for place, part in parts.items()
    ]  # fmt: skip
    shares: dict[str, float] = {}
    for suspect in suspects:
        shares[suspect.agent] = shares.get(suspect.agent, 0.0) + suspect.share
    agent = max(shares, key=lambda name: (round(shares[name], 9), -_first(suspects, name)))
    ranked = sorted(suspects, key=lambda one: (-round(one.share, 9), one.place))
    return Attribution(agent=agent, agent_share=shares[agent], suspects=tuple(ranked))


def cause_of(conversation: Conversation, suspect: Suspect) -> Cause:
    """A suspect as a cause: what speaks for it, and where that is seen."""
    telling = [sign for sign in suspect.signs if SIGN_WEIGHTS[sign] > 0]
    reasons = [REASONS[sign] for sign in telling] or ["nothing speaks for it more than for the others"]
    evidence = [Cite(kind="step", ref_id=suspect.step_id, why="; ".join(reasons))]
    after = suspect.place + 1
    outcome = conversation.outcome(after)
    if outcome is not None and outcome != "nothing":
        why = {"failed": "what it ran failed", "empty": "what it ran brought nothing", "brought": "what it ran brought"}
        evidence.append(Cite(kind="step", ref_id=conversation.run.steps[after].step_id, why=why[outcome]))
    return Cause(
        category="unknown", subcategory="unknown", step_id=suspect.step_id, agent=suspect.agent, call_id=None,
        title=f"Decisive step of {suspect.agent}",
        statement=f"Of the steps of this conversation this one most likely decided the failure: {'; '.join(reasons)}.",
        score=round(suspect.share, 4), evidence=tuple(evidence),
    )  # fmt: skip


def _first(suspects: list[Suspect], agent: str) -> int:
    return min(suspect.place for suspect in suspects if suspect.agent == agent)
