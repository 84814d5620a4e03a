"""Structured logs: an event name and facts, with request, tenant and case from context, redacted before they leave."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from rootward.kit.redact import JSON, redact_value

__all__ = ["bind", "configure", "unbind"]

bind = structlog.contextvars.bind_contextvars
unbind = structlog.contextvars.unbind_contextvars


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send logs to `stream` (stderr) as `json`, `text` or, for `auto`, whichever fits the stream.

    What libraries have to warn of takes the same way, as the event `library`.
    """
    out = stream or sys.stderr
    as_json = form == "json" or (form == "auto" and not out.isatty())
    shown: Any = structlog.dev.ConsoleRenderer(colors=out.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.JSONRenderer() if as_json else shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [*(known for known in root.handlers if not isinstance(known, _Relay)), _Relay(logging.WARNING)]


class _Relay(logging.Handler):
    """The way of the standard library's loggers into ours."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno, "library", logger=record.name, text=record.getMessage(), exc_info=record.exc_info
        )


def _redact(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    return {name: redact_value(_plain(value), path=(name,)) for name, value in facts.items()}


def _plain(value: object) -> JSON:
    """What is no JSON becomes its text before it is searched for secrets: a renderer would do so after."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return str(value)
