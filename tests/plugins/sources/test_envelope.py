"""Canonical envelopes through the door of the sources."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.events.source import SourceContext
from rootward.plugins.sources.envelope import EnvelopeSource

SOURCE = EnvelopeSource()
GOOD: dict[str, Any] = {
    "tenant_id": "acme", "source": "ci", "event_type": "DeployFinished", "ts": "2026-11-20T12:00:00Z",
    "entity": {"service": "checkout"}, "severity": "info", "payload": {}, "ingest_id": "1", "schema_version": "v1",
}  # fmt: skip
RAW = json.dumps(GOOD).encode()


@pytest.mark.parametrize(
    ("body", "content_type", "many"),
    [
        (RAW, "application/json", 1),
        (b"[" + RAW + b"," + RAW + b"]", "application/json", 2),
        (RAW + b"\n" + RAW, "application/x-ndjson", 2),
        (RAW + b"\n" + RAW, "", 2),
    ],
)
def test_one_several_and_lines(context: SourceContext, body: bytes, content_type: str, many: int) -> None:
    assert SOURCE.recognises(body, {})
    found = SOURCE.parse(body, {"Content-Type": content_type}, context)
    assert (len(found.events), len(found.rejects)) == (many, 0)


def test_other_json_is_not_claimed() -> None:
    for body in (b"{}", b"[1]", b"", b"text", b'{"ingest_id": "1"}'):
        assert not SOURCE.recognises(body, {})
