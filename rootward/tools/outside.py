"""The way out for tools: one tenant's lines to its live sources, and its secrets by reference."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from rootward.errors import Denied
from rootward.kit.egress import Egress, Line, Target
from rootward.kit.secrets import Secrets

__all__ = ["Outside", "WayOut", "closed"]


class Outside(Protocol):
    """Bound to one tenant, so that a tool reaches no other tenant's secrets."""

    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        """Requests to one server. Raises Denied for an address that may not be reached, Unavailable."""
        ...

    def secret(self, reference: str) -> str:
        """Raises Misconfigured for a secret that is not there."""
        ...


@dataclass(frozen=True, slots=True)
class WayOut:
    """What the process has: one egress and all secrets."""

    egress: Egress
    secrets: Secrets

    def of(self, tenant: str) -> Outside:
        return _TenantOutside(self.egress, self.secrets, tenant)


def closed(_tenant: str) -> Outside:
    """No way out at all: what a gateway has when it was given none."""
    return _Closed()


@dataclass(frozen=True, slots=True)
class _TenantOutside:
    _egress: Egress
    _secrets: Secrets
    _tenant: str

    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        return self._egress.line(target)

    def secret(self, reference: str) -> str:
        return self._secrets.resolve(self._tenant, reference)


class _Closed:
    def line(self, target: Target) -> AbstractAsyncContextManager[Line]:
        raise Denied(f"this process may not connect to {target.name}", who=target.name)

    def secret(self, reference: str) -> str:
        raise Denied("this process has no secrets", reference=reference)
