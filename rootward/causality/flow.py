"""Flow: where waiting and failing are added on the way of a request, told from metrics and the call graph alone.

What callers wait for, they wait for together: seconds of answering per second (time of a call x calls) and failures per
second add up along calls. What an entity adds beyond what those that it calls add is its own. That it is called more
often adds nothing of its own, nor does a callee that nobody called before: both are their callers' doing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from rootward.causality.complaint import Complaint
from rootward.causality.edge_gaps import EdgeGap, edge_gaps
from rootward.causality.flow_cost import Costs, all_costs
from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Shifts, measure
from rootward.causality.span_gaps import far_from_all
from rootward.causality.words import named
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON

__all__ = ["observe_flow"]

Span = tuple[int, int]
_WHAT = ("time", "failures")
_COMPLAINTS: Mapping[str, Complaint] = {"time": "slow", "failures": "failing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """What came on top at one entity at the window's traffic: `amount` a second, `own` what no callee explains."""

    before: float
    after: float
    amount: float
    own: float
    z: float
    onset: int
    surprise: float


def observe_flow(
    series: SeriesSet, calls: Mapping[str, Iterable[str]], *, before: Span, after: Span,
    symptoms: Collection[str] = (), complaint: Complaint = "", only: str = "", parameters: Parameters = PARAMETERS,
) -> list[Observation]:  # fmt: skip
    """`flow.time` and `flow.failures` of each entity that adds some itself (of `only`, added or not, when it is given),
    in order of entity. `calls` are the callees of each entity. What is small against what came on top at the
    `symptoms` counts little, as it explains little of them."""
    costs = all_costs(series, _WHAT)
    gaps = _gaps(series, calls, before, after, parameters)
    added = {
        what: _added(one, calls, gaps if what == "time" else {}, before, after, parameters)
        for what, one in costs.items() if one.entities
    }  # fmt: skip
    felt = {what: max((one[at].amount for at in symptoms if at in one), default=0.0) for what, one in added.items()}
    found: list[Observation] = []
    for what, amounts in added.items():
        told = complaint == _COMPLAINTS[what]
        largest = max((one.own for one in amounts.values()), default=0.0)
        most = felt[what] or (largest if told or not (complaint or any(felt.values())) else 0.0)
        for entity, one in sorted(amounts.items()):
            if entity == only or (not only and one.own > 0 and one.surprise > 0):
                share = max(parameters.unfelt, min(1.0, one.own / most)) if most > 0 else parameters.unfelt
                callees = sorted({callee for callee in calls.get(entity, ()) if callee in amounts})
                found.append(_observation(what, entity, callees, one, one.surprise * share * _kept(one)))
    return found


def _kept(one: _Added) -> float:
    """The share of what was added that is its own."""
    return one.own / one.amount if one.amount > 0 else 0.0


def _gaps(
    series: SeriesSet, calls: Mapping[str, Iterable[str]], before: Span, after: Span, parameters: Parameters
) -> dict[tuple[str, str], float]:
    """(caller, callee) -> seconds by which the gap between them grew for each call; the most that any statistic says.
    A caller that is far from everybody is left out: that is its own."""
    found: dict[tuple[str, str], EdgeGap] = {}
    for item in edge_gaps(series, calls, before=before, after=after, parameters=parameters):
        edge = item.caller, item.callee
        if item.score > 0 and (edge not in found or item.grown > found[edge].grown):
            found[edge] = item
    far = far_from_all(((caller, callee, item.score) for (caller, callee), item in found.items()), parameters)
    return {edge: item.grown for edge, item in found.items() if edge[0] not in far}


def _added(
    costs: Costs, calls: Mapping[str, Iterable[str]], gaps: Mapping[tuple[str, str], float], before: Span, after: Span,
    parameters: Parameters,
) -> dict[str, _Added]:  # fmt: skip
    count = len(costs.entities)
    shifts = measure(
        costs.values, costs.times, before=before, after=after, bad=np.ones(count, dtype=np.int8),
        counts=np.zeros(count, dtype=np.bool_), steady=np.zeros(count, dtype=np.bool_),
        outages=np.ones(count, dtype=np.bool_), parameters=parameters,
    )  # fmt: skip
    rows = {entity: row for row, entity in enumerate(costs.entities)}
    inside = (costs.times >= after[0]) & (costs.times < after[1])
    asked_now = np.array([_middle(row[inside]) for row in costs.traffic])
    amounts = {entity: _amount(shifts, row) * float(asked_now[row]) for entity, row in rows.items()}
    passing: dict[str, float] = {}
    for (caller, callee), grown in gaps.items():
        passing[caller] = passing.get(caller, 0.0) + grown * (float(asked_now[rows[callee]]) if callee in rows else 0.0)
    earlier = (costs.times >= before[0]) & (costs.times < before[1])
    asked = np.nansum(costs.traffic[:, earlier], axis=1)
    new = {entity for entity, row in rows.items() if float(asked[row]) == 0.0}
    return {
        entity: _Added(
            before=float(np.nan_to_num(shifts.before[row])) * float(asked_now[row]),
            after=float(np.nan_to_num(shifts.after[row])) * float(asked_now[row]),
            amount=amounts[entity],
            own=0.0 if entity in new else max(0.0, _own(entity, amounts, new, calls) - passing.get(entity, 0.0)),
            z=float(shifts.z[row]),
            onset=int(shifts.onset[row]),
            surprise=float(shifts.score[row]),
        )
        for entity, row in rows.items()
    }


def _own(entity: str, amounts: Mapping[str, float], new: Iterable[str], calls: Mapping[str, Iterable[str]]) -> float:
    others = {*calls.get(entity, ())} - {entity, *new}
    explained = fsum(amounts.get(callee, 0.0) for callee in others)  # which is the same in whatever order they come
    return max(0.0, amounts[entity] - explained)


def _amount(shifts: Shifts, row: int) -> float:
    if shifts.score[row] <= 0:
        return 0.0
    return max(0.0, float(np.nan_to_num(shifts.after[row] - shifts.before[row])))


def _middle(row: Floats) -> float:
    known = row[np.isfinite(row)]
    return float(np.median(known)) if len(known) else 0.0


def _observation(what: str, entity: str, callees: Sequence[str], one: _Added, score: float) -> Observation:
    value: dict[str, JSON] = {
        "before": stable(one.before), "after": stable(one.after), "own": stable(one.own),
        "explained": stable(one.amount - one.own), "deviation": stable(one.z, 4), "onset": one.onset or None,
    }  # fmt: skip
    said = "{:.3g} s of waiting" if what == "time" else "{:.3g} failures"
    told = f"{named(entity)} itself adds {said.format(one.own)} each second"
    if callees and one.amount > one.own:
        told += f"; what it calls explains {said.format(one.amount - one.own)} more"
    elif callees:
        told += "; nothing that it calls explains it"
    return Observation(
        kind=f"flow.{what}",
        entity=entity,
        subject={"entity": entity, "what": what, "callees": [*callees]},
        value=value,
        text=told,
        score=score,
        onset=one.onset or None,
        direction="up",
        magnitude=one.after / one.before if one.before else 0.0,
    )
