"""Structured logs: an event name and facts, with request, tenant and case from context, redacted before they leave."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from rootward.kit.redact import redact_value

__all__ = ["bind", "configure", "unbind"]

bind = structlog.contextvars.bind_contextvars
unbind = structlog.contextvars.unbind_contextvars


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send logs to `stream` (stderr) as `json`, `text` or, for `auto`, whichever fits the stream."""
    out = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not out.isatty())
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )


def _redact(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    return {name: redact_value(value, path=(name,)) for name, value in facts.items()}
