"""Own tools: HTTP tools that a tenant declares one at a time."""

from __future__ import annotations

import msgspec
from pydantic import ValidationError

from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import Connection
from rootward.packs import own, store
from rootward.packs.tool_model import DeclaredTool

__all__ = ["PACK", "check", "put", "remove"]

PACK = "tools"
_ABOUT = "tools of this tenant"


def check(body: dict[str, object]) -> DeclaredTool:
    """A tool from what somebody sent. Raises BadInput naming the field."""
    try:
        return DeclaredTool.model_validate_json(msgspec.json.encode(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "tool"
        message = first["msg"].removeprefix("Value error, ")
        raise BadInput(f"{field}: {message}", field=field) from error


def put(connection: Connection, tenant: str, item: DeclaredTool, *, actor: str) -> None:
    """Declare a tool, or put it in the place of the one with its name. Raises Misconfigured."""
    rest = [one for one in _kept(connection, tenant) if one.name != item.name]
    own.keep(connection, tenant, PACK, "tools", [*rest, item], _ABOUT, actor=actor)


def remove(connection: Connection, tenant: str, name: str, *, actor: str) -> None:
    """Raises NotFound, and Conflict for one that another pack declares."""
    kept = _kept(connection, tenant)
    if not any(one.name == name for one in kept):
        if any(one.name == name for one in store.active_pack(connection, tenant).tools):
            raise Conflict(f"the tool {name!r} is declared by another pack: change it there", field="name")
        raise NotFound(f"there is no tool {name!r} of your own", field="name", value=name)
    own.keep(connection, tenant, PACK, "tools", [one for one in kept if one.name != name], _ABOUT, actor=actor)


def _kept(connection: Connection, tenant: str) -> tuple[DeclaredTool, ...]:
    pack = own.kept(connection, tenant, PACK)
    return pack.tools if pack else ()
