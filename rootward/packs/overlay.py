"""Overlay: packs laid over each other, the domain's first and the tenant's last, as one effective pack.

In lists of named items an item replaces the one with its name in its place, new items come first (so the first match is
the tenant's), and `remove` takes items out. Settings are overlaid key by key; any other list is replaced whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from rootward.errors import Misconfigured
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.playbook_forms import playbook_name

__all__ = ["holds_items", "item_name", "overlay"]

Body = dict[str, Any]

_IDENTITY: dict[tuple[str, ...], Callable[[Body], str]] = {
    ("sources",): lambda item: str(item["name"]),
    ("routes",): lambda item: str(item["name"]),
    ("signatures",): lambda item: str(item["name"]),
    ("run_signatures",): lambda item: str(item["name"]),
    ("connections",): lambda item: str(item["name"]),
    ("playbooks",): playbook_name,
    ("tools",): lambda item: str(item["name"]),
    ("mcp",): lambda item: str(item["name"]),
    ("cases", "opens"): lambda item: str(item["name"]),
    ("cases", "severity"): lambda item: str(item["name"]),
    ("cases", "maintenance"): lambda item: str(item["name"]),
    ("policies", "rules"): lambda item: str(item["id"]),
    ("guardrails", "allow"): lambda item: str(item["name"]),
    ("guardrails", "sequences"): lambda item: str(item["name"]),
    ("topology", "entities"): lambda item: str(item["ref"]),
    ("topology", "edges"): lambda item: f"{item['src']} {item['relation']} {item['dst']}",
}
_HEAD = ("name", "version", "description", "requires", "remove")


def overlay(packs: Sequence[Pack]) -> Pack:
    """One pack from many, the lowest first. Raises Misconfigured when one lacks what it requires or removes nothing."""
    return _overlay(tuple(packs))


@lru_cache(maxsize=64)
def _overlay(packs: tuple[Pack, ...]) -> Pack:
    if not packs:
        return Pack(name="none", version="0")
    if len(packs) == 1 and not packs[0].requires and not packs[0].remove:
        return packs[0]
    names: list[str] = []
    body: Body = {}
    for pack in packs:
        missing = [name for name in pack.requires if name not in names]
        if missing:
            raise Misconfigured(f"the pack {pack.name!r} needs {missing[0]!r} beneath it", pack=pack.name)
        for path in pack.remove:
            _remove(body, path, pack.name)
        sections = {key: deepcopy(value) for key, value in pack.body.items() if key not in _HEAD}
        body = _merged(body, sections, ())
        names.append(pack.name)
    body |= {"name": "+".join(names), "version": "+".join(pack.version for pack in packs)}
    return load_body(body, file="+".join(names))


def item_name(path: tuple[str, ...], item: Body) -> str | None:
    """What tells an item of the list at `path` from its neighbours; None for lists of plain values."""
    identity = _IDENTITY.get(path)
    return identity(item) if identity else None


def holds_items(path: tuple[str, ...]) -> bool:
    """Whether a list of named items lies beneath this path."""
    return any(len(place) > len(path) and place[: len(path)] == path for place in _IDENTITY)


def _merged(lower: Body, upper: Body, path: tuple[str, ...]) -> Body:
    result = dict(lower)
    for key, value in upper.items():
        here = (*path, key)
        before = result.get(key)
        if here in _IDENTITY and before is not None:
            result[key] = _merged_items(before, value, _IDENTITY[here])
        elif isinstance(value, dict) and isinstance(before, dict):
            result[key] = _merged(before, value, here)
        else:
            result[key] = value
    return result


def _merged_items(lower: list[Body], upper: list[Body], identity: Callable[[Body], str]) -> list[Body]:
    replacing = {identity(item): item for item in upper}
    kept = [replacing.pop(identity(item), item) for item in lower]
    return [item for item in upper if identity(item) in replacing] + kept


def _remove(body: Body, path: str, pack: str) -> None:
    for place, identity in _IDENTITY.items():
        prefix = ".".join(place) + "."
        if not path.startswith(prefix):
            continue
        holder: Any = body
        for step in place[:-1]:
            holder = holder.get(step, {})
        items = holder.get(place[-1], [])
        kept = [item for item in items if identity(item) != path[len(prefix) :]]
        if len(kept) < len(items):
            holder[place[-1]] = kept
            return
    raise Misconfigured(f"the pack {pack!r} removes {path!r}, which is not in the packs beneath it", pack=pack)
