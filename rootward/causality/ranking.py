"""Ranking: from evidence and topology to the hypotheses that explain the symptoms, or to saying that none does.

Pure and deterministic: the same evidence gives the same ranking, ties are broken by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from rootward.causality import explain
from rootward.causality.complaint import Complaint
from rootward.causality.graph import Graph
from rootward.causality.model import Change, Hop, Hypothesis, Ranking, RuledOut, Standing
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.paths import Affected, affected, first_failure, impact, root_path
from rootward.causality.precedents import Precedent, leaning
from rootward.causality.propagation import weigh
from rootward.causality.releases import releases, undeployed
from rootward.causality.signatures import Signatures
from rootward.causality.stated import changes_in, edges_in, ids_of_changes, is_stated, relations_of
from rootward.causality.suspects import Blame, Suspect, suspects
from rootward.evidence.model import Evidence

__all__ = ["Unseen", "rank"]

_ANSWERS = frozenset({
    "metric.latency", "metric.errors", "metric.availability", "flow.time", "flow.failures", "trace.errors",
})  # fmt: skip
"""What shows how an entity answers its callers."""


class Unseen(Protocol):
    """Something an agent could not see, and what would make it visible (agents.contract.Blindness)."""

    @property
    def what(self) -> str: ...

    @property
    def remedy(self) -> str: ...


class Edges(Protocol):
    """A topology: edges with `src`, `dst` and `relation` (events.topology.Topology)."""

    @property
    def edges(self) -> Sequence[EdgeLike]: ...


class EdgeLike(Protocol):
    @property
    def src(self) -> str: ...

    @property
    def dst(self) -> str: ...

    @property
    def relation(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What every part of the answer is told from."""

    graph: Graph
    symptoms: frozenset[str]
    hit: Affected
    edges: Mapping[tuple[str, str], Evidence]
    blind: tuple[Unseen, ...]
    onset: int | None
    told: Mapping[str, str]
    """Reference of a change -> id of the evidence that describes it."""
    undeployed: tuple[Change, ...]


def rank(
    evidence: Sequence[Evidence],
    topology: Edges,
    *,
    symptoms: Sequence[str],
    detected_at: int,
    signatures: Signatures,
    blind: Sequence[Unseen] = (),
    onset: int | None = None,
    complaint: Complaint = "",
    precedents: Sequence[Precedent] = (),
    parameters: Parameters = PARAMETERS,
) -> Ranking:
    """Explain `symptoms` (entities that alerted). `onset` is the estimate the evidence was gathered with, or None;
    `signatures` are the words that its texts are read by, `complaint` what was reported.

    Changes are those that the evidence describes. Never reads anything: all that is claimed cites `evidence`.
    O(evidence x edges per entity).
    """
    stated_changes = changes_in(evidence)
    changes = releases(stated_changes)
    stated = edges_in(evidence)
    graph = Graph([*((edge.src, edge.dst, edge.relation) for edge in topology.edges), *relations_of(stated.values())])
    weighed = weigh(evidence, graph, parameters, symptoms=frozenset(symptoms), complaint=complaint)
    alerted = frozenset(symptoms) or _felt(affected(weighed, parameters), graph)
    if not symptoms:
        weighed = weigh(evidence, graph, parameters, symptoms=alerted, complaint=complaint)
    scene = _Scene(
        graph=graph, symptoms=alerted, hit=affected(weighed, parameters), edges=stated,
        blind=tuple(blind), onset=onset, told=ids_of_changes(evidence), undeployed=undeployed(stated_changes),
    )  # fmt: skip
    found = suspects(
        weighed, graph, changes, symptoms=symptoms, onset=onset, detected_at=detected_at, signatures=signatures,
        parameters=parameters,
    )  # fmt: skip
    reason = _insufficient(found, scene, parameters)
    if reason is not None:
        return _undetermined(reason, found, changes, scene, parameters)
    return _explained(leaning(found, precedents, parameters), changes, scene, parameters)


