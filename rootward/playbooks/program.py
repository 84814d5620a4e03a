"""Program: the steps of a playbook in the order in which a run goes through them, and what follows a step."""

from __future__ import annotations

from rootward.packs.playbook_model import Playbook, Step

__all__ = ["VERIFICATION", "follows", "is_effect", "on_failure", "steps_of"]

VERIFICATION = "verification"
"""The step that every playbook with an effect ends with, unless it measures the symptoms itself."""


def steps_of(playbook: Playbook) -> tuple[Step, ...]:
    """The declared steps, and the verification that follows them where nothing after the last effect measures."""
    changing = [place for place, step in enumerate(playbook.steps) if is_effect(step)]
    if not changing:
        return playbook.steps
    measuring = [step for step in playbook.steps[changing[-1] :] if _measures(step)]
    if measuring or any(step.name == VERIFICATION for step in playbook.steps):
        return playbook.steps
    return (*playbook.steps, Step(name=VERIFICATION, action="verify"))


def is_effect(step: Step) -> bool:
    """Whether it may change something outside."""
    return step.action in ("call_tool", "manual")


def follows(steps: tuple[Step, ...], place: int, target: str | None) -> int:
    """The place of the step after `place`; `end` leads to the verification that follows, if one does."""
    if target is None:
        return place + 1
    names = [step.name for step in steps]
    if target == "end":
        return names.index(VERIFICATION) if names[-1] == VERIFICATION else len(steps)
    return names.index(target)


def on_failure(playbook: Playbook, step: Step) -> str:
    """`stop`, `continue` or `roll_back`."""
    return step.on_failure or ("continue" if step.action == "notify" else playbook.on_failure)


def _measures(step: Step) -> bool:
    return step.action == "verify" or (step.action == "set_status" and step.params.get("status") == "resolved")
