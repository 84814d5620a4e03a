"""Secrets: arguments that hold one are refused; a reference (`env:NAME`, `file:NAME`) stands for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings
from rootward.kit.canonical import JSON
from rootward.kit.redact import redact_value
from rootward.kit.secrets import is_reference

__all__ = ["secret_places", "secrets"]

_MARK = re.compile(r"\[redacted:([a-z_0-9-]+)\]")
_PERSONAL = frozenset({"email", "phone", "iban"})
"""Whom to tell is an argument like any other; whether it may leave is for the policy to say."""


def secrets(action: Action, around: Surroundings) -> Word | None:
    found = next(secret_places(action.arguments), None)
    if found is None:
        return None
    reason = f"{found[0] or 'the arguments'} holds a secret ({found[1]}); put it away and give a reference, env:NAME"
    return Word(guard="secrets", answer="deny", reason=reason)


def secret_places(arguments: dict[str, JSON]) -> Iterator[tuple[str, str]]:
    """JSON pointer and kind of every secret."""
    clean = redact_value(arguments)
    if clean is not arguments:
        yield from _places(arguments, clean, "")


def _places(value: object, clean: object, at: str) -> Iterator[tuple[str, str]]:
    if value is clean or value == clean:
        return
    if isinstance(value, dict) and isinstance(clean, dict) and len(value) == len(clean):
        for (name, item), (new_name, new_item) in zip(value.items(), clean.items(), strict=True):
            if name != new_name:
                yield from _kinds(new_name, at)
            yield from _places(item, new_item, f"{at}/{new_name}")
    elif isinstance(value, list) and isinstance(clean, list) and len(value) == len(clean):
        for place, (item, new_item) in enumerate(zip(value, clean, strict=True)):
            yield from _places(item, new_item, f"{at}/{place}")
    elif not (isinstance(value, str) and is_reference(value)):
        yield from _kinds(str(clean), at)


def _kinds(clean: str, at: str) -> Iterator[tuple[str, str]]:
    kinds = [kind for kind in _MARK.findall(clean) if kind not in _PERSONAL]
    if kinds:
        yield at, kinds[0]
