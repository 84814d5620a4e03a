"""Tracing: Rootward's own spans on their way to a collector, when one is named and the OpenTelemetry SDK is installed.

Without an endpoint nothing of the SDK is loaded: spans then go where the process's own instrumentation sends them, if
it has any, and record nothing otherwise. With one only ours go there: libraries make spans of every request.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import structlog
from opentelemetry import trace

from rootward.kit.redact import JSON, redact_text, redact_value

__all__ = ["PACKAGES", "Exporter", "configure", "is_installed", "send_to", "span", "trace_id"]

log = structlog.get_logger()
_SDK = "opentelemetry.sdk"
_OTLP = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
_PATH = "/v1/traces"
PACKAGES = "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"


class Exporter(Protocol):
    """What the SDK calls a span exporter."""

    def export(self, spans: Sequence[Any]) -> Any: ...

    def shutdown(self) -> None: ...

    def force_flush(self, timeout_millis: int = ...) -> bool: ...


def configure(endpoint: str, *, version: str) -> Callable[[], None]:
    """Send spans to the OTLP/HTTP collector at `endpoint` (a base URL) from now on; call the result to send what is
    left and stop. Does nothing for an empty `endpoint`; without the SDK it says so in one line."""
    if not endpoint:
        return _nothing
    if not is_installed():
        log.warning("tracing.not_installed", endpoint=endpoint, advice=f"pip install {PACKAGES}")
        return _nothing
    otlp = importlib.import_module(_OTLP)
    base = endpoint.rstrip("/").removesuffix(_PATH)
    return send_to(otlp.OTLPSpanExporter(endpoint=base + _PATH, timeout=5), version=version)


def is_installed() -> bool:
    """Whether the optional PACKAGES are there; they are looked for, not loaded."""
    try:
        return importlib.util.find_spec(_OTLP) is not None and importlib.util.find_spec(_SDK) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def send_to(exporter: Exporter, *, version: str) -> Callable[[], None]:
    """Send every span to `exporter`, redacted, in the background; call the result to send what is left and stop."""
    sdk = importlib.import_module(f"{_SDK}.trace")
    batches = importlib.import_module(f"{_SDK}.trace.export").BatchSpanProcessor(_Redacted(exporter, sdk))
    resource = importlib.import_module(f"{_SDK}.resources").Resource
    facts = {"service.name": "rootward", "service.version": version}
    provider = sdk.TracerProvider(resource=resource.create(facts), shutdown_on_exit=False)
    provider.add_span_processor(batches)
    _providers.append(provider)

    def stop() -> None:
        if provider in _providers:
            _providers.remove(provider)
            provider.shutdown()

    return stop


@contextmanager
def span(name: str, *, tenant: str, **facts: str) -> Iterator[None]:
    """A span round the block, below the one that is open where it begins; tasks and threads inherit it."""
    source: Any = _providers[-1] if _providers else trace
    attributes = {f"rootward.{key}": value for key, value in {"tenant": tenant, **facts}.items()}
    with source.get_tracer("rootward").start_as_current_span(name, attributes=attributes):
        yield


_providers: list[Any] = []


def trace_id() -> str | None:
    """Of the span that is open here, 32 hex digits; None where nothing is traced."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


class _Redacted:
    """An exporter in front of another one: what an exception said may hold a secret."""

    def __init__(self, exporter: Exporter, sdk: Any) -> None:
        self._exporter, self._sdk = exporter, sdk

    def export(self, spans: Sequence[Any]) -> Any:
        return self._exporter.export([_redacted(span, self._sdk) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def _redacted(span: Any, sdk: Any) -> Any:
    events = [sdk.Event(event.name, _clean(event.attributes), event.timestamp) for event in span.events]
    said = redact_text(span.status.description) if span.status.description else None
    return sdk.ReadableSpan(
        name=redact_text(span.name), context=span.context, parent=span.parent, resource=span.resource,
        attributes=_clean(span.attributes), events=events, links=span.links, kind=span.kind,
        status=trace.Status(span.status.status_code, said), start_time=span.start_time, end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )  # fmt: skip


def _clean(attributes: Mapping[str, JSON] | None) -> dict[str, JSON]:
    return {name: redact_value(value, path=(name,)) for name, value in (attributes or {}).items()}


def _nothing() -> None:
    """What there is to stop when nothing was started."""