def _explained(found: Sequence[Suspect], changes: Sequence[Change], scene: _Scene, parameters: Parameters) -> Ranking:
    cause = found[0]
    chosen = _distinct(found, parameters)
    hops = [root_path(suspect, scene.graph, scene.symptoms, scene.hit, scene.edges) for suspect in chosen]
    sure = _confidence(found, hops[0], scene, parameters)
    hypotheses = tuple(
        _hypothesis(suspect, way, place, sure, cause, scene, parameters)
        for place, (suspect, way) in enumerate(zip(chosen, hops, strict=True))
    )
    first = first_failure(cause, hops[0], scene.hit)
    return Ranking(
        hypotheses=hypotheses,
        first_failure=first,
        impact=impact(cause, first, scene.symptoms, scene.hit),
        ruled_out=_ruled_out(found, changes, cause, scene, parameters),
        onset=scene.onset if scene.onset is not None else cause.onset,
        insufficient=None,
        missing=tuple(dict.fromkeys(item.remedy for item in scene.blind)),
        suspects=_standings(found, parameters),
    )


def _standings(found: Sequence[Suspect], parameters: Parameters) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            entity=suspect.entity,
            score=round(suspect.score, 4),
            evidence_ids=tuple(item.evidence.evidence_id for item in suspect.weighed[:2]),
        )
        for suspect in found[: parameters.suspects]
        if suspect.score > 0
    )


def _distinct(found: Sequence[Suspect], parameters: Parameters) -> list[Suspect]:
    """The cause, and others with at least a third of its score."""
    return [suspect for suspect in found[: parameters.hypotheses] if suspect.score >= found[0].score / 3]


def _hypothesis(
    suspect: Suspect, hops: tuple[Hop, ...], place: int, sure: float, cause: Suspect, scene: _Scene,
    parameters: Parameters,
) -> Hypothesis:  # fmt: skip
    blame = _blamed(suspect, parameters)
    explains = tuple(sorted(s for s in scene.symptoms if s == suspect.entity or s in suspect.reaches))
    share = 1.0 if place == 0 else 0.5 * suspect.score / cause.score
    ids = _told(blame.change, scene) if blame is not None else []
    ids += [item.evidence.evidence_id for item in suspect.weighed if item.strength >= parameters.least_surprise / 2]
    return Hypothesis(
        entity=suspect.entity,
        role="cause" if place == 0 else "alternative",
        kind=suspect.kind,
        title=explain.title(suspect, blame),
        description=explain.describe(suspect, blame),
        change_ref=blame.change.ref if blame else None,
        component=suspect.component,
        evidence_ids=tuple(dict.fromkeys(ids))[:12],
        against_ids=_against(suspect, scene),
        explains=explains,
        unexplained=tuple(sorted(scene.symptoms - set(explains))),
        confidence=round(sure * share, 2),
        score=round(suspect.score, 4),
        path=hops,
        onset=suspect.onset,
    )


def _blamed(suspect: Suspect, parameters: Parameters) -> Blame | None:
    blame = suspect.blame
    return blame if blame is not None and blame.proximity * blame.link >= parameters.least_blame else None


def _against(suspect: Suspect, scene: _Scene) -> tuple[str, ...]:
    """Failures that no effect of the suspect can have brought about, the strongest first."""
    own = {item.evidence.evidence_id for item in suspect.weighed}  # may weigh on another that it names, too
    others = [
        next((item for item in items if item.evidence.evidence_id not in own), None)
        for entity, items in sorted(scene.hit.items())
        if entity != suspect.entity and entity not in suspect.reaches
    ]
    found = [item for item in others if item is not None]
    ordered = sorted(found, key=lambda item: (-item.strength, item.evidence.evidence_id))
    return tuple(dict.fromkeys(item.evidence.evidence_id for item in ordered))[:3]


