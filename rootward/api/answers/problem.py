"""Problem: what every refusal looks like (RFC 9457)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

__all__ = ["Fault", "Problem"]


class Fault(TypedDict):
    """One thing that is wrong with a body or a query."""

    field: str
    reason: str
    value: NotRequired[str]


class Problem(TypedDict):
    """`type` ends in the error's code, `trace_id` finds it in the log; further facts are members of their own."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    field: NotRequired[str]
    trace_id: str
