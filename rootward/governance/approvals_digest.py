"""Digest: what exactly an approval is for, as one hash, and what has changed when two of them differ.

Everything that decides what will happen, for whom, and under which rules goes in, the dry run that was shown and the
moment of expiry too. An approval of one digest is good for nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

from rootward.errors import BadInput
from rootward.governance.action import Action
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.kit.clock import format_ns
from rootward.kit.provenance import leaves
from rootward.kit.visible import visible_value

__all__ = ["Bound", "argument", "bound", "changes", "digest_of", "digest_of_bound"]

Bound = dict[str, JSON]

_FORMAT = "rootward.approval.1"
_SHORT = 80
_ABSENT = object()
_NAMES = {
    "tenant": "the tenant", "action_id": "the action", "run_id": "the run", "step_id": "the step",
    "case_id": "the case", "tool": "the tool", "tool_version": "the tool's version", "schema_hash": "the tool's schema",
    "effect": "the kind of effect", "risk": "the risk", "arguments": "the arguments", "targets": "the targets",
    "provenance": "where the arguments come from", "requester": "who asks", "reason": "the reason",
    "idempotency_key": "the idempotency key", "hosts": "the hosts it may reach", "rollback": "what takes it back",
    "policy_sha256": "the policy", "dry_run_sha256": "the result of the dry run", "expires_at": "the expiry",
}  # fmt: skip


def bound(action: Action, *, policy_sha256: str, dry_run_sha256: str | None, expires_at: int) -> Bound:
    """What an approval of `action` is for; `expires_at` in ns. Raises BadInput for arguments that JSON cannot hold."""
    _check_numbers(action.arguments, "")
    provenance: dict[str, JSON] = {at: cast(JSON, sorted(set(found))) for at, found in action.provenance.items()}
    requester = action.requester
    return {
        "format": _FORMAT,
        "tenant": action.tenant,
        "action_id": action.action_id,
        "case_id": action.case_id,
        "run_id": action.run_id,
        "step_id": action.step_id,
        "tool": action.tool,
        "tool_version": action.tool_version,
        "schema_hash": action.schema_hash,
        "effect": action.effect,
        "risk": action.risk,
        "arguments": dict(action.arguments),
        "targets": list(action.targets),
        "provenance": provenance,
        "requester": {"id": requester.id, "agent": requester.agent, "on_behalf_of": requester.on_behalf_of},
        "reason": action.reason,
        "idempotency_key": action.idempotency_key,
        "hosts": list(action.hosts),
        "rollback": action.rollback,
        "policy_sha256": policy_sha256,
        "dry_run_sha256": dry_run_sha256,
        "expires_at": expires_at,
    }


def digest_of(action: Action, *, policy_sha256: str, dry_run_sha256: str | None, expires_at: int) -> str:
    """64 hex digits. Raises BadInput for arguments that JSON cannot hold."""
    whole = bound(action, policy_sha256=policy_sha256, dry_run_sha256=dry_run_sha256, expires_at=expires_at)
    return digest_of_bound(whole)


def digest_of_bound(whole: Bound) -> str:
    try:
        return sha256_hex(whole)
    except (UnicodeEncodeError, TypeError) as error:
        raise BadInput(f"what is to be approved is not JSON: {error}", field="arguments") from error


def argument(arguments: JSON, pointer: str) -> JSON:
    """The value at a JSON pointer. Raises KeyError when there is none."""
    found = arguments
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict):
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise KeyError(pointer)
    return found


def changes(before: Bound, after: Bound) -> tuple[str, ...]:
    """What differs, each as a part of a sentence: `/replicas was 3 and is 5`, `the policy is another one`."""
    differ = [name for name in _NAMES if before.get(name) != after.get(name) or _loosely(before, after, name)]
    told: list[str] = []
    for name in differ:
        if name == "arguments":
            told += _changed_arguments(before.get(name), after.get(name))
        else:
            told.append(_told(name, before.get(name), after.get(name)))
    return tuple(told)


def _loosely(before: Bound, after: Bound, name: str) -> bool:
    """Python takes 1, 1.0 and true for the same; a tool does not."""
    return canonical(before.get(name)) != canonical(after.get(name))


def _told(name: str, was: JSON, now: JSON) -> str:
    if name == "expires_at" and isinstance(was, int) and isinstance(now, int):
        return f"{_NAMES[name]} was {format_ns(was)} and is {format_ns(now)}"
    if name.endswith(("sha256", "hash", "_id", "_key")):
        return f"{_NAMES[name]} is another one"
    return f"{_NAMES[name]} changed from {_shown(was)} to {_shown(now)}"


def _changed_arguments(was: JSON, now: JSON) -> list[str]:
    before, after = _leaves(was), _leaves(now)
    told = []
    for pointer in dict.fromkeys([*before, *after]):
        old, new = before.get(pointer, _ABSENT), after.get(pointer, _ABSENT)
        if new is _ABSENT:
            told.append(f"{pointer or '/'} was {_shown(cast(JSON, old))} and is gone")
        elif old is _ABSENT:
            told.append(f"{pointer or '/'} is new: {_shown(cast(JSON, new))}")
        elif canonical(cast(JSON, old)) != canonical(cast(JSON, new)):
            told.append(f"{pointer or '/'} was {_shown(cast(JSON, old))} and is {_shown(cast(JSON, new))}")
    return told


def _leaves(value: JSON) -> Mapping[str, object]:
    return {pointer: argument(value, pointer) for pointer in leaves(value)}


def _shown(value: JSON) -> str:
    text = visible_value(value)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _check_numbers(value: JSON, at: str) -> None:
    """NaN and infinities would be written as null, and then two different arguments had one digest."""
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInput(f"{at or '/'} is {value!r}, which is no number of JSON", field=f"arguments{at}")
    if isinstance(value, dict):
        for name, item in value.items():
            _check_numbers(item, f"{at}/{name}")
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            _check_numbers(item, f"{at}/{place}")
