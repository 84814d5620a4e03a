"""Own events: what the product itself noticed, stored beside everybody else's and taken in by the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rootward.events.ingest import INTAKE
from rootward.events.keys import claim
from rootward.events.model import Event
from rootward.events.prepare import COLUMNS, row_of
from rootward.kit import clock
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection, bulk_insert
from rootward.schema import events
from rootward.tenancy import changes

__all__ = ["OWN", "record"]

OWN = "rootward"
"""The source of these events."""


def record(connection: Connection, tenant: str, found: Sequence[Event], bus: Bus) -> int:
    """Store those of the events whose `ingest_id` is new, and tell the intake; returns how many."""
    if not found:
        return 0
    seq = changes.append(connection, tenant, "ingest", "", {"own": len(found)})
    now = clock.now_ns()
    ids = {event.ingest_id: clock.new_id("evt") for event in found}
    digests = {event.ingest_id: bytes.fromhex(sha256_hex({**event.payload})) for event in found}
    held = claim(connection, tenant, [(name, digests[name], ids[name]) for name in ids], seq)
    fresh = {event.ingest_id: event for event in found if event.ingest_id not in held}
    rows = [(*row_of(event, ids[name], now), seq) for name, event in fresh.items()]
    bulk_insert(connection, events, COLUMNS, rows)
    if rows:
        types = Counter(event.event_type for event in fresh.values())
        body: dict[str, JSON] = {"seq": seq, "types": [*sorted(types)], "sources": {OWN: len(rows)}}
        bus.send(connection, message(INTAKE, tenant, tenant, body))
    return len(rows)
