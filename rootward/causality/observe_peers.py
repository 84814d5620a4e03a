"""Observe peers: calls that an entity no longer makes, and time that passes between two, told from metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rootward.causality.edge_gaps import EdgeGap, edge_gaps
from rootward.causality.lost_calls import LostCalls, lost_calls
from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.span_gaps import far_from_all
from rootward.causality.words import amount, named
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON

__all__ = ["observe_peers"]

Span = tuple[int, int]


def observe_peers(
    series: SeriesSet, calls: Mapping[str, Iterable[str]], *, before: Span, after: Span, keep_quiet: bool = False,
    parameters: Parameters = PARAMETERS,
) -> list[Observation]:  # fmt: skip
    """`flow.lost` and, where nothing is left, `flow.stopped` of callers that call no longer; `flow.gap` of
    the callee, or of a caller that is far from everybody it calls. Each once for a caller and a callee."""
    lost = [
        _lost(item) for item in lost_calls(series, calls, before=before, after=after, parameters=parameters)
        if keep_quiet or item.score > 0
    ]  # fmt: skip
    gaps = _widest(edge_gaps(series, calls, before=before, after=after, parameters=parameters))
    far = far_from_all(((item.caller, item.callee, item.score) for item in gaps), parameters)
    most = max((item.grown for item in gaps if item.score > 0), default=0.0)
    return lost + [_gap(item, most, far, parameters) for item in gaps if keep_quiet or item.score > 0]


def _widest(found: Iterable[EdgeGap]) -> list[EdgeGap]:
    """Of each edge, which is often measured by several statistics, the one that grew most surprisingly."""
    best: dict[tuple[str, str], EdgeGap] = {}
    for item in found:
        edge = item.caller, item.callee
        if edge not in best or (item.score, item.z) > (best[edge].score, best[edge].z):
            best[edge] = item
    return [best[edge] for edge in sorted(best)]


def _lost(item: LostCalls) -> Observation:
    value: dict[str, JSON] = {
        "peer": item.callee,
        "share": stable(item.share, 4),
        "requests": stable(item.requests, 4),
        "after": stable(item.after, 4),
        "expected": stable(item.expected, 4),
        "deviation": stable(item.z, 4),
        "onset": item.onset,
        "ended": item.ended,
    }
    stopped = item.after < 0.5
    return Observation(
        kind="flow.stopped" if stopped else "flow.lost",
        entity=item.caller,
        subject={"entity": item.caller, "what": "calls", "callees": [item.callee]},
        value=value,
        text=f"{named(item.caller)} calls {named(item.callee)} {amount(item.after, '')} times, {item.expected:.3g} "
        f"expected from the {item.requests:.3g} requests it serves",
        score=item.score,
        onset=item.onset,
        direction="gone" if stopped else "down",
        magnitude=item.after / item.expected if item.expected > 0 else 0.0,
    )


def _gap(item: EdgeGap, most: float, far: frozenset[str], parameters: Parameters) -> Observation:
    value: dict[str, JSON] = {
        "name": item.name,
        "stat": item.stat,
        "callee": item.callee,
        "before_s": stable(item.before),
        "after_s": stable(item.after),
        "waited_s": [stable(one) for one in item.waited],
        "deviation": stable(item.z, 4),
        "onset": item.onset or None,
    }
    share = min(1.0, item.grown / (parameters.material_share * most)) if most > 0 else 0.0
    return Observation(
        kind="flow.gap",
        entity=item.caller if item.caller in far else item.callee,
        subject={"entity": item.caller, "what": "gap", "callees": [item.callee]},
        value=value,
        text=f"{amount(item.after, 's')} pass between {named(item.caller)} and {named(item.callee)} beyond what "
        f"{named(item.callee)} works, before {amount(item.before, 's')}",
        score=item.score * (parameters.immaterial + (1 - parameters.immaterial) * max(share, 0.0)),
        onset=item.onset or None,
        direction="up",
        magnitude=item.waited[1] / item.waited[0] if item.waited[0] > 0 else 0.0,
    )
