"""Domain conditions: conditions as exception platforms write them, in the one condition language.

They name an exception's fields (`exceptionType == 'X' && rawPayload.amount > 100`), which is the payload of its event.
"""

from __future__ import annotations

import re

from rootward.packs.conditions import event_condition

__all__ = ["FIELDS", "event_form", "quoted"]

FIELDS = frozenset(
    {"exceptionId", "exceptionType", "tenantId", "sourceSystem", "timestamp", "rawPayload", "normalizedContext",
     "detectedRules", "suggestedActions", "resolutionStatus"}
)  # fmt: skip
_WORDS = {"AND": "&&", "OR": "||", "NOT": "!", "===": "==", "!==": "!="}
_TOKEN = re.compile(
    r"""(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<name>(?<![\w.])[A-Za-z_]\w*)|(?P<sign>===|!==)"""
)


def event_form(condition: str) -> str:
    """The condition over an event. Raises BadInput for what cannot be read, also a field that there is not."""

    def said(match: re.Match[str]) -> str:
        token = match[0]
        if match["text"]:
            return token
        if match["name"] and token in FIELDS:
            return f"payload.{token}"
        return _WORDS.get(token.upper() if token.isalpha() and token.lower() in ("and", "or", "not") else token, token)

    found = _TOKEN.sub(said, condition)
    event_condition(found)
    return found


def quoted(text: str) -> str:
    """As a string of the condition language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
