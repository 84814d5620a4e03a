"""Template: puts arguments into the URL and the body of a declared request, where they can be nothing but values.

`{name}` is an argument, `${NAME}` a secret. A text is filled in one pass, so what an argument says is never looked at
for another place to fill; in a URL it is escaped and can be no path of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from rootward.errors import BadInput
from rootward.kit.canonical import JSON, canonical
from rootward.kit.secrets import references_in

__all__ = ["fill", "fill_text", "fill_url", "secrets_in"]

_PLACES = re.compile(r"(?P<secret>\$\{[^{}]+\})|(?<!\$)\{(?P<name>[A-Za-z_][A-Za-z0-9_]{0,99})\}")


class _Absent:
    """What an argument is that was not given: its key goes, too."""


_ABSENT = _Absent()


def fill_url(template: str, arguments: Mapping[str, JSON]) -> str:
    """Raises BadInput for an argument that would change the path: an empty one, `.` or `..`."""
    path, mark, query = template.partition("?")
    steps = [_step(step, arguments) for step in path.split("/")]
    filled = "/".join(steps)
    return filled + (mark + _PLACES.sub(lambda match: _escaped(match, arguments), query) if mark else "")


def fill(template: JSON, arguments: Mapping[str, JSON], secrets: Mapping[str, str]) -> JSON:
    """The same shape with its texts filled. A text that is nothing but `{name}` becomes the argument itself, whatever
    its type; where that was not given, its key or item is left out."""
    filled = _filled(template, arguments, secrets)
    return None if isinstance(filled, _Absent) else filled


def fill_text(template: str, secrets: Mapping[str, str]) -> str:
    """A header: secrets only."""
    return _PLACES.sub(lambda match: secrets.get(match[0], match[0]), template)


def secrets_in(template: JSON) -> dict[str, str]:
    """What stands for a secret, and the reference that it means."""
    if isinstance(template, str):
        return dict(references_in(template))
    found: dict[str, str] = {}
    if isinstance(template, dict | list):
        for item in template.values() if isinstance(template, dict) else template:
            found |= secrets_in(item)
    return found


def _step(step: str, arguments: Mapping[str, JSON]) -> str:
    filled = _PLACES.sub(lambda match: _escaped(match, arguments), step)
    if filled != step and filled in ("", ".", ".."):
        name = next(match["name"] for match in _PLACES.finditer(step))
        raise BadInput(f"{name} cannot be {filled!r}: it stands in the path of a URL", field=name, value=filled)
    return filled


def _escaped(match: re.Match[str], arguments: Mapping[str, JSON]) -> str:
    return quote(_text(arguments.get(match["name"])), safe="")


def _filled(template: JSON, arguments: Mapping[str, JSON], secrets: Mapping[str, str]) -> JSON | _Absent:
    if isinstance(template, str):
        whole = _PLACES.fullmatch(template)
        if whole is not None and whole["name"]:
            return arguments.get(whole["name"], _ABSENT)
        return _PLACES.sub(lambda match: _value(match, arguments, secrets), template)
    if isinstance(template, dict):
        pairs = ((key, _filled(item, arguments, secrets)) for key, item in template.items())
        return {key: item for key, item in pairs if not isinstance(item, _Absent)}
    if isinstance(template, list):
        items = (_filled(item, arguments, secrets) for item in template)
        return [item for item in items if not isinstance(item, _Absent)]
    return template


def _value(match: re.Match[str], arguments: Mapping[str, JSON], secrets: Mapping[str, str]) -> str:
    if match["name"]:
        return _text(arguments.get(match["name"]))
    return secrets.get(match[0], match[0])


def _text(value: JSON) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value).decode()
