"""Rate: not more at once, a minute, to one target or in one run than is allowed; a planner in circles is stopped."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["rate"]


def rate(action: Action, around: Surroundings) -> Word | None:
    traffic, tool = around.traffic, around.tool
    limits = around.guardrails.limits if around.guardrails else None
    a_minute = tool.rate_per_minute if tool else 0
    by_policy = around.policy.rate_of(action.tool) if around.policy else 0
    if by_policy:
        a_minute = min(a_minute or by_policy, by_policy)
    if a_minute and traffic.last_minute >= a_minute:
        return _no(f"{action.tool} may be called {a_minute} times a minute", "rate")
    if tool and tool.concurrency and traffic.running >= tool.concurrency:
        return _no(f"{action.tool} is being called {traffic.running} times already", "concurrency")
    if limits is None:
        return None
    if limits.per_target_per_minute and traffic.target_last_minute >= limits.per_target_per_minute:
        return _no(f"one target may be acted on {limits.per_target_per_minute} times a minute", "target")
    if action.run_id and traffic.repeats >= limits.repeats_in_run:
        return _no(f"planner_loop: this run has asked for the same {traffic.repeats} times already", "planner_loop")
    if action.run_id and traffic.in_run >= limits.actions_in_run:
        return _no(f"planner_loop: this run has asked for {traffic.in_run} actions already", "planner_loop")
    return None


def _no(reason: str, rule: str) -> Word:
    return Word(guard="rate", answer="deny", reason=reason, rule_ids=(rule,))
