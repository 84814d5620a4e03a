"""Observe spans: operations slower by themselves, slower calls, gaps between, and errors where they begin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rootward.causality.coverage import watched
from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import surprise
from rootward.causality.span_calls import CallRate, call_rates
from rootward.causality.span_errors import Failing, Origin, origins, serving_errors
from rootward.causality.span_gaps import slow_to_all
from rootward.causality.span_times import Timing, timings
from rootward.causality.spans import Spans, between, calls
from rootward.causality.words import amount, named, percent, times
from rootward.kit.canonical import JSON

__all__ = ["observe_calls", "observe_errors", "observe_timings", "observe_traffic"]

Span = tuple[int, int]


def observe_timings(
    spans: Spans, *, before: Span, after: Span, keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`trace.self_time`, `trace.client_time` (of the peer) and `trace.edge_gap` (of the callee, or of a caller that is
    far from everybody it calls)."""
    found = list(timings(spans, before=before, after=after, parameters=parameters))
    slow_callers = slow_to_all(found, parameters)
    most = max((item.added for _, _, item in found), default=0.0)
    return [
        _timed(kind, group, item, _material(item.added, most, parameters), slow_callers)
        for kind, group, item in found
        if keep_quiet or item.score > 0
    ]


def _material(added: float, most: float, parameters: Parameters) -> float:
    """What adds little waiting against the worst is no cause of it, however large its own ratio."""
    share = min(1.0, added / (parameters.material_share * most)) if most > 0 else 0.0
    return parameters.immaterial + (1 - parameters.immaterial) * share


def _timed(
    kind: str, group: tuple[str, str, str], item: Timing, material: float, slow_callers: frozenset[str]
) -> Observation:
    entity, operation, peer = group
    value: dict[str, JSON] = {
        "observer": entity,
        "operation": operation,
        "before": {"n": item.n_before, "median_s": stable(item.median_before), "p90_s": stable(item.p90_before)},
        "after": {"n": item.n_after, "median_s": stable(item.median_after), "p90_s": stable(item.p90_after)},
        "ratio": stable(item.ratio, 4),
        "added_s": stable(item.added, 4),
        "onset": item.onset or None,
    }
    if peer:
        value["peer"] = peer
    slowest = item.p90_after / item.p90_before > item.median_after / item.median_before
    old, new = (item.p90_before, item.p90_after) if slowest else (item.median_before, item.median_after)
    which = "slowest tenth" if slowest else "median"
    said = {
        "self_time": f"{named(entity)} spends {amount(new, 's')} of its own time in {operation}",
        "client_time": f"{operation} from {named(entity)} to {named(peer)} takes {amount(new, 's')}",
        "edge_gap": f"{amount(new, 's')} pass between {named(entity)} and {named(peer)} in {operation}",
    }[kind]
    subject: dict[str, JSON] = {"measure": kind, "observer": entity, "operation": operation, "peer": peer}
    return Observation(
        kind=f"trace.{kind}",
        entity=entity if kind == "edge_gap" and entity in slow_callers else peer or entity,
        subject=subject,
        value=value,
        text=f"{said} ({which}), {times(new / old)} as long as before ({amount(old, 's')})",
        score=item.score * material,
        onset=item.onset,
        direction="up",
        magnitude=item.ratio,
    )


