"""Takes secrets and personal data out of whatever is about to be stored, logged, shown or sent to a model.

Each secret becomes `[redacted:<kind>]`; everything else stays byte for byte, and what holds no secret comes back as the
same object. Redacting twice is redacting once. Four ways lead to a secret: its own format, the name it stands under,
chance-like characters in free text, and the forms of personal data. IP addresses are not taken for personal data.
Randomness is not looked for in typed id fields (`trace_id`, `uid`, `digest`, all that end in an id word), because their
values join things.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias, cast

import msgspec

from rootward.kit.redact_formats import (
    find_addresses,
    find_kubernetes_secrets,
    find_private_keys,
    find_schemes,
    find_tokens,
)
from rootward.kit.redact_names import SecretName, find_flagged, find_named, holds_secret, secret_name
from rootward.kit.redact_patterns import ID_NAME, QUICK, Span
from rootward.kit.redact_personal import find_emails, find_numbers
from rootward.kit.redact_random import find_random

__all__ = ["JSON", "find_suspects", "may_contain_secret", "redact_text", "redact_value"]

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_ROUNDS = 6
_MAX_DEPTH = 200
_LABELS = ("name", "key", "field", "header", "k")
_LABELLED = frozenset({"value", "v", "stringValue"})
# The surest first: a later finder sees the markers of the earlier ones and leaves them alone.
_FINDERS = (
    find_private_keys,
    find_kubernetes_secrets,
    find_tokens,
    find_addresses,
    find_schemes,
    find_named,
    find_flagged,
    find_emails,
)
_FREE_TEXT_FINDERS = (find_numbers, find_random)


class _Field(msgspec.Struct, frozen=True):
    """What the name of a field says about its value: a secret, a typed id, or nothing; `deep` reaches into mappings."""

    secret: SecretName | None = None
    typed_id: bool = False
    deep: bool = False


_PLAIN = _Field()
_KUBERNETES_DATA = _Field(secret=SecretName(b"data", "kubernetes_secret"), deep=True)


def may_contain_secret(raw: bytes) -> bool:
    """One linear scan over text or JSON bytes, whatever way the JSON was escaped.

    False is a promise: `redact_text` of that text, or `redact_value` of what that JSON decodes to, changes nothing.
    """
    return QUICK.search(raw) is not None


def find_suspects(texts: Sequence[bytes]) -> list[int]:
    """The places of the texts that `may_contain_secret`, found in one scan over all of them and one more for each.

    They are scanned as lines. What a pattern may need before a secret, it also takes from the line break, so a scan
    goes on at the line break in front of the next text; a match that reaches into that one must not hide its own.
    """
    lines = b"\n" + b"\n".join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: list[int] = []
    at = 0
    while (match := QUICK.search(lines, at)) is not None:
        found.append(bisect_right(starts, match.span()[0]) - 1)
        at = starts[found[-1] + 1]
    return found


def redact_text(text: str) -> str:
    """Free text without its secrets; the same object when there are none."""
    return _redacted(text, typed_id=False)


def redact_value(value: JSON, *, path: tuple[str, ...] = ()) -> JSON:
    """A JSON value without its secrets; the same object, or the same parts, where there are none.

    `path` is where the value comes from; its last name counts like a key. Under a secret name (`password`, `x-api-key`,
    `{"name": "DB_PASSWORD", "value": …}`, the data of a Kubernetes Secret) strings and numbers are replaced as a whole.
    An object that is not JSON is judged by its text.
    """
    field = _field_of(path[-1]) if path else _PLAIN
    if field.secret is None and isinstance(value, list | dict) and not may_contain_secret(_encoded(value)):
        return value
    return _walk(value, field, 0)


def _encoded(value: JSON) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (OverflowError, RecursionError, TypeError, UnicodeEncodeError):
        return b"PRIVATE KEY"  # cannot be scanned in one go (huge int, too deep, lone surrogate): look at each part


def _walk(value: JSON, field: _Field, depth: int) -> JSON:
    if isinstance(value, str):
        return _redacted(value, typed_id=field.typed_id) if field.secret is None else _withheld(value, field.secret)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if field.secret is None else _withheld(value, field.secret)
    if depth >= _MAX_DEPTH:
        return "[redacted:depth]"
    if isinstance(value, dict):
        return _walk_mapping(value, field, depth)
    if isinstance(value, list | tuple):
        items = [_walk(item, field, depth + 1) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return _walk_foreign(value, field)


def _walk_mapping(value: dict[str, JSON], field: _Field, depth: int) -> dict[str, JSON]:
    label = _PLAIN if field.deep else _label_of(value)
    is_kubernetes_secret = value.get("kind") == "Secret"
    changed = False
    result: dict[str, JSON] = {}
    for key, child in value.items():
        new_key = _clean_key(key)
        if field.deep:
            child_field = field
        elif is_kubernetes_secret and key in ("data", "stringData"):
            child_field = _KUBERNETES_DATA
        elif label.deep and key in _LABELLED:
            child_field = label
        else:
            child_field = _field_of(new_key)  # not `key`: redacting again must see the same name
        new_child = _walk(child, child_field, depth + 1)
        changed = changed or new_key != key or new_child is not child
        while new_key in result:
            new_key += "+"  # two keys that differed only in their secret both stay
        result[new_key] = new_child
    return result if changed else value


def _walk_foreign(value: object, field: _Field) -> JSON:
    """Not JSON, as in the facts of a log line (an exception, a path): judged by its text, kept when that is clean."""
    text = str(value)
    clean = _walk(text, field, 0)
    return cast(JSON, value) if clean is text else clean


def _label_of(value: dict[str, JSON]) -> _Field:
    """What `{"name": "DB_PASSWORD", "value": …}`, an OTLP attribute or a header pair says about its value."""
    for key in _LABELS:
        name = value.get(key)
        if isinstance(name, str) and not _LABELLED.isdisjoint(value):
            field = _field_of(_clean_key(name))
            if field is not _PLAIN:
                return msgspec.structs.replace(field, deep=True)
    return _PLAIN


@lru_cache(maxsize=4096)
def _field_of(name: str) -> _Field:
    data = _bytes(name[-200:])
    secret = secret_name(data)
    if secret is not None:
        return _Field(secret=secret, deep=secret.kind == "cookie")
    return _Field(typed_id=True) if ID_NAME.fullmatch(data) else _PLAIN


@lru_cache(maxsize=4096)
def _clean_key(name: str) -> str:
    return _redacted(name, typed_id=True)


def _withheld(value: str | int | float, name: SecretName) -> JSON:
    return f"[redacted:{name.kind}]" if holds_secret(_bytes(str(value)), name) else value


def _redacted(text: str, *, typed_id: bool) -> str:
    data = _bytes(text)
    if QUICK.search(data) is None:
        return text
    clean = _without_secrets(data, typed_id=typed_id)
    return text if clean is data else clean.decode("utf-8", "surrogatepass")


def _without_secrets(data: bytes, *, typed_id: bool) -> bytes:
    """Run the finders until nothing is left to find, so that redacting the result again changes nothing.

    A text that still changes after the last round was made to be that way and is replaced as a whole.
    """
    finders = _FINDERS if typed_id else (*_FINDERS, *_FREE_TEXT_FINDERS)
    for _ in range(_ROUNDS):
        found = data
        for find in finders:
            found = _replaced(found, list(find(found)))
        if found == data:
            return data
        data = found
    return b"[redacted:text]"


def _replaced(data: bytes, spans: list[Span]) -> bytes:
    if not spans:
        return data
    pieces: list[bytes] = []
    done = 0
    for start, end, kind in spans:
        if start >= done:
            pieces += (data[done:start], b"[redacted:", kind.encode("ascii"), b"]")
            done = end
    pieces.append(data[done:])
    return b"".join(pieces)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
