"""Review: no evidence, no claim. What a hypothesis cites must exist and fit, or the claim goes.

Removing evidence may only lower what is said: a citation that is missing takes its claim or its confidence with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rootward.agents.contract import AgentResult, Blindness
from rootward.causality.model import Hop, Hypothesis, Place, Ranking
from rootward.causality.parameters import PARAMETERS
from rootward.causality.stated import is_stated
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence
from rootward.investigations.synthesis import all_evidence

__all__ = ["Reviewed", "review", "supported"]

UNDECIDED_BELOW = 0.25
"""A cause that is less sure than this is not named as one."""
_CAP_PER_BLINDNESS = 0.1
_CAP_FLOOR = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """The ranking that stands, with what was removed and why."""

    ranking: Ranking
    removed: tuple[str, ...]


def review(ranking: Ranking, answered: Sequence[AgentResult], blind: Sequence[Blindness]) -> Reviewed:
    """Keep what is supported; cap confidence by what could not be seen. Never raises a confidence."""
    known = {item.evidence_id: item for item in all_evidence(answered)}
    unseen = len(blind) + sum(len(result.blind) for result in answered)
    kept, ruled_out, removed = [], [], []
    for hypothesis in ranking.hypotheses:
        checked = _check(hypothesis, known, _cap(hypothesis, known, unseen))
        if isinstance(checked, str):
            removed.append(checked)
        else:
            kept.append(checked)
    for item in ranking.ruled_out:
        cited = _existing(item.evidence_ids, known)
        if cited or not item.evidence_ids:  # "it came after the trouble began" needs none: the times say it
            ruled_out.append(replace(item, evidence_ids=cited))
        else:
            removed.append(f"{item.subject} was ruled out: none of the evidence that this cites exists")
    kept.sort(key=lambda item: (-item.score, item.entity, item.kind))
    insufficient = ranking.insufficient
    if not kept and insufficient is None:
        insufficient = "no hypothesis is supported by evidence"
    elif kept and kept[0].confidence < UNDECIDED_BELOW and insufficient is None:
        insufficient = f"the best hypothesis reaches only a confidence of {kept[0].confidence:.2f}"
    standing = replace(
        ranking,
        hypotheses=tuple(kept),
        first_failure=_place(ranking.first_failure, known),
        impact=tuple(place for item in ranking.impact if (place := _place(item, known)) is not None),
        ruled_out=tuple(ruled_out),
        insufficient=insufficient,
        suspects=tuple(
            replace(item, evidence_ids=cited)
            for item in ranking.suspects
            if (cited := _existing(item.evidence_ids, known))
        ),
    )
    return Reviewed(ranking=standing, removed=tuple(removed))


def _cap(hypothesis: Hypothesis, known: Mapping[str, Evidence], unseen: int) -> float:
    """What was not seen lowers how sure one may be; less so of what the objects of a cluster state."""
    stated = any(is_stated(known[name]) for name in hypothesis.evidence_ids[:1] if name in known)
    return max(_CAP_FLOOR, 1.0 - _CAP_PER_BLINDNESS * unseen * (PARAMETERS.blind_stated if stated else 1.0))


def supported(answered: Sequence[AgentResult]) -> list[AgentResult]:
    """The results with those findings only that cite an observation which exists."""
    known = {item.evidence_id: item for item in all_evidence(answered)}
    results = []
    for result in answered:
        cited = (replace(item, evidence_ids=_existing(item.evidence_ids, known)) for item in result.findings)
        results.append(replace(result, findings=tuple(item for item in cited if item.evidence_ids)))
    return results


def _check(hypothesis: Hypothesis, known: Mapping[str, Evidence], cap: float) -> Hypothesis | str:
    """The hypothesis with the citations that exist, or why it cannot stand."""
    cited = _existing(hypothesis.evidence_ids, known)
    seen = [known[name] for name in cited if known[name].presence is Presence.FOUND]
    concerned = {name for name in (hypothesis.entity, hypothesis.component) if name}
    if not any(_touches(item, concerned) for item in seen):
        return f"{hypothesis.title}: no cited evidence touches {hypothesis.entity}"
    share = len(cited) / len(hypothesis.evidence_ids)
    path = tuple(_hop(hop, known) for hop in hypothesis.path)
    return replace(
        hypothesis,
        evidence_ids=cited,
        against_ids=_existing(hypothesis.against_ids, known),
        path=path,
        confidence=round(min(hypothesis.confidence * share, cap), 4),
    )


def _touches(item: Evidence, concerned: Collection[str]) -> bool:
    """The evidence is about the entity, or its measurement names it as the other end."""
    if item.entity in concerned:
        return True
    ends = [value for value in item.query.arguments.values() if isinstance(value, str)]
    return any(value in concerned for value in ends)


def _existing(names: Sequence[str], known: Mapping[str, Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name in known))


def _hop(hop: Hop, known: Mapping[str, Evidence]) -> Hop:
    cited = _existing(hop.evidence_ids, known)
    return replace(hop, evidence_ids=cited, verified=hop.verified and bool(cited))


def _place(place: Place | None, known: Mapping[str, Evidence]) -> Place | None:
    if place is None:
        return None
    cited = _existing(place.evidence_ids, known)
    return replace(place, evidence_ids=cited) if cited else None
