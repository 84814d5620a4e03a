"""Paths: the way from a cause to the alert, each hop with what shows it, and who was first and who was hit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from rootward.causality.graph import Graph, Step
from rootward.causality.model import Hop, Place
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.propagation import Weighed
from rootward.causality.suspects import Suspect
from rootward.evidence.model import Evidence

__all__ = ["Affected", "affected", "first_failure", "impact", "root_path"]

Affected = Mapping[str, Sequence[Weighed]]
_VERIFIED_COST, _UNVERIFIED_COST, _ALERTING_COST = 1.0, 3.0, 0.9
_MOST_SYMPTOMS = 8
_SLACK_NS = 20_000_000_000
"""Onsets are no finer than the measurements: an effect may seem to begin this much before its cause."""


def affected(weighed: Sequence[Weighed], parameters: Parameters = PARAMETERS) -> Affected:
    """entity -> its observations that show it failing, strongest first; undiscounted, as an effect is no less real
    for being explained."""
    found: dict[str, list[Weighed]] = {}
    for item in sorted(weighed, key=lambda part: (-part.own, part.evidence.evidence_id)):
        if item.failing and item.own >= parameters.least_surprise:
            found.setdefault(item.entity, []).append(item)
    return found


def root_path(
    suspect: Suspect, graph: Graph, symptoms: Collection[str], hit: Affected, edges: Mapping[tuple[str, str], Evidence]
) -> tuple[Hop, ...]:
    """Hops from the suspect to the alert that most alerts lie on the way to; empty when no way exists."""

    def cost(entity: str) -> float:
        if entity in symptoms:
            return _ALERTING_COST
        return _VERIFIED_COST if entity in hit else _UNVERIFIED_COST

    ways = [
        (-_met(steps, symptoms), sum(cost(step.entity) for step in steps), target, steps)
        for target, steps in _ways(suspect.entity, sorted(symptoms), graph, cost)
    ]
    if not ways:
        return ()
    hops = [_start(suspect)]
    for step in min(ways)[3]:
        hops.append(_hop(step, suspect.onset, hit, edges))
    return tuple(hops)


def _ways(
    source: str, symptoms: Sequence[str], graph: Graph, cost: Callable[[str], float]
) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Ways to each symptom, and on from it to another one, so that the one through most of them can be chosen."""
    for near in symptoms:
        first = graph.way(source, (near,), cost)
        if first is None:
            continue
        yield near, first
        for far in symptoms[:_MOST_SYMPTOMS]:
            onward = graph.way(near, (far,), cost) if far != near else None
            seen = {source, *(step.entity for step in first)}
            if onward and not any(step.entity in seen for step in onward):
                yield far, first + onward


def _met(steps: Sequence[Step], symptoms: Collection[str]) -> int:
    return sum(step.entity in symptoms for step in steps)


def _start(suspect: Suspect) -> Hop:
    shown = tuple(dict.fromkeys(item.evidence.evidence_id for item in suspect.weighed[:2]))
    return Hop(entity=suspect.entity, relation="", evidence_ids=shown, onset=suspect.onset, verified=bool(shown))


def _hop(step: Step, after: int | None, hit: Affected, edges: Mapping[tuple[str, str], Evidence]) -> Hop:
    shown = hit.get(step.entity, ())
    onset = _earliest(shown)
    ids = [item.evidence.evidence_id for item in shown[:1]]
    if step.edge in edges:
        ids.append(edges[step.edge].evidence_id)
    in_order = onset is None or after is None or onset >= after - _SLACK_NS
    return Hop(
        entity=step.entity, relation=step.relation, evidence_ids=tuple(ids), onset=onset,
        verified=bool(shown) and in_order,
    )  # fmt: skip


def first_failure(cause: Suspect, hops: Sequence[Hop], hit: Affected) -> Place | None:
    """Where it first broke: the cause itself when it failed, else the first on the way that did."""
    for entity in (cause.entity, *(hop.entity for hop in hops[1:])):
        if entity in hit:
            return _place(entity, hit)
    return None


def impact(cause: Suspect, first: Place | None, symptoms: Collection[str], hit: Affected) -> tuple[Place, ...]:
    """Everybody else that failed where an effect of the cause can arrive, and whoever alerted; in order of name."""
    own = {cause.entity, first.entity if first else cause.entity}
    felt = {entity for entity in hit if entity in cause.reaches} | set(symptoms)
    return tuple(_place(entity, hit) for entity in sorted(felt - own))


def _place(entity: str, hit: Affected) -> Place:
    shown = hit.get(entity, ())
    ids = tuple(dict.fromkeys(item.evidence.evidence_id for item in shown[:3]))
    return Place(entity=entity, evidence_ids=ids, onset=_earliest(shown))


def _earliest(shown: Sequence[Weighed]) -> int | None:
    strong = [item for item in shown if item.own >= 0.5 * shown[0].own]
    return min((item.evidence.onset for item in strong if item.evidence.onset), default=None)
