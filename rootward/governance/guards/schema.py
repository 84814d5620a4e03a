"""Schema: arguments fit the tool's closed schema and are nothing that two readers could read in two ways."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings
from rootward.kit.canonical import JSON, canonical

__all__ = ["MAX_BYTES", "MAX_DEPTH", "oddity", "schema"]

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16
_WHOLE = range(-(2**63), 2**63)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LAYOUT = frozenset("\n\r\t")


def schema(action: Action, around: Surroundings) -> Word | None:
    odd = oddity(action.arguments)
    if odd is None and around.tool is not None:
        odd = around.tool.fault(action.arguments)
    if odd is None:
        odd = next((f"the target {item!r} {why}" for item in action.targets if (why := _unlike_it_looks(item))), None)
    return None if odd is None else Word(guard="schema", answer="deny", reason=odd)


def oddity(arguments: dict[str, JSON]) -> str | None:
    """Why these are no arguments for anything, whatever the schema says; None when nothing is odd."""
    try:
        found = next(_odd(arguments, "", 1), None)
        if found is None and len(canonical(arguments)) > MAX_BYTES:
            return f"the arguments have more than {MAX_BYTES} bytes"
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError, RecursionError):
        return "the arguments cannot be written as JSON"
    return found


def _odd(value: object, at: str, depth: int) -> Iterator[str]:
    name = at or "the arguments"
    if depth > MAX_DEPTH:
        yield f"{name[:200]} is nested deeper than {MAX_DEPTH} levels"
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or (why := _unlike_it_looks(key)):
                yield f"{name[:200]} has the name {key!r:.100} that {'is no text' if not isinstance(key, str) else why}"
                return
            yield from _odd(item, f"{at}/{key}", depth + 1)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _odd(item, f"{at}/{place}", depth + 1)
    elif isinstance(value, str):
        if "\0" in value or not _is_unicode(value):
            yield f"{name[:200]} holds a character that no text has"
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield f"{name[:200]} is {value}, which is no number"
    elif isinstance(value, int):
        if value not in _WHOLE:
            yield f"{name[:200]} is an integer beyond 64 bits, which others read differently"
    elif value is not None:
        yield f"{name[:200]} is no JSON"


def _unlike_it_looks(text: str) -> str | None:
    """A name is what it looks like: normalised, and without characters that cannot be seen."""
    if text.isascii() and text.isprintable():
        return None
    if unicodedata.normalize("NFKC", text) != text:
        return "can be confused with another: it is not in the form NFKC"
    if any(unicodedata.category(char) in _UNSEEN for char in text):
        return "holds a character that cannot be seen"
    return _mixed(text)


def _mixed(text: str) -> str | None:
    """Latin letters beside those of an alphabet that has the same shapes."""
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
    if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}:
        return "can be confused with another: it mixes alphabets that look alike"
    return None


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any(0xD800 <= ord(char) <= 0xDFFF for char in text)
