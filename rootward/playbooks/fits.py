"""Fits: when a playbook fits, as one sentence; the same words on pages and on the command line."""

from __future__ import annotations

from rootward.packs.playbook_model import Match, Playbook, Step
from rootward.packs.sentence import listed, sentence

__all__ = ["fits", "step_fits"]


def fits(playbook: Playbook) -> str:
    """`the fault is like config.* and severity is high or critical`; `every case` where it states no condition. A part
    that has no plain words stands as its expression."""
    wanted = playbook.conditions.match
    parts = [*_stated(wanted), *_when(wanted)]
    if playbook.tenant_id:
        parts.insert(0, f"the tenant is {playbook.tenant_id}")
    return listed(parts, "and") or "every case"


def step_fits(step: Step) -> str:
    """When a step is done and not passed over; '' for always."""
    return "" if step.when == "true" else sentence(step.when) or step.when


def _stated(wanted: Match) -> list[str]:
    parts = []
    if wanted.domain:
        parts.append(f"the domain is {wanted.domain}")
    if wanted.exception_type:
        parts.append(f"the exception type {_like(wanted.exception_type)}")
    if wanted.fault:
        parts.append(f"the fault {_like(wanted.fault)}")
    if wanted.severity is not None:
        parts.append(f"severity is {wanted.severity}")
    if wanted.severity_in:
        parts.append(f"severity is {listed(wanted.severity_in)}")
    if wanted.sla_minutes_remaining_lt is not None:
        parts.append(f"fewer than {wanted.sla_minutes_remaining_lt:g} minutes are left")
    if wanted.policy_tags:
        parts.append(f"it is tagged {listed(wanted.policy_tags, 'and')}")
    return parts


def _when(wanted: Match) -> list[str]:
    if wanted.when == "true":
        return []
    return [sentence(wanted.when) or wanted.when]


def _like(pattern: str) -> str:
    return f"is like {pattern}" if "*" in pattern or "?" in pattern else f"is {pattern}"
