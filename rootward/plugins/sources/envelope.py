"""Envelope source: events that are in the canonical form already: one, an array, or one a line."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.events.envelope import decode_batch
from rootward.events.model import Received
from rootward.events.source import SourceContext, header
from rootward.plugins.sources.documents import first_item

__all__ = ["EnvelopeSource"]


class EnvelopeSource:
    name = "envelope"
    many = True

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        item = first_item(body)
        return item is not None and "ingest_id" in item and "event_type" in item

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        content_type = header(headers, "content-type")
        return decode_batch(body, content_type, tenant=context.tenant, now_ns=context.now_ns, limits=context.limits)
