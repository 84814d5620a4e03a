"""Frugal: a toolbox whose every call is paid for from a purse before it is made."""

from __future__ import annotations

from types import TracebackType

from rootward.agents.contract import Toolbox
from rootward.events.topology import Topology
from rootward.governance.purse import Purse
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway

__all__ = ["Frugal", "NoTopology"]


class Frugal:
    """For as long as a step lasts; at its end what was not used goes back."""

    def __init__(self, toolbox: Toolbox, purse: Purse, gateway: Gateway) -> None:
        self._toolbox, self._purse, self._gateway = toolbox, purse, gateway

    async def __aenter__(self) -> Frugal:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._purse.close()

    async def enter(self, seconds: float, share: int) -> float:
        """A place and time for an agent; see `Purse.open`. Raises OverBudget."""
        return await self._purse.open(seconds, share=share)

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        """Raises OverBudget, and what the toolbox raises."""
        spec = self._gateway.spec(tool)
        await self._purse.take(tool, spec.cost_usd if spec else 0.0)
        return await self._toolbox.call(tool, arguments)

    def require_all(self) -> None:
        """Raises the OverBudget of a call that was not made."""
        if self._purse.refusal is not None:
            raise self._purse.refusal


class NoTopology:
    """A toolbox for who ranks without knowing what calls what."""

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        return ToolResult(value={}, summary="", data=Topology(edges=()))
