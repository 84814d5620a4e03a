"""Connected: the live sources that a tenant's packs declare, as targets with their credentials filled in."""

from __future__ import annotations

import base64

from rootward.errors import BadInput, NotFound
from rootward.kit.db import Connection as Database
from rootward.kit.egress import Target, tls_context
from rootward.kit.secrets import is_reference
from rootward.packs.connection import Connection, ConnectionKind
from rootward.packs.store import active_pack
from rootward.packs.values import nanoseconds
from rootward.tools.contract import ToolContext

__all__ = ["connection_named", "connections_of", "target_of"]


async def connections_of(context: ToolContext, kind: ConnectionKind) -> list[Connection]:
    """Those of the tenant's active packs, in the order of their names."""

    def unit(connection: Database, tenant: str) -> tuple[Connection, ...]:
        return active_pack(connection, tenant).connections

    found = await context.read(unit)
    return sorted((item for item in found if item.kind == kind), key=lambda item: item.name)


async def connection_named(context: ToolContext, kind: ConnectionKind, name: str) -> Connection:
    """Raises NotFound naming those that there are."""
    found = await connections_of(context, kind)
    for item in found:
        if item.name == name:
            return item
    known = ", ".join(item.name for item in found) or "none"
    raise NotFound(f"there is no {kind} connection {name!r}; there are {known}", field="source", value=name)


async def target_of(connection: Connection, context: ToolContext, *, most_s: float = 60.0) -> Target:
    """Raises Misconfigured for a secret that is not there, BadInput for one that cannot be sent, Unavailable when the
    store of a secret does not answer."""
    headers, secrets = dict(connection.headers), list[str]()
    for name, value in connection.headers.items():
        if is_reference(value):
            headers[name] = await context.outside.secret(value)
            secrets.append(headers[name])
    if connection.token:
        secrets.append(await context.outside.secret(connection.token))
        headers["authorization"] = f"Bearer {secrets[-1]}"
    elif connection.username:
        secrets.append(await context.outside.secret(connection.password))
        secrets.append(base64.b64encode(f"{connection.username}:{secrets[-1]}".encode()).decode())
        headers["authorization"] = f"Basic {secrets[-1]}"
    if not all(value.isascii() for value in headers.values()):
        raise BadInput(f"the secret of {connection.name} has characters that cannot be sent", field="token")
    tls = tls_context(authority=await context.outside.secret(connection.authority)) if connection.authority else None
    timeout_s = min(most_s, nanoseconds(connection.timeout) / 1e9)
    return Target(
        name=connection.name, url=connection.url, headers=headers, tls=tls, timeout_s=timeout_s, secrets=tuple(secrets)
    )
