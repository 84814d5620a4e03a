"""Own: what a tenant adds by itself, one thing at a time; kept as a pack, so that a change is a version that can be
undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from rootward.kit.db import Connection
from rootward.packs import store
from rootward.packs.model import Pack

__all__ = ["Named", "keep", "kept"]


class Named(Protocol):
    """A section's item, known by its name."""

    if TYPE_CHECKING:
        name: Any

    def model_dump(self, *, mode: str, exclude_unset: bool) -> dict[str, Any]: ...


def kept(connection: Connection, tenant: str, pack: str) -> Pack | None:
    """The version of the tenant's own pack that is active."""
    active = next((item for item in store.activations(connection, tenant) if item.name == pack), None)
    return store.read_version(connection, tenant, pack, active.digest) if active else None


def keep(
    connection: Connection, tenant: str, pack: str, section: str, items: Iterable[Named], description: str, *,
    actor: str,
) -> None:  # fmt: skip
    """Make these the items of the tenant's own pack, and that the active one. Raises Misconfigured."""
    if not store.activations(connection, tenant):  # the shipped pack decides until another is active
        store.ensure_builtin(connection, tenant)
    number = 1 + len(store.versions(connection, tenant, pack))
    ordered = sorted(items, key=lambda one: str(one.name))
    listed = [item.model_dump(mode="json", exclude_unset=True) for item in ordered]
    body = {"name": pack, "version": str(number), "description": description, section: listed}
    made = Pack.model_validate_json(msgspec.json.encode(body))
    store.activate(connection, tenant, pack, store.save(connection, tenant, made, actor=actor), actor=actor)
