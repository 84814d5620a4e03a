"""Bindings: the tool that a pack binds a channel or a capability to, and its payload with what a step gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rootward.errors import BadInput
from rootward.packs.model import Pack
from rootward.packs.playbook_params import Binding

__all__ = ["channel", "given_to"]


def channel(pack: Pack, name: str, group: str) -> Binding | None:
    """The tool of a channel, for this group where the pack has one for it."""
    channels = pack.repair.channels
    return channels.get(f"{name}:{group}") or channels.get(name)


def given_to(payload: Any, root: str, given: Mapping[str, Any]) -> Any:
    """The payload of a binding with `{root.NAME}` replaced by what the step gives under that name, still to be filled:
    what is filled into either is filled once, with its origin. Alone in a text a value keeps its type. Raises BadInput
    for a name that the step does not give."""
    place = re.compile(r"\{" + re.escape(root) + r"\.([a-z0-9_]+)\}")

    def found(match: re.Match[str]) -> Any:
        if match[1] not in given:
            raise BadInput(f"{match[0]} is not given; given is {', '.join(given) or 'nothing'}", field=match[1])
        return given[match[1]]

    return _replaced(payload, place, found)


def _replaced(value: Any, place: re.Pattern[str], found: Callable[[re.Match[str]], Any]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(item, place, found) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, place, found) for item in value]
    if not isinstance(value, str):
        return value
    whole = place.fullmatch(value)
    return found(whole) if whole is not None else place.sub(lambda match: str(found(match)), value)
