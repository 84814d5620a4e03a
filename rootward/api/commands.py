"""Commands: routes that change something. Their bodies are short, and an Idempotency-Key makes them safe to repeat.

The same key with the same request gives the same answer again; with another request it is refused. Keys belong to
their principal and are kept for a day. The answer is kept sealed: who reads the database without the installation's
key reads no token in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request, Response
from fastapi.routing import APIRoute

from rootward.api.access import caller
from rootward.app import App
from rootward.errors import BadInput, Conflict, TooLarge
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new
from rootward.schema import idempotency_keys as table

__all__ = ["CommandRoute"]

MAX_BODY = 4 * 1024 * 1024
_KEPT_NS = 86_400 * 1_000_000_000
_GIVEN_UP_NS = 120 * 1_000_000_000
"""A first request that has not answered by then has died with its process."""
_HEADERS = ("content-type", "location", "etag")
Answer = Callable[[Request], Awaitable[Response]]


class CommandRoute(APIRoute):
    """The route class of routers with commands; what only reads passes through."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        answer = super().get_route_handler()

        async def command(request: Request) -> Response:
            if request.method in ("GET", "HEAD"):
                return await answer(request)
            body = await _body(request)
            key = request.headers.get("idempotency-key")
            return await answer(request) if key is None else await _once(request, key, body, answer)

        return command


async def _body(request: Request) -> bytes:
    """Raises TooLarge, and BadInput for a NUL, which no text column holds."""
    size, parts = 0, []
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise TooLarge(f"the body has more than {MAX_BODY} bytes", limit=MAX_BODY)
        parts.append(part)
    body = b"".join(parts)
    if b"\0" in body or b"\\u0000" in body:
        raise BadInput("the body holds a NUL character", field="body")
    request._body = body  # what the framework's own reader of the body looks for first
    return body


async def _once(request: Request, key: str, body: bytes, answer: Answer) -> Response:
    if not 0 < len(key) <= 200 or not key.isprintable():
        raise BadInput("Idempotency-Key has 1 to 200 printable characters", field="idempotency-key")
    app: App = request.app.state.app
    principal = await caller(request, app)
    slot = f"{principal.id}:{hashlib.sha256(key.encode()).hexdigest()}"
    asked = f"{request.method}\n{request.url.path}\n{request.url.query}\n".encode() + body
    digest, owner = hmac.new(app.key, asked, "sha256").hexdigest(), clock.new_id("req")
    tenant = principal.tenant
    seal = AESGCM(hmac.digest(app.key, f"{tenant}\n{slot}\n{key}".encode(), "sha256"))
    reserve = partial(_reserve, tenant=tenant, slot=slot, digest=digest, owner=owner)
    before = await app.db.run(reserve, tenant=tenant)
    if before is not None:
        return _opened(seal, before)
    try:
        response = await answer(request)
        kept = _sealed(seal, response, owner)
        await app.db.run(partial(_write, tenant=tenant, slot=slot, response=kept), tenant=tenant)
    except BaseException:
        await app.db.run(partial(_release, tenant=tenant, slot=slot, owner=owner), tenant=tenant)
        raise
    return response


def _reserve(connection: Connection, *, tenant: str, slot: str, digest: str, owner: str) -> dict[str, Any] | None:
    """Take the key, or find the answer that was given before.

    Raises Conflict for another request under the same key, or while the first one is being answered.
    """
    now = clock.now_ns()
    connection.execute(table.delete().where(table.c.tenant == tenant, table.c.created_at < now - _KEPT_NS))
    mine = {"tenant": tenant, "key": slot, "digest": digest, "response": {"owner": owner}, "created_at": now}
    insert_new(connection, table, [mine])
    query = sa.select(table).where(table.c.tenant == tenant, table.c.key == slot).with_for_update()
    row = connection.execute(query).mappings().one()
    found: dict[str, Any] = row["response"]
    if found.get("owner") == owner:
        return None
    if row["digest"] != digest:
        raise Conflict("this Idempotency-Key came before with another request", field="idempotency-key")
    if "sealed" in found:
        return found
    if row["created_at"] > now - _GIVEN_UP_NS:
        raise Conflict("the first request with this Idempotency-Key is still being answered", field="idempotency-key")
    taken_over: dict[str, Any] = {"owner": owner}
    _write(connection, tenant=tenant, slot=slot, response=taken_over, created_at=now)
    return None


def _release(connection: Connection, *, tenant: str, slot: str, owner: str) -> None:
    """A request that was refused changed nothing, so its key may be used again."""
    query = sa.select(table.c.response).where(table.c.tenant == tenant, table.c.key == slot)
    found = connection.execute(query).scalar()
    if found is not None and found == {"owner": owner}:
        connection.execute(table.delete().where(table.c.tenant == tenant, table.c.key == slot))


def _write(connection: Connection, *, tenant: str, slot: str, response: dict[str, Any], **more: int) -> None:
    connection.execute(
        table.update().where(table.c.tenant == tenant, table.c.key == slot).values(response=response, **more)
    )


def _sealed(seal: AESGCM, response: Response, owner: str) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    whole = msgspec.json.encode([response.status_code, headers, bytes(response.body).decode()])
    nonce = hashlib.sha256(owner.encode()).digest()[:12]
    return {"owner": owner, "sealed": base64.b64encode(nonce + seal.encrypt(nonce, whole, None)).decode()}


def _opened(seal: AESGCM, kept: dict[str, Any]) -> Response:
    raw = base64.b64decode(kept["sealed"])
    status, headers, body = msgspec.json.decode(
        seal.decrypt(raw[:12], raw[12:], None), type=tuple[int, dict[str, str], str]
    )
    return Response(body, status_code=status, headers=headers | {"Idempotency-Replayed": "true"})
