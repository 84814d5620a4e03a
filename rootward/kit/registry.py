"""Registry: plugins by kind; the built-in ones listed, others found by entry point, none by being imported.

A plugin is a function that is handed the registry and adds things: `def register(registry): registry.add("tool", …)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

import structlog

from rootward.errors import Misconfigured

__all__ = ["GROUP", "Registry", "load"]

GROUP = "rootward.plugins"
KINDS = ("source", "tool", "agent")
log = structlog.get_logger()
T = TypeVar("T")


class Registry:
    """Things by kind, in the order they were added."""

    def __init__(self) -> None:
        self._things: dict[str, list[object]] = {kind: [] for kind in KINDS}

    def add(self, kind: str, thing: object) -> None:
        """Raises Misconfigured for a kind that nothing would ever ask for."""
        if kind not in self._things:
            raise Misconfigured(f"{kind!r} is not a kind of plugin; kinds are {', '.join(KINDS)}", field="kind")
        self._things[kind].append(thing)

    def all(self, kind: str, contract: type[T]) -> list[T]:
        """Everything of a kind, typed by its contract."""
        found: list[T] = self._things[kind]  # type: ignore[assignment]
        return list(found)


def load(built_in: Iterable[Callable[[Registry], None]], found: Iterable[EntryPoint] | None = None) -> Registry:
    """The built-ins, then every installed plugin; one that cannot be loaded is logged and left out."""
    registry = Registry()
    for register in built_in:
        register(registry)
    for point in sorted(entry_points(group=GROUP) if found is None else found, key=lambda item: item.name):
        try:
            point.load()(registry)
        except Exception as error:
            log.error("plugin.not_loaded", plugin=point.name, reason=f"{type(error).__name__}: {error}")
    return registry
