"""Connections of a tenant: kept as a pack of their own, so that a change of them is a version that can be undone."""

from __future__ import annotations

import msgspec
from pydantic import ValidationError

from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import Connection as Database
from rootward.packs import own, store
from rootward.packs.connection import Connection

__all__ = ["PACK", "check", "put", "remove"]

PACK = "connections"


def check(body: dict[str, object]) -> Connection:
    """A connection from what somebody sent. Raises BadInput naming the field."""
    try:
        return Connection.model_validate_json(msgspec.json.encode(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "connection"
        message = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"{field}: {message}", field=field) from error


def put(connection: Database, tenant: str, item: Connection, *, actor: str) -> None:
    """Add a connection, or put it in the place of the one with its name. Raises Misconfigured."""
    kept = _kept(connection, tenant)
    _activate(connection, tenant, [*(one for one in kept if one.name != item.name), item], actor)


def remove(connection: Database, tenant: str, name: str, *, actor: str) -> None:
    """Raises NotFound, and Conflict for one that another pack declares."""
    kept = _kept(connection, tenant)
    if not any(one.name == name for one in kept):
        if any(one.name == name for one in store.active_pack(connection, tenant).connections):
            raise Conflict(f"the connection {name!r} is declared by another pack: change it there", field="name")
        raise NotFound(f"there is no connection {name!r}", field="name", value=name)
    _activate(connection, tenant, [one for one in kept if one.name != name], actor)


def _kept(connection: Database, tenant: str) -> tuple[Connection, ...]:
    pack = own.kept(connection, tenant, PACK)
    return pack.connections if pack else ()


def _activate(connection: Database, tenant: str, items: list[Connection], actor: str) -> None:
    own.keep(connection, tenant, PACK, "connections", items, "live sources of this tenant", actor=actor)
