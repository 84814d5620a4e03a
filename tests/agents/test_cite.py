"""Evidence of observations."""

from __future__ import annotations

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.causality.model import Observation
from rootward.causality.parameters import PARAMETERS
from rootward.events.presence import Presence


def _observation(score: float, entity: str = "service:a", kind: str = "metric.cpu", name: str = "x") -> Observation:
    return Observation(
        kind=kind, entity=entity, subject={"name": name}, value={"after": score}, text=f"{name} moved", score=score,
        onset=5, direction="up", magnitude=2.0,
    )  # fmt: skip


def test_the_query_is_what_is_shared_and_the_subject() -> None:
    found = cite([_observation(2.0)], tool="metrics.shift", shared={"as_of": 7}, window=(0, 10))[0]
    assert found.query.tool == "metrics.shift" and found.query.arguments == {"as_of": 7, "name": "x"}
    assert (found.onset, found.score, found.window, found.value) == (5, 2.0, (0, 10), {"after": 2.0})
    other = cite([_observation(2.0)], tool="metrics.shift", shared={"as_of": 8}, window=(0, 10))[0]
    assert other.evidence_id != found.evidence_id


def test_no_entity_crowds_out_the_others() -> None:
    loud = [_observation(4.0, name=f"n{n}") for n in range(20)]
    chosen = strongest([*loud, _observation(1.0, "service:b")])
    assert len(chosen) == PARAMETERS.per_entity_kind + 1
    assert chosen[-1].entity == "service:b"


def test_only_so_many_and_nothing_weak() -> None:
    many = [_observation(1.0, f"service:s{n:03d}") for n in range(500)]
    assert len(strongest(many)) == PARAMETERS.per_agent
    assert strongest([_observation(PARAMETERS.least_surprise / 2)]) == []


def test_the_choice_does_not_depend_on_the_order() -> None:
    many = [_observation(1.0 + n % 3, f"service:s{n}", name=f"n{n % 7}") for n in range(60)]
    assert strongest(many) == strongest(many[::-1])


def test_findings_are_the_strongest_with_a_confidence() -> None:
    evidence = cite([_observation(n / 4, name=f"n{n}") for n in range(15)], tool="t", shared={}, window=(0, 1))
    found = findings(evidence)
    assert len(found) == 10 and found[0].evidence_ids == (evidence[-1].evidence_id,)
    assert 0 < found[-1].confidence < found[0].confidence < 1


def test_absence_is_typed_and_has_a_remedy() -> None:
    assert absent("traces", Presence.SOURCE_DOWN, "send them").presence == "source_down"


def test_an_onset_on_a_line_of_stretches_is_told_as_the_time_it_was() -> None:
    observed = Observation(kind="metric.cpu", entity="service:a", subject={}, value={}, text="a", score=2.0, onset=45)
    shared = {"stretches": [[900, 910], [50, 100]]}
    (found,) = cite([observed], tool="metrics.shift", shared=shared, window=(50, 100))  # type: ignore[arg-type]
    assert found.onset == 905