def observe_errors(
    spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`trace.error_origin` of whom errors that begin speak against; `trace.errors` of who answers with errors."""
    begun = [_begun(item) for item in origins(spans, before=before, after=after, parameters=parameters)]
    failing = serving_errors(spans, before=before, after=after, parameters=parameters)
    return [*begun, *(_failing(item) for item in failing if item.score > 0)]


def _begun(item: Origin) -> Observation:
    share = item.after / max(item.calls_after, 1)
    value: dict[str, JSON] = {
        "observer": item.observer,
        "before": item.before,
        "after": item.after,
        "calls_before": item.calls_before,
        "calls_after": item.calls_after,
        "statuses": {str(code): item.statuses[code] for code in sorted(item.statuses)},
        "onset": item.onset,
    }
    where = _where(item)
    answers = _statuses(item.statuses)
    return Observation(
        kind="trace.error_origin",
        entity=item.blamed,
        subject={"measure": "error_origin", "observer": item.observer, "entity": item.blamed},
        value=value,
        text=f"{where}: {item.after} in {item.calls_after} ({percent(share)}), before {item.before} in "
        f"{item.calls_before}{answers}",
        score=item.score,
        onset=item.onset,
        direction="up" if item.before else "new",
        magnitude=share,
    )


def _where(item: Origin) -> str:
    if item.observer != item.blamed:
        return f"Calls from {named(item.observer)} to {named(item.blamed)} fail there"
    refused = sum(count for status, count in item.statuses.items() if 400 <= status < 500)
    if 2 * refused > sum(item.statuses.values()):
        return f"What {named(item.blamed)} asks of others is refused"
    return f"Errors begin in {named(item.blamed)} itself"


def _statuses(statuses: Mapping[int, int]) -> str:
    named = [code for code in sorted(statuses, key=lambda code: (-statuses[code], code)) if code][:2]
    return f", answered {' and '.join(str(code) for code in named)}" if named else ""


def _failing(item: Failing) -> Observation:
    share = item.after / max(item.calls_after, 1)
    value: dict[str, JSON] = {
        "before": item.before, "after": item.after, "calls_before": item.calls_before,
        "calls_after": item.calls_after, "onset": item.onset,
    }  # fmt: skip
    return Observation(
        kind="trace.errors",
        entity=item.entity,
        subject={"measure": "errors", "observer": item.entity, "entity": item.entity},
        value=value,
        text=f"{percent(share)} of the requests to {named(item.entity)} fail ({item.after} in {item.calls_after}), "
        f"before {item.before} in {item.calls_before}",
        score=item.score,
        onset=item.onset,
        direction="up" if item.before else "new",
        magnitude=share,
    )


def observe_calls(
    spans: Spans, *, before: Span, after: Span, keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`trace.lost` and `trace.more`: calls that an entity makes less or more often for each request it serves."""
    found = call_rates(spans, before=before, after=after, parameters=parameters)
    return [_called(item) for item in found if keep_quiet or item.score > 0]


def _called(item: CallRate) -> Observation:
    less = item.after < item.expected
    value: dict[str, JSON] = {"before": item.before, "after": item.after, "expected": stable(item.expected, 4)}
    return Observation(
        kind="trace.lost" if less else "trace.more",
        entity=item.caller,
        subject={"measure": "calls", "observer": item.caller, "operation": "", "peer": item.callee},
        value=value,
        text=f"{named(item.caller)} calls {named(item.callee)} {item.after} times, {item.expected:.3g} expected from "
        "the requests it serves",
        score=item.score,
        direction="down" if less else "up",
        magnitude=item.after / item.expected if item.expected else 0.0,
    )


def observe_traffic(
    spans: Spans, *, before: Span, after: Span, keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`trace.traffic`: entities that are asked much more or much less than before, in the time that was watched."""
    if not between(spans.start, before).any():
        return []
    length = watched(np.sort(spans.start), before, parameters), max(after[1] - after[0], 1)
    found = [
        _asked(entity, counts, length, parameters)
        for entity, counts in sorted(calls(spans, before=before, after=after).items())
    ]
    return [item for item in found if keep_quiet or item.score > 0]


def _asked(entity: str, counts: tuple[int, int], length: tuple[int, int], parameters: Parameters) -> Observation:
    length_old, length_new = length[0] / 1e9, length[1] / 1e9
    old, new = counts[0] / length_old, counts[1] / length_new
    expected = counts[0] * length_new / length_old
    wide = float(np.sqrt(1 + length_new / length_old + 0.01 * expected))
    z = 2 * abs(float(np.sqrt(counts[1] + 0.375) - np.sqrt(expected + 0.375))) / wide
    value: dict[str, JSON] = {"before": counts[0], "after": counts[1], "per_s": [stable(old, 4), stable(new, 4)]}
    verb = "more" if new > old else "less"
    return Observation(
        kind="trace.traffic",
        entity=entity,
        subject={"measure": "traffic", "observer": entity, "operation": "", "peer": ""},
        value=value,
        text=f"{named(entity)} is asked {verb} than before: {new:.3g} requests a second after {old:.3g}",
        score=float(surprise(np.array(z), parameters)),
        direction="up" if new > old else "down",
        magnitude=new / old if old else 0.0,
    )
