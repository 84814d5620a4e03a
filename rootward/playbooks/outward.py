"""Outward: playbooks and their runs as JSON, in our words and in those of exception platforms."""

from __future__ import annotations

import zlib
from typing import Any

from rootward.cases.model import Case
from rootward.kit import clock
from rootward.packs.playbook_model import Playbook
from rootward.playbooks.fits import fits, step_fits
from rootward.playbooks.matches import Fit, Standing
from rootward.playbooks.propose import failed_for, shown
from rootward.playbooks.store import PlaybookRun
from rootward.playbooks.versions import Version

__all__ = [
    "platform_answer", "platform_status", "shown_fit", "shown_playbook", "shown_run", "shown_standing", "shown_version",
]  # fmt: skip

_TIMES = ("created_at", "updated_at", "ended_at")
_PLATFORM_STATES = {"succeeded": "completed", "skipped": "skipped"}


def shown_playbook(playbook: Playbook) -> dict[str, Any]:
    """As it is kept, with what was left to the defaults said, and when it and its steps fit in words."""
    whole: dict[str, Any] = playbook.model_dump(mode="json", by_alias=True)
    for said, step in zip(whole["steps"], playbook.steps, strict=True):
        said["fits"] = step_fits(step)
    return whole | {"fits": fits(playbook)}


def shown_run(run: PlaybookRun, case: Case | None = None) -> dict[str, Any]:
    values = {name: getattr(run, name) for name in PlaybookRun.__slots__ if name != "playbook_body"}
    values |= {name: None if values[name] is None else clock.format_ns(values[name]) for name in _TIMES}
    values["steps"] = [_step(step) for step in run.steps]
    values["version"] = run.playbook_body.get("version", 1)
    return values | ({"case": case.number} if case is not None else {})


def shown_version(version: Version) -> dict[str, Any]:
    author = version.author
    return {
        "pack": version.pack, "version": version.version, "digest": version.digest,
        "playbook_version": version.item.get("version", 1), "kept_at": _moment(version.kept_at),
        "kept_by": author.kept_by, "activated_at": _moment(author.activated_at), "activated_by": author.activated_by,
        "came_with": "product" if version.shipped else "tenant", "active": version.active,
        "in_force": version.in_force, "layer": version.position, "added": version.added, "removed": version.removed,
    }  # fmt: skip


def shown_fit(fit: Fit) -> dict[str, Any]:
    case, run = fit.case, fit.run
    (judged,) = shown([fit.judged])
    return {
        "case_id": case.case_id, "number": case.number, "title": case.title, "severity": case.severity,
        "state": case.state, "opened_at": clock.format_ns(case.opened_at), "judged": judged, "best": fit.best,
        "run": None if run is None else {
            "playbook_run_id": run.playbook_run_id, "state": run.state, "outcome": run.outcome,
            "chosen_by": run.why["chosen_by"],
        },
    }  # fmt: skip


def shown_standing(name: str, found: Standing) -> dict[str, Any]:
    given_up = [
        {"signature": signature, "times": times, "text": failed_for(times, signature)}
        for signature, times in found.given_up
    ]
    return {
        "playbook": name, "proposed": found.proposed, "at_work": found.at_work, "held": found.held,
        "not_held": found.not_held, "cannot_tell": found.cannot_tell, "success_rate": found.success_rate,
        "failures_allowed": found.failures_allowed, "given_up": given_up,
    }  # fmt: skip


def platform_status(exception_id: str, run: PlaybookRun | None) -> dict[str, Any]:
    """What exception platforms answer to which playbook an exception has and how far it is."""
    if run is None:
        return {
            "exceptionId": exception_id, "playbookId": None, "playbookName": None, "playbookVersion": None,
            "conditions": None, "steps": [], "currentStep": None,
        }  # fmt: skip
    declared = run.declared
    steps = [
        {
            "stepOrder": step["order"], "name": step["name"], "actionType": step["action"],
            "status": _PLATFORM_STATES.get(step["state"], "pending"),
        }
        for step in run.steps[: len(declared.steps)]
    ]  # fmt: skip
    open_steps = [step["stepOrder"] for step in steps if step["status"] == "pending"]
    return {
        "exceptionId": exception_id, "playbookId": _number(run), "playbookName": run.playbook,
        "playbookVersion": declared.version, "conditions": declared.conditions.model_dump(mode="json"),
        "steps": steps, "currentStep": min(open_steps, default=None),
    }  # fmt: skip


def platform_answer(exception_id: str, run: PlaybookRun | None, reasoning: str) -> dict[str, Any]:
    """What exception platforms answer when the choice is made anew."""
    status = platform_status(exception_id, run)
    return {
        "exceptionId": exception_id, "currentPlaybookId": status["playbookId"], "currentStep": status["currentStep"],
        "playbookName": status["playbookName"], "playbookVersion": status["playbookVersion"], "reasoning": reasoning,
    }  # fmt: skip


def _step(step: dict[str, Any]) -> dict[str, Any]:
    done = step.get("done")
    return step if done is None else step | {"done": done | {"at": clock.format_ns(done["at"])}}


def _moment(at: int | None) -> str | None:
    return None if at is None else clock.format_ns(at)


def _number(run: PlaybookRun) -> int:
    """The platforms number their playbooks; ours have names, and the number of a name is always the same."""
    return zlib.crc32(run.playbook.encode())
