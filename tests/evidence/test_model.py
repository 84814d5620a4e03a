"""Evidence: its id is the hash of what was observed, and of nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.presence import Presence
from rootward.evidence.model import Evidence, Query
from rootward.kit.canonical import JSON

_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=8))
_FACTS = st.dictionaries(st.text(max_size=6), _SCALARS, max_size=4)
_OBSERVED = st.builds(
    Evidence,
    kind=st.sampled_from(["metric.latency", "log.novel"]),
    entity=st.text(max_size=12),
    query=st.builds(Query, tool=st.sampled_from(["metrics.measure", "logs.measure"]), arguments=_FACTS),
    window=st.tuples(st.integers(0, 2**62), st.integers(0, 2**62)),
    value=_FACTS,
    text=st.text(max_size=12),
    presence=st.sampled_from(list(Presence)),
    onset=st.none() | st.integers(0, 2**62),
    magnitude=st.floats(0, 1e6),
    score=st.floats(0, 100),
)


def _copied(facts: dict[str, JSON]) -> dict[str, JSON]:
    """The same facts, said in another order."""
    return dict(reversed(facts.items()))


@given(_OBSERVED)
def test_the_same_observation_has_the_same_id(item: Evidence) -> None:
    again = replace(
        item,
        query=Query(tool=item.query.tool, arguments=_copied(item.query.arguments)),
        value=_copied(item.value),
    )
    assert again.evidence_id == item.evidence_id
    assert item.evidence_id.startswith("ev_") and len(item.evidence_id) == 23


@given(_OBSERVED, st.sampled_from(["kind", "entity", "presence", "tool", "arguments", "start", "end", "value"]))
def test_another_observation_has_another_id(item: Evidence, changed: str) -> None:
    others = {
        "kind": replace(item, kind=item.kind + "x"),
        "entity": replace(item, entity=item.entity + "x"),
        "presence": replace(item, presence=next(one for one in Presence if one != item.presence)),
        "tool": replace(item, query=replace(item.query, tool=item.query.tool + "x")),
        "arguments": replace(item, query=replace(item.query, arguments=item.query.arguments | {"another": 1})),
        "start": replace(item, window=(item.window[0] + 1, item.window[1])),
        "end": replace(item, window=(item.window[0], item.window[1] + 1)),
        "value": replace(item, value=item.value | {"another": 1}),
    }
    assert others[changed].evidence_id != item.evidence_id


@given(_OBSERVED, st.text(max_size=8), st.floats(0, 100))
def test_what_people_are_told_about_it_is_no_part_of_the_observation(item: Evidence, text: str, score: float) -> None:
    told = replace(item, text=text, score=score, onset=None, magnitude=score, direction="up")
    assert told.evidence_id == item.evidence_id


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, "1"), (None, 0), ([1], 1)])
def test_values_that_only_look_alike_are_told_apart(one: JSON, other: JSON) -> None:
    ids = {_item(value={"n": value}).evidence_id for value in (one, other)}
    assert len(ids) == 2


def _item(**given: object) -> Evidence:
    facts: dict[str, object] = {
        "kind": "metric.latency", "entity": "service:a", "query": Query(tool="t", arguments={}), "window": (0, 1),
        "value": {}, "text": "",
    }  # fmt: skip
    return Evidence(**facts | given)  # type: ignore[arg-type]


def test_a_changed_copy_does_not_keep_the_name_that_was_asked_for() -> None:
    one = Evidence(kind="a", entity="e", query=Query(tool="t", arguments={}), window=(0, 1), value={}, text="")
    name = one.evidence_id
    assert replace(one, kind="b").evidence_id != name
    assert replace(one, kind="b", text="x").evidence_id == replace(one, kind="b").evidence_id
    assert set(msgspec.to_builtins(one)) == {field.name for field in fields(Evidence)}
    assert msgspec.convert(msgspec.to_builtins(one), Evidence).evidence_id == name
