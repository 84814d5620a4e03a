"""Suspects: one candidate cause per entity, scored from all that speaks for it, with the change that fits best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from rootward.causality.changes import link, proximity
from rootward.causality.faults import component_of, fault_kinds
from rootward.causality.graph import Graph
from rootward.causality.model import Change
from rootward.causality.named_words import NamedWords
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.propagation import Weighed
from rootward.causality.releases import releases
from rootward.causality.signatures import Signatures

__all__ = ["Blame", "Suspect", "suspects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """How much a change is to blame for what is seen on its entity."""

    change: Change
    proximity: float
    link: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """`weighed` strongest first; `kinds` fault kind -> strength 0..1; `blames` changes of this entity, likeliest
    first; `own` the score of its evidence alone; `modalities` how many kinds of sources agree."""

    entity: str
    weighed: tuple[Weighed, ...]
    kinds: Mapping[str, float]
    kind: str
    component: str
    onset: int | None
    blames: tuple[Blame, ...]
    own: float
    score: float
    reaches: frozenset[str]
    modalities: int

    @property
    def blame(self) -> Blame | None:
        return self.blames[0] if self.blames and self.blames[0].score > 0 else None

    @property
    def failing(self) -> tuple[Weighed, ...]:
        return tuple(item for item in self.weighed if item.failing)


def suspects(
    weighed: Sequence[Weighed],
    graph: Graph,
    changes: Sequence[Change],
    *,
    symptoms: Collection[str],
    onset: int | None,
    detected_at: int,
    signatures: Signatures,
    parameters: Parameters = PARAMETERS,
) -> list[Suspect]:
    """Best first; equal scores in order of name."""
    by_entity: dict[str, list[Weighed]] = {}
    for item in weighed:
        by_entity.setdefault(item.entity, []).append(item)
    released = releases(changes)
    by_change: dict[str, list[Change]] = {}
    for change in released:
        by_change.setdefault(graph.owner(change.entity), []).append(change)
    burdens = {place: [change for change in found if change.burdens] for place, found in by_change.items()}
    for entity, mine in by_entity.items():
        if any(item.failing or item.group == "itself" for item in mine):
            felt_here = [
                change for caller in sorted(graph.callers.get(entity, ())) for change in burdens.get(caller, [])
            ]
            by_change[entity] = [*by_change.get(entity, []), *felt_here]
    names = NamedWords(released, weighed)
    felt = {entity: _symptom(items) for entity, items in by_entity.items()}
    found = [
        _suspect(
            entity, items, by_change.get(entity, []), names, graph, symptoms, onset, detected_at, felt, signatures,
            parameters,
        )
        for entity, items in sorted(by_entity.items())
    ]  # fmt: skip
    return sorted(found, key=lambda suspect: (-suspect.score, suspect.entity))


def _suspect(
    entity: str, items: list[Weighed], changes: list[Change], names: NamedWords, graph: Graph,
    symptoms: Collection[str], onset: int | None, detected_at: int, felt: Mapping[str, float], signatures: Signatures,
    parameters: Parameters,
) -> Suspect:  # fmt: skip
    ordered = tuple(sorted(items, key=lambda item: (-item.strength, item.evidence.kind, item.evidence.evidence_id)))
    kinds = fault_kinds(ordered, signatures)
    began = _began(ordered, parameters)
    best = _best_per_kind(ordered)
    own = _fused(best, parameters)
    canary = any(item.group == "canary" and item.strength >= 1.0 for item in ordered)
    blames = _blames(entity, changes, graph.owner, names, kinds, own, began, onset, detected_at, canary, parameters)
    fused = _fused(sorted([*best, *(blame.score for blame in blames[:1])], reverse=True), parameters)
    support = max((felt.get(caller, 0.0) for caller in graph.callers.get(entity, ())), default=0.0)
    score = fused + parameters.support * min(support, own) * (1 if fused else 0)
    reaches = graph.affected_by(entity)
    if symptoms and entity not in symptoms and not reaches & frozenset(symptoms):
        score *= parameters.unreached
    if began is not None and onset is not None and began <= onset + parameters.early_ns:
        score *= 1 + parameters.early_bonus
    return Suspect(
        entity=entity,
        weighed=ordered,
        kinds=kinds,
        kind=_kind(kinds, blames[0] if blames else None),
        component=component_of(ordered, entity),
        onset=began,
        blames=tuple(blames),
        own=own,
        score=score,
        reaches=reaches,
        modalities=len({_source(item) for item in ordered if item.strength >= parameters.least_surprise}),
    )


def _source(item: Weighed) -> str:
    return item.evidence.kind.partition(".")[0]


def _best_per_kind(ordered: Sequence[Weighed]) -> list[float]:
    best: dict[str, float] = {}
    for item in ordered:
        best.setdefault(item.evidence.kind, item.strength)
    return sorted(best.values(), reverse=True)


def _fused(values: Sequence[float], parameters: Parameters) -> float:
    """The strongest in full, each further one at a fraction of the fraction before."""
    return sum(value * parameters.decay**place for place, value in enumerate(values))


def _symptom(items: Sequence[Weighed]) -> float:
    return max((item.own for item in items if item.failing), default=0.0)


def _began(ordered: Sequence[Weighed], parameters: Parameters) -> int | None:
    """When a share of the observations that carry the suspicion (half of the strongest at least) had begun: one that
    seems to begin early does not decide."""
    strong = [
        item for item in ordered
        if item.evidence.onset and item.strength >= max(0.5 * ordered[0].strength, parameters.least_surprise)
    ]  # fmt: skip
    begun, needed = 0.0, parameters.begun_share * sum(item.strength for item in strong)
    for item in sorted(strong, key=lambda item: (item.evidence.onset or 0, item.evidence.evidence_id)):
        begun += item.strength
        if begun >= needed:
            return item.evidence.onset
    return None


def _blames(
    entity: str, changes: Sequence[Change], owner: Callable[[str], str], names: NamedWords, kinds: Mapping[str, float],
    own: float, began: int | None, onset: int | None, detected_at: int, canary: bool, parameters: Parameters,
) -> list[Blame]:  # fmt: skip
    """A change counts only as far as its entity itself shows something after it; that of a caller, which asks more
    than before, a little less. Where the new version does worse beside the old one, its rollout is plainly linked."""
    moments = [moment for moment in (began, onset) if moment] or [detected_at]
    support = min(1.0, own / (2 * parameters.least_score))
    found = []
    for change in changes:
        near = max(proximity(change, moment, parameters) for moment in moments)
        fit = link(change, kinds, names.shared(change), parameters)
        fit *= 1.0 if owner(change.entity) == entity else parameters.burdened
        if canary and owner(change.entity) == entity and change.kind == "deploy" and change.at <= detected_at:
            near, fit = max(near, parameters.canary_near), max(fit, parameters.content_linked)
        found.append(
            Blame(change=change, proximity=near, link=fit, score=parameters.change_weight * near * fit * support)
        )
    return sorted(found, key=lambda blame: (-blame.score, blame.change.at, blame.change.ref))


def _kind(kinds: Mapping[str, float], blame: Blame | None) -> str:
    """The strongest fault kind; what the change to blame could bring about counts up to twice."""
    if not kinds:
        return "unknown"
    topics = frozenset(blame.change.topics) if blame is not None and blame.score > 0 else frozenset()
    boost = 1 + blame.proximity if blame is not None else 1.0
    return max(sorted(kinds), key=lambda kind: kinds[kind] * (boost if kind in topics else 1.0))
