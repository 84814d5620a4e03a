"""Bindings: the tool that a pack binds a channel or a capability to, and its payload with what a step gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rootward.errors import BadInput
from rootward.packs.model import Pack
from rootward.packs.playbook_params import Binding

__all__ = ["channel", "given_to"]


_TEXT = "{case.number}: {notice.subject}\n{notice.message}"


def channel(pack: Pack, name: str, group: str) -> Binding | None:
    """The tool of a channel: what the pack says, for this group where it says that, else the tool for a connection that
    the pack has; None where a notification could reach nobody. It is the only way out for a notification."""
    channels = pack.repair.channels
    return channels.get(f"{name}:{group}") or channels.get(name) or _by_connection(pack, name, group)


def _by_connection(pack: Pack, name: str, group: str) -> Binding | None:
    """Where the group itself says whom it reaches: a room, an address, or one of several webhooks."""
    kind = {"slack": "slack", "email": "smtp", "webhook": "webhook"}.get(name)
    mine = [one.name for one in pack.connections if one.kind == kind]
    if not mine:
        return None
    if name == "slack" and group.startswith("#"):
        return Binding(tool_id="slack.post_message", payload={"channel": group, "text": _TEXT})
    if name == "email" and "@" in group:
        told = {"to": [group], "subject": "{case.number}: {notice.subject}", "text": _TEXT}
        return Binding(tool_id="mail.send", payload=told)
    if name == "webhook" and (group in mine or len(mine) == 1):
        data = {"case": "{case.number}", "group": group, "message": "{notice.message}", "subject": "{notice.subject}"}
        to = group if group in mine else mine[0]
        return Binding(tool_id="webhook.send", payload={"connection": to, "type": "playbook.notice", "data": data})
    return None


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
