from __future__ import annotations

from rootward.causality.parameters import PARAMETERS
from rootward.causality.precedents import Precedent, leaning
from rootward.causality.suspects import Suspect


def suspect(entity: str, score: float, kind: str = "memory.leak") -> Suspect:
    return Suspect(
        entity=entity, weighed=(), kinds={}, kind=kind, component="", onset=None, blames=(), own=score, score=score,
        reaches=frozenset(), modalities=1,
    )  # fmt: skip


def test_a_past_case_breaks_a_near_tie() -> None:
    past = Precedent(entity="service:b", kind="memory.leak", similarity=1.0)
    found = leaning([suspect("service:a", 5.0), suspect("service:b", 4.9)], [past])
    assert [one.entity for one in found] == ["service:b", "service:a"]


def test_it_cannot_outvote_present_evidence_however_many_and_alike() -> None:
    past = [Precedent(entity="service:b", kind="memory.leak", similarity=1.0)] * 50
    behind = 5.0 / (1 + PARAMETERS.memory_cap) - 0.01
    found = leaning([suspect("service:a", 5.0, "cpu.saturation"), suspect("service:b", behind)], past)
    assert [one.entity for one in found] == ["service:a", "service:b"]


def test_what_is_hardly_alike_is_no_precedent() -> None:
    one = suspect("service:b", 4.9)
    past = Precedent(entity="service:b", kind="memory.leak", similarity=PARAMETERS.memory_least - 0.01)
    assert leaning([one], [past]) == [one]
    assert leaning([one], []) == [one]
