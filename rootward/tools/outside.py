"""The way out for tools: one tenant's lines to other systems, its secrets by reference, its sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rootward.errors import Denied
from rootward.kit.egress import Egress, Line, Target
from rootward.kit.program import Programs, Talk
from rootward.kit.secrets import Secrets

__all__ = ["Outside", "WayOut", "closed"]


class Outside(Protocol):
    """Bound to one tenant, so that a tool reaches no other tenant's secrets."""

    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        """Requests to one server. Raises Denied for an address that may not be reached, Unavailable."""
        ...

    async def address(self, name: str, host: str, port: int) -> str:
        """A checked address, for what does not speak HTTP. Raises as `line`."""
        ...

    async def secret(self, reference: str) -> str:
        """Raises Misconfigured for a secret that is not there, Unavailable when its store does not answer."""
        ...

    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float
    ) -> AbstractAsyncContextManager[Talk]:
        """Another program, to speak with. Raises Denied for one that is not permitted, Unavailable."""
        ...

    def sandbox(self) -> Path:
        """The tenant's folder for twins of services that it has not connected. Raises Denied where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class WayOut:
    """What the process has: one egress, all secrets, a folder of sandboxes (none: there are no twins), and the programs
    that may be started."""

    egress: Egress
    secrets: Secrets
    sandboxes: Path | None = None
    programs: Programs = field(default_factory=Programs)

    def of(self, tenant: str) -> Outside:
        return _TenantOutside(self.egress, self.secrets, tenant, self.sandboxes, self.programs)


def closed(_tenant: str) -> Outside:
    """No way out at all: what a gateway has when it was given none."""
    return _Closed()


@dataclass(frozen=True, slots=True)
class _TenantOutside:
    _egress: Egress
    _secrets: Secrets
    _tenant: str
    _sandboxes: Path | None
    _programs: Programs

    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        return self._egress.line(target)

    async def address(self, name: str, host: str, port: int) -> str:
        return await self._egress.address(name, host, port)

    async def secret(self, reference: str) -> str:
        return await self._secrets.resolve(self._tenant, reference)

    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float
    ) -> AbstractAsyncContextManager[Talk]:
        return self._programs.started(command, environment, timeout_s=timeout_s)

    def sandbox(self) -> Path:
        if self._sandboxes is None:
            raise Denied("this process has no sandbox", tenant=self._tenant)
        return self._sandboxes / self._tenant


class _Closed:
    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        raise Denied(f"this process may not connect to {target.name}", who=target.name)

    async def address(self, name: str, host: str, port: int) -> str:
        raise Denied(f"this process may not connect to {name}", who=name)

    async def secret(self, reference: str) -> str:
        raise Denied("this process has no secrets", reference=reference)

    def program(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout_s: float
    ) -> AbstractAsyncContextManager[Talk]:
        raise Denied("this process starts no programs", command=command[0] if command else "")

    def sandbox(self) -> Path:
        raise Denied("this process has no sandbox")
