"""Placeholders: parameters of a step filled with facts, each value with where it came from.

`{case.number}` alone keeps the fact's type, within text it becomes text; `{a.b|c.d}` takes the first that is there.
Only braces that begin with a known word are placeholders; JSON and code in a text stay as they are. A filled value is
never read again for placeholders: what telemetry says cannot ask for another fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rootward.errors import BadInput
from rootward.kit.canonical import JSON
from rootward.kit.provenance import Origin
from rootward.packs.paths import parse, walk
from rootward.playbooks.origins import ROOTS, origin_of

__all__ = ["Filled", "fill", "placeholders", "unresolved"]

Origins = dict[str, tuple[Origin, ...]]
_PLACE = re.compile(r"\{((?:" + "|".join(sorted(ROOTS)) + r")[.\[][^{}\n]*)\}")
_MOST = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """`origins` maps the JSON pointer of each leaf of `value` to everywhere it came from."""

    value: JSON
    origins: Origins


def placeholders(value: JSON) -> Iterator[str]:
    """The paths that are asked for anywhere in `value`, in order."""
    if isinstance(value, str):
        yield from _PLACE.findall(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from placeholders(item)
    elif isinstance(value, list):
        for item in value:
            yield from placeholders(item)


def unresolved(value: JSON, facts: Mapping[str, JSON], *, without: str = "") -> list[str]:
    """The placeholders that nothing is known for; those of the root `without` come later and are left out."""
    asked = dict.fromkeys(placeholders(value))
    skipped = (f"{without}.", f"{without}[") if without else ()
    return [path for path in asked if not (skipped and path.startswith(skipped)) and _found(facts, path) is None]


def fill(value: JSON, facts: Mapping[str, JSON]) -> Filled:
    """Raises BadInput naming every placeholder that nothing is known for, and for a text that grows too long."""
    missing = unresolved(value, facts)
    if missing:
        named = ", ".join(f"{{{path}}}" for path in missing)
        raise BadInput(f"nothing is known for {named}", field="placeholder", value=missing[0])
    origins: Origins = {}
    return Filled(value=_filled(value, facts, "", origins), origins=origins)


def _filled(value: JSON, facts: Mapping[str, JSON], at: str, origins: Origins) -> JSON:
    if isinstance(value, str):
        return _text(value, facts, at, origins)
    if isinstance(value, dict) and value:
        return {name: _filled(item, facts, _beneath(at, name), origins) for name, item in value.items()}
    if isinstance(value, list) and value:
        return [_filled(item, facts, f"{at}/{place}", origins) for place, item in enumerate(value)]
    origins[at] = ("pack",)
    return value


def _text(template: str, facts: Mapping[str, JSON], at: str, origins: Origins) -> JSON:
    whole = _PLACE.fullmatch(template)
    if whole is not None:
        path, found = _known(facts, whole[1])
        _note(found, path, at, origins)
        return found
    used: dict[Origin, None] = {"pack": None}

    def put(match: re.Match[str]) -> str:
        path, found = _known(facts, match[1])
        inner: Origins = {}
        _note(found, path, "", inner)
        used.update(dict.fromkeys(origin for each in inner.values() for origin in each))
        return _as_text(found)

    text = _PLACE.sub(put, template)
    if len(text) > _MOST:
        raise BadInput(f"a text of {len(text)} characters came out, more than {_MOST}", field="placeholder")
    origins[at] = tuple(used)
    return text


def _note(value: JSON, path: tuple[str, ...], at: str, origins: Origins) -> None:
    """The origin of every leaf of a fact."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            _note(item, (*path, name), _beneath(at, name), origins)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            _note(item, (*path, str(place)), f"{at}/{place}", origins)
    else:
        origins[at] = (origin_of(path, value),)


def _known(facts: Mapping[str, JSON], asked: str) -> tuple[tuple[str, ...], JSON]:
    found = _found(facts, asked)
    assert found is not None, "what is missing was found before anything was filled"
    return found


def _found(facts: Mapping[str, JSON], asked: str) -> tuple[tuple[str, ...], JSON] | None:
    """The first alternative that is known, and its value; an empty text says nothing. None also for no path."""
    try:
        alternatives = parse(asked)
    except ValueError:
        return None
    for segments in alternatives:
        value = walk(facts, segments)
        if value is not None and value != "":
            return segments, value
    return None


def _as_text(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_as_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_as_text(item)}" for name, item in value.items())
    return "" if value is None else str(value)


def _beneath(at: str, name: str) -> str:
    return f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
