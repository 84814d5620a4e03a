"""The evidence store: written once under the hash of its content, read by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence, Query
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new
from rootward.schema import evidence_items

__all__ = ["find", "read", "write"]


def write(connection: Connection, tenant: str, items: Iterable[Evidence]) -> None:
    """Keep the items that are not there yet; the same observation is one row however often it is made."""
    insert_new(connection, evidence_items, [_row(tenant, item) for item in items])


def read(connection: Connection, tenant: str, evidence_id: str) -> Evidence:
    """Raises NotFound, also for another tenant's."""
    found = find(connection, tenant, [evidence_id])
    if not found:
        raise NotFound(f"there is no evidence {evidence_id!r}", field="evidence_id", value=evidence_id)
    return found[0]


def find(connection: Connection, tenant: str, evidence_ids: Sequence[str]) -> list[Evidence]:
    """The items that exist among `evidence_ids`, in that order."""
    query = sa.select(evidence_items).where(
        evidence_items.c.tenant == tenant, evidence_items.c.evidence_id.in_(list(evidence_ids))
    )
    rows = {row["evidence_id"]: _evidence(row) for row in connection.execute(query).mappings()}
    return [rows[name] for name in evidence_ids if name in rows]


def _row(tenant: str, item: Evidence) -> dict[str, object]:
    return {
        "tenant": tenant,
        "evidence_id": item.evidence_id,
        "kind": item.kind,
        "entity": item.entity,
        "presence": str(item.presence),
        "query": {"tool": item.query.tool, "arguments": item.query.arguments},
        "window_start": item.window[0],
        "window_end": item.window[1],
        "value": item.value,
        "onset": item.onset,
        "direction": item.direction,
        "magnitude": item.magnitude,
        "score": item.score,
        "text": item.text,
        "provenance": item.provenance,
        "created_at": clock.now_ns(),
    }


def _evidence(row: sa.RowMapping) -> Evidence:
    return Evidence(
        kind=row["kind"],
        entity=row["entity"],
        query=Query(tool=row["query"]["tool"], arguments=row["query"]["arguments"]),
        window=(row["window_start"], row["window_end"]),
        value=row["value"],
        text=row["text"],
        presence=Presence(row["presence"]),
        onset=row["onset"],
        direction=row["direction"],
        magnitude=row["magnitude"],
        score=row["score"],
        provenance=row["provenance"],
    )
