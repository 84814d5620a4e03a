"""Span calls: calls that an entity makes less or more often for each request it serves.

Lost calls tell of work that ends early; more calls of retries and of loops over a database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.spans import CALLS, Span, Spans, between, calls, groups, reached

__all__ = ["CallRate", "call_rates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRate:
    """Calls of `caller` to `callee`, how many were `expected` after from the requests it served, and the surprise."""

    caller: str
    callee: str
    before: int
    after: int
    expected: float
    z: float
    score: float


def call_rates(spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS) -> Iterator[CallRate]:
    """Every pair of caller and callee that met before, in order."""
    target = reached(spans)
    chosen = np.isin(spans.kind, CALLS) & (target >= 0)
    asked = calls(spans, before=before, after=after)
    for rows in groups(spans.entity, target, np.zeros(len(target), dtype=np.int64), chosen):
        caller, callee = spans.words[spans.entity[rows[0]]], spans.words[target[rows[0]]]
        starts = spans.start[rows]
        old, new = int(between(starts, before).sum()), int(between(starts, after).sum())
        requests_old, requests_new = asked[caller]
        if old < parameters.least_spans or requests_old < parameters.least_spans or requests_new == 0:
            continue
        expected = old * requests_new / requests_old
        wide = float(np.sqrt(1 + requests_new / requests_old + parameters.call_wander * expected))
        z = 2 * float(np.sqrt(new + 0.375) - np.sqrt(expected + 0.375)) / wide
        score = min(float(np.log1p(max(0.0, abs(z) - parameters.quiet_z))), parameters.most_surprise)
        yield CallRate(caller=caller, callee=callee, before=old, after=new, expected=expected, z=z, score=score)
