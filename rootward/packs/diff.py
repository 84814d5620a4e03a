"""Diff: what is added, removed and changed between two packs, by path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from rootward.packs.model import Pack
from rootward.packs.overlay import item_name

__all__ = ["Changed", "Difference", "diff"]

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
