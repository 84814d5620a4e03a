"""Dead letters: what could not be read or handled, kept with the reason until a person settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

import sqlalchemy as sa

from rootward.errors import Conflict, NotFound
from rootward.kit import clock, metrics
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text
from rootward.schema import dead_letters

__all__ = ["Clean", "DeadLetter", "bury", "clean", "find", "read", "settle"]

Clean = NewType("Clean", bytes)
"""Bytes that hold no secret any more."""

_MOST_KEPT = 8 * 1024 * 1024

_KEPT_HEADERS = frozenset({"content-type", "x-github-event", "x-github-delivery", "user-agent"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadLetter:
    id: str
    kind: str  # ingest, message
    source: str
    reason: str
    field: str | None
    raw: bytes
    headers: dict[str, str]
    received_at: int
    attempts: int
    state: str  # open, replayed, discarded
    settled_by: str | None
    settled_at: int | None


def bury(
    connection: Connection, tenant: str, *, kind: str, source: str, reason: str, raw: Clean, field: str | None = None,
    headers: Mapping[str, str] | None = None, attempts: int = 0,
) -> str:  # fmt: skip
    """Set something aside; returns its id."""
    dead_id = clock.new_id("dead")
    kept = {name.lower(): value for name, value in (headers or {}).items() if name.lower() in _KEPT_HEADERS}
    connection.execute(
        dead_letters.insert(),
        {
            "tenant": tenant, "id": dead_id, "kind": kind, "source": source, "reason": redact_text(reason)[:2000],
            "field": field, "raw": raw, "headers": kept, "received_at": clock.now_ns(),
            "attempts": attempts, "state": "open",
        },
    )  # fmt: skip
    metrics.DEAD_LETTERS.labels(tenant, kind).inc()
    return dead_id


def clean(raw: bytes) -> Clean:
    """The bytes without their secrets, to be kept. Slow for megabytes, so it is done before the unit of work.

    Bytes that are no UTF-8 (protobuf, broken text) are searched too, byte for character. Of very much only the
    beginning is kept.
    """
    kept = raw[:_MOST_KEPT]
    try:
        return Clean(redact_text(kept.decode()).encode())
    except UnicodeDecodeError:
        return Clean(redact_text(kept.decode("latin-1")).encode("latin-1"))


def find(
    connection: Connection, tenant: str, *, state: str = "open", limit: int = 50, after: str = ""
) -> list[DeadLetter]:
    """The newest first; `after` is the last id of the page before."""
    query = sa.select(dead_letters).where(dead_letters.c.tenant == tenant)
    if state:
        query = query.where(dead_letters.c.state == state)
    if after:
        query = query.where(dead_letters.c.id < after)
    rows = connection.execute(query.order_by(dead_letters.c.id.desc()).limit(limit)).mappings()
    return [_letter(row) for row in rows]


def read(connection: Connection, tenant: str, dead_id: str) -> DeadLetter:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(dead_letters).where(dead_letters.c.tenant == tenant, dead_letters.c.id == dead_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no dead letter {dead_id!r}", field="id", value=dead_id)
    return _letter(row)


def settle(connection: Connection, tenant: str, dead_id: str, *, state: str, by: str) -> None:
    """Mark it `replayed` or `discarded`, once. Raises NotFound, Conflict when it is settled already."""
    letter = read(connection, tenant, dead_id)
    if letter.state != "open":
        raise Conflict(f"dead letter {dead_id} is {letter.state} already", field="state", value=letter.state)
    connection.execute(
        dead_letters.update()
        .where(dead_letters.c.tenant == tenant, dead_letters.c.id == dead_id)
        .values(state=state, settled_by=by, settled_at=clock.now_ns())
    )


def _letter(row: sa.RowMapping) -> DeadLetter:
    return DeadLetter(**{name: row[name] for name in DeadLetter.__slots__})
