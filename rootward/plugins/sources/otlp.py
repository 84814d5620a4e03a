"""OTLP source: traces, logs or metrics as OpenTelemetry exporters send them over HTTP, in protobuf or JSON.

Format: opentelemetry-proto docs/specification.md. The caller has undone a Content-Encoding before (`inflate`).
"""

from __future__ import annotations

from collections.abc import Mapping

from rootward.errors import RootwardError
from rootward.events.model import Received
from rootward.events.source import SourceContext, header
from rootward.plugins.sources import otlp_json, otlp_protobuf
from rootward.plugins.sources.documents import first_item
from rootward.plugins.sources.otlp_request import Signal

__all__ = ["OtlpSource"]


class OtlpSource:
    """One signal; its name is `otlp.traces`, `otlp.logs` or `otlp.metrics`, as its path is `/v1/…`."""

    many = False

    def __init__(self, signal: Signal) -> None:
        self._signal: Signal = signal

    @property
    def name(self) -> str:
        return f"otlp.{self._signal}"

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """JSON by its first name. Protobuf has no names: it must read as this signal, without anything set aside."""
        item = first_item(body)
        if item is not None:
            return otlp_json.NAMES[self._signal][0] in item
        if not body or not body.startswith(b"\n"):  # every request begins with its field 1, a message
            return False
        try:
            found = otlp_protobuf.read_request(body, self._signal)
        except RootwardError:
            return False
        telemetry = found.telemetry
        return bool(telemetry.spans or telemetry.logs or telemetry.series) and not found.rejects

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """By the content type; without one, by the first byte."""
        content_type = header(headers, "content-type").lower()
        is_json = "json" in content_type or ("protobuf" not in content_type and body.lstrip()[:1] == b"{")
        read = otlp_json.read_request if is_json else otlp_protobuf.read_request
        return read(body, self._signal)
