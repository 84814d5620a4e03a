"""Prepare: digests as the standard has them, and places that count what was refused."""

from __future__ import annotations

import hmac

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.draft import Limits
from rootward.events.envelope import decode_parts
from rootward.events.prepare import keyed, prepare
from rootward.kit import clock

NOW = clock.parse_ns("2026-11-20T12:00:00Z")
DIGEST = keyed(b"k")


@given(st.binary(max_size=200), st.binary(max_size=300))
def test_a_digest_is_the_hmac_sha256_of_the_message_whatever_the_key(key: bytes, message: bytes) -> None:
    assert keyed(key)(message) == hmac.digest(key, message, "sha256")


@given(st.lists(st.booleans(), max_size=200))
def test_every_item_keeps_its_place_in_the_body_however_many_parts_it_is_read_in(good: list[bool]) -> None:
    body = msgspec.json.encode([_item(place) if right else {"no": "event"} for place, right in enumerate(good)])
    parts = decode_parts(body, "application/json", tenant="default", now_ns=NOW, limits=Limits())
    prepared = prepare(parts, body, DIGEST)
    assert {item.index: item.ingest_id for item in prepared.ready} == {
        place: f"i{place}" for place, right in enumerate(good) if right
    }
    assert [item.index for item in prepared.rejects] == [place for place, right in enumerate(good) if not right]


def test_a_secret_in_a_later_part_is_taken_out_of_its_own_event() -> None:
    items = [_item(place) for place in range(150)]
    items[100]["payload"] = {"note": "password=hunter2hunter2"}
    body = msgspec.json.encode(items)
    parts = decode_parts(body, "application/json", tenant="default", now_ns=NOW, limits=Limits())
    rows = [item.row for item in prepare(parts, body, DIGEST).ready]
    assert [place for place, row in enumerate(rows) if b"redacted" in row[8]] == [100]
    assert not any(b"hunter2" in row[8] for row in rows)


def _item(place: int) -> dict[str, object]:
    return {
        "tenant_id": "default", "source": "k8s.events", "event_type": "PodOOMKilled", "ts": "2026-11-20T11:59:59Z",
        "entity": {"service": "checkout"}, "severity": "error", "payload": {"reason": "OOMKilled"},
        "ingest_id": f"i{place}", "schema_version": "v1",
    }  # fmt: skip
