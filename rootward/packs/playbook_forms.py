"""Forms of a playbook: the ways in which one may be written, brought into the one that is kept.

Beside ours there are the form in which exception platforms store playbooks (`conditions` with or without `match`,
`steps` with `step_order`, `action_type`, `params`) and the form of their domain packs (`exceptionType`, steps with
`stepId`, `action`, `parameters`), whose action may be prose: then a person does it.
"""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from rootward.packs.playbook_params import StepAction

__all__ = ["playbook_form", "playbook_name", "step_form"]

_ACTIONS = frozenset(get_args(StepAction))
_SYNONYMS = {"notification": "notify", "assign": "assign_owner", "comment": "add_comment", "tool": "call_tool"}
_TOOL = re.compile(r"^(?:[a-z]+[A-Z]\w*|[A-Za-z]\w*(?:[.:]\w+)+|[a-z]+(?:_[a-z0-9]+)+)$")
"""A name of a program, `getOrder`, `release.rollback`, `retry_settlement`: no word of a language is written so."""
_CALL = re.compile(r"^(?:invoke_?tool|call_?tool)\(\s*['\"]?([\w.:/-]+)['\"]?\s*\)$", re.IGNORECASE)


def playbook_name(raw: dict[str, Any]) -> str:
    """What tells a playbook from its neighbours, in whichever form it is written."""
    return str(raw.get("name") or raw.get("exceptionType") or "")


def playbook_form(raw: Any) -> Any:
    """What is no playbook in any form stays as it is, to be refused where it stands."""
    if not isinstance(raw, dict):
        return raw
    kept = dict(raw)
    if "exceptionType" in kept:
        wanted = kept.pop("exceptionType")
        kept.setdefault("name", wanted)
        kept.setdefault("conditions", {"match": {"exception_type": wanted}})
    if isinstance(conditions := kept.get("conditions"), dict):
        kept["conditions"] = _conditions(conditions)
    if isinstance(steps := kept.get("steps"), list):
        kept["steps"] = _in_order(steps)
    return kept


def step_form(raw: Any) -> Any:
    if not isinstance(raw, dict):
        return raw
    kept = {name: value for name, value in raw.items() if name not in ("step_order", "action_type", "stepId")}
    if "action_type" in raw:
        kept.setdefault("action", raw["action_type"])
    if "parameters" in kept:
        kept["params"] = kept.pop("parameters") or {}
    if "stepId" in raw:
        kept.setdefault("name", raw["stepId"])
    kept |= _action(kept)
    if isinstance(kept.get("params"), dict):
        kept["params"] = _params(str(kept.get("action")), kept["params"])
    return kept


def _conditions(raw: dict[str, Any]) -> dict[str, Any]:
    if "match" in raw:
        return raw
    outside = {name: raw[name] for name in ("priority",) if name in raw}
    return {"match": {name: value for name, value in raw.items() if name not in outside}} | outside


def _in_order(steps: list[Any]) -> list[Any]:
    """By `step_order` where every step has one, each with a name of its own."""
    orders = [step.get("step_order") for step in steps if isinstance(step, dict)]
    if len(orders) == len(steps) and all(isinstance(order, int) for order in orders):
        if len(set(orders)) != len(orders):
            raise ValueError("two steps have the same step_order")
        steps = sorted(steps, key=lambda step: int(step["step_order"]))
    return [_named(step, place) for place, step in enumerate(steps, 1)]


def _named(step: Any, place: int) -> Any:
    if not isinstance(step, dict) or step.get("name") or step.get("stepId"):
        return step
    return step | {"name": f"step-{place}"}


def _action(step: dict[str, Any]) -> dict[str, Any]:
    """What a step does, and with what, where its action is no word of ours: a tool's name, or prose."""
    action, params = step.get("action"), step.get("params") or {}
    if not isinstance(action, str) or not isinstance(params, dict):
        return {}
    word = action.strip()
    known = word if word in _ACTIONS else _SYNONYMS.get(word.lower(), "")
    if known:
        return {"action": known}
    if call := _CALL.match(word):
        return {"action": "call_tool", "params": {"tool_id": call[1], "payload": params}}
    if _TOOL.match(word):
        return {"action": "call_tool", "params": {"tool_id": word, "payload": params}}
    given = "".join(f"\n{name}: {_text(value)}" for name, value in params.items())
    return {"action": "manual", "params": {"text": word + given}} if word else {}


def _params(action: str, params: dict[str, Any]) -> dict[str, Any]:
    """One name for each parameter: templates are what they make."""
    kept = dict(params)
    if action == "call_tool" and "payload_template" in kept and "payload" not in kept:
        template = kept.pop("payload_template")
        kept["payload"] = _decoded(template) if isinstance(template, str) else template
    if action == "notify" and isinstance(kept.get("channel"), str):
        kept["channel"] = kept["channel"].lower()
    if action == "set_status" and isinstance(kept.get("status"), str):
        kept["status"] = kept["status"].lower()
    if action == "wait" and "for" in kept and "duration" not in kept:
        kept["duration"] = kept.pop("for")
    return kept


def _decoded(template: str) -> Any:
    """JSON is read before it is filled in, so that what is filled in cannot change its shape."""
    try:
        return msgspec.json.decode(template)
    except msgspec.DecodeError as error:
        raise ValueError(f"payload_template is not JSON: {error}") from error


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