def _confidence(found: Sequence[Suspect], hops: Sequence[Hop], scene: _Scene, parameters: Parameters) -> float:
    """How sure: strength and lead of the first, agreement of sources, verified way, brought to how often such an answer
    was right on labelled incidents; capped by what was not seen."""
    cause, second = found[0], found[1].score if len(found) > 1 else 0.0
    base, margin, diversity, path = parameters.confidence_share
    strength = 1 - math.exp(-cause.score / parameters.confidence_scale)
    lead = (cause.score - second) / cause.score
    verified = sum(hop.verified for hop in hops) / len(hops) if hops else 0.0
    agreeing = 1.0 if is_stated(cause.weighed[0].evidence) else min(1.0, cause.modalities / 3)
    sure = strength * (base + margin * math.sqrt(max(0.0, lead)) + diversity * agreeing + path * verified)
    told, right = zip(*parameters.confidence_map, strict=True)
    sure = float(np.interp(sure, told, right))
    unseen: float = len({_source(item.what) for item in scene.blind})
    if is_stated(cause.weighed[0].evidence):
        unseen *= parameters.blind_stated
    cap = max(parameters.least_cap, parameters.most_confidence - parameters.blind_cost * unseen)
    return min(sure, cap)


def _source(what: str) -> str:
    """Kinds of objects that a cluster did not list are one source that could not be seen."""
    return "the cluster" if what.endswith(" of the cluster") else what


def _insufficient(found: Sequence[Suspect], scene: _Scene, parameters: Parameters) -> str | None:
    if not found:
        return "nothing unusual was found in what could be read"
    if found[0].score < parameters.least_score:
        return "what was found is hardly more than the ordinary, and points to nobody in particular"
    if not scene.hit:
        return "something moved, but nothing is seen to fail"
    return None


def _undetermined(
    reason: str, found: Sequence[Suspect], changes: Sequence[Change], scene: _Scene, parameters: Parameters
) -> Ranking:
    by_entity = {suspect.entity: suspect for suspect in found}
    return Ranking(
        hypotheses=(),
        first_failure=None,
        impact=(),
        ruled_out=tuple(
            _innocent(change, None, by_entity, scene.onset, scene, parameters) for change in changes
        ),
        onset=scene.onset,
        insufficient=reason,
        missing=tuple(dict.fromkeys(item.remedy for item in scene.blind)),
        suspects=_standings(found, parameters),
    )  # fmt: skip


def _ruled_out(
    found: Sequence[Suspect], changes: Sequence[Change], cause: Suspect, scene: _Scene, parameters: Parameters
) -> tuple[RuledOut, ...]:
    blame = _blamed(cause, parameters)
    by_entity = {suspect.entity: suspect for suspect in found}
    reasons = []
    for change in changes:
        if blame is None or change.ref != blame.change.ref:
            onset = cause.onset if cause.onset is not None else scene.onset
            reasons.append(_innocent(change, cause, by_entity, onset, scene, parameters))
    others = [suspect for suspect in found[1:] if suspect.own >= parameters.least_surprise][:8]
    if scene.undeployed:
        reasons.append(
            explain.why_not_undeployed(scene.undeployed, tuple(scene.told[one.ref] for one in scene.undeployed))
        )
    return (*reasons, *(explain.why_not_suspect(suspect, cause, parameters) for suspect in others))


def _innocent(
    change: Change, cause: Suspect | None, by_entity: Mapping[str, Suspect], onset: int | None, scene: _Scene,
    parameters: Parameters,
) -> RuledOut:  # fmt: skip
    owner = scene.graph.owner(change.entity)
    found = explain.why_not_change(change, owner, cause, by_entity.get(owner), onset, parameters)
    return replace(found, evidence_ids=(*_told(change, scene), *found.evidence_ids))


def _told(change: Change, scene: _Scene) -> list[str]:
    """The evidence that describes the change, and the deploy that brought it."""
    return [scene.told[ref] for ref in (change.ref, change.released_by) if ref in scene.told]


def _felt(hit: Affected, graph: Graph) -> frozenset[str]:
    """Without an alert what there is to explain is what users feel: those that answer badly and whose callers do not,
    or that nobody calls. When nobody is seen to answer badly, the entity that fails most."""
    answering = {entity for entity, items in hit.items() if any(item.evidence.kind in _ANSWERS for item in items)}
    outermost = {entity for entity in answering if not answering.intersection(graph.callers.get(entity, ()))}
    if outermost or answering:
        return frozenset(outermost or answering)
    return frozenset(sorted(hit, key=lambda entity: (-hit[entity][0].own, entity))[:1])
