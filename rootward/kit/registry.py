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
KINDS = ("source", "tool", "agent", "judge")
log = structlog.get_logger()
T = TypeVar("T")


class Registry:
    """Things by kind, in the order they were added."""

    def __init__(self) -> None:
        self._things: dict[str, list[object]] = {kind: [] for kind in KINDS}
        self._plugin = ""
        self._plugins: dict[tuple[str, str], str] = {}

    def add(self, kind: str, thing: object) -> None:
        """Raises Misconfigured for a kind that nothing would ever ask for, and for a name that is taken."""
        if kind not in self._things:
            raise Misconfigured(f"{kind!r} is not a kind of plugin; kinds are {', '.join(KINDS)}", field="kind")
        name = _name(thing)
        if name is not None and any(_name(other) == name for other in self._things[kind]):
            raise Misconfigured(f"there is a {kind} called {name!r} already", field="name", value=name)
        self._things[kind].append(thing)
        if name is not None and self._plugin:
            self._plugins[kind, name] = self._plugin

    def plugins_of(self, kind: str) -> dict[str, str]:
        """Which plugin the things of a kind are of, by their names; the built-in ones are of none."""
        return {name: plugin for (of, name), plugin in self._plugins.items() if of == kind}

    def all(self, kind: str, contract: type[T]) -> list[T]:
        """Everything of a kind, typed by its contract."""
        found: list[T] = self._things[kind]  # type: ignore[assignment]
        return list(found)

    def grown_by(self, plugin: str) -> Registry:
        """A copy, to which that plugin may add."""
        other = Registry()
        other._things = {kind: list(things) for kind, things in self._things.items()}
        other._plugins, other._plugin = dict(self._plugins), plugin
        return other


def load(built_in: Iterable[Callable[[Registry], None]], found: Iterable[EntryPoint] | None = None) -> Registry:
    """The built-ins, then every installed plugin; one that cannot be loaded is logged and left out, whole."""
    registry = Registry()
    for register in built_in:
        register(registry)
    for point in sorted(entry_points(group=GROUP) if found is None else found, key=lambda item: item.name):
        grown = registry.grown_by(point.name)
        try:
            point.load()(grown)
        except Exception as error:
            log.error("plugin.not_loaded", plugin=point.name, reason=f"{type(error).__name__}: {error}")
        else:
            registry = grown
    return registry


def _name(thing: object) -> str | None:
    """A source and an agent have a name, a tool declares one."""
    found: str | None = getattr(getattr(thing, "spec", thing), "name", None)
    return found
