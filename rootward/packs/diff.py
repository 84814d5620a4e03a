"""Diff: what is added, removed and changed between two packs, by path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from rootward.packs.lines import Line, compared
from rootward.packs.model import Pack
from rootward.packs.overlay import holds_items, item_name
from rootward.packs.written import as_yaml

__all__ = ["Changed", "Difference", "Part", "diff", "parts"]

Path: TypeAlias = tuple[str, ...]

_ORDER = "(order)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    path: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Items of a list go by their names (`cases.opens.alert-firing.title`); items in another order are a change of the
    list's `(order)`."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A named item, or a setting with what is beneath it, that differs: its two texts as YAML, line by line."""

    path: str
    lines: tuple[Line, ...]


def diff(before: Pack, after: Pack) -> Difference:
    """What one has to do to `before` to get `after`."""
    old, new = _flat(before.body, ()), _flat(after.body, ())
    return Difference(
        added=tuple(_text(path) for path in new if path not in old and path[-1] != _ORDER),
        removed=tuple(_text(path) for path in old if path not in new and path[-1] != _ORDER),
        changed=tuple(
            Changed(path=_text(path), before=old[path], after=value)
            for path, value in new.items()
            if path in old and _differ(path, old[path], value)
        ),
    )


def parts(before: Pack, after: Pack) -> tuple[Part, ...]:
    """What differs, as one reads it: item by item, in the order of the newer pack, then what is gone."""
    old, new = dict(_written(before.body, ())), dict(_written(after.body, ()))
    return tuple(
        Part(path=_text(path), lines=compared(old.get(path, ""), new.get(path, "")))
        for path in (*new, *(path for path in old if path not in new))
        if old.get(path) != new.get(path)
    )


def _written(value: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for key, inner in value.items():
        here = (*path, key)
        if isinstance(inner, dict) and holds_items(here):
            yield from _written(inner, here)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict) and item_name(here, inner[0]) is not None:
            yield from (((*here, str(item_name(here, item))), as_yaml(item)) for item in inner)
        else:
            yield here, as_yaml({key: inner})


def _flat(value: Any, path: Path) -> dict[Path, Any]:
    """Every leaf by its path."""
    if isinstance(value, dict) and value:
        return {key: leaf for name, item in value.items() for key, leaf in _flat(item, (*path, name)).items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        names = [item_name(path, item) for item in value]
        if None not in names:
            leaves: dict[Path, Any] = {(*path, _ORDER): names}
            for name, item in zip(names, value, strict=True):
                leaves |= _flat(item, (*path, str(name)))
            return leaves
    return {path: value}


def _differ(path: Path, before: Any, after: Any) -> bool:
    if path[-1] != _ORDER:
        return bool(before != after)
    return [name for name in before if name in after] != [name for name in after if name in before]


def _text(path: Path) -> str:
    return ".".join(path)
