"""Ingest keys: who came first under an id. A key is claimed once; who comes later repeats or contradicts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from rootward.kit.db import Connection, bulk_insert
from rootward.schema import ingest_keys

__all__ = ["Claim", "claim"]

Claim = tuple[str, bytes, str]
"""Ingest id, digest of what came, and what it would become (an event's id)."""

_LOOKUP = 500
_COLUMNS = ("tenant", "ingest_id", "digest", "ref", "seq")


def claim(connection: Connection, tenant: str, claims: Sequence[Claim], seq: int) -> dict[str, tuple[bytes, str]]:
    """Claim ids that are all different; returns digest and ref of those that somebody has already.

    The usual case, all of them new, is one statement.
    """
    rows = [(tenant, ingest_id, digest, ref, seq) for ingest_id, digest, ref in sorted(claims)]
    if bulk_insert(connection, ingest_keys, _COLUMNS, rows, new_only=True) == len(rows):
        return {}
    held: dict[str, tuple[bytes, str]] = {}
    mine = {ingest_id: ref for ingest_id, _, ref in claims}
    names = list(mine)
    for start in range(0, len(names), _LOOKUP):
        query = sa.select(ingest_keys.c.ingest_id, ingest_keys.c.digest, ingest_keys.c.ref).where(
            ingest_keys.c.tenant == tenant, ingest_keys.c.ingest_id.in_(names[start : start + _LOOKUP])
        )
        for row in connection.execute(query):
            if row.ref != mine[row.ingest_id]:
                held[row.ingest_id] = (bytes(row.digest), row.ref)
    return held
