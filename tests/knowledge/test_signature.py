from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rootward.evidence.model import Evidence, Presence, Query
from rootward.kit.canonical import JSON
from rootward.knowledge.signature import likeness, signature_of

WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 3.0), max_size=6)


def seen(kind: str, entity: str, score: float = 2.0, presence: Presence = Presence.FOUND, **value: JSON) -> Evidence:
    return Evidence(
        kind=kind, entity=entity, query=Query(tool="t", arguments={"n": str(value)}), window=(0, 1), value=value,
        text="x", score=score, presence=presence,
    )  # fmt: skip


def test_what_alerted_has_another_role_than_what_did_not() -> None:
    found = signature_of(
        [
            seen("log.novel", "service:web", template="quota <*> used up 17"),
            seen("metric.latency", "service:pay", name="d"),
        ],
        ["service:web"],
    )
    assert set(found) == {
        "log.more quota <*> used up # symptom", "at service:web", "metric.latency d service", "at service:pay",
    }  # fmt: skip


def test_what_is_weak_absent_or_no_observation_says_nothing() -> None:
    assert signature_of(
        [
            seen("log.novel", "service:a", 0.1), seen("change.deploy", "service:a"),
            seen("context.runbook", "service:a"),
            seen("log.novel", "service:a", presence=Presence.ABSENT),
        ],
        [],
    ) == {}  # fmt: skip


def test_the_order_of_evidence_does_not_matter() -> None:
    items = [seen("log.novel", f"service:{n}", 0.5 + n, template=f"t{chr(97 + n)}") for n in range(5)]
    assert signature_of(items, []) == signature_of(reversed(items), [])


def test_likeness_is_one_for_the_same_and_none_for_strangers() -> None:
    one = {"a": 2.0, "b": 1.0}
    assert likeness(one, one).value == 1.0
    assert likeness(one, {"c": 1.0}).value == 0.0
    assert likeness({}, {}).value == 0.0
    assert likeness(one, {"a": 1.0, "c": 1.0}).shared == ("a",)


@given(WEIGHTS, WEIGHTS)
def test_likeness_is_the_same_both_ways_and_a_share(one: dict[str, float], other: dict[str, float]) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other).value <= 1.0


def test_a_message_that_had_come_before_is_the_same_as_one_that_had_not() -> None:
    first = signature_of([seen("log.novel", "service:a", 2.0, template="no quota")], [])
    again = replace(seen("log.rate", "service:a", 2.0, template="no quota"), direction="up")
    assert likeness(first, signature_of([again], [])).value == 1.0
    fewer = replace(again, direction="down")
    assert likeness(first, signature_of([fewer], [])).value < 0.5
