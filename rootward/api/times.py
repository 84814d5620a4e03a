"""Times in addresses: RFC 3339 as people write them, or nanoseconds as programs count them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from rootward.errors import BadInput
from rootward.events.strict import INT64
from rootward.kit import clock

__all__ = ["Moment", "moment"]

Moment = Annotated[str | None, Query(max_length=40)]


def moment(text: str | None, field: str) -> int | None:
    """Nanoseconds UTC, None for none. Raises BadInput naming the field."""
    if text is None:
        return None
    try:
        ns = int(text) if text.isascii() and text.lstrip("-").isdigit() else clock.parse_ns(text)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field}: {text!r} is not an RFC 3339 time with a zone", field=field, value=text) from error
    if ns not in INT64:
        raise BadInput(f"{field}: {text!r} is beyond the year 2262", field=field, value=text)
    return ns
