"""The table of kinds and texts."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.rules import FAMILIES, parse, rules
from rootward.errors import BadInput

KINDS = "kinds: {startup.x: {says: 'is {words}', next: 'look at {words}'}}\n"


def test_every_kind_has_a_family_and_says_what_and_what_next() -> None:
    known = rules().kinds
    assert {kind.partition(".")[0] for kind in known} == set(FAMILIES)
    assert [kind for kind, rule in known.items() if rule.says.endswith(".") or rule.next.endswith(".")] == []


def test_a_sentence_is_filled_with_facts_and_says_so_when_one_is_missing() -> None:
    rule = parse(KINDS + "texts: []").kinds["startup.x"]
    assert rule.sentence({"words": "broken"}) == "is broken"
    assert rule.step({}) == "look at ?"


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("kinds: {odd: {says: a, next: b}}\ntexts: []", "kinds.odd"),
        ("kinds: {startup.x: {says: a}}\ntexts: []", "kinds.startup.x"),
        (KINDS + "texts: [{kind: startup.y, where: [log], match: a}]", "texts[0]"),
        (KINDS + "texts: [{kind: startup.x, where: [dream], match: a}]", "texts[0]"),
        (KINDS + "texts: [{kind: startup.x, where: [log], match: '('}]", "texts[0].match"),
        (KINDS + "texts: [{kind: startup.x, where: [log], match: a, colour: red}]", "texts[0]"),
    ],
)
def test_an_entry_that_is_wrong_is_named(document: str, field: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(document)
    assert error.value.facts["field"] == field
