"""Catalogue: the tools that a tenant has, wherever they come from, and whether each can be called.

The built-in ones and those of plugins are everybody's; packs declare a tenant's own, and servers of tools (MCP) offer
more. All keep one contract. A tenant's own tool that takes the name of everybody's is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import structlog

from rootward.errors import Denied, NotFound
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.store import active_pack
from rootward.tools.contract import Tool, ToolSpec
from rootward.tools.states import UNDECIDED, Standing, ToolState, standing, state_of, states_of

__all__ = ["Bringer", "Catalogue", "Listed"]

log = structlog.get_logger()


class Bringer(Protocol):
    """Brings tools that one tenant has: those of its packs, those of its MCP servers. `pack` is what is in force."""

    def tools_of(self, connection: Connection, tenant: str, pack: Pack) -> Sequence[Tool]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One tool as a tenant sees it. `kind` is where it comes from: builtin, plugin, pack or mcp."""

    tool: Tool
    spec: ToolSpec
    state: ToolState
    scope: Literal["global", "tenant"]

    @property
    def kind(self) -> str:
        return self.spec.origin.partition(":")[0]

    @property
    def standing(self) -> Standing:
        return standing(self.spec, self.state)


class Catalogue:
    """`origins` says of which plugin a tool is (none: of the product)."""

    def __init__(
        self, tools: Iterable[Tool], bringers: Sequence[Bringer] = (), origins: Mapping[str, str] | None = None
    ) -> None:
        self._global = {tool.spec.name: tool for tool in tools}
        self._bringers = tuple(bringers)
        self._origins = dict(origins or {})

    def listed(self, connection: Connection, tenant: str) -> list[Listed]:
        """Every tool of the tenant, by name."""
        states = states_of(connection, tenant)
        found = [self._everybodys(tool, states.get(name, UNDECIDED)) for name, tool in self._global.items()]
        found += [
            Listed(tool=tool, spec=tool.spec, state=states.get(name, UNDECIDED), scope="tenant")
            for name, tool in self._own(connection, tenant).items()
        ]
        return sorted(found, key=lambda item: item.spec.name)

    def find(
        self, connection: Connection, tenant: str, name: str, *, state: ToolState | None = None,
        pack: Pack | None = None,
    ) -> Listed:  # fmt: skip
        """`state` and `pack` as they have been read already. Raises NotFound, also for another tenant's."""
        state = state_of(connection, tenant, name) if state is None else state
        if name in self._global:
            return self._everybodys(self._global[name], state)
        tool = self._own(connection, tenant, pack).get(name)
        if tool is None:
            raise NotFound(f"there is no tool {name!r}", field="tool", value=name)
        return Listed(tool=tool, spec=tool.spec, state=state, scope="tenant")

    def open(self, connection: Connection, tenant: str, name: str) -> Listed:
        """One that can be called. Raises NotFound, and Denied for one that is disabled or in quarantine."""
        found = self.find(connection, tenant, name)
        if not found.standing.is_open:
            raise Denied(f"tool {name!r} is {found.standing.word}: {found.standing.reason}", tool=name)
        return found

    def _everybodys(self, tool: Tool, state: ToolState) -> Listed:
        spec = tool.spec
        if spec.name in self._origins:
            spec = replace(spec, origin=self._origins[spec.name])
        return Listed(tool=tool, spec=spec, state=state, scope="global")

    def _own(self, connection: Connection, tenant: str, pack: Pack | None = None) -> dict[str, Tool]:
        found: dict[str, Tool] = {}
        if not self._bringers:
            return found
        pack = active_pack(connection, tenant) if pack is None else pack
        for bringer in self._bringers:
            for tool in bringer.tools_of(connection, tenant, pack):
                name = tool.spec.name
                if name in self._global or name in found:
                    log.warning("tool.name_taken", tenant=tenant, tool=name, origin=tool.spec.origin)
                    continue
                found[name] = tool
        return found
